"""Reading a stranger's XML piece by piece, and writing text that XML can hold.

Expat itself, since every Python brings it and a stream needs no tree: a document type declaration is
refused where it begins, so that there are no entities to expand and nothing outside to fetch. defusedxml
refuses the same through the same hooks, but only in front of readers that build the whole tree, for which
an hour of video (half a gigabyte of tags) is too much. Depth, the length of a tag and the length of a text
are bounded.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from core.errors import MediaError
from core.formats.bounds import MAX_BYTES
from core.media.files import check_readable

OnStart = Callable[[str, dict[str, str]], object]
OnEnd = Callable[[str, str], object]

MAX_DEPTH = 64
MAX_PIECE = 1 << 20
"""Bytes of a tag with its attributes, and characters of a text: the longest are drawings of bodies."""

_BLOCK = 1 << 16
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def parse(path: Path | str, on_start: OnStart, on_end: OnEnd, *, limit: int = MAX_BYTES) -> None:
    """Tell what is in a file, in its order.

    Args:
        on_start: told the tag and the attributes of each element that begins.
        on_end: told the tag of each element that ends, and the text in it that no element inside it holds.
        limit: bytes of the largest file that is read.

    Raises:
        ValueError: it is not well-formed, or declares a document type, or something in it has no bound.
        MediaError: it cannot be read, or is larger than `limit`.
    """
    path = check_readable(path)
    if path.stat().st_size > limit:
        raise MediaError(
            f"{path} is larger than {limit >> 20} MB, more than any dance.", "Cut it into parts."
        )
    stream = _Stream(on_start, on_end)
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            stream.feed(block)
    stream.feed(b"", final=True)


class _Stream:
    def __init__(self, on_start: OnStart, on_end: OnEnd) -> None:
        self._on_start, self._on_end = on_start, on_end
        self._texts: list[list[str]] = []
        self._n_characters = 0
        self._fed = 0
        self._parser = parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.StartDoctypeDeclHandler = _refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text

    def feed(self, block: bytes, *, final: bool = False) -> None:
        try:
            self._parser.Parse(block, final)
        except expat.ExpatError as e:
            raise ValueError(f"line {e.lineno}: {expat.ErrorString(e.code)}") from e
        except LookupError as e:
            if isinstance(e, KeyError):  # of a handler: an attribute that is not there
                raise
            raise ValueError("its encoding is unknown") from e
        self._fed += len(block)
        if not final and self._fed - max(self._parser.CurrentByteIndex, 0) > MAX_PIECE:
            raise ValueError("one of its tags does not end")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if len(self._texts) >= MAX_DEPTH:
            raise ValueError(f"its elements lie more than {MAX_DEPTH} deep")
        self._texts.append([])
        self._n_characters = 0
        self._on_start(tag, attributes)

    def _end(self, tag: str) -> None:
        self._on_end(tag, "".join(self._texts.pop()))
        self._n_characters = 0

    def _text(self, text: str) -> None:
        self._n_characters += len(text)
        if self._n_characters > MAX_PIECE:
            raise ValueError("one of its texts is too long")
        self._texts[-1].append(text)


def _refuse(*_: object) -> NoReturn:
    raise ValueError("it declares a document type, which such files do not have")


def text(value: str) -> str:
    """Return text as an element's content; a character that XML cannot hold becomes U+FFFD."""
    return escape(_NOT_XML.sub("\ufffd", value), {"\r": "&#13;"})


def attribute(value: object) -> str:
    """Return a value as an attribute, quotes included."""
    return quoteattr(_NOT_XML.sub("\ufffd", str(value)))
