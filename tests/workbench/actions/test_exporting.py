"""Writing a project's dances for other programs."""

from __future__ import annotations

import numpy as np
import pytest

from core.entities import CorrectionKind, JointEdit, Space
from core.errors import InputError
from core.formats import read_motion
from workbench.actions.exporting import Format, export
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
