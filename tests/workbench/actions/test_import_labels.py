"""Labels of other programs come into a video."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import InputError, MediaError
from core.formats import eaf, webvtt
from core.formats.timed_label import TimedLabel
from workbench.actions.exporting import Format, export
from workbench.actions.import_labels import import_labels


@pytest.fixture
def video(project, add_motion):
    """A motion of two seconds with a segment on it."""
    made = add_motion()
    project.segments.add(made.id, "style", "waltz", 0.25, 1.0, "Kim")
    return made


def said(project, video):
    return [(s.tier, s.label, s.start_s, s.end_s, s.annotator) for s in project.segments.for_video(video.id)]


def write(path, *labels):
    eaf.write(path, [TimedLabel(*label) for label in labels])
    return path


def test_labels_are_added_and_nothing_is_overwritten(project, video, tmp_path):
    file = write(
        tmp_path / "a.eaf", ("style", "waltz", 0.25, 1.0, "Kim"), ("Style", "tango", 1.0, 1.5, "Kim")
    )
    report = import_labels(project, video.id, file)
    assert [segment.label for segment in report.added] == ["tango"]
    assert (report.n_known, report.new_tiers, report.notes) == (1, (), ())
    assert said(project, video) == [
        ("style", "waltz", 0.25, 1.0, "Kim"), ("style", "tango", 1.0, 1.5, "Kim"),
    ]  # fmt: skip


def test_importing_twice_adds_nothing_the_second_time(project, video, tmp_path):
    file = write(tmp_path / "a.eaf", ("move", "turn", 0.1, 0.5, "Kim"), ("comment", "nice", 0.1, 0.5, ""))
    assert len(import_labels(project, video.id, file, annotator="Ada").added) == 2
    again = import_labels(project, video.id, file, annotator="Ada")
    assert (again.added, again.n_known) == ((), 2)


def test_a_label_over_another_is_kept_beside_it_and_said(project, video, tmp_path):
    file = write(tmp_path / "a.eaf", ("style", "tango", 0.5, 1.5, "Kim"), ("style", "polka", 0.5, 1.5, "Bob"))
    report = import_labels(project, video.id, file)
    assert len(said(project, video)) == 3
    assert report.notes == ("Over others of Kim on style, both kept: 1.",)


def test_new_tiers_are_made_and_may_overlap_only_if_they_do(project, video, tmp_path):
    file = write(
        tmp_path / "a.eaf",
        ("gaze", "left", 0.0, 1.0, "Kim"), ("gaze", "right", 1.0, 1.5, "Kim"),
        ("gaze", "up", 0.5, 1.5, "Ada"),
        ("hands", "open", 0.0, 1.0, "Kim"), ("hands", "up", 0.5, 1.5, "Kim"),
    )  # fmt: skip
    report = import_labels(project, video.id, file)
    assert set(report.new_tiers) == {"gaze", "hands"}
    assert project.segments.tier("gaze").overlaps is False
    assert project.segments.tier("hands").overlaps is True


def test_labels_over_an_end_are_cut_and_labels_outside_left_out(project, video, tmp_path):
    file = write(tmp_path / "a.eaf", ("move", "turn", 1.5, 3.0, "Kim"), ("move", "bow", 5.0, 6.0, "Kim"))
    report = import_labels(project, video.id, file)
    assert [(s.label, s.start_s, s.end_s) for s in report.added] == [("turn", 1.5, 2.0)]
    assert report.notes == (
        "Left out, outside sway: 1.",
        "Cut at an end of sway: 1.",
    )


def test_who_says_so(project, video, tmp_path, monkeypatch):
    monkeypatch.setattr("workbench.actions.import_labels.user_name", lambda: "me")
    (tmp_path / "a.vtt").write_text(
        "WEBVTT\n\n00:00.500 --> 00:01.000\n<v Kim>hop\n\n00:01.000 --> 00:01.500\nskip\n"
    )
    report = import_labels(project, video.id, tmp_path / "a.vtt", tier="move")
    assert [(s.tier, s.label, s.annotator) for s in report.added] == [
        ("move", "hop", "Kim"), ("move", "skip", "me"),
    ]  # fmt: skip
    report = import_labels(project, video.id, tmp_path / "a.vtt", annotator="Ada")
    assert {(s.tier, s.annotator) for s in report.added} == {("comment", "Ada")}


spans = st.lists(
    st.tuples(
        st.sampled_from(["style", "move", "my tier"]), st.sampled_from(["a", "b & c", "ü\nd"]),
        st.integers(0, 1990), st.integers(1, 500), st.sampled_from(["Kim", "Ada"]),
    ),
    max_size=6,
)  # fmt: skip


@pytest.mark.parametrize("fmt", [Format.EAF, Format.WEBVTT])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=15)
@given(spans=spans)
def test_what_was_exported_is_known_again(project, add_motion, tmp_path, fmt, spans):
    video = add_motion(f"m{project.change_count()}{len(project.videos.all())}")
    if "my tier" not in project.segments.tiers():
        project.segments.add_tier("my tier", overlaps=True)
    for tier, label, start_ms, length_ms, annotator in spans:
        from db.segments import OnOverlap

        end_s = min((start_ms + length_ms) / 1000, 2.0)
        project.segments.add(
            video.id, tier, label, start_ms / 1000, end_s, annotator, on_overlap=OnOverlap.KEEP
        )
    if not spans:
        return
    path = export(project, fmt, tmp_path / f"out{video.id}")[-1]
    report = import_labels(project, video.id, path)
    assert (report.added, report.n_known, report.new_tiers) == ((), len(spans), ())


@pytest.mark.parametrize(("name", "text"), [("a.srt", "1"), ("a.eaf", "<a/>"), ("a.vtt", "hello")])
def test_the_wrong_kind_of_file_is_one_sentence_and_the_project_stays(project, video, tmp_path, name, text):
    (tmp_path / name).write_text(text)
    count = project.change_count()
    with pytest.raises(MediaError, match=name):
        import_labels(project, video.id, tmp_path / name)
    assert project.change_count() == count


def test_a_file_without_labels_is_said(project, video, tmp_path):
    webvtt.write(tmp_path / "a.vtt", [])
    with pytest.raises(InputError, match="no labels"):
        import_labels(project, video.id, tmp_path / "a.vtt")
    with pytest.raises(InputError, match="99"):
        import_labels(project, 99, tmp_path / "a.vtt")


def test_more_labels_or_tiers_than_anybody_draws_are_refused(project, video, tmp_path):
    labels = [TimedLabel(f"tier {i}", "a", 0.0, 1.0) for i in range(201)]
    webvtt.write(tmp_path / "a.vtt", labels)
    with pytest.raises(InputError, match="201 tiers"):
        import_labels(project, video.id, tmp_path / "a.vtt")
    assert len(said(project, video)) == 1
