"""Of which style a stretch of a dance is, real or generated."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from core.entities import Generated, Segment
from db.project import Project
from workbench.actions.blending import in_words
from workbench.actions.comparing import ComparedItem
from workbench.actions.datasets import style_segments
from workbench.actions.generating import asked_of
from workbench.actions.sounds import sound_of

NO_STYLE = "no style"


class WindowStyles:
    """Says of which style a stretch is.

    A real one is of the style that covers most of it. A generated one is of what was asked for, else of the
    style of the real dances to the same song: what it was meant to be, and not what it is. What neither says
    is `NO_STYLE`.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        self._segments: dict[int, list[Segment]] = {}
        songs: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
        for video in project.videos.all():
            self._segments[video.id] = style_segments(project, video) or []
            sound = sound_of(project, video)
            if sound is not None:
                for segment in self._segments[video.id]:
                    songs[sound.sha256][segment.label] += segment.end_s - segment.start_s
        self._of_song = {song: _longest(styles) for song, styles in songs.items()}

    def __call__(self, item: ComparedItem, start: int, stop: int) -> str:
        """Return the style of frames `start` up to `stop` of a dance."""
        noun, _, number = item.name.partition(":")
        if noun == "video":
            return self._of_video(int(number), start / item.motion.fps, stop / item.motion.fps)
        asked = "" if item.is_real else self._asked(noun, int(number))
        return asked or self._of_song.get(item.music_sha256 or "", NO_STYLE)

    def _of_video(self, video_id: int, start_s: float, stop_s: float) -> str:
        first_s = float(self._project.videos.times_s(video_id)[0])
        covered: defaultdict[str, float] = defaultdict(float)
        for segment in self._segments[video_id]:
            overlap = min(segment.end_s, first_s + stop_s) - max(segment.start_s, first_s + start_s)
            covered[segment.label] += max(overlap, 0.0)
        return _longest(covered) if any(covered.values()) else NO_STYLE

    def _asked(self, noun: str, number: int) -> str:
        """Return the style that a generated dance was asked for, a blend as ``"30% waltz, 70% tango"``."""
        dances = self._project.generated
        dance: Generated = dances.all(number)[-1] if noun == "run" else dances.get(number)
        styles: Mapping[str, float] = asked_of(self._project, dance).get("asks", {}).get("styles", {})
        return in_words(styles)


def _longest(seconds: Mapping[str, float]) -> str:
    return max(seconds, key=lambda style: seconds[style])
