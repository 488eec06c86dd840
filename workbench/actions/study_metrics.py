"""Every automatic metric of the clips of a study, against what people said of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from core.studies.metrics import Trust, scores_of_people, trust
from core.studies.records import Role
from core.studies.results import attention_of
from db.project import Project
from workbench.actions.jsonable import plain
from workbench.actions.measuring import item_of_file, measure
from workbench.actions.progress import OnProgress, quiet

FACTS = ("motion", "music", "reference", "notes")
"""Parts of a measurement that say what was measured, not how good it is."""


def metrics_against_people(project: Project, study_id: int, on_progress: OnProgress = quiet) -> list[Trust]:
    """Return how far each metric orders the clips of a study as people do, the most trustworthy first.

    The frozen clips are measured: what people saw, not the dances that they were made of.
    """
    study = project.study_designs.get(study_id)
    clips = project.study_designs.clips(study_id)
    answers = project.study_answers.answers(study_id)
    raters = project.study_answers.raters(study_id)
    left_out = {one.rater for one in attention_of(study.design, clips, raters, answers) if one.excluded}
    counted = [a for a in answers if a.role is Role.RATED and a.rater not in left_out]
    people = scores_of_people(counted, clips)
    rated = [clip for clip in clips if clip.role is Role.RATED]
    values: dict[str, dict[int, float]] = {}
    for nth, clip in enumerate(rated):
        on_progress(nth / len(rated), "measuring the clips")
        sound = project.resolve(clip.sound_path) if clip.sound_path else None
        item = item_of_file(project.resolve(clip.path), music=sound, start_s=0.0 if sound else None)
        for name, value in _numbers(plain(measure(item, cache_dir=project.cache_dir))):
            values.setdefault(name, {})[clip.number] = value
    scenes = {clip.number: clip.scene for clip in rated}
    found = [trust(name, of_clips, people, scenes) for name, of_clips in values.items()]
    return sorted(found, key=lambda one: -abs(one.spearman) if one.spearman == one.spearman else 1.0)


def _numbers(measured: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, float]]:
    """Yield the numbers of a measurement by their dotted names; those of a list by its kinds."""
    for key, value in measured.items():
        name = f"{prefix}{key}"
        if not prefix and key in FACTS:
            continue
        if isinstance(value, Mapping):
            yield from _numbers(value, f"{name}.")
        elif isinstance(value, list) and value and isinstance(value[0], Mapping):
            for one in value:
                kinds = [str(one[kind]) for kind in ("kind", "convention") if kind in one]
                if kinds:
                    yield from _numbers(one, f"{name} {' '.join(kinds)}.")
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            yield name, float(value)
