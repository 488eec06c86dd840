"""Rating generated dances, blind."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path

from core.entities import Generated, Grade, Rating, Study, StudyItem
from core.errors import InputError
from db.project import Project

QUICK = "quick"  # the study of everything that was generated, for looking around before designing a real one


@dataclass(frozen=True)
class ToRate:
    """A dance put before a rater, without who made it.

    Attributes:
        item_id: what to hand to `rate`.
        motion_path: its .npz.
        music_path: its song; frame 0 is heard at `music_start_s` of it.
        n_left: dances that the rater has not graded, this one included.
    """

    item_id: int
    motion_path: Path
    music_path: Path
    music_start_s: float
    n_left: int


def quick_study(project: Project) -> Study:
    """Return the quick study with all generated dances but films in it; made when there is none."""
    study = next((study for study in project.studies.all() if study.name == QUICK), None)
    if study is None:
        study = project.studies.create(QUICK, seed=secrets.randbits(31))
    there = {item.generated_id for item in project.studies.items(study.id)}
    for dance in project.generated.all():
        if dance.id not in there and not dance.is_film:
            project.studies.add_item(study.id, generated_id=dance.id)
    return study


def next_item(project: Project, rater: str, study: Study | None = None) -> ToRate | None:
    """Return the next dance that a rater has not graded, in the study's hidden order; None when all are.

    Args:
        study: default: the quick study.
    """
    study = study or quick_study(project)
    item = project.studies.next_item(study.id, rater)
    if item is None:
        return None
    dance = dance_of(project, item)
    rated = {rating.study_item_id for rating in project.studies.ratings(study.id) if rating.rater == rater}
    return ToRate(
        item.id,
        project.resolve(dance.path),
        project.resolve(dance.music_path),
        dance.music_start_s,
        len(project.studies.items(study.id)) - len(rated),
    )


def rate(project: Project, item_id: int, rater: str, grade: Grade | str) -> Rating:
    """Store a rater's grade of an item; `InputError` for an unknown grade or a second rating."""
    try:
        return project.studies.rate(item_id, rater, Grade(grade))
    except ValueError as e:
        raise InputError(f"There is no grade {grade!r}.", f"Known: {', '.join(Grade)}.") from e


def dance_of(project: Project, item: StudyItem) -> Generated:
    """Return the generated dance of an item; `InputError` when the item is a video."""
    if item.generated_id is None:
        raise InputError(f"Item {item.id} is a video, not a generated dance.")
    return project.generated.get(item.generated_id)
