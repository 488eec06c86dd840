"""Every sentence that raters read is in every language, with the same blanks."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import workbench.gui.rate.taking as taking
from core.studies.design import CRITERIA, REASONS
from workbench.gui.rate.taking import questions, welcome, window
from workbench.gui.rate.taking.words import ENGLISH, languages, words_in

PROMISED = {"en", "fr", "es", "hi", "zh", "vi"}


def asked_for() -> set[str]:
    """What the code gives to ``words``: literals in calls, and the tables and constants of sentences."""
    found = {welcome.TITLE, welcome.CONSENT, window.HOW, window.THANKS, window.SEE_FIRST, window.NOW_ANSWER}
    found |= set(CRITERIA.values()) | set(REASONS.values()) | set(questions.QUESTIONS.values())
    found |= set(questions.CHOICE_WORDS.values())
    for path in Path(taking.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name = (
                    node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                )
                if name in ("words", "_words") and isinstance(node.args[0].value, str):
                    found.add(node.args[0].value)
    return found


def test_the_promised_languages_are_there_with_english_first():
    assert {words.language for words in languages()} >= PROMISED
    assert languages()[0].language == ENGLISH
    assert words_in("fr").name == "Français"


def test_a_language_that_there_is_not_is_english():
    assert words_in("xx").language == ENGLISH


@pytest.mark.parametrize("language", sorted(PROMISED))
def test_nothing_is_left_untranslated_and_blanks_are_kept(language):
    table = words_in(language).table
    assert asked_for() - set(table) == set()
    for english, translation in table.items():
        assert set(re.findall(r"\{\w+\}", english)) == set(re.findall(r"\{\w+\}", translation)), english


def test_a_file_more_is_a_language_more(tmp_path):
    (tmp_path / "study_eo.ts").write_text(
        '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE TS><TS version="2.1" language="eo"><context>'
        "<message><source>Next</source><translation>Sekva</translation></message>"
        '<message><source>Leave</source><translation type="unfinished">Ir</translation></message>'
        "</context></TS>",
        "utf-8",
    )
    (words,) = languages(tmp_path)
    assert (words.language, words("Next"), words("Leave")) == ("eo", "Sekva", "Leave")
