"""What the Generate dialog has to offer for a run, read in the background and without PyTorch."""

from __future__ import annotations

from dataclasses import dataclass

from core.errors import ModelError
from core.models.ability import Ability
from db.project import Project


@dataclass(frozen=True)
class Item:
    """A dance of the project: what commands call it (``"video:3"``), a name for people, and its length."""

    name: str
    label: str
    duration_s: float


@dataclass(frozen=True)
class Offer:
    """What a run can be asked for.

    Attributes:
        fps: its own frame rate; None before it was trained.
        items: what a dance can go on from or be made of: newest generated dances first, then videos.
    """

    abilities: frozenset[Ability]
    styles: tuple[str, ...]
    fps: float | None
    items: tuple[Item, ...]


def offer_of(project: Project, run_id: int) -> Offer:
    """Return what a run of a generator offers; `InputError` when there is no such run or preset."""
    from core.training.learnt import learnt
    from core.training.presets import load_preset
    from core.training.registry import entry

    run = project.runs.get(run_id)
    items = (*_generated(project), *_videos(project))
    try:
        known = learnt(project.runs.directory(run_id) / "best.safetensors")
    except ModelError:  # not trained yet: what its model can do is known all the same
        return Offer(entry(load_preset(run.preset).model).abilities, (), None, items)
    return Offer(known.abilities, known.styles, known.fps, items)


def _generated(project: Project) -> list[Item]:
    presets = {run.id: run.preset for run in project.runs.all()}
    return [
        Item(f"generated:{d.id}", f"{presets[d.run_id]}, run {d.run_id}, dance {d.id}", d.n_frames / d.fps)
        for d in reversed(project.generated.all())
        if not d.is_film
    ]


def _videos(project: Project) -> list[Item]:
    return [
        Item(f"video:{summary.video.id}", summary.video.name, summary.video.duration_s)
        for summary in project.videos.summaries()
        if summary.n_tracked_frames
    ]
