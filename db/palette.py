"""Colours of labels that colour-blind people can tell apart.

The first eight are Okabe and Ito's ("Color Universal Design", 2008) with dark grey for black, which a dark
window would swallow; a lighter grey is the purple of people without green cones. The rest is the "muted" set
of Paul Tol's technical note SRON/EPS/TN/09-002, whose indigo is the ninth. A test simulates how the first
nine, those with a key, look to colour-blind people; seventeen colours cannot all be kept as far apart.
"""

from __future__ import annotations

from collections.abc import Collection

PALETTE = (
    "#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7", "#666666",
    "#332288", "#88CCEE", "#44AA99", "#117733", "#999933", "#DDCC77", "#CC6677", "#882255", "#AA4499",
)  # fmt: skip


def next_colour(used: Collection[str]) -> str:
    """Return the first colour that is not used yet; when all are, they come round again."""
    free = (colour for colour in PALETTE if colour not in used)
    return next(free, PALETTE[len(used) % len(PALETTE)])
