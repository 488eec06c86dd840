"""The colours a dancer and a stage are drawn in."""

from __future__ import annotations

from dataclasses import dataclass, replace

RGB = tuple[int, int, int]


@dataclass(frozen=True)
class Palette:
    """Colours as (red, green, blue), 0 to 255."""

    skin: RGB = (226, 173, 139)
    hair: RGB = (66, 43, 34)
    shirt: RGB = (176, 58, 72)
    trousers: RGB = (52, 66, 104)
    shoes: RGB = (38, 36, 42)
    eye: RGB = (40, 30, 28)
    lips: RGB = (170, 86, 82)
    wall: RGB = (232, 234, 238)
    floor: RGB = (204, 206, 212)


RED_SHIRT = Palette()
GREEN_SHIRT = replace(RED_SHIRT, shirt=(46, 132, 106), trousers=(74, 62, 58), hair=(34, 30, 32))
YELLOW_SHIRT = replace(
    RED_SHIRT, skin=(150, 102, 76), shirt=(222, 168, 62), trousers=(58, 62, 74), hair=(30, 24, 22)
)
BLUE_SHIRT = replace(RED_SHIRT, shirt=(64, 112, 184), trousers=(48, 48, 56), hair=(140, 92, 52))
OUTFITS: tuple[Palette, ...] = (RED_SHIRT, GREEN_SHIRT, YELLOW_SHIRT, BLUE_SHIRT)


def shade(colour: RGB, factor: float) -> RGB:
    """Return the colour made darker (below 1) or lighter (above 1)."""
    red, green, blue = (min(255, max(0, round(part * factor))) for part in colour)
    return red, green, blue
