"""What can be undone in the Library."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from core.entities import Video
from db.people import Describe, PeopleChange
from db.segments import OnOverlap, SegmentSpec
from workbench.actions.labels import STYLE, span_s
from workbench.gui.context import AppContext
from workbench.gui.edits import Edit

if TYPE_CHECKING:
    from workbench.actions.import_labels import LabelsImport
    from workbench.actions.import_poses import PosesImport


class RenameVideo(Edit):
    def __init__(self, context: AppContext, video: Video, name: str) -> None:
        super().__init__(context, f"rename {video.name}")
        self._video_id, self._old, self._new = video.id, video.name, name

    def apply(self) -> None:
        self._rename(self._new)

    def revert(self) -> None:
        self._rename(self._old)

    def _rename(self, name: str) -> None:
        video = self.context.open.videos.rename(self._video_id, name)
        self.context.notify("video", video, video_id=video.id)


class SetStyle(Edit):
    """Give the whole of some videos one style, in place of the annotator's own style segments of them."""

    def __init__(self, context: AppContext, videos: Sequence[Video], style: str) -> None:
        what = videos[0].name if len(videos) == 1 else f"{len(videos)} videos"
        super().__init__(context, f"label {what} {style}")
        self._video_ids = [video.id for video in videos]
        self._style, self._annotator = style, context.annotator
        self._replaced: list[int] = []  # segment ids
        self._added: list[int] = []

    def apply(self) -> None:
        segments = self.context.open.segments
        if self._added:  # done before and undone: the same segments come back under their ids
            segments.replace(self._replaced, restore=self._added)
        else:
            replaced = self._present()
            added = segments.replace(replaced, add=[self._whole(video_id) for video_id in self._video_ids])
            self._replaced, self._added = replaced, [segment.id for segment in added]
        self._notify()

    def revert(self) -> None:
        self.context.open.segments.replace(self._added, restore=self._replaced)
        self._notify()

    def _present(self) -> list[int]:
        segments = self.context.open.segments
        return [
            segment.id
            for video_id in self._video_ids
            for segment in segments.for_video(video_id, STYLE, self._annotator)
        ]

    def _whole(self, video_id: int) -> SegmentSpec:
        project = self.context.open
        start_s, end_s = span_s(project, project.videos.get(video_id))
        return SegmentSpec(video_id, STYLE, self._style, start_s, end_s, self._annotator)

    def _notify(self) -> None:
        for video_id in self._video_ids:
            self.context.notify("segment", video_id=video_id)


class ImportLabels(Edit):
    """Labels of a file that are on the video already when this is pushed: storing many takes its time."""

    def __init__(self, context: AppContext, video: Video, report: LabelsImport) -> None:
        n = len(report.added)
        super().__init__(context, f"import {n} {'label' if n == 1 else 'labels'} into {video.name}")
        self._video_id = video.id
        self._added = [segment.id for segment in report.added]
        self._is_undone = False

    def apply(self) -> None:
        if self._is_undone:
            self.context.open.segments.replace([], restore=self._added, on_overlap=OnOverlap.KEEP)
            self._is_undone = False
        self.context.notify("segment", video_id=self._video_id)

    def revert(self) -> None:
        self.context.open.segments.replace(self._added)
        self._is_undone = True
        self.context.notify("segment", video_id=self._video_id)


class ImportPoses(Edit):
    """People of a file who are in the video already when this is pushed; undone, they are deleted people."""

    def __init__(self, context: AppContext, video: Video, report: PosesImport) -> None:
        people = [each.track.person for each in report.people]
        self._numbers = tuple(dict.fromkeys(people))
        n = len(self._numbers)
        super().__init__(context, f"import {n} {'person' if n == 1 else 'people'} into {video.name}")
        self._video_id, self._annotator = video.id, context.annotator
        self._hidden: PeopleChange | None = None

    def apply(self) -> None:
        if self._hidden is not None:
            self.context.open.people.put(self._hidden.inverse, self._annotator)
        self.context.notify("people", video_id=self._video_id)

    def revert(self) -> None:
        wishes = [Describe(number, is_hidden=True) for number in self._numbers]
        self._hidden = self.context.open.people.mend(self._video_id, wishes, self._annotator)
        self.context.notify("people", video_id=self._video_id)
