from __future__ import annotations

import re

import pytest
from PySide6.QtGui import QColor

import resources
from workbench.gui.theme import Theme, tokens

NAMES = ("dark", "light")
GROUNDS = ("ground", "surface", "raised", "sunken")
WORDS = ("text", "text_dim", "accent", "good", "warn", "bad", "info")


def luminance(colour: QColor) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (colour.redF(), colour.greenF(), colour.blueF())
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(a: str, b: str) -> float:
    light, dark = sorted((luminance(QColor(a)), luminance(QColor(b))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_of_black_on_white_is_21():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("name", NAMES)
def test_words_are_readable_on_every_ground(name):
    look = tokens()[name]
    pairs = [(word, ground) for word in WORDS for ground in GROUNDS]
    pairs += [("text", "selection"), ("on_accent", "accent"), ("on_accent", "accent_hover")]
    pairs += [("text", f"{level}_ground") for level in ("good", "warn", "bad", "info")]
    low = {pair: round(contrast(look[pair[0]], look[pair[1]]), 2) for pair in pairs}
    assert {pair: value for pair, value in low.items() if value < 4.5} == {}


@pytest.mark.parametrize("name", NAMES)
def test_frames_of_fields_focus_and_curves_stand_out(name):
    look = tokens()[name]
    thin = [(look["border_strong"], look["sunken"]), (look["focus"], look["surface"])]
    thin += [(curve, look["sunken"]) for curve in tokens()["series"][name]]
    assert min(contrast(*pair) for pair in thin) >= 3


def test_both_looks_have_the_same_tokens():
    assert tokens()["dark"].keys() == tokens()["light"].keys()


@pytest.mark.parametrize("name", NAMES)
def test_the_sheet_has_every_token_and_every_picture(name, context):
    context.theme.set_mode(name)
    sheet = context.theme.sheet()
    assert "$" not in sheet
    pictures = re.findall(r'url\("([^"]+)"\)', sheet)
    assert pictures
    for picture in pictures:
        assert resources.path(picture).is_file()


def test_every_icon_draws_in_the_colour_asked_for(context):
    for file in resources.path("icons").glob("*.svg"):
        image = context.theme.icon(file.stem, "accent").pixmap(24, 24).toImage()
        inked = [image.pixelColor(x, y) for x in range(24) for y in range(24)]
        assert any(c.alpha() > 200 for c in inked), file.stem


def test_the_mode_and_text_size_are_remembered(context):
    context.theme.set_mode("light")
    context.theme.set_text_percent(150)
    again = Theme(context.settings)
    assert (again.name, again.text_percent) == ("light", 150)
    assert again.size("text_body") == round(tokens()["size"]["text_body"] * 1.5)
    assert again.size("space_2") == tokens()["size"]["space_2"]
