"""Small designs, clips and answers."""

from __future__ import annotations

from datetime import UTC, datetime

from core.studies.design import Design, DesignItem, Kind
from core.studies.records import Answer, Clip, Role

GROUPS = ("real", "lstm", "diffusion")


def make_design(
    kind: Kind = Kind.GRADE, *, groups: tuple[str, ...] = GROUPS, n_scenes: int = 4, **more
) -> Design:
    items = tuple(
        DesignItem(f"generated:{scene * len(groups) + nth + 1}", group, "waltz")
        for scene in range(n_scenes)
        for nth, group in enumerate(groups)
    )
    values = {"styles": ("waltz", "rumba")} | more
    return Design("Autumn", kind=kind, items=items, **values)


def make_clip(number: int, *, role: Role = Role.RATED, group: str = "real", scene: int = 1, **more) -> Clip:
    values = {
        "style": "waltz", "source": f"generated:{number}", "sha256": f"{number:064d}",
        "path": f"{number}.npz", "sound_path": f"{number}.wav", "start_s": 0.0, "duration_s": 4.0,
        "drawing": "doll", "version": "0.1.0",
    }  # fmt: skip
    return Clip(number=number, role=role, group=group, scene=scene, **(values | more))


def make_clips(design: Design, *, n_frozen: int = 2, n_wrong: int = 2, n_practice: int = 2) -> list[Clip]:
    """One rated clip an item, scenes by their order, then checks and practice made of the first ones."""
    n_groups = len(design.groups)
    rated = [
        make_clip(i + 1, group=item.group, scene=i // n_groups, source=item.source)
        for i, item in enumerate(design.items)
    ]
    extra = [(Role.FROZEN, n_frozen), (Role.WRONG_SONG, n_wrong), (Role.PRACTICE, n_practice)]
    clips = list(rated)
    for role, n in extra:
        for of in rated[:n]:
            clips.append(
                make_clip(len(clips) + 1, role=role, group=of.group, scene=of.scene, source=of.source)
            )
    return clips


def make_answer(
    trial: int, value: float | None = None, *, choice: str = "", question: str = "overall",
    role: Role = Role.RATED, rater: str = "AAAAA", clips: tuple[int, ...] = (1,),
    reasons: tuple[str, ...] = (),
) -> Answer:  # fmt: skip
    return Answer(
        trial + 1, rater, trial, role, clips, question, choice, value, reasons, "", 900, 1, ("0" * 64,),
        "doll", "0.1.0", datetime(2026, 1, 1, tzinfo=UTC),
    )  # fmt: skip
