"""Commands about many annotators of one project."""

from __future__ import annotations

from typing import Annotated

import typer

from workbench.cli.options import Json, ProjectPath

app = typer.Typer()


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
