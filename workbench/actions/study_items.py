"""Which dances of a project a study can show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from core.errors import InputError
from core.studies.design import REAL, DesignItem
from db.project import Project
from workbench.actions.sounds import sound_of


def study_items(project: Project, names: Sequence[str] = ()) -> tuple[DesignItem, ...]:
    """Return the items called ``real`` (all real dances), ``run:N`` (all its dances), ``video:N`` and
    ``generated:N``; without names, every dance there is.

    Raises:
        InputError: there is no such dance.
    """
    everything = _all_items(project)
    if not names:
        return tuple(everything)
    by_run = {f"generated:{dance.id}": f"run:{dance.run_id}" for dance in project.generated.all()}
    found: dict[str, DesignItem] = {}
    for name in names:
        chosen = [
            item
            for item in everything
            if name in (item.source, by_run.get(item.source)) or (name == REAL and item.group == REAL)
        ]
        if not chosen:
            raise InputError(
                f"There is no dance {name!r} to show.",
                "Known: real, run:N, video:N, generated:N; a video needs a pose track.",
            )
        found |= {item.source: item for item in chosen}
    return tuple(found.values())


def _all_items(project: Project) -> list[DesignItem]:
    items, style_of_song = [], dict[str, str]()
    for summary in project.videos.summaries():
        if not summary.n_tracked_frames:
            continue
        style = summary.styles[0] if summary.styles else ""
        items.append(DesignItem(f"video:{summary.video.id}", REAL, style))
        sound = sound_of(project, summary.video)
        if sound is not None and style:
            style_of_song.setdefault(sound.sha256, style)
    runs = {run.id: run.name for run in project.runs.all()}
    n_named = Counter(runs.values())
    for dance in project.generated.all():
        if dance.is_film:  # drawn otherwise than the others: everybody could tell
            continue
        name = runs[dance.run_id]
        group = name if n_named[name] == 1 and name != REAL else f"{name} (run {dance.run_id})"
        style = style_of_song.get(dance.music_sha256, "")
        items.append(DesignItem(f"generated:{dance.id}", group, style))
    return items
