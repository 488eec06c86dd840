"""Dealing films to the sides: whole ones where there are enough, else each of them by time."""

from __future__ import annotations

from collections.abc import Sequence

from core.data.dance import Dance
from core.data.songs import song_groups
from core.data.split import Split, split_dances
from core.data.time_split import split_in_time
from core.data.twins import Likeness
from core.models.configs.common import SplitOptions


def split_films(
    dances: Sequence[Dance],
    *,
    length_s: float,
    hop_s: float,
    gap_s: float,
    seed: int,
    options: SplitOptions,
    in_time: bool = False,
) -> tuple[Split, tuple[str, ...]]:
    """Return windows of the sides, and sentences about how they were made.

    All windows of a film, and of films to the same song, are on one side. Where there are fewer songs than
    sides, or with `in_time`, each film is split by time instead, with `gap_s` between the sides.
    """
    n_sides = sum(share > 0 for share in options.fractions)
    if not in_time and len(song_groups(dances)) >= n_sides:
        split = split_dances(
            dances,
            length_s=length_s,
            hop_s=hop_s,
            seed=seed,
            fractions=options.fractions,
            fold=options.fold,
            by_style=False,
            likeness=Likeness(turned=options.turned_copies),
        )
        return split, ()
    split = split_in_time(
        dances, length_s=length_s, hop_s=hop_s, gap_s=gap_s, seed=seed, fractions=options.fractions
    )
    films = "The film is" if len(dances) == 1 else f"Each of the {len(dances)} films is"
    return split, (
        f"{films} split by time: its beginning is trained on, its end tested, {gap_s:g} s between two sides "
        "left out. The dancer and the room are the same on all sides.",
    )
