"""Commands about studies: dances rated by people, blind."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from core.studies.design import Kind, Scale
from workbench.cli.options import Json, ProjectPath

if TYPE_CHECKING:
    from core.studies.intervals import Estimate
    from core.studies.results import Results

study = typer.Typer(
    help="Let people rate dances, blind, and say what may be concluded.", no_args_is_help=True
)
StudyName = Annotated[
    str, typer.Argument(metavar="STUDY", help="Its name or number; see `barre study list`.")
]
AllRaters = Annotated[
    bool, typer.Option("--all-raters", help="Keep the raters whom the attention rule leaves out.")
]


@study.command()
def new(
    path: ProjectPath,
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="What the study is called; raters do not see it.")
    ],
    item: Annotated[
        list[str] | None,
        typer.Option(
            "--item",
            metavar="DANCE",
            help="real, run:N, video:N or generated:N; may be given often; default: all dances.",
        ),
    ] = None,
    kind: Annotated[Kind, typer.Option(help="What is asked.")] = Kind.GRADE,
    scale: Annotated[Scale, typer.Option(help="How a grade is given.")] = Scale.FOUR,
    criterion: Annotated[
        list[str] | None,
        typer.Option(
            metavar="WORD", help="overall, music, natural, style or dance-this; may be given often."
        ),
    ] = None,
    style: Annotated[
        list[str] | None, typer.Option(help="An answer of style naming; default: the styles of the dances.")
    ] = None,
    clip: Annotated[float, typer.Option("--clip", metavar="S", help="Seconds of a clip, at most.")] = 10.0,
    trials: Annotated[int, typer.Option(min=0, help="How many each rater answers; 0: all.")] = 0,
    practice: Annotated[int, typer.Option(min=0, help="Trials to practise on.")] = 2,
    frozen: Annotated[int | None, typer.Option(min=0, help="Checks with a dancer who stands still.")] = None,
    wrong_song: Annotated[int, typer.Option(min=0, help="Checks with the song of another dance.")] = 0,
    repeats: Annotated[int, typer.Option(min=0, help="Checks by asking the same again.")] = 1,
    max_failed: Annotated[int, typer.Option(min=0, help="Failed checks that a rater may have.")] = 0,
    comments: Annotated[bool, typer.Option("--comments", help="Let raters add free text.")] = False,
    consent: Annotated[Path | None, typer.Option(help="A text file with what raters agree to.")] = None,
    width: Annotated[float, typer.Option(min=0, help="Enough when 95 % intervals are this narrow.")] = 0.0,
    max_raters: Annotated[int, typer.Option(min=0, help="Enough when so many have finished.")] = 0,
    seed: Annotated[int, typer.Option(help="Decides all orders.")] = 0,
    as_json: Json = False,
) -> None:
    """Draft a study. It may be looked at and thrown away until `barre study start`.

    Example: barre study new my.barre autumn --kind pair --item real --item run:3 --item run:4
    """
    from core.studies.design import CHECKS, Check, Design
    from db.project import Project
    from workbench.actions.studies import new_study
    from workbench.actions.study_items import study_items
    from workbench.cli.output import escape, print_json, say

    if frozen is None:
        frozen = 1 if Check.FROZEN in CHECKS[kind] else 0
    with Project.open(path) as project:
        items = study_items(project, item or ())
        styles = tuple(style) if style else tuple(sorted({one.style for one in items} - {""}))
        design = Design(
            name, kind, items, scale, tuple(criterion) if criterion else ("overall",), styles, clip, trials,
            practice, frozen, wrong_song, repeats, max_failed, takes_comments=comments,
            consent=_text(consent), target_width=width, max_raters=max_raters, seed=seed,
        )  # fmt: skip
        made = new_study(project, design)
    if as_json:
        print_json(made)
    else:
        say(f"Study {made.id}, {escape(design.name)}: {len(items)} dances of {', '.join(design.groups)}.")
        say(escape(design.rule))


def _text(path: Path | None) -> str:
    from core.media.files import check_readable

    return "" if path is None else check_readable(path).read_text("utf-8")


@study.command("list")
def list_(path: ProjectPath, as_json: Json = False) -> None:
    """List the studies.

    Example: barre study list my.barre
    """
    from db.project import Project
    from workbench.cli.output import print_json, show

    with Project.open(path) as project:
        found = project.study_designs.all()
    if as_json:
        print_json([{**vars(one), "state": one.state} for one in found])
        return
    rows = [(one.id, one.design.name, one.design.kind, len(one.design.items), one.state) for one in found]
    show(
        ("study", "name", "kind", "dances", "state"), rows, empty="No studies yet; make one: barre study new."
    )


@study.command()
def start(path: ProjectPath, name: StudyName, as_json: Json = False) -> None:
    """Freeze a study: what it shows is written, and it can only be ended from now on.

    Example: barre study start my.barre autumn
    """
    from db.project import Project
    from workbench.actions.studies import start_study, study_called
    from workbench.cli.output import print_json, progress, say

    with Project.open(path) as project, progress("Freezing the clips") as on_progress:
        started = start_study(project, study_called(project, name).id, on_progress)
        clips = project.study_designs.clips(started.id)
    if as_json:
        print_json({"study": started, "clips": clips})
    else:
        say(f"Study {started.id} has started with {len(clips)} clips of {clips[0].duration_s:.1f} s.")
        say("Raters take part on the Rate page: `barre open`.")


@study.command()
def end(path: ProjectPath, name: StudyName, as_json: Json = False) -> None:
    """End a study: it takes no more answers.

    Example: barre study end my.barre autumn
    """
    from db.project import Project
    from workbench.actions.studies import study_called
    from workbench.cli.output import print_json, say

    with Project.open(path) as project:
        ended = project.study_designs.end(study_called(project, name).id)
    print_json(ended) if as_json else say(f"Study {ended.id} has ended.")


@study.command()
def status(path: ProjectPath, name: StudyName, as_json: Json = False) -> None:
    """Say how far a study is, who has answered what, and whether enough is known by its stop rule.

    Example: barre study status my.barre autumn
    """
    from db.project import Project
    from workbench.actions.studies import study_called, study_results
    from workbench.cli.output import escape, print_json, say, show

    with Project.open(path) as project:
        one = study_called(project, name)
        found = study_results(project, one.id)
    if as_json:
        print_json({
            "state": one.state, "n_raters": found.n_raters, "n_finished": found.n_finished,
            "n_answers": found.n_answers, "excluded": found.excluded, "raters": found.raters,
            "rule": found.rule, "stop": found.stop,
        })  # fmt: skip
        return
    say(f"{escape(one.design.name)}: {one.state}. {escape(found.stop.why)}")
    rows = [
        (h.rater, h.n, "yes" if h.finished else "no", _number(h.bias), f"{h.same} of {h.n_repeats}",
         h.n_failed, "left out" if h.excluded else "")
        for h in found.raters
    ]  # fmt: skip
    show(
        ("rater", "answers", "finished", "bias", "repeats alike", "checks failed", ""), rows,
        empty="Nobody has taken part yet.",
    )  # fmt: skip
    say(escape(found.rule))


@study.command()
def results(path: ProjectPath, name: StudyName, everybody: AllRaters = False, as_json: Json = False) -> None:
    """Say what the answers so far mean, with intervals that know of raters and clips.

    Example: barre study results my.barre autumn
    """
    from db.project import Project
    from workbench.actions.studies import study_called, study_results
    from workbench.cli.output import print_json

    with Project.open(path) as project:
        found = study_results(project, study_called(project, name).id, apply_rule=not everybody)
    print_json(found) if as_json else _show(found)


@study.command()
def metrics(path: ProjectPath, name: StudyName, as_json: Json = False) -> None:
    """Say which automatic metric orders the clips of a study as people do.

    Example: barre study metrics my.barre autumn
    """
    from db.project import Project
    from workbench.actions.studies import study_called
    from workbench.actions.study_metrics import metrics_against_people
    from workbench.cli.output import print_json, progress, show

    with Project.open(path) as project, progress("Measuring") as on_progress:
        found = metrics_against_people(project, study_called(project, name).id, on_progress)
    if as_json:
        print_json(found)
        return
    rows = [
        (one.metric, f"{one.spearman:.2f}", _number(one.low), _number(one.high), one.n)
        for one in found
        if one.spearman == one.spearman
    ]
    show(
        ("metric", "rank correlation with people", "from", "to", "clips"), rows,
        empty="Fewer than four clips have answers, or all are alike.",
    )  # fmt: skip


@study.command()
def power(
    path: ProjectPath,
    name: StudyName,
    raters: Annotated[int, typer.Option(min=2, help="How many raters.")] = 12,
    difference: Annotated[
        float | None,
        typer.Option(
            min=0,
            help="What is worth finding: points of the scale, or a share; default: a sixth "
            "of the scale, or 10 or 20 %.",
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Say how likely a study finds a difference worth having, and how many raters would be enough.

    Example: barre study power my.barre autumn --raters 20 --difference 0.4
    """
    from core.studies.power import n_scenes_of, power_of, raters_needed, worth_having
    from db.project import Project
    from workbench.actions.studies import study_called
    from workbench.cli.output import print_json, say

    with Project.open(path) as project:
        design = study_called(project, name).design
    gap, n_scenes = worth_having(design) if difference is None else difference, n_scenes_of(design)
    found, needed = power_of(design, gap, raters, n_scenes), raters_needed(design, gap, n_scenes)
    if as_json:
        print_json(
            {"difference": gap, "raters": raters, "scenes": n_scenes, "power": found, "needed": needed}
        )
        return
    say(f"{raters} raters and {n_scenes} scenes find a true difference of {gap:g} in {found:.0%} of studies.")
    say(f"{needed} raters find it in 80 %." if needed else "No number of raters is enough: show more songs.")
    say("The spreads of raters and dances are assumed; a pilot tells yours.")


@study.command()
def export(
    path: ProjectPath,
    name: StudyName,
    out: Annotated[Path, typer.Option(help="A .csv, a row an answer, or a .json with everything.")],
    comments: Annotated[bool, typer.Option("--comments", help="With the free text of raters.")] = False,
    as_json: Json = False,
) -> None:
    """Write the answers of a study for other programs; without free text unless it is asked for.

    Example: barre study export my.barre autumn --out autumn.csv
    """
    from db.project import Project
    from workbench.actions.studies import study_called
    from workbench.actions.study_export import export_study
    from workbench.cli.output import escape, print_json, say

    with Project.open(path) as project:
        n = export_study(project, study_called(project, name).id, out, with_comments=comments)
    print_json({"out": out, "answers": n}) if as_json else say(f"{n} answers are in {escape(str(out))}.")


@study.command("delete-rater")
def delete_rater(
    path: ProjectPath,
    name: StudyName,
    code: Annotated[str, typer.Argument(metavar="CODE", help="The rater's code.")],
    as_json: Json = False,
) -> None:
    """Delete a rater with all answers, as they were promised.

    Example: barre study delete-rater my.barre autumn K7QMP
    """
    from db.project import Project
    from workbench.actions.studies import study_called
    from workbench.cli.output import print_json, say

    with Project.open(path) as project:
        n = project.study_answers.delete_rater(study_called(project, name).id, code)
    print_json({"answers": n}) if as_json else say(f"The rater is gone, with {n} answers.")


def _show(found: Results) -> None:
    from workbench.cli.output import escape, say, show

    left_out = f", {len(found.excluded)} left out by the rule" if found.excluded else ""
    say(f"{found.n_answers} answers of {found.n_raters} raters{left_out if found.applied else ''}.")
    for one in found.grades:
        say(f"\n[bold]{escape(one.criterion)}[/]")
        model = dict(zip(one.model.names, one.model.effect, strict=True)) if one.model else {}
        rows = [
            (g.group, g.n, *(f"{100 * share:.1f} %" for share in g.shares), _interval(g.mean),
             _interval(model[g.group]) if g.group in model else "")
            for g in one.groups
        ]  # fmt: skip
        words = found.design.scale.words
        show(("group", "n", *words, "mean", "latent"), rows, empty="")
        _say_alike(one.alike)
        if one.model_fault:
            say(escape(f"No mixed model: {one.model_fault}"))
    if found.pairs is not None:
        rows = [
            (name, strength.n, _interval(strength), *(_number(p) for p in wins))
            for name, strength, wins in zip(
                found.pairs.names, found.pairs.strength, found.pairs.wins, strict=True
            )
        ]
        show(("group", "n", "strength", *(f"beats {name}" for name in found.pairs.names)), rows, empty="")
        say(f"Davidson's tie parameter: {found.pairs.tie:.2f}.")
        _say_alike(found.pairs.alike)
        show(("group preferred", "reason", "n"), found.reasons, empty="")
    if found.named:
        what = "named rightly" if found.confusion else "called real"
        show(("group", "n", what), [(g.group, g.n, _interval(g.share)) for g in found.named], empty="")
    show(
        ("question", "agreement", "value", "n"),
        [(q, score.name, _number(score.value), score.n) for q, score in found.agreement],
        empty="",
    )
    say(escape(found.stop.why))


def _say_alike(groups: tuple[tuple[str, ...], ...]) -> None:
    from workbench.cli.output import escape, say

    for some in groups:
        if len(some) > 1:
            say(escape(f"Cannot be told apart: {', '.join(some)}."))


def _interval(found: Estimate) -> str:
    if found.value != found.value:
        return ""
    if found.low != found.low:
        return f"{found.value:.2f}"
    return f"{found.value:.2f} [{found.low:.2f}, {found.high:.2f}]"


def _number(value: float | None) -> str:
    return "" if value is None or value != value else f"{value:.2f}"
