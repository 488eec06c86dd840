"""The figures of dances side by side: each with its interval, and with its difference from the reference."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.errors import InputError
from core.metrics.blocks import Interval, blocks_of, difference, interval
from core.metrics.foot_contact import foot_contact
from core.metrics.liveliness import liveliness
from core.metrics.music import beat_alignment
from core.metrics.pose_error import pose_error
from core.metrics.smoothness import smoothness
from core.motion import Motion
from db.project import Project
from workbench.actions.beats import mended_grid
from workbench.actions.comparing import ComparedItem, overlap

Array = NDArray[np.float64]
NOTHING: Array = np.zeros(0)


@dataclass(frozen=True)
class Measure:
    """A figure of a dance by itself.

    Attributes:
        name, unit: for people.
        better: ``"more"``, ``"less"``, or ``"alike"``: near the reference.
        of: a block of the motion and the beats heard during it, seconds from its first frame -> the figure.
        needs_beats: it is not there without music.
    """

    name: str
    unit: str
    better: str
    of: Callable[[Motion, Array], float]
    needs_beats: bool = False


@dataclass(frozen=True)
class AgainstMeasure:
    """A figure of a dance against the reference: a block of the one and of the other -> the figure."""

    name: str
    unit: str
    better: str
    of: Callable[[Motion, Motion], float]


@dataclass(frozen=True)
class Figure:
    """One number about one dance.

    Attributes:
        value: mean over blocks of 4 s (`core.metrics.blocks`), with its 95 % interval.
        difference: from the reference's, block by block; None for the reference itself, and where the two
            share no music or the figure is itself a difference.
    """

    value: Interval
    difference: Interval | None = None

    def in_words(self) -> str:
        """Return the value with its interval, and the difference."""
        said = spelled(self.value)
        if self.difference is not None and np.isfinite(self.difference.mean):
            said += f"; {self.difference.mean:+.3g}" + (" (within the noise)" if self.is_noise else "")
        return said

    @property
    def is_noise(self) -> bool:
        """Whether the difference may be chance."""
        return self.difference is not None and self.difference.holds_zero


@dataclass(frozen=True)
class FigureRow:
    """One measure of all dances."""

    name: str
    unit: str
    better: str
    figures: tuple[Figure | None, ...]

    @property
    def title(self) -> str:
        """Name and unit."""
        return f"{self.name}, {self.unit}" if self.unit else self.name

    def cells(self) -> list[str]:
        """Return the figures in words, for example ``"0.25 (0.22 to 0.29); -0.16"``."""
        return ["" if figure is None else figure.in_words() for figure in self.figures]


@dataclass(frozen=True)
class FigureTable:
    """Measures by dances.

    Attributes:
        labels: of the dances, the reference first.
        notes: what could not be measured, a sentence each.
    """

    labels: tuple[str, ...]
    rows: tuple[FigureRow, ...]
    notes: tuple[str, ...] = ()


def spelled(value: Interval) -> str:
    """Return a mean with its interval, for example ``"0.53 (0.48 to 0.59)"``."""
    if not np.isfinite(value.mean):
        return "not known"
    has_interval = np.isfinite(value.low) and np.isfinite(value.high)
    return f"{value.mean:.3g}" + (f" ({value.low:.3g} to {value.high:.3g})" if has_interval else "")


def _on_beat(motion: Motion, beats_s: Array) -> float:
    return beat_alignment(motion, beats_s).score


MEASURES: tuple[Measure, ...] = (
    Measure("joint speed", "m/s", "alike", lambda motion, _: liveliness(motion).speed_m_s),
    Measure("standing still", "share of the time", "alike", lambda motion, _: liveliness(motion).freezing),
    Measure("range of the joints", "m", "alike", lambda motion, _: liveliness(motion).range_m),
    Measure("beat alignment", "0 to 1", "alike", _on_beat, needs_beats=True),
    Measure("skating feet", "share of contact", "less", lambda motion, _: foot_contact(motion).skate_ratio),
    Measure("physical foot contact (PFC)", "", "less", lambda motion, _: foot_contact(motion).pfc),
    Measure("jerk", "m/s³", "alike", lambda motion, _: smoothness(motion).jerk_m_s3),
    Measure("smoothness (SPARC)", "at most 0", "alike", lambda motion, _: smoothness(motion).sparc),
)
AGAINST: tuple[AgainstMeasure, ...] = (
    AgainstMeasure("joint error (MPJPE)", "cm", "less", lambda a, b: 100 * pose_error(a, b).mpjpe_m),
    AgainstMeasure("shape error (PA-MPJPE)", "cm", "less", lambda a, b: 100 * pose_error(a, b).pa_mpjpe_m),
    AgainstMeasure("joints within 15 cm (PCK)", "0 to 1", "more", lambda a, b: pose_error(a, b).pck),
)


def figures_of(project: Project, items: Sequence[ComparedItem]) -> FigureTable:
    """Measure dances, the first of which is the reference; see `FigureTable`.

    Films that a run made have no joints and are left out.

    Raises:
        InputError: there is no dance with joints.
        MediaError: a song cannot be read.
    """
    dances = [item for item in items if item.film is None]
    if not dances:
        raise InputError("There is nothing to measure.", "Choose dances with joints.")
    blocks = [_Blocks.of(project, item, dances[0]) for item in dances]
    rows = [_row(measure, blocks) for measure in MEASURES]
    rows += [_row_against(measure, blocks) for measure in AGAINST if len(dances) > 1]
    notes = tuple(
        f"{each.item.label} is to other music than {dances[0].label}: compared from the first frames on."
        for each in blocks[1:]
        if not each.same_music
    )
    return FigureTable(tuple(item.label for item in dances), tuple(rows), notes)


@dataclass(frozen=True, eq=False)
class _Blocks:
    """A dance in blocks: all of it for its own figures; what it shares with the reference for comparing."""

    item: ComparedItem
    own: list[Motion]
    own_beats_s: list[Array]
    shared: list[Motion]
    shared_beats_s: list[Array]
    reference: list[Motion]
    same_music: bool

    @classmethod
    def of(cls, project: Project, item: ComparedItem, reference: ComparedItem) -> _Blocks:
        same_music = item.music_sha256 is not None and item.music_sha256 == reference.music_sha256
        theirs, ours = overlap(reference, item) if same_music else (reference.motion, item.motion)
        beats_s = heard_beats_s(project, item)
        start_s = max(item.music_start_s, reference.music_start_s) if same_music else item.music_start_s
        own, shared = blocks_of(item.motion), blocks_of(ours)
        return cls(
            item,
            own,
            _beats_of(own, beats_s - item.music_start_s),
            shared,
            _beats_of(shared, beats_s - start_s),
            blocks_of(theirs),
            same_music,
        )


def heard_beats_s(project: Project, item: ComparedItem) -> Array:
    """Return the beats of a dance's song, seconds of the song, as people mended them where they did."""
    from core.audio.beats import find_beats

    if item.music_path is None:
        return NOTHING
    mended = mended_grid(project, item.music_sha256)
    return mended.beats_s if mended is not None else find_beats(item.music_path, project.cache_dir).beats_s


def _beats_of(blocks: Sequence[Motion], beats_s: Array) -> list[Array]:
    """Return the beats of each block, seconds from its first frame, with those just outside."""
    starts = np.cumsum([0.0, *(block.duration_s for block in blocks)])
    return [beats_s - start for start in starts[:-1]]


def _values(measure: Measure, blocks: Sequence[Motion], beats_s: Sequence[Array]) -> Array:
    return np.array([_value(measure, block, beats) for block, beats in zip(blocks, beats_s, strict=True)])


def _value(measure: Measure, block: Motion, beats_s: Array) -> float:
    try:
        return measure.of(block, beats_s)
    except InputError:  # nobody is seen in this block, or a body without feet
        return float("nan")


def _row(measure: Measure, blocks: Sequence[_Blocks]) -> FigureRow:
    figures: list[Figure | None] = []
    reference = blocks[0]
    for each in blocks:
        if measure.needs_beats and not len(each.own_beats_s[0] if each.own_beats_s else NOTHING):
            figures.append(None)
            continue
        value = interval(_values(measure, each.own, each.own_beats_s))
        gap = None
        if each is not reference and each.same_music:
            theirs = _values(measure, each.reference, each.shared_beats_s[: len(each.reference)])
            gap = difference(_values(measure, each.shared, each.shared_beats_s), theirs)
        figures.append(Figure(value, gap))
    return FigureRow(measure.name, measure.unit, measure.better, tuple(figures))


def _row_against(measure: AgainstMeasure, blocks: Sequence[_Blocks]) -> FigureRow:
    figures: list[Figure | None] = [None]
    for each in blocks[1:]:
        values = []
        for theirs, ours in zip(each.reference, each.shared, strict=False):
            try:
                values.append(measure.of(theirs, ours))
            except InputError:  # nobody is seen in this block
                values.append(float("nan"))
        figures.append(Figure(interval(np.array(values))) if values else None)
    return FigureRow(measure.name, measure.unit, measure.better, tuple(figures))
