"""What there is to say about dances and runs, gathered for a report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from core.entities import JobState
from core.errors import InputError
from core.metrics.beat_errors import beat_errors
from core.metrics.blocks import BLOCK_S
from core.metrics.pose_error import joint_errors
from core.motion import Motion
from db.project import Project
from workbench.actions.comparing import ComparedItem, load_item, overlap
from workbench.actions.comparison_film import film_comparison
from workbench.actions.evaluating import saved_evaluation
from workbench.actions.figures import FigureTable, figures_of, heard_beats_s
from workbench.actions.progress import OnProgress, ShouldStop, never, part, quiet
from workbench.actions.report import pictures
from workbench.actions.report.content import Film, Part, Picture, Report, Section, Table, Words
from workbench.actions.run_differences import differing
from workbench.actions.sounds import sound_of
from workbench.actions.sweeping import outcomes_of_runs
from workbench.actions.training import versions

_HOW = (
    f"Values are means over blocks of {BLOCK_S:g} s with their 95 % interval, by drawing the blocks again. "
    "A difference is taken block by block from the first dance to the same music; one whose interval holds 0 "
    "may be chance. Figures of single dances say nothing of others by the same model."
)


@dataclass(frozen=True)
class Asked:
    """What a report is about: names of dances, and ids of runs."""

    dances: tuple[str, ...]
    runs: tuple[int, ...]

    @classmethod
    def of(cls, project: Project, names: Sequence[str]) -> Asked:
        """Sort names; a run is also asked for its newest dance, where it has one. No names: all there is.

        Raises:
            InputError: a name that is none, or no such run.
        """
        dances, runs = [], []
        for name in names or _everything(project):
            noun, _, number = name.partition(":")
            if noun == "run" and number.isdigit():
                runs.append(project.runs.get(int(number)).id)
                if not project.generated.all(int(number)):
                    continue
            dances.append(name)
        return cls(tuple(dances), tuple(dict.fromkeys(runs)))


def _everything(project: Project) -> list[str]:
    """Return all finished runs, and before them the real dance to whose music most of their dances are."""
    runs = [run for run in project.runs.all() if run.state is JobState.DONE]
    songs = Counter(dance.music_sha256 for run in runs for dance in project.generated.all(run.id)[-1:])
    videos = [summary.video for summary in project.videos.summaries() if summary.n_tracked_frames]
    heard = {sound.sha256: video.id for video in videos if (sound := sound_of(project, video)) is not None}
    real = next((f"video:{heard[song]}" for song, _ in songs.most_common() if song in heard), None)
    return [*([real] if real else []), *(f"run:{run.id}" for run in runs)]


def report_of(
    project: Project,
    names: Sequence[str],
    *,
    film: Path | None = None,
    on_progress: OnProgress = quiet,
    should_stop: ShouldStop = never,
) -> Report:
    """Gather a report on dances and runs.

    Args:
        names: as for `workbench.actions.comparing.load_item`; runs without a dance are welcome, too. None:
            all finished runs, and the real dance to whose music most of their newest dances are.
        film: where to put a film of the dances; None for a report without.

    Raises:
        InputError: there is no such thing, or nothing is asked for.
        Cancelled: when asked to stop.
    """
    asked = Asked.of(project, names)
    if not (asked.dances or asked.runs):
        raise InputError(f"{project.name} has no finished run to report on.", "Train one: barre train P ...")
    sections = []
    on_progress(0.0, "measuring")
    items = [load_item(project, name) for name in asked.dances]
    dances = [item for item in items if item.film is None]
    if dances:
        sections += [_figures(figures_of(project, dances)), _dances(project, dances)]
    if film is not None and items:
        tell = part(on_progress, 0.3, 0.9)
        film_comparison(project, asked.dances, film, on_progress=tell, should_stop=should_stop)
        sections.append(Section("The dances", (Film(film, _names(items)),)))
    run_ids = tuple(dict.fromkeys([*asked.runs, *(item.run_id for item in items if item.run_id)]))
    if run_ids:
        on_progress(0.9, "drawing the curves")
        sections.append(_runs(project, run_ids))
        sections += [section for run_id in run_ids if (section := _verdict(project, run_id))]
    now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    made_with = ", ".join(f"{name} {number}" for name, number in versions().items())
    on_progress(1.0, "done")
    return Report("Comparison", (f"Project {project.name}, {now}", made_with), tuple(sections))


def _names(items: Sequence[ComparedItem]) -> str:
    return "Side by side, from left to right: " + ", ".join(item.label for item in items) + "."


def _figures(table: FigureTable) -> Section:
    rows = tuple((row.title, *row.cells()) for row in table.rows)
    return Section("Figures", (Table(("", *table.labels), rows, _HOW), *map(Words, table.notes)))


def _dances(project: Project, items: Sequence[ComparedItem]) -> Section:
    beats = {item.label: heard_beats_s(project, item) - item.music_start_s for item in items}
    inside = {
        item.label: beats[item.label][(beats[item.label] >= 0) & (beats[item.label] < item.motion.duration_s)]
        for item in items
    }
    parts: list[Part] = [pictures.speeds({item.label: item.motion for item in items}, inside)]
    parts += [found for item in items[1:] if (found := _errors(project, items[0], item))]
    return Section("Movement", tuple(parts))


def _errors(project: Project, reference: ComparedItem, item: ComparedItem) -> Picture | None:
    same_music = item.music_sha256 is not None and item.music_sha256 == reference.music_sha256
    theirs, ours = overlap(reference, item) if same_music else (reference.motion, item.motion)
    start_s = max(item.music_start_s, reference.music_start_s) if same_music else item.music_start_s
    return _errors_of(theirs, ours, heard_beats_s(project, item) - start_s, item.label, reference.label)


def _errors_of(
    theirs: Motion, ours: Motion, beats_s: np.ndarray, label: str, reference: str
) -> Picture | None:
    try:
        return pictures.errors(beat_errors(joint_errors(theirs, ours), beats_s), label, reference)
    except InputError:  # they share no moment, or no joint
        return None


def _runs(project: Project, run_ids: Sequence[int]) -> Section:
    runs = [project.runs.get(run_id) for run_id in run_ids]
    rows = tuple(
        (f"{run.name} (run {run.id})", run.preset, str(run.seed), run.device, str(run.state or ""))
        for run in runs
    )
    parts: list[Part] = [Table(("run", "preset", "seed", "device", "state"), rows)]
    trained = [run_id for run_id in run_ids if project.runs.metrics(run_id, name="loss")]
    if trained:
        parts.append(pictures.loss_curves(outcomes_of_runs(project, trained)))
    if len(runs) > 1:
        different = differing(runs)
        headers = ("option", *(f"run {run.id}" for run in runs))
        cells = tuple((row.name, *("" if v is None else str(v) for v in row.values)) for row in different)
        parts.append(Table(headers, cells, "Only what differs.") if cells else Words("They were made alike."))
    return Section("Runs", tuple(parts))


def _verdict(project: Project, run_id: int) -> Section | None:
    """Return what the last evaluation of a run says; None before there is one."""
    verdict = saved_evaluation(project, run_id)
    if verdict is None:
        return None
    title = f"Verdict on {project.runs.get(run_id).name} (run {run_id})"
    parts = [part for which in ("windows", "dances") if (part := _classified(verdict.get(which), which))]
    scores = project.runs.metrics(run_id, split="test")
    rows = tuple((score.name, f"{score.value:.4g}") for score in scores)
    told: list[Part] = [Table(("on dances that it never saw", "value"), rows)] if rows else []
    return Section(title, (*told, *parts)) if told or parts else None


def _classified(report: Mapping[str, Any] | None, which: str) -> Picture | None:
    if not report:
        return None
    counts = np.array(report["confusion"], np.int64)
    return pictures.confusion(counts, report["classes"], f"Confusion of test {which}: counts, shaded by row.")
