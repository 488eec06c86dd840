"""Film what the trained generators of a project dance, beside the real dances to the same music.

    python docs/gallery.py PROJECT.barre [--out gallery] [--seconds 15] [--songs 2]

Of each preset the newest finished run dances to songs of its own test side, which it never heard. The films
and a page that shows them are put into a folder; the dances are kept in the project, too.
"""

from __future__ import annotations

import argparse
import sys
from html import escape
from pathlib import Path

from core.data.split import Split
from core.entities import JobState, Run
from core.errors import BarreError
from db.project import Project
from workbench.actions.comparing import load_item
from workbench.actions.comparison_film import film_comparison
from workbench.actions.datasets import video_of
from workbench.actions.generating import generate


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("project", type=Path)
    parser.add_argument("--out", type=Path, default=Path("gallery"))
    parser.add_argument("--seconds", type=float, default=15.0)
    parser.add_argument("--songs", type=int, default=2)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    try:
        with Project.open(options.project) as project:
            runs = newest_generators(project)
            if not runs:
                sys.exit(f"{project.name} has no trained generator yet: barre train P --preset seq2seq")
            films = [film for run in runs for film in films_of(project, run, options)]
    except BarreError as e:
        sys.exit(str(e))
    write_page(options.out / "index.html", films)
    print(options.out / "index.html")  # noqa: T201


def newest_generators(project: Project) -> list[Run]:
    """Return of each preset the newest finished run that makes dances."""
    done = [run for run in project.runs.all() if run.task == "generate" and run.state is JobState.DONE]
    return list({run.preset: run for run in done}.values())


def films_of(project: Project, run: Run, options: argparse.Namespace) -> list[tuple[str, str]]:
    """Let a run dance, and return (file name, caption) of the films."""
    snapshot = project.runs.snapshot_of(run.id)
    if snapshot is None:
        return []
    split = Split.from_dict(snapshot.content["split"])
    tested = [split.keys[i] for i in split.dances_of("test")]
    films = []
    for key in tested[: options.songs]:
        real = load_item(project, f"video:{video_of(key)}")
        if real.music_path is None:
            continue
        made = generate(
            project, run.id, real.music_path, duration_s=options.seconds, start_s=real.music_start_s
        )
        name = f"{run.preset}-{video_of(key)}.mp4"
        names = [real.name, f"generated:{made.id}"]
        film_comparison(project, names, options.out / name, most_s=options.seconds)
        print(options.out / name)  # noqa: T201
        films.append(
            (name, f"{run.preset} (run {run.id}) to the music of {real.label}, which it never heard")
        )
    return films


def write_page(path: Path, films: list[tuple[str, str]]) -> None:
    """Write a page of the films that lie beside it."""
    figures = "\n".join(
        f'<figure><video controls preload="metadata" width="960" src="{escape(name)}"></video>'
        f"<figcaption>{escape(caption)}</figcaption></figure>"
        for name, caption in films
    )
    head = '<meta charset="utf-8"><title>What the generators dance</title>'
    page = f"<!doctype html>\n<html lang=en><head>{head}</head>\n<body>\n{figures}\n</body></html>\n"
    path.write_text(page, "utf-8")


if __name__ == "__main__":
    main()
