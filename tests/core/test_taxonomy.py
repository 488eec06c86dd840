"""The shipped vocabularies are there, and a stranger's is checked."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import resources
from core.errors import InputError
from core.taxonomy import read_taxonomy, taxonomies, taxonomy
from db.tiers import DEFAULT_TIERS


@pytest.mark.parametrize(
    ("name", "labels"),
    [
        ("studio", "ballet hip-hop salsa contemporary tap"),
        ("ballroom", "cha-cha rumba tango waltz"),
        ("chinese-folk", "Mongolian Hui Uygur Yi Zhuang"),
        ("street", "break pop lock house krump"),
    ],
)
def test_the_promised_styles_are_there_and_have_the_first_keys(name: str, labels: str) -> None:
    found = [word.name for word in taxonomy(name).words]
    assert found[: len(labels.split())] == labels.split()


def test_every_people_of_the_folk_dances_has_kinds_of_its_own() -> None:
    words = [word.name for word in taxonomy("chinese-folk").words]
    for people in words[:5]:
        assert sum(word.startswith(f"{people}: ") for word in words) >= 3


def test_shipped_taxonomies_fit_the_tiers_and_say_what_they_are() -> None:
    assert len(taxonomies()) == len(list(resources.path("taxonomies").glob("*.toml"))) >= 12
    for shipped in taxonomies():
        assert shipped.tier in DEFAULT_TIERS
        assert shipped.title
        assert shipped.about
    assert taxonomy("eights").words[1].name == "2nd eight"


def test_an_unknown_taxonomy_is_told_the_known_ones() -> None:
    with pytest.raises(InputError, match="no taxonomy 'polka'") as caught:
        taxonomy("polka")
    assert "ballroom" in caught.value.hint


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "needs 1 to 1,000 labels"),
        ("labels = 3", "list of tables"),
        ("labels = ['waltz']", "list of tables"),
        ("labels = [{ name = 'waltz' }, { name = 'Waltz' }]", "'Waltz' twice"),
        ("labels = [{ name = ' ' }]", "needs a name"),
        ("labels = [{ about = 'x' }]", "needs a name"),
        ("labels = [{ name = 3 }]", "has to be a text"),
        ("labels = [{ name = 'waltz', colour = 'red' }]", "'colour' means nothing"),
        ("labels = [{ name = 'waltz', kinds = [{ name = 'x', kinds = [] }] }]", "'kinds' means nothing"),
        ("labels = [{ name = 'waltz', kinds = 7 }]", "list of tables"),
        (f"labels = [{{ name = '{'x' * 201}' }}]", "1 to 200 letters"),
        ("title = []\nlabels = [{ name = 'waltz' }]", "has to be a text"),
        ("eval = 'x'", "means nothing"),
        ("labels = [", "is no taxonomy"),
        ("\udcff", "is no taxonomy"),
        ("a = " + "[" * 5000, "is no taxonomy"),
    ],
)
def test_what_is_no_taxonomy_is_told_in_a_sentence(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(InputError, match=says):
        read_taxonomy(path)


def test_a_file_that_is_missing_or_too_big_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_taxonomy(tmp_path / "gone.toml")
    (tmp_path / "big.toml").write_bytes(b"#" * 1_000_001)
    with pytest.raises(InputError, match="too big"):
        read_taxonomy(tmp_path / "big.toml")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300) | st.text(alphabet="labels=[{}]'\"name kd,.\n1", max_size=200).map(str.encode))
def test_any_bytes_are_a_taxonomy_or_a_sentence(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "any.toml"
    path.write_bytes(data)
    try:
        read = read_taxonomy(path)
    except InputError as e:
        said = e.message
    else:
        assert read.words
        return
    assert str(path) in said
