"""From what is asked of a dance to what a model understands: items become motions and songs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.errors import InputError
from db.project import Project
from workbench.actions.asks import Asks
from workbench.actions.comparing import ComparedItem, load_item

if TYPE_CHECKING:
    from core.training.wishes import Wishes


def wishes_of(project: Project, asks: Asks, *, seed: int) -> Wishes:
    """Return the wishes that a model understands; `InputError` when an item has no motion."""
    from core.training.wishes import Edit, Wishes

    edit = None
    if asks.edit is not None:
        motion = _motion_item(project, asks.edit).motion
        edit = Edit(motion, asks.redo_s or ((0.0, motion.duration_s),), asks.keep)
    return Wishes(
        seed=seed,
        seed_motion=_motion_item(project, asks.seed_motion).motion if asks.seed_motion else None,
        styles=asks.styles,
        temperature=asks.temperature,
        guidance=asks.guidance,
        novelty=asks.novelty,
        edit=edit,
    )


def music_of(project: Project, asks: Asks) -> tuple[str, float]:
    """Return the song of the dance that is edited or gone on from, and where in it the new one begins.

    Raises:
        InputError: there is no such dance, or it has no music.
    """
    name = asks.edit or asks.seed_motion
    if name is None:
        raise InputError("There is no music to dance to.", "Name a song: --music FILE.")
    item = _motion_item(project, name)
    if item.music_path is None:
        raise InputError(f"{item.label} has no music.", "Name a song: --music FILE.")
    later_s = item.motion.duration_s if asks.edit is None else 0.0
    return str(item.music_path), item.music_start_s + later_s


def _motion_item(project: Project, name: str) -> ComparedItem:
    item = load_item(project, name)
    if not item.motion.n_frames:
        raise InputError(f"{item.label} has no motion to go on from.", "Choose another dance.")
    return item
