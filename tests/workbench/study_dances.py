"""A project with dances of three makers to shared songs, for studies."""

from __future__ import annotations

from core.studies.design import Design, DesignItem
from core.studies.records import Given, Rater, Watched
from db.project import Project
from tests.gui.dances import add_generated, add_run, add_song
from workbench.actions.study_items import study_items

WATCHED = Watched(response_ms=700, n_plays=1, version="0.1.0")


def add_dances(
    project: Project, *, runs=("alpha", "beta", "gamma"), n_songs: int = 2
) -> tuple[DesignItem, ...]:
    """Each run dances once to each song, for two seconds."""
    songs = [add_song(project, f"song{'x' * nth}.wav") for nth in range(n_songs)]
    for name in runs:
        run = add_run(project, name)
        for nth, song in enumerate(songs):
            add_generated(project, run, song, seed=nth)
    return study_items(project)


def small_design(project: Project, name: str = "Autumn", **more: object) -> Design:
    """A design of all dances with clips of 1.5 s, without practice and checks unless they are asked for."""
    values = {"clip_s": 1.5, "n_practice": 0, "n_frozen": 0, "n_repeats": 0} | more
    return Design(name, items=study_items(project), **values)


def answer_all(project: Project, rater: Rater, choose) -> None:
    """Answer everything; ``choose(trial)`` gives the word and the number of each question."""
    study = project.study_designs.get(rater.study_id)
    for trial in rater.plan:
        given = [Given(question, *choose(trial)) for question in study.design.questions]
        project.study_answers.answer(rater.id, trial.position, given, WATCHED)
