"""Colours of labels that colour-blind people can tell apart.

The first eight are Okabe and Ito's ("Color Universal Design", 2008) with grey for black, which a dark window
would swallow; the rest is the "muted" set of Paul Tol's technical note SRON/EPS/TN/09-002.
"""

from __future__ import annotations

from collections.abc import Collection

PALETTE = (
    "#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7", "#999999",
    "#332288", "#88CCEE", "#44AA99", "#117733", "#999933", "#DDCC77", "#CC6677", "#882255", "#AA4499",
)  # fmt: skip


def next_colour(used: Collection[str]) -> str:
    """Return the first colour that is not used yet; when all are, they come round again."""
    free = (colour for colour in PALETTE if colour not in used)
    return next(free, PALETTE[len(used) % len(PALETTE)])
