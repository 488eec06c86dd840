"""Writing a project's dances for other programs."""

from __future__ import annotations

import numpy as np
import pytest

from core.entities import CorrectionKind, JointEdit, Space
from core.errors import InputError
from core.formats import read_motion
from workbench.actions.exporting import LOSES, Format, export
from workbench.actions.imports import import_paths


def test_motions_come_back_as_they_were_with_corrections(project, add_motion, tmp_path):
    video = add_motion("sway")
    (track,) = project.tracks.for_video(video.id)
    project.corrections.put(track.id, [JointEdit(2, 0, CorrectionKind.MOVE, 9.0, 8.0, 7.0)], "Kim")
    (path,) = export(project, "npz", tmp_path / "out")
    motion = read_motion(path).motion
    assert path.name == "sway.npz"
    assert np.array_equal(motion.positions, project.tracks.read(track.id)[..., :3])
    assert motion.positions[2, 0].tolist() == [9, 8, 7]


def test_names_that_clash_or_are_no_file_names_get_files_of_their_own(project, add_motion, tmp_path):
    add_motion("a/b")
    add_motion("a:b")
    add_motion("..")
    names = [path.name for path in export(project, Format.BVH, tmp_path / "out")]
    assert len(set(names)) == 3
    assert all((tmp_path / "out" / name).is_file() for name in names)


def test_tables_say_which_joints_people_changed(project, add_motion, tmp_path):
    from core.formats import csv

    video = add_motion()
    (track,) = project.tracks.for_video(video.id)
    project.corrections.put(track.id, [JointEdit(2, 5, CorrectionKind.HIDE)], "Kim")
    (path,) = export(project, "csv", tmp_path)
    (table,) = csv.read(path)
    assert np.argwhere(table.corrected).tolist() == [[2, 5]]
    assert table.poses[2, 5, 3] == 0
    assert table.space is Space.WORLD


def test_exporting_twice_replaces_the_files(project, add_motion, tmp_path):
    add_motion()
    first = export(project, "npz", tmp_path / "out")
    assert export(project, "npz", tmp_path / "out") == first


def test_an_unknown_format_is_refused(project, tmp_path):
    with pytest.raises(InputError, match="fbx"):
        export(project, "fbx", tmp_path)


def test_nothing_to_export_is_said_and_makes_no_folder(project, make_film, tmp_path):
    import_paths(project, [make_film()])
    with pytest.raises(InputError, match="nothing to export"):
        export(project, "coco", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_labels_are_written_for_each_video_that_has_some(project, add_motion, tmp_path):
    from core.formats import eaf, webvtt

    first, _ = add_motion("waltz"), add_motion("tango")
    with pytest.raises(InputError, match="nothing to export"):
        export(project, "eaf", tmp_path / "out")
    project.segments.add(first.id, "style", "waltz", 0.5, 1.5, "Kim")
    for fmt, module in (("eaf", eaf), ("webvtt", webvtt)):
        (path,) = export(project, fmt, tmp_path / "out")
        (label,) = module.read(path).labels
        assert path.stem == "waltz"
        assert (label.tier, label.label, label.start_s, label.end_s, label.annotator) == (
            "style", "waltz", 0.5, 1.5, "Kim",
        )  # fmt: skip


def add_image_track(project, video):
    (track,) = project.tracks.for_video(video.id)
    project.tracks.add(video.id, 0, Space.IMAGE, "file", track.skeleton, 25.0, project.tracks.read(track.id))


def test_what_a_format_cannot_hold_and_what_was_made_up_is_told_once(project, add_motion, tmp_path):
    for name in ("waltz", "tango"):
        add_image_track(project, add_motion(name))
    told = []
    paths = export(project, "openpose", tmp_path / "out", tell=told.append)
    assert [(path.name, path.is_dir()) for path in paths] == [("waltz", True), ("tango", True)]
    assert told == [
        f"Lost in openpose: {LOSES[Format.OPENPOSE]}.",
        "Joints of openpose that were made up from others: neck, mid_hip; "
        "missing: left_small_toe, right_small_toe.",
    ]


@pytest.mark.parametrize("fmt", Format)
def test_every_format_says_what_it_loses_and_replaces_its_own_files(project, add_motion, tmp_path, fmt):
    if fmt is Format.SLEAP:
        pytest.importorskip("sleap_io", reason='needs pip install "barre[sleap]"')
    video = add_motion()
    add_image_track(project, video)
    project.segments.add(video.id, "style", "waltz", 0.5, 1.5, "Kim")
    first = export(project, fmt, tmp_path / "out")
    told = []
    assert export(project, fmt, tmp_path / "out", tell=told.append) == first
    assert LOSES[fmt] in told[0]
    assert sorted(tmp_path.joinpath("out").iterdir()) == sorted(first)


def test_without_sleap_io_the_export_says_what_to_install(project, add_motion, tmp_path, monkeypatch):
    from core.formats import sleap

    monkeypatch.setattr(sleap, "find_spec", lambda _: None)
    add_image_track(project, add_motion())
    with pytest.raises(InputError, match="sleap-io"):
        export(project, "sleap", tmp_path / "out")
    assert not (tmp_path / "out").exists()
