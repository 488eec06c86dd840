"""Studies of dances with people: design, start, take part, look at results."""

from __future__ import annotations

import hashlib

from core.errors import InputError
from core.studies.design import Design
from core.studies.order import plan
from core.studies.records import DesignedStudy, Rater, StudyState
from core.studies.results import Results, results
from db.project import Project
from workbench.actions.progress import OnProgress, quiet


def new_study(project: Project, design: Design) -> DesignedStudy:
    """Add a draft; `InputError` when another study has its name."""
    if any(study.design.name == design.name for study in project.study_designs.all()):
        raise InputError(f"There is a study {design.name!r} already.", "Give it another name.")
    return project.study_designs.create(design)


def start_study(project: Project, study_id: int, on_progress: OnProgress = quiet) -> DesignedStudy:
    """Freeze a draft: what it shows is written, and nothing of it can be changed any more.

    Raises:
        InputError: it is not complete, has started, or one of its dances is gone or too short.
    """
    from workbench.actions.study_clips import freeze_clips

    study = project.study_designs.get(study_id)
    if study.state is not StudyState.DRAFT:
        raise InputError(f"The study {study.design.name!r} has started already.")
    clips = freeze_clips(project, study.design, study_id, on_progress)
    return project.study_designs.start(study_id, study.design, clips)


def study_called(project: Project, name: str) -> DesignedStudy:
    """Return a study by name or number; `InputError` with those that there are."""
    studies = project.study_designs.all()
    for study in studies:
        if name in (study.design.name, str(study.id)):
            return study
    known = ", ".join(f"{study.id} ({study.design.name})" for study in studies)
    raise InputError(
        f"There is no study {name!r}.", f"Known: {known}." if known else "Make one: `barre study new`."
    )


def begin_rating(project: Project, study_id: int, language: str, consent: str) -> Rater:
    """Add a rater who has agreed to `consent`, with an order of their own."""
    study = project.study_designs.get(study_id)
    clips = project.study_designs.clips(study_id)
    agreed = hashlib.sha256(consent.encode()).hexdigest()
    return project.study_answers.begin(
        study_id, language, agreed, lambda number: plan(study.design, clips, number)
    )


def study_results(project: Project, study_id: int, *, apply_rule: bool = True) -> Results:
    """Return what the answers so far say."""
    study = project.study_designs.get(study_id)
    return results(
        study.design,
        project.study_designs.clips(study_id),
        project.study_answers.raters(study_id),
        project.study_answers.answers(study_id),
        apply_rule=apply_rule,
    )
