"""The table as it is shipped, against the actions that the real window makes."""

from __future__ import annotations

import re
from itertools import combinations

import pytest
from PySide6.QtGui import QAction, QKeySequence

from workbench.gui.actions import action
from workbench.gui.keys.keymap import clash, normal
from workbench.gui.keys.shortcut import Shortcut
from workbench.gui.keys.table import GROUPS
from workbench.gui.pages import PAGES

ROWS = [row for group in GROUPS for row in group.shortcuts]


def test_each_row_has_an_id_of_its_own_in_its_group():
    assert len({row.id for row in ROWS}) == len(ROWS)
    for group in GROUPS:
        for row in group.shortcuts:
            assert row.group == group.name
            assert re.fullmatch(r"[a-z]+\.[a-z0-9-]+", row.id)


def test_default_keys_are_written_as_qt_writes_them():
    for row in ROWS:
        assert all(normal(row.keys)), row
        assert normal(row.keys) == row.keys


def test_no_default_key_means_two_things():
    for one, other in combinations(ROWS, 2):
        if one.meets(other):
            both = [(a, b) for a in one.keys for b in other.keys if clash(a, b)]
            assert not both, (one, other)


def test_every_row_has_an_action_in_the_window_and_every_key_of_an_action_has_a_row(window, project):
    for entry in PAGES:
        window.page(entry.name)
    window.show_agreement()
    made = window.findChildren(QAction)
    texts = {one.text().replace("&", "").removesuffix(" …") for one in made}
    assert {row.title for row in ROWS} - texts == set()
    keyed = {key.toString() for one in made for key in one.shortcuts()}
    assert keyed <= {key for row in ROWS for key in row.keys}


def test_no_default_key_is_taken_by_the_menu_bar(window):
    opens_menus = {QKeySequence.mnemonic(menu.text()).toString() for menu in window.menuBar().actions()}
    assert opens_menus == {"Alt+F", "Alt+E", "Alt+V", "Alt+H"}
    assert not [row for row in ROWS if opens_menus & set(row.keys)]


def test_an_action_without_a_row_says_where_to_add_it(window):
    with pytest.raises(KeyError, match=r"window\.fly.*workbench/gui/keys/"):
        action(window.context.keymap, window, "window.fly", window.close)


def test_rows_meet_where_one_press_could_mean_both():
    table, jobs, page = (
        Shortcut(f"library.{i}", "", (), part) for i, part in enumerate(("table", "jobs", ""))
    )
    window, other = Shortcut("window.undo", ""), Shortcut("train.start", "")
    assert not table.meets(jobs)
    assert table.meets(page)
    assert page.meets(jobs)
    assert window.meets(table)
    assert other.meets(window)
    assert not other.meets(page)
    assert not page.meets(page)
