"""Commands about rating generated dances."""

from __future__ import annotations

from typing import Annotated

import typer

from workbench.cli.options import Json, ProjectPath

app = typer.Typer()
Rater = Annotated[str | None, typer.Option("--rater", help="Who rates; default: your user name.")]


@app.command("next", rich_help_panel="Dances")
def next_(path: ProjectPath, rater: Rater = None, as_json: Json = False) -> None:
    """Name the next dance to rate, without saying who made it.

    Example: barre next my.barre --rater Kim
    """
    from db.project import Project
    from workbench.actions.labels import user_name
    from workbench.actions.ratings import next_item
    from workbench.cli.output import escape, print_json, say

    with Project.open(path) as project:
        item = next_item(project, rater or user_name())
    if as_json:
        print_json(item)
    elif item is None:
        say("Nothing is left to rate.")
    else:
        say(f"Dance {item.item_id}, {item.n_left} left; its music: {escape(str(item.music_path))}")


@app.command(rich_help_panel="Dances")
def rate(
    path: ProjectPath,
    item: Annotated[int, typer.Argument(metavar="DANCE", help="What `barre next` named.")],
    grade: Annotated[str, typer.Argument(metavar="GRADE", help="very good, good, fair or poor.")],
    rater: Rater = None,
    as_json: Json = False,
) -> None:
    """Grade a dance. A grade is final.

    Example: barre rate my.barre 4 "very good" --rater Kim
    """
    from db.project import Project
    from workbench.actions.labels import user_name
    from workbench.actions.ratings import rate as rate_item
    from workbench.cli.output import escape, print_json, say

    with Project.open(path) as project:
        rating = rate_item(project, item, rater or user_name(), grade)
    if as_json:
        print_json(rating)
    else:
        say(f"Dance {item}: {rating.grade}, says {escape(rating.rater)}.")


@app.command(rich_help_panel="Dances")
def ratings(path: ProjectPath, as_json: Json = False) -> None:
    """List the grades that generated dances were given.

    Example: barre ratings my.barre
    """
    from db.project import Project
    from workbench.cli.output import print_json, show

    with Project.open(path) as project:
        found = [(study, r) for study in project.studies.all() for r in project.studies.ratings(study.id)]
    if as_json:
        print_json([{**vars(rating), "study": study.name} for study, rating in found])
        return
    rows = [(study.name, r.study_item_id, r.grade, r.rater) for study, r in found]
    show(
        ("study", "dance", "grade", "rater"), rows, empty="No grades yet; `barre next` names a dance to rate."
    )
