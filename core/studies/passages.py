"""Which part of each dance a study shows: the same passage of a song for all that are danced to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from core.errors import InputError
from core.studies.design import MIN_CLIP_S, Design, DesignItem, Kind


@dataclass(frozen=True)
class Dance:
    """An item with where it lies on the clock of its song, seconds.

    Attributes:
        music: equal for dances to the same recording; None without music.
    """

    item: DesignItem
    music: str | None
    start_s: float
    duration_s: float


@dataclass(frozen=True)
class Passage:
    """A part of a dance.

    Attributes:
        scene: the same for passages that are heard at the same time of the same recording.
        start_s: where it begins on the clock of the song.
        practice_s: where another passage of the same length begins, as far away as there is room; the same
            where there is none.
    """

    dance: Dance
    scene: int
    start_s: float
    practice_s: float
    duration_s: float


def passages(design: Design, dances: Sequence[Dance]) -> list[Passage]:
    """Return what is shown of each dance: all equally long, from the middle of what a scene has in common.

    Dances to the same song form scenes of at most one dance a group; further ones of a group form further
    scenes. Of pairs, a dance without a partner is left out.

    Raises:
        InputError: too little is left, with the dance that is too short or has no partner.
    """
    scenes = _scenes(dances)
    if design.kind is Kind.PAIR:
        scenes = [scene for scene in scenes if len(scene) > 1]
        if not scenes:
            raise InputError(
                "No two dances of different groups are to the same song.",
                "Let a run dance to the song of a real dance: `barre generate`.",
            )
    spans = [
        (max(d.start_s for d in scene), min(d.start_s + d.duration_s for d in scene)) for scene in scenes
    ]
    shortest = min(range(len(spans)), key=lambda i: spans[i][1] - spans[i][0])
    length = min(design.clip_s, spans[shortest][1] - spans[shortest][0])
    if length < MIN_CLIP_S:
        names = ", ".join(dance.item.source for dance in scenes[shortest])
        raise InputError(
            f"Only {max(length, 0):.1f} s of {names} can be shown at the same time of the song.",
            f"Leave it out; a clip needs {MIN_CLIP_S:g} s.",
        )
    found = []
    for number, (scene, (start_s, end_s)) in enumerate(zip(scenes, spans, strict=True)):
        middle_s = start_s + (end_s - start_s - length) / 2
        found += [Passage(dance, number, middle_s, start_s, length) for dance in scene]
    return found


def _scenes(dances: Sequence[Dance]) -> list[list[Dance]]:
    by_music: dict[str, dict[str, list[Dance]]] = defaultdict(lambda: defaultdict(list))
    for nth, dance in enumerate(dances):
        by_music[dance.music or f"no music, dance {nth}"][dance.item.group].append(dance)
    scenes = []
    for groups in by_music.values():
        n_scenes = max(len(some) for some in groups.values())
        scenes += [[some[nth] for some in groups.values() if nth < len(some)] for nth in range(n_scenes)]
    return scenes
