"""EAF and WebVTT: labels in time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InputError, MediaError
from core.formats import eaf, webvtt
from core.formats.timed_label import TimedLabel
from tests.core.formats.make import anywhere

WORDS = st.text(
    st.characters(
        exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff",
        include_characters="\n\t\r@#<>&'\"",
    ),
    min_size=1, max_size=12,
).filter(lambda word: word.strip())  # fmt: skip
NAMES = WORDS.map(str.strip).filter(lambda name: "-->" not in name and not set(name) & {"\n", "\r"})


@st.composite
def labels(draw):
    """Labels at whole milliseconds; some overlap, some follow at once."""
    out = []
    for _ in range(draw(st.integers(0, 6))):
        start = draw(st.integers(0, 5000))
        end = start + draw(st.integers(1, 4000))
        annotator = draw(st.sampled_from(["", "Kim", "Ada & <Bob>", "a@b"]))
        out.append(TimedLabel(draw(NAMES), draw(WORDS), start / 1000, end / 1000, annotator))
    return out


def in_order(labels):
    return sorted(
        labels, key=lambda label: (label.tier, label.annotator, label.start_s, label.end_s, label.label)
    )


@anywhere
@given(written=labels())
def test_elan_gives_every_label_back(tmp_path, written):
    eaf.write(tmp_path / "t.eaf", written, media="/films/Großer Walzer.mp4")
    read = eaf.read(tmp_path / "t.eaf")
    assert in_order(read.labels) == in_order(written)
    assert read.notes == ()


@anywhere
@given(written=labels())
def test_webvtt_gives_every_label_back(tmp_path, written):
    webvtt.write(tmp_path / "t.vtt", written)
    read = webvtt.read(tmp_path / "t.vtt")
    assert in_order(read.labels) == in_order(written)
    assert read.notes == ()


@pytest.mark.parametrize(("module", "name"), [(eaf, "t.eaf"), (webvtt, "t.vtt")])
def test_times_are_kept_to_the_millisecond_and_no_label_vanishes(tmp_path, module, name):
    module.write(
        tmp_path / name, [TimedLabel("style", "waltz", 1.23456, 2.0004), TimedLabel("cut", "x", 3, 3.0001)]
    )
    assert [(label.start_s, label.end_s) for label in module.read(tmp_path / name).labels] == [
        (1.235, 2.0), (3.0, 3.001),
    ]  # fmt: skip


def test_elans_tiers_never_overlap(tmp_path):
    overlapping = [TimedLabel("style", word, start, start + 2) for start, word in enumerate("abcd")]
    eaf.write(tmp_path / "t.eaf", overlapping)
    text = (tmp_path / "t.eaf").read_text()
    assert text.count("<TIER ") == 2
    assert 'TIER_ID="style#2"' in text


EAF = """<?xml version="1.0" encoding="UTF-8"?>
<ANNOTATION_DOCUMENT AUTHOR="k" DATE="2020-01-01T00:00:00+00:00" FORMAT="3.0" VERSION="3.0">
<HEADER MEDIA_FILE="" TIME_UNITS="milliseconds">
<MEDIA_DESCRIPTOR MEDIA_URL="file:///c/other.wav" MIME_TYPE="audio/x-wav" TIME_ORIGIN="500"/>
<MEDIA_DESCRIPTOR MEDIA_URL="file:///c/my%20film.mp4" MIME_TYPE="video/mp4"/></HEADER>
<TIME_ORDER><TIME_SLOT TIME_SLOT_ID="ts1" TIME_VALUE="1000"/><TIME_SLOT TIME_SLOT_ID="ts2"/>
<TIME_SLOT TIME_SLOT_ID="ts3"/><TIME_SLOT TIME_SLOT_ID="ts4" TIME_VALUE="4000"/>
<TIME_SLOT TIME_SLOT_ID="ts5"/><TIME_SLOT TIME_SLOT_ID="ts6" TIME_VALUE="6000"/></TIME_ORDER>
<TIER LINGUISTIC_TYPE_REF="main" PARTICIPANT="Kim" TIER_ID="phrase">
<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a1" TIME_SLOT_REF1="ts1" TIME_SLOT_REF2="ts4">
<ANNOTATION_VALUE>one</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>
<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a9" TIME_SLOT_REF1="ts5" TIME_SLOT_REF2="ts6">
<ANNOTATION_VALUE>late</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION></TIER>
<TIER LINGUISTIC_TYPE_REF="sub" PARENT_REF="phrase" TIER_ID="move@Ada">
<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a2" TIME_SLOT_REF1="ts1" TIME_SLOT_REF2="ts3">
<ANNOTATION_VALUE>step</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>
<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a3" TIME_SLOT_REF1="ts3" TIME_SLOT_REF2="ts2">
<ANNOTATION_VALUE>turn</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>
<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a4" TIME_SLOT_REF1="ts2" TIME_SLOT_REF2="ts4">
<ANNOTATION_VALUE>close</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION></TIER>
<TIER LINGUISTIC_TYPE_REF="assoc" PARENT_REF="move@Ada" TIER_ID="gloss">
<ANNOTATION><REF_ANNOTATION ANNOTATION_ID="a5" ANNOTATION_REF="a3"><ANNOTATION_VALUE>spin</ANNOTATION_VALUE>
</REF_ANNOTATION></ANNOTATION>
<ANNOTATION><REF_ANNOTATION ANNOTATION_ID="a8" ANNOTATION_REF="a3"><ANNOTATION_VALUE></ANNOTATION_VALUE>
</REF_ANNOTATION></ANNOTATION></TIER>
<TIER LINGUISTIC_TYPE_REF="symbolic" PARENT_REF="phrase" TIER_ID="counts">
<ANNOTATION><REF_ANNOTATION ANNOTATION_ID="a7" ANNOTATION_REF="a1" PREVIOUS_ANNOTATION="a6">
<ANNOTATION_VALUE>second</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION>
<ANNOTATION><REF_ANNOTATION ANNOTATION_ID="a6" ANNOTATION_REF="a1"><ANNOTATION_VALUE>first</ANNOTATION_VALUE>
</REF_ANNOTATION></ANNOTATION></TIER>
</ANNOTATION_DOCUMENT>"""


def spans(read):
    return {label.label: (label.tier, label.annotator, label.start_s, label.end_s) for label in read.labels}


def test_elans_parents_and_missing_times_are_read_as_elan_shows_them(tmp_path):
    (tmp_path / "t.eaf").write_text(EAF)
    read = eaf.read(tmp_path / "t.eaf", media="my film.mp4")
    assert spans(read) == {
        "one": ("phrase", "Kim", 1.0, 4.0),
        "late": ("phrase", "Kim", 5.0, 6.0),  # an open slot alone lies between its neighbours
        "step": ("move", "Ada", 1.0, 2.0),  # three that follow one another share three seconds
        "turn": ("move", "Ada", 2.0, 3.0),
        "close": ("move", "Ada", 3.0, 4.0),
        "spin": ("gloss", "", 2.0, 2.5),
        "first": ("counts", "", 1.0, 2.5),
        "second": ("counts", "", 2.5, 4.0),
    }
    assert read.notes == (
        "Left out, without a text or a length: 1.",
        "Times put evenly between those that the file gives: 3.",
    )


def test_where_the_annotations_begin_in_the_medium_is_added(tmp_path):
    (tmp_path / "t.eaf").write_text(EAF)
    read = eaf.read(tmp_path / "t.eaf", media="other.wav")
    assert spans(read)["one"][2:] == (1.5, 4.5)
    assert "0.5 s" in read.notes[-1]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("<?xml", "<!DOCTYPE a [<!ENTITY b 'c'>]><?xml", "document type"),
        (
            "<ANNOTATION_DOCUMENT",
            "<!DOCTYPE x SYSTEM 'http://example.org/x.dtd'><ANNOTATION_DOCUMENT",
            "document type",
        ),
        ("ANNOTATION_DOCUMENT", "DOCUMENT", "begins with"),
        ('TIME_VALUE="1000"', 'TIME_VALUE="soon"', "milliseconds"),
        ('TIME_VALUE="1000"', 'TIME_VALUE="1.5"', "milliseconds"),
        ('TIME_UNITS="milliseconds"', 'TIME_UNITS="PAL-frames"', "not milliseconds"),
        ('TIME_SLOT_REF2="ts6"', 'TIME_SLOT_REF2="ts77"', "'ts77' is missing"),
        ('ANNOTATION_REF="a3"', 'ANNOTATION_REF="a99"', "'a99' is missing"),
        ('ANNOTATION_REF="a3"', 'ANNOTATION_REF="a5"', "refer to each other"),
        ('ANNOTATION_ID="a1" ', "", "ANNOTATION_ID"),
        ("</ANNOTATION_DOCUMENT>", "", "no element found"),
    ],
)
def test_a_damaged_elan_file_is_a_sentence(tmp_path, old, new, says):
    assert old in EAF
    (tmp_path / "t.eaf").write_text(EAF.replace(old, new))
    with pytest.raises(MediaError, match=r"t\.eaf") as caught:
        eaf.read(tmp_path / "t.eaf")
    assert says in caught.value.message


VTT = """WEBVTT - a film
Kind: captions

NOTE
a remark

STYLE
::cue { color: red }

1
00:01.000 --> 00:02.500 align:start
<v Kim><b>a</b> turn &amp; a <00:01.500>jump

01:00:00.000 --> 01:00:01.000
- two
- lines

broken
00:99.000 --> 01:00.000
never

empty
00:01.000 --> 00:02.000

style #7
00:04.000 --> 00:05.000
waltz
"""


def test_somebody_elses_subtitles_are_read(tmp_path):
    (tmp_path / "t.vtt").write_text(VTT.replace("\n", "\r\n"), newline="")
    read = webvtt.read(tmp_path / "t.vtt")
    assert read.labels == (
        TimedLabel("", "a turn & a jump", 1.0, 2.5, "Kim"),
        TimedLabel("", "- two\n- lines", 3600.0, 3601.0),
        TimedLabel("style", "waltz", 4.0, 5.0),
    )
    assert read.notes == ("Left out, without a text or a readable time: 2.",)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("1\n00:00:01,000 --> 00:00:02,000\nsubrip\n", "begin with WEBVTT"),
        ("WEBVTT\n\n00:02.000 --> 00:01.000\nbackwards\n", "line 3"),
        ("WEBVTT\n\n00:02.000 --> 00:02.000\nno length\n", "line 3"),
    ],
)
def test_what_is_no_webvtt_is_a_sentence(tmp_path, text, says):
    (tmp_path / "t.vtt").write_text(text)
    with pytest.raises(MediaError, match=r"t\.vtt") as caught:
        webvtt.read(tmp_path / "t.vtt")
    assert says in caught.value.message


@pytest.mark.parametrize("span", [(1, 1), (2, 1), (-1, 1), (0, float("nan")), (0, 1e12)])
def test_a_label_needs_a_length(span):
    with pytest.raises(InputError, match="goes from"):
        TimedLabel("style", "waltz", *span)


def test_a_chain_of_open_slots_that_leads_nowhere_is_read_soon(tmp_path):
    n = 20_000
    slots = "".join(f'<TIME_SLOT TIME_SLOT_ID="ts{i}"/>' for i in range(n))
    known = "".join(f'<TIME_SLOT TIME_SLOT_ID="k{i}" TIME_VALUE="{i}"/>' for i in range(n))
    aligned = "".join(
        f'<ALIGNABLE_ANNOTATION ANNOTATION_ID="{kind}{i}" TIME_SLOT_REF1="{first}"'
        f' TIME_SLOT_REF2="ts{i + 1}"/>'
        for i in range(n - 1)
        for kind, first in (("a", f"ts{i}"), ("b", f"k{i}"))
    )
    (tmp_path / "t.eaf").write_text(
        f"<ANNOTATION_DOCUMENT><TIME_ORDER>{known}{slots}</TIME_ORDER><TIER TIER_ID='t'>{aligned}</TIER>"
        "</ANNOTATION_DOCUMENT>"
    )
    assert eaf.read(tmp_path / "t.eaf").labels == ()
