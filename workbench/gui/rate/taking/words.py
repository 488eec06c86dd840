"""The words of raters in their language: Qt Linguist files of ``resources/languages``, read as they are.

A language more is a file more: copy ``study_en.ts`` to ``study_XX.ts``, translate it in Qt Linguist (or any
editor), and it is offered. Nothing is compiled; what is not translated is shown in English.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PySide6.QtCore import QFile, QIODevice, QLocale, QXmlStreamReader
from PySide6.QtGui import QFontDatabase

import resources

ENGLISH = "en"
NAME = "(the name of this language, in this language)"
PREFIX = "study_"
SCRIPTS = {
    "CJK": QFontDatabase.WritingSystem.SimplifiedChinese,
    "DEVANAGARI": QFontDatabase.WritingSystem.Devanagari,
    "BENGALI": QFontDatabase.WritingSystem.Bengali,
    "TAMIL": QFontDatabase.WritingSystem.Tamil,
    "ARABIC": QFontDatabase.WritingSystem.Arabic,
    "HEBREW": QFontDatabase.WritingSystem.Hebrew,
    "THAI": QFontDatabase.WritingSystem.Thai,
    "HANGUL": QFontDatabase.WritingSystem.Korean,
    "HIRAGANA": QFontDatabase.WritingSystem.Japanese,
    "CYRILLIC": QFontDatabase.WritingSystem.Cyrillic,
    "GREEK": QFontDatabase.WritingSystem.Greek,
}
"""By the first word of a letter's Unicode name: scripts that a machine may lack."""


@dataclass(frozen=True)
class Words:
    """Called with an English sentence, says it in a language.

    Attributes:
        language: its code, for example ``"fr"``.
        table: English to translation.
    """

    language: str
    table: dict[str, str]

    def __call__(self, english: str, **values: object) -> str:
        """Return the translation with ``{names}`` filled in."""
        text = self.table.get(english) or english
        return text.format(**values) if values else text

    @property
    def name(self) -> str:
        """What the language calls itself."""
        return self.table.get(NAME) or self.language


@cache
def languages(folder: Path | None = None) -> tuple[Words, ...]:
    """Return every language there is a file for, English first, then by name."""
    folder = folder or resources.path("languages")
    found = [_read(path) for path in folder.glob(f"{PREFIX}*.ts")]
    return tuple(sorted(found, key=lambda words: (words.language != ENGLISH, words.name.casefold())))


def words_in(language: str, folder: Path | None = None) -> Words:
    """Return a language, or English where there is no such file."""
    known = {words.language: words for words in languages(folder)}
    return known.get(language) or known.get(ENGLISH) or Words(ENGLISH, {})


def system_language() -> str:
    """Return the code of the machine's language."""
    return QLocale.system().name().partition("_")[0]


def can_be_written(words: Words) -> bool:
    """Whether the machine has a font for a language: one that would be shown as boxes is not offered."""
    scripts = {unicodedata.name(letter, "").partition(" ")[0] for letter in words.name}
    return all(QFontDatabase.families(SCRIPTS[script]) for script in scripts & SCRIPTS.keys())


def _read(path: Path) -> Words:
    file = QFile(str(path))
    table: dict[str, str] = {}
    if not file.open(QIODevice.OpenModeFlag.ReadOnly):
        return Words(path.stem.removeprefix(PREFIX), table)
    reader, source = QXmlStreamReader(file), ""
    while not reader.atEnd():
        reader.readNext()
        if not reader.isStartElement():
            continue
        if reader.name() == "source":
            source = reader.readElementText()
        elif reader.name() == "translation":
            is_done = str(reader.attributes().value("type")) not in ("unfinished", "vanished", "obsolete")
            text = reader.readElementText()
            if source and text and is_done:
                table[source] = text
    file.close()
    return Words(path.stem.removeprefix(PREFIX), table)
