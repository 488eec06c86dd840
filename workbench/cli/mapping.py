"""The command that lays dances out on a map."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from workbench.cli.options import Json, ProjectPath

if TYPE_CHECKING:
    from workbench.actions.mapping import DanceMap

app = typer.Typer()


class Method(StrEnum):
    PCA = "pca"
    TSNE = "tsne"
    UMAP = "umap"


@app.command(rich_help_panel="Dances")
def embed(
    path: ProjectPath,
    items: Annotated[
        list[str] | None,
        typer.Argument(metavar="ITEM...", help="run:N, video:N, generated:N or motion files."),
    ] = None,
    real: Annotated[bool, typer.Option("--real", help="All real dances of the project.")] = False,
    generated: Annotated[bool, typer.Option("--generated", help="All generated dances.")] = False,
    method: Annotated[Method, typer.Option(help="How the plane is found; umap is an extra.")] = Method.PCA,
    seed: Annotated[int, typer.Option(min=0, help="Of t-SNE and UMAP: another seed, another map.")] = 0,
    as_json: Json = False,
) -> None:
    """Lay windows of 4 s of dances out on a map, near each other where they move alike.

    Example: barre embed my.barre --real --generated --method tsne --json
    """
    from db.project import Project
    from workbench.actions.mapping import map_dances
    from workbench.cli.output import note, print_json, progress

    with Project.open(path) as project, progress("Mapping") as on_progress:
        found = map_dances(
            project,
            items or (),
            real=real,
            generated=generated,
            method=method.value,
            seed=seed,
            on_progress=on_progress,
        )
    for remark in found.notes:
        note(remark)
    print_json(found) if as_json else _show(found)


def _show(found: DanceMap) -> None:
    from workbench.cli.output import say, show

    if found.explained is not None:
        first, second = found.explained
        say(f"The two components hold {first:.0%} and {second:.0%} of the variance.")
    rows = [
        (
            window.item,
            f"{window.start_s:g} to {window.stop_s:g} s",
            window.style,
            "real" if window.is_real else "generated",
            f"{window.x:.3g}",
            f"{window.y:.3g}",
        )
        for window in found.windows
    ]
    show(("dance", "window", "style", "danced", "x", "y"), rows, empty="")
