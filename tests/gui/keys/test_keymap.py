from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QKeySequence

from workbench.gui.keys.keymap import PORTABLE, Keymap, as_text, clash, from_text
from workbench.gui.keys.shortcut import Group, Shortcut
from workbench.gui.settings import Settings

GROUPS = (
    Group("window", "Everywhere", (Shortcut("window.undo", "&Undo", ("Ctrl+Z",)),)),
    Group(
        "annotate",
        "Annotate",
        (
            Shortcut("annotate.play", "Play", ("Space",)),
            Shortcut("annotate.hide", "Hide", ("H", "X")),
            Shortcut("annotate.far", "Far"),
        ),
    ),
    Group("train", "Train", (Shortcut("train.evaluate", "Evaluate", ("E",)),)),
)
KEYS = st.sampled_from(
    ["A", "Ctrl+A", "Ctrl+,", ";", "Ctrl+;", ",", "F5", "Shift+Left", "J, W", "Del", "Ctrl++"]
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "keys.ini"


def keymap(file: Path) -> Keymap:
    return Keymap(Settings(file), GROUPS)


def test_defaults_are_in_force_and_nothing_is_stored(file: Path) -> None:
    made = keymap(file)
    assert made.keys("annotate.hide") == ("H", "X")
    assert made.own() == {}
    assert Settings(file).own_keys() == {}


def test_only_what_differs_is_stored_and_the_next_start_finds_it(file: Path) -> None:
    first = Settings(file)
    made = Keymap(first, GROUPS)
    made.set_keys("annotate.play", ["P"])
    made.set_keys("annotate.hide", ["H", "X"])
    first.sync()
    assert Settings(file).own_keys() == {"annotate.play": "P"}
    assert keymap(file).keys("annotate.play") == ("P",)


def test_an_own_key_wins_over_a_default_until_it_is_given_up(file: Path) -> None:
    made = keymap(file)
    assert [row.id for row in made.users("annotate.play", "X")] == ["annotate.hide"]
    made.set_keys("annotate.play", ["X"])
    assert made.keys("annotate.hide") == ("H",)
    assert [(key, row.id) for key, row in made.lost("annotate.hide")] == [("X", "annotate.play")]
    made.reset("annotate.play")
    assert made.keys("annotate.play") == ("Space",)
    assert made.keys("annotate.hide") == ("H", "X")


def test_an_own_key_is_taken_from_the_row_that_chose_it_before(file: Path) -> None:
    made = keymap(file)
    made.set_keys("annotate.play", ["P"])
    made.set_keys("annotate.far", ["P"])
    assert made.keys("annotate.play") == ()
    assert made.keys("annotate.far") == ("P",)
    made.reset("annotate.play")
    assert made.keys("annotate.play") == ("Space",)


def test_a_key_of_the_window_is_taken_on_every_page_and_pages_do_not_meet(file: Path) -> None:
    made = keymap(file)
    assert [row.id for row in made.users("window.undo", "E")] == ["train.evaluate"]
    assert made.users("annotate.play", "E") == []


def test_a_key_that_begins_a_sequence_clashes_with_it(file: Path) -> None:
    made = keymap(file)
    made.set_keys("annotate.far", ["H, W"])
    assert made.keys("annotate.hide") == ("X",)
    assert clash("H, W", "H")
    assert not clash("H, W", "H, X")


def test_damaged_and_unknown_settings_do_no_harm_and_unknown_rows_survive(file: Path) -> None:
    stored = Settings(file)
    stored.set_own_keys("annotate.play", "Foo+Bar")
    stored.set_own_keys("annotate.hide", "")
    stored.set_own_keys("annotate.of-another-version", "Y")
    stored.sync()
    with file.open("a") as out:
        out.write("train.evaluate=A, B, C\n")  # a list, as a careless hand writes it
    settings = Settings(file)
    made = Keymap(settings, GROUPS)
    assert made.keys("annotate.play") == ("Space",)
    assert made.keys("annotate.hide") == ()
    assert made.keys("train.evaluate") == ("E",)
    made.replace({})
    assert made.keys("annotate.hide") == ("H", "X")
    assert settings.own_keys()["annotate.of-another-version"] == "Y"


def test_settings_that_claim_one_key_twice_give_it_to_the_earlier_row(file: Path) -> None:
    stored = Settings(file)
    stored.set_own_keys("annotate.far", "Q")
    stored.set_own_keys("annotate.play", "Q")
    made = Keymap(stored, GROUPS)
    assert made.keys("annotate.play") == ("Q",)
    assert made.keys("annotate.far") == ()


@given(st.lists(KEYS, unique=True, max_size=4))
def test_keys_survive_being_written_as_text(keys: list[str]) -> None:
    wanted = tuple(QKeySequence(key, PORTABLE).toString(PORTABLE) for key in keys)
    assert from_text(as_text(wanted)) == wanted


@given(st.text(max_size=30))
def test_any_text_is_keys_or_damaged_and_never_an_error(text: str) -> None:
    keys = from_text(text)
    assert keys is None or as_text(keys) == text or len(set(keys)) == len(keys)


@given(
    st.lists(
        st.tuples(st.sampled_from([row.id for group in GROUPS for row in group.shortcuts]), st.lists(KEYS)),
        max_size=8,
    )
)
def test_whatever_is_chosen_no_key_ever_means_two_things(tmp_path_factory, choices) -> None:
    made = keymap(tmp_path_factory.mktemp("keys") / "keys.ini")
    for row_id, keys in choices:
        made.set_keys(row_id, keys)
        for row in made:
            assert not [user for key in made.keys(row.id) for user in made.users(row.id, key)]
