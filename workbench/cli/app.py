"""The commands, gathered."""

from __future__ import annotations

import typer

from workbench.cli import (
    agreeing,
    beats,
    dances,
    exchange,
    jobs,
    labels,
    library,
    mapping,
    measuring,
    merging,
    people,
    poses,
    project,
    ratings,
    recommending,
    segments,
    studies,
    suggesting,
    sweeping,
    tiers,
    training,
    watching,
)

app = typer.Typer(
    name="barre",
    help="A workbench for dance data: import, correct, label, train, generate, compare, rate.",
    epilog="Start with: barre demo demo.barre",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for noun in (
    project,
    library,
    merging,
    labels,
    tiers,
    beats,
    exchange,
    agreeing,
    poses,
    suggesting,
    training,
    sweeping,
    dances,
    measuring,
    mapping,
    recommending,
    watching,
    ratings,
    jobs,
):
    app.add_typer(noun.app)
app.add_typer(people.app, name="people", rich_help_panel="Data")
app.add_typer(segments.segment, name="segment", rich_help_panel="Data")
app.add_typer(tiers.tier, name="tier", rich_help_panel="Data")
app.add_typer(tiers.taxonomy, name="taxonomy", rich_help_panel="Data")
app.add_typer(studies.study, name="study", rich_help_panel="Dances")
app.add_typer(jobs.worker, name="job", hidden=True)


@app.callback(invoke_without_command=True)
def barre(context: typer.Context) -> None:
    """A workbench for dance data: import, correct, label, train, generate, compare, rate."""
    if context.invoked_subcommand is None:
        project.open_(None)
