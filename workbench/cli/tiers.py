"""Commands about tiers and their vocabularies."""

from __future__ import annotations

from typing import Annotated

import typer

from workbench.cli.options import Json, ProjectPath

app = typer.Typer()
tier = typer.Typer(help="Add, rename and rule tiers.", no_args_is_help=True)
taxonomy = typer.Typer(help="Vocabularies for tiers: styles, moves, counts of eight.", no_args_is_help=True)

TierName = Annotated[str, typer.Argument(metavar="TIER", help="The tier; see `barre tiers P`.")]


@app.command(rich_help_panel="Data")
def tiers(path: ProjectPath, as_json: Json = False) -> None:
    """List the tiers of a project with their vocabularies.

    Example: barre tiers my.barre
    """
    from db.project import Project
    from workbench.cli.output import print_json, show

    with Project.open(path) as project:
        found = project.segments.all_tiers()
        labels = {each.name: project.segments.labels(each.name) for each in found}
    if as_json:
        print_json(
            [
                {"id": each.id, "name": each.name, "overlaps": each.overlaps, "labels": labels[each.name]}
                for each in found
            ]
        )
        return
    rows = [
        (each.name, "yes" if each.overlaps else "no", ", ".join(label.name for label in labels[each.name]))
        for each in found
    ]
    show(("tier", "overlaps", "labels"), rows, empty="No tiers.")


@tier.command("add")
def add(
    path: ProjectPath,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What it is called.")],
    overlaps: Annotated[
        bool, typer.Option("--overlaps", help="One annotator's segments may lie over one another.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Add a tier of one's own.

    Example: barre tier add my.barre formation --overlaps
    """
    from db.project import Project
    from workbench.cli.output import escape, print_json, say

    with Project.open(path) as project:
        added = project.segments.add_tier(name, overlaps=overlaps)
    if as_json:
        print_json(added)
    else:
        say(f"There is a tier {escape(added.name)} now.")


@tier.command("rename")
def rename(
    path: ProjectPath,
    name: TierName,
    new_name: Annotated[str, typer.Argument(metavar="NAME", help="What it is to be called.")],
    as_json: Json = False,
) -> None:
    """Give a tier of one's own another name.

    Example: barre tier rename my.barre formation floor-plan
    """
    from db.project import Project
    from workbench.cli.output import escape, print_json, say

    with Project.open(path) as project:
        renamed = project.segments.rename_tier(name, new_name)
    if as_json:
        print_json(renamed)
    else:
        say(f"The tier is called {escape(renamed.name)} now.")


@tier.command("overlaps")
def overlaps(
    path: ProjectPath,
    name: TierName,
    allowed: Annotated[bool, typer.Option("--yes/--no", help="Whether they may.")],
    as_json: Json = False,
) -> None:
    """Say whether one annotator's segments on a tier may lie over one another; those that do stay.

    Example: barre tier overlaps my.barre move --yes
    """
    from db.project import Project
    from workbench.cli.output import escape, print_json, say

    with Project.open(path) as project:
        changed = project.segments.set_overlaps(name, allowed)
    if as_json:
        print_json(changed)
    else:
        may = "may" if changed.overlaps else "may not"
        say(f"Segments on {escape(changed.name)} {may} lie over one another.")


@taxonomy.command("list")
def list_(as_json: Json = False) -> None:
    """List the vocabularies that ship with Barre.

    Example: barre taxonomy list
    """
    from core.taxonomy import taxonomies
    from workbench.cli.output import print_json, show

    shipped = taxonomies()
    if as_json:
        print_json(shipped)
        return
    rows = [
        (each.name, each.tier, len(each.words), ", ".join(word.name for word in each.words[:6]) + " ...")
        for each in shipped
    ]
    show(("taxonomy", "for tier", "labels", "such as"), rows, empty="None are shipped.")


@taxonomy.command("use")
def use(
    path: ProjectPath,
    name: TierName,
    taxonomy_name: Annotated[
        str, typer.Argument(metavar="NAME", help="See `barre taxonomy list`; or a .toml file of your own.")
    ],
    as_json: Json = False,
) -> None:
    """Add the labels of a vocabulary to a tier; those that it has stay as they are.

    Example: barre taxonomy use my.barre style ballroom
    """
    from db.project import Project
    from workbench.actions.vocabularies import use_taxonomy
    from workbench.cli.output import escape, print_json, say

    with Project.open(path) as project:
        labels = use_taxonomy(project, name, taxonomy_name)
    if as_json:
        print_json(labels)
    else:
        say(f"{escape(name)}: {escape(', '.join(label.name for label in labels))}.")
