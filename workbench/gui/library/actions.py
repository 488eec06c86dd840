"""What can be done with the dances that are selected in the Library."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QInputDialog, QMenu, QMessageBox

from core.entities import Video, VideoSummary
from workbench.gui import texts
from workbench.gui.actions import action
from workbench.gui.library.annotations import AnnotationsImporting
from workbench.gui.library.edits import SetStyle
from workbench.gui.library.export_dialog import ExportDialog
from workbench.gui.messages import Level
from workbench.gui.recommend.window import RecommendWindow

if TYPE_CHECKING:
    from workbench.actions.posing import QueuedPoses
    from workbench.gui.library.page import LibraryPage


class LibraryActions(QObject):
    """The actions, their menu, and what each one asks before it does its work."""

    def __init__(self, page: LibraryPage) -> None:
        super().__init__(page)
        self._page = page
        self._context = page.context
        self.importing_annotations = AnnotationsImporting(page.context, page)
        table = page.table
        # Return in the table is QTableView's own `activated`; named here so that the menu and F1 show it.
        keymap = self._context.keymap
        self.open = action(keymap, page, "library.open", self.open_in_annotate)
        self.set_style = action(keymap, table, "library.set-style", self.ask_style)
        self.rename = action(keymap, table, "library.rename", self.start_rename)
        self.poses = action(keymap, table, "library.extract-poses", self.ask_poses)
        self.annotations = action(keymap, table, "library.import-annotations", self.ask_annotations)
        self.recommend = action(keymap, table, "library.recommend", self.show_recommended)
        self.reveal = action(keymap, table, "library.reveal", self.reveal_files)
        self.relocate = action(keymap, table, "library.relocate", self.ask_relocate)
        self.remove = action(keymap, table, "library.remove", self.ask_remove)
        self.find = action(keymap, page, "library.find", self.start_search)
        self.toggle_jobs = action(keymap, page, "library.jobs", self.switch_jobs)
        self.menu = QMenu(page)
        self.menu.addActions([self.open, self.set_style, self.rename, self.poses, self.annotations])
        self.menu.addSeparator()
        self.menu.addAction(self.recommend)
        self.menu.addSeparator()
        self.menu.addActions([self.reveal, self.relocate, self.remove])
        self.enable()

    def enable(self) -> None:
        """Enable what makes sense for what is selected."""
        n = len(self._page.selected)
        for made in (self.set_style, self.poses, self.remove, self.reveal):
            made.setEnabled(n > 0)
        for made in (self.open, self.rename, self.annotations, self.recommend):
            made.setEnabled(n == 1)
        self.relocate.setEnabled(n == 1 and self._videos()[0].id in self._page.model.gone)

    def _videos(self) -> list[Video]:
        return [summary.video for summary in self._page.selected]

    # going elsewhere

    def open_in_annotate(self) -> None:
        videos = self._videos()
        if videos:
            self._context.show_page("annotate", video_id=videos[0].id)

    def show_recommended(self) -> None:
        """Show which songs suit the dance, and play them under it."""
        videos = self._videos()
        if videos:
            RecommendWindow(self._context, videos[0].id, self._page).show()

    def reveal_files(self) -> None:
        """Open the folders that the selected files are in."""
        project = self._context.open
        for folder in sorted({project.resolve(video.path).parent for video in self._videos()}):
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    def ask_relocate(self) -> None:
        video = self._videos()[0]
        was = Path(video.path)
        file, _ = QFileDialog.getOpenFileName(
            self._page, f"Where is {was.name} now?", str(self._context.settings.last_folder / was.name)
        )
        if file:
            self.relocate_to(video, Path(file))

    def relocate_to(self, video: Video, path: Path) -> None:
        """Say where a moved file lies now; another file is refused."""
        project = self._context.open

        def work() -> Video:
            from workbench.actions.relocating import relocate

            return relocate(project, video, path)

        self._context.background(work, self._on_relocated)

    def _on_relocated(self, video: Video) -> None:
        self._page.thumbnails.forget()
        self._page.refresh()
        self._context.notify("video", video, video_id=video.id)

    def start_search(self) -> None:
        self._page.toolbar.search.setFocus()
        self._page.toolbar.search.selectAll()

    def switch_jobs(self) -> None:
        if self._page.jobs.is_open:
            self._page.jobs.set_open(False)
            self._page.table.setFocus()
        else:
            self._page.jobs.show_jobs()

    def ask_import(self) -> None:
        self._page.ask_import()

    # edits

    def ask_style(self) -> None:
        videos = self._videos()
        if not videos:
            return
        what = videos[0].name if len(videos) == 1 else texts.plural(len(videos), "dance")
        name, ok = QInputDialog.getItem(
            self._page, "Set style", f"Style of the whole of {what}, by {self._context.annotator}:",
            self._page.styles(), editable=True,
        )  # fmt: skip
        if ok and name.strip():
            self.label_whole(videos, name.strip())

    def label_whole(self, videos: Sequence[Video], style: str) -> None:
        """Give the whole of some videos a style; can be undone."""
        self._context.undo_stack.push(SetStyle(self._context, videos, style))

    def start_rename(self) -> None:
        index = self._page.table.currentIndex()
        if index.isValid():
            self._page.table.edit(index.siblingAtColumn(0))

    # poses

    def ask_poses(self) -> None:
        people, ok = QInputDialog.getInt(
            self._page, "Extract poses", "How many people to look for:", value=1, minValue=1, maxValue=10
        )
        if ok:
            self.extract_poses(self._page.selected, people)

    def extract_poses(self, summaries: Sequence[VideoSummary], people: int) -> None:
        """Queue pose jobs; poses that somebody corrected are kept as they are."""
        project, ids = self._context.open, [summary.video.id for summary in summaries]

        def work() -> QueuedPoses:
            from workbench.actions.posing import queue_poses

            return queue_poses(project, ids, people=people)

        self._context.background(work, self._on_poses_queued)

    def _on_poses_queued(self, queued: QueuedPoses) -> None:
        if kept := len(queued.corrected):
            self._context.message(
                f"{texts.plural(kept, 'video')} kept its poses: somebody corrected or imported them.",
                Level.WARN,
                hint="Remove and import such a video again to begin anew.",
            )  # fmt: skip
        elif not queued.jobs and not queued.busy:
            self._context.message(
                "There is nothing to extract poses from.", hint="Motions have their joints."
            )
        self._context.job_keeper.tend()
        self._context.job_keeper.refresh()

    # annotations of other programs

    def ask_annotations(self) -> None:
        videos = self._videos()
        if len(videos) == 1:
            self.importing_annotations.ask(videos[0])

    # removing

    def ask_remove(self) -> None:
        """Remove after a question that names what would be lost: there is no undo for it."""
        summaries = self._page.selected
        if not summaries:
            return
        title = f"Remove {texts.plural(len(summaries), 'dance')} from the project?"
        box = QMessageBox(QMessageBox.Icon.Warning, "Remove", title, parent=self._page)
        box.setInformativeText(what_is_lost(summaries))
        button = box.addButton("Remove", QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        button.clicked.connect(lambda: self.remove_now(summaries))
        box.open()

    def remove_now(self, summaries: Sequence[VideoSummary]) -> None:
        """Forget videos with everything made for them; their files stay."""
        project, ids = self._context.open, [summary.video.id for summary in summaries]
        # Edits of a removed video could not be undone any more.
        self._context.undo_stack.clear()

        def remove() -> None:
            for video_id in ids:
                project.videos.remove(video_id)

        self._context.background(remove, self._on_removed, self._on_remove_failed)

    def _on_removed(self, _: object) -> None:
        self._page.refresh()

    def _on_remove_failed(self, error: Exception) -> None:
        self._context.report(error)
        self._page.refresh()

    # exporting

    def ask_export(self) -> ExportDialog:
        dialog = ExportDialog(self._context, self._page)
        dialog.asked.connect(self.export)
        dialog.open()
        return dialog

    def export(self, fmt: str, folder: Path) -> None:
        """Write the whole project's dances into a folder, off the GUI thread."""
        project = self._context.open

        def work() -> tuple[int, Path, list[str]]:
            from workbench.actions.exporting import export

            remarks: list[str] = []
            return len(export(project, fmt, folder, tell=remarks.append)), folder, remarks

        self._context.message(f"Exporting to {folder} …")
        self._context.background(work, self._on_exported)

    def _on_exported(self, result: tuple[int, Path, list[str]]) -> None:
        n_files, folder, remarks = result
        show = ("Show", lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))))
        self._context.message(
            f"{texts.plural(n_files, 'file')} written to {folder}.",
            Level.GOOD,
            hint=" ".join(remarks),
            action=show,
        )


def what_is_lost(summaries: Sequence[VideoSummary]) -> str:
    """Say what removing these would destroy."""
    lost = []
    if corrected := sum(summary.n_corrected_frames for summary in summaries):
        lost.append(f"corrections on {texts.plural(corrected, 'frame')}")
    if styled := sum(bool(summary.styles) for summary in summaries):
        lost.append(f"the style segments of {texts.plural(styled, 'dance')}")
    if tracked := sum(summary.n_tracked_frames for summary in summaries):
        lost.append(f"poses of {texts.plural(tracked, 'frame')}")
    names = ", ".join(summary.video.name for summary in summaries[:5])
    more = f" and {len(summaries) - 5} more" if len(summaries) > 5 else ""
    what = f"This loses {', '.join(lost)}, and cannot be undone. " if lost else ""
    return f"{names}{more}.\n{what}The files themselves stay where they are."
