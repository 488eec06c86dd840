"""What is printed of runs and of how good they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from core.entities import Job, Metric, Run
from db.project import Project
from workbench.actions.comparing import Comparison
from workbench.actions.evaluating import saved_evaluation
from workbench.actions.figures import FigureTable
from workbench.actions.judged_table import said_estimate, said_interval, table_rows
from workbench.actions.run_differences import flat
from workbench.actions.run_notes import run_notes
from workbench.cli.following import exit_if_failed, follow_jobs
from workbench.cli.output import escape, note, print_json, say, show
from workbench.jobs.local import start_queued


def finish_training(project: Project, run: Run, job: Job, *, detach: bool, as_json: bool) -> None:
    """Start a training and see it to its end, or only start it; leaves with exit code 1 when it failed."""
    note(f"Run {run.id} ({run.name}) is job {job.id}.")
    if detach:
        start_queued(project)
        jobs = [project.jobs.get(job.id)]
        note(f"It goes on in the background; `barre run P {run.id}` shows how far it is.")
    else:
        jobs = follow_jobs(project, [job])
    show_run(project, run.id, as_json=as_json)
    if not detach:
        exit_if_failed(jobs)


def show_run(project: Project, run_id: int, *, as_json: bool) -> None:
    """Print a run: state, configuration, newest metrics, verdict."""
    run = project.runs.get(run_id)
    metrics = project.runs.metrics(run_id)
    snapshot, verdict = project.runs.snapshot_of(run_id), saved_evaluation(project, run_id)
    notes = run_notes(project, run_id)
    if as_json:
        print_json(
            {
                "run": run,
                "metrics": metrics,
                "snapshot": snapshot,
                "notes": notes,
                "evaluation": verdict,
                "directory": project.runs.directory(run_id),
            }
        )
        return
    facts = [
        ("state", f"{run.state or 'never queued'}, {run.progress:.0%} {run.message}"),
        *(("note", sentence) for sentence in notes),
        ("seed", run.seed),
        ("device", run.device),
        ("data", f"snapshot {snapshot.sha256[:12]}" if snapshot else "not frozen yet"),
        ("versions", ", ".join(f"{name} {number}" for name, number in run.versions.items())),
        ("directory", project.runs.directory(run_id)),
        *flat(run.config).items(),
    ]
    show((f"run {run.id}", run.name), facts, empty="")
    rows = [(m.name, m.split, m.epoch, m.step, f"{m.value:.4g}") for m in newest(metrics)]
    show(("metric", "split", "epoch", "step", "value"), rows, empty="No metrics yet.")
    if verdict:
        say("On dances that it never saw:")
        show_verdict(verdict)


def newest(metrics: Iterable[Metric]) -> list[Metric]:
    """Return the last value of each metric on each split, in the order of their first ones."""
    last: dict[tuple[str, str], Metric] = {}
    for metric in metrics:
        last[metric.name, metric.split] = metric
    return list(last.values())


def show_verdict(verdict: Mapping[str, Any]) -> None:
    """Print a verdict as `workbench.actions.evaluating.saved_evaluation` gives it."""
    for unit in ("windows", "dances"):
        if verdict.get(unit):
            _show_report(unit, verdict[unit])
    if verdict.get("generated"):
        _show_generated(verdict["generated"])
    if verdict.get("table"):
        _show_table(verdict["table"])
    if verdict.get("recognised"):
        _show_recognised(verdict["recognised"])
    if verdict.get("pictures"):
        _show_pictures(verdict["pictures"])
    if verdict.get("recommended"):
        _show_recommended(verdict["recommended"])
    if verdict.get("changed"):
        say(f"Changed since the run began: {escape(', '.join(verdict['changed']))}.")


def _show_report(unit: str, report: Mapping[str, Any]) -> None:
    names = ("macro_f1", "weighted_f1", "accuracy", "cross_entropy", "ece")
    n = sum(map(sum, report["confusion"]))
    headers = (
        f"{n} test {unit}",
        "macro F1",
        "weighted F1",
        "accuracy",
        "cross-entropy",
        "calibration error",
    )
    # Verdicts of before have neither a calibration error nor intervals.
    rows = [("", *(_number(report.get(name)) for name in names))]
    intervals = report.get("intervals") or {}
    if intervals:
        rows.append(("95 % by dance", *(said_interval(intervals.get(name)) for name in names)))
    show(headers, rows, empty="")
    if len(report.get("top_k") or ()) > 2:
        say(f"Right among the first two: {report['top_k'][1]:.3f}.")
    rows = zip(report["classes"], report["confusion"], strict=True)
    show(("true, and named as", *report["classes"]), [(name, *row) for name, row in rows], empty="")


def _show_generated(scores: Iterable[Mapping[str, Any]]) -> None:
    names = ("distance", "cosine", "dtw_distance", "dtw_cosine")
    rows = [
        (
            score["key"],
            score["style"],
            *(_number(score["similarity"][name]) for name in names),
            f"{score['speed_m_s']:.2f} ({score['real_speed_m_s']:.2f})",
        )
        for score in scores
    ]
    headers = ("test dance", "style", "distance", "cosine", "warped distance", "warped cosine", "m/s (real)")
    show(headers, rows, empty="")


def _show_table(table: Mapping[str, Any]) -> None:
    """Real dances beside generated ones, with intervals by dance."""
    show(("means [95 % by dance]", "real", "generated"), table_rows(table), empty="")
    for remark in table["notes"]:
        note(remark)


def _show_recognised(found: Mapping[str, Any]) -> None:
    """Intended against recognised style, generated and real dances."""
    headers = ("style, as a classifier names it", "probability of the style meant", "right")
    rows = [
        (title, said_estimate(found[f"{side}_probability"]), _number(found[side]["accuracy"]))
        for title, side in (("real", "real"), ("generated", "made"))
    ]
    show(headers, rows, empty="")
    made = found["made"]
    counts = zip(made["classes"], made["confusion"], strict=True)
    show(("meant, and named as", *made["classes"]), [(name, *row) for name, row in counts], empty="")
    if found["n_seen"]:
        say(f"{found['n_seen']} of these dances were in the classifier's training: it knows them.")


def _show_pictures(scores: Sequence[Mapping[str, Any]]) -> None:
    """A row a test dance, each number beside the baseline's."""
    names = list(scores[0]["values"])
    rows = [
        (
            score["key"],
            score["style"],
            score["n_pictures"],
            *(f"{_number(score['values'][name])} ({_number(score['baseline'][name])})" for name in names),
        )
        for score in scores
    ]
    show(("test dance", "style", "pictures", *(name.replace("_", " ") for name in names)), rows, empty="")
    say(f"In brackets: {escape(scores[0]['baseline_is'])}.")


def _show_recommended(found: Mapping[str, Any]) -> None:
    rows = []
    for what, report in (
        ("its own among unheard songs", found["songs"]),
        ("one of its style", found["styles"]),
    ):
        if report:
            shares = zip(report["top"], report["chance_top"], strict=True)
            rank = f"{report['reciprocal_rank']:.3f} ({report['chance_reciprocal_rank']:.3f})"
            rows.append(
                (what, report["n"], rank, *(f"{share:.2f} ({by:.2f})" for (_, share), (_, by) in shares))
            )
    headers = ("the right song (by chance)", "test dances", "mean 1 / rank", "first", "of the first five")
    show(headers, rows, empty="")


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def show_figures(table: FigureTable) -> None:
    """Print the figures of dances, each with its interval and its difference from the first dance."""
    rows = [(row.title, *row.cells()) for row in table.rows]
    show(("figure", *table.labels), rows, empty="")
    for remark in table.notes:
        note(remark)


def show_comparison(comparison: Comparison) -> None:
    """Print how close dances are to the reference."""
    say(f"Compared with {escape(comparison.reference)}:")
    rows = []
    for row in comparison.rows:
        found = row.similarity
        numbers = (
            [f"{value:.3f}" for value in (found.distance, found.cosine, found.dtw_distance, found.dtw_cosine)]
            if found
            else ["", "", "", ""]
        )
        rows.append((row.name, row.label, "yes" if row.same_music else "no", *numbers))
    headers = ("item", "dance", "same music", "distance", "cosine", "warped distance", "warped cosine")
    show(headers, rows, empty="Nothing to compare.")
