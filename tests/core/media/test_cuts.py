"""Lists of cuts as people write them."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import InputError, MediaError
from core.media.cuts import Cut, cuts_of, read_cuts


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "cuts.txt"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "text",
    [
        "waltz 01.mp4 2.5 31\nrumba.mp4 0 62.5\nwaltz 01.mp4 40 50\n",
        "name,start,end\nwaltz 01.mp4,2.5,31\nrumba.mp4,0,1:02.5\n\nwaltz 01.mp4,40,50",
        "\ufeff# parts\nName\tStart\tEnd\nwaltz 01.mp4\t2.5\t31\nrumba.mp4\t0\t62.5\nwaltz 01.mp4\t40\t50",
        'waltz 01.mp4;2,5;31\r\nrumba.mp4;0;0:01:02,5\r\n"waltz 01.mp4";40;50\r\n',
    ],
    ids=["spaces", "commas", "tabs", "semicolons"],
)
def test_each_way_of_writing_means_the_same(text: str, tmp_path: Path) -> None:
    cuts = read_cuts(write(tmp_path, text))
    assert cuts == {"waltz 01.mp4": [Cut(2.5, 31), Cut(40, 50)], "rumba.mp4": [Cut(0, 62.5)]}


def test_films_are_found_with_and_without_their_suffix() -> None:
    cuts = {"a.mp4": [Cut(0, 1)], "b": [Cut(2, 3)]}
    assert cuts_of(cuts, "/films/a.mp4") == [Cut(0, 1)]
    assert cuts_of(cuts, Path("b.mov")) == [Cut(2, 3)]
    assert cuts_of(cuts, "c.mp4") == []


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("a.mp4 1", "is not `name start end`"),
        ("a.mp4,1,2,3", "is not `name start end`"),
        (",1,2", "is not `name start end`"),
        ("a.mp4 1 soon", "has a time that is no time"),
        ("a.mp4 -1 5", "has a time that is no time"),
        ("a.mp4 nan 5", "has a time that is no time"),
        ("a.mp4 5 5", "ends .* before it begins"),
    ],
)
def test_a_bad_line_is_named(line: str, fault: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=rf"Line 2 of .*cuts\.txt {fault}"):
        read_cuts(write(tmp_path, f"first.mp4 0 1\n{line}\n"))


def test_a_film_is_no_list(tmp_path: Path) -> None:
    path = tmp_path / "cuts.txt"
    path.write_bytes(b"\x00\xff\xfe\x81film")
    with pytest.raises(MediaError, match="is not a text file"):
        read_cuts(path)


def test_an_empty_list_is_refused_like_any_empty_file(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="is empty"):
        read_cuts(write(tmp_path, ""))
