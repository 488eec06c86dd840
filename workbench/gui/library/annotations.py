"""Bringing annotations of other programs into the chosen video."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from core.entities import Video
from core.formats.registry import LABEL_SUFFIXES, POSE_SUFFIXES
from workbench.gui import texts
from workbench.gui.context import AppContext
from workbench.gui.library.edits import ImportLabels, ImportPoses
from workbench.gui.messages import Level

if TYPE_CHECKING:
    from workbench.actions.import_labels import LabelsImport
    from workbench.actions.import_poses import PosesImport


class AnnotationsImporting(QObject):
    """Reads the file off the GUI thread; what comes of it is one edit, and one message that says what."""

    def __init__(self, context: AppContext, parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self._widget = context, parent

    def ask(self, video: Video) -> None:
        """Ask for a file."""
        settings = self._context.settings
        file, _ = QFileDialog.getOpenFileName(
            self._widget, f"Annotations of {video.name}", str(settings.last_folder), file_filter()
        )
        if file:
            settings.last_folder = Path(file).parent
            self.bring(video, Path(file))

    def bring(self, video: Video, path: Path) -> None:
        """Bring the poses or labels of a file (or of a folder of OpenPose) into a video."""
        project, annotator = self._context.open, self._context.annotator
        self._context.message(f"Reading {path.name} …")
        if path.suffix.lower() in LABEL_SUFFIXES:

            def add() -> LabelsImport:
                from workbench.actions.import_labels import import_labels

                return import_labels(project, video.id, path, fallback=annotator)

            self._context.background(add, lambda report: self._keep_labels(video, report), receiver=self)
            return

        def store() -> PosesImport:
            from workbench.actions.import_poses import import_poses

            return import_poses(project, video.id, path)

        self._context.background(store, lambda report: self._keep_poses(video, report), receiver=self)

    def _keep_labels(self, video: Video, report: LabelsImport) -> None:
        if not report.added:
            self._say(f"Nothing to add: {video.name} has these labels already.", report.notes)
            return
        self._context.undo_stack.push(ImportLabels(self._context, video, report))
        tiers = ", ".join(dict.fromkeys(segment.tier for segment in report.added))
        known = f" {report.n_known} were there already." if report.n_known else ""
        n = texts.plural(len(report.added), "label")
        self._say(f"{n} added to {video.name} on {tiers}.{known}", report.notes)

    def _keep_poses(self, video: Video, report: PosesImport) -> None:
        self._context.undo_stack.push(ImportPoses(self._context, video, report))
        people = ", ".join(f"{each.name} as person {each.track.person + 1}" for each in report.people)
        joints = ", ".join(
            f"{len(each.track.skeleton.joints)} joints of {each.track.skeleton.name}"
            for each in report.people[:1]
        )
        self._say(f"Added to {video.name}: {people} ({joints}).", report.notes)

    def _say(self, text: str, notes: tuple[str, ...]) -> None:
        self._context.message(
            " ".join([text, *notes[:2]]), Level.WARN if notes else Level.GOOD,
            hint="Copy the details for the rest." if len(notes) > 2 else "",
            details="\n".join(notes) if len(notes) > 2 else "",
        )  # fmt: skip


def file_filter() -> str:
    """Return what a file dialog offers."""
    poses = " ".join(f"*{suffix}" for suffix in sorted(POSE_SUFFIXES))
    labels = " ".join(f"*{suffix}" for suffix in sorted(LABEL_SUFFIXES))
    return f"Annotations ({poses} {labels});;Poses ({poses});;Labels ({labels});;All files (*)"
