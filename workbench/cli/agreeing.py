"""Commands about many annotators of one project."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from workbench.cli.options import AnnotatorName, Json, ProjectPath

app = typer.Typer()


class Agree(StrEnum):
    ALL = "all"
    MAJORITY = "majority"


@app.command(rich_help_panel="Data")
def agreement(
    path: ProjectPath,
    video: Annotated[int | None, typer.Option(metavar="VIDEO", help="This video only.")] = None,
    tier: Annotated[str | None, typer.Option(help="This tier only, without the poses.")] = None,
    annotator: Annotated[
        list[str] | None, typer.Option("--annotator", help="Compare these only; given twice or more.")
    ] = None,
    slice_s: Annotated[
        float, typer.Option("--slice", metavar="S", help="Seconds of a slice of time that is counted.")
    ] = 0.01,
    labelled_only: Annotated[
        bool, typer.Option("--labelled-only", help="Leave out time that one of them did not label.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Say how far annotators agree: on labels, on edges, on poses; each number with its definition and n.

    Example: barre agreement my.barre --tier style
    """
    from db.project import Project
    from workbench.actions.agreeing import Asked
    from workbench.actions.agreeing import agreement as compare
    from workbench.cli.agreement_tables import show_agreement
    from workbench.cli.output import print_json

    asked = Asked(video, tier, tuple(annotator) if annotator else None, slice_s, labelled_only)
    with Project.open(path) as project:
        found = compare(project, asked)
    print_json(found) if as_json else show_agreement(found)


@app.command(rich_help_panel="Data")
def adjudicate(
    path: ProjectPath,
    video: Annotated[int, typer.Argument(metavar="VIDEO", help="The video; see `barre videos P`.")],
    tier: Annotated[str, typer.Option(help="Which tier.")] = "style",
    rule: Annotated[Agree, typer.Option(help="How many must say the same.")] = Agree.ALL,
    tolerance: Annotated[
        float, typer.Option(min=0, metavar="S", help="Edges this many seconds apart count as the same.")
    ] = 0.2,
    between: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Whose labels count; default: everybody's.")
    ] = None,
    gold: Annotated[str, typer.Option(metavar="NAME", help="In whose name the result is marked.")] = "gold",
    take: Annotated[
        str | None, typer.Option(metavar="NAME", help="Decide the dispute --at for this annotator.")
    ] = None,
    neither: Annotated[bool, typer.Option("--neither", help="Decide the dispute --at for nobody.")] = False,
    at: Annotated[float | None, typer.Option(metavar="S", help="Where the dispute is, seconds.")] = None,
    annotator: AnnotatorName = None,
    as_json: Json = False,
) -> None:
    """Make gold labels of what annotators agree on, and list what is left to decide.

    The gold labels remember whose they were made of. What was decided stays.

    Example: barre adjudicate my.barre 3 --tier style
    """
    from db.project import Project
    from workbench.actions import adjudicating
    from workbench.cli.agreement_tables import show_adjudication
    from workbench.cli.output import print_json

    if (take is not None) + neither != (at is not None):
        raise typer.BadParameter("--at goes with either --take or --neither.")
    case = adjudicating.Case(
        video, tier, tuple(between or ()), gold, adjudicating.Rule(rule.value), tolerance
    )
    with Project.open(path) as project:
        if at is not None:
            adjudicating.take(project, case, at, take, annotator)
        found = adjudicating.adjudicate(project, case, annotator)
    print_json(found) if as_json else show_adjudication(found)
