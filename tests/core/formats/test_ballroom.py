import json

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import MediaError
from core.formats import ballroom, read_motion
from tests.core.formats.make import standing, write_ballroom


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
@given(n_frames=st.integers(0, 5), seed=st.integers(0, 999))
def test_a_dance_comes_back_in_metres(tmp_path, n_frames, seed):
    positions = np.random.default_rng(seed).normal(0, 2, (n_frames, 23, 3))
    folder = write_ballroom(tmp_path / "DANCE_W_3", positions)
    dance = read_motion(folder)
    np.testing.assert_allclose(dance.motion.positions, positions, atol=1e-5)
    assert (dance.motion.fps, dance.motion.skeleton.name) == (25.0, "ballroom23")
    assert (dance.name, dance.style, dance.audio_offset_s) == ("DANCE_W_3", "waltz", 2.0)
    assert dance.audio_path == folder / "audio.mp3"


def test_the_file_inside_stands_for_its_folder(tmp_path):
    folder = write_ballroom(tmp_path / "DANCE_C_1", standing().positions)
    assert read_motion(folder / "skeletons.json").style == "cha-cha"


@pytest.mark.parametrize(
    ("name", "style"),
    [("DANCE_R_1", "rumba"), ("DANCE_T_12", "tango"), ("DANCE_X_1", None), ("my dance", None)],
)
def test_the_style_is_in_the_name(tmp_path, name, style):
    assert ballroom.read(write_ballroom(tmp_path / name, standing().positions)).style == style


def test_the_song_and_its_place_may_be_missing(tmp_path):
    dance = ballroom.read(write_ballroom(tmp_path / "d", standing().positions, start=None, song=False))
    assert (dance.audio_path, dance.audio_offset_s) == (None, 0.0)


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("skeletons.json", ""),
        ("skeletons.json", "[1, 2"),
        ("skeletons.json", "[]"),
        ("skeletons.json", "{}"),
        ("skeletons.json", '{"skeletons": [[[1, 2, 3]]], "center": [[0, 0, 0]]}'),
        ("skeletons.json", '{"skeletons": [[[1, 2], [3]]], "center": []}'),
        ("skeletons.json", '{"skeletons": "many", "center": []}'),
        ("skeletons.json", '{"skeletons": [], "center": [[0, 0, 0]]}'),
        ("skeletons.json", '{"skeletons": {"a": 1}, "center": []}'),
        ("skeletons.json", "[" * 100_000),
        ("skeletons.json", "1" * 10_000),
        ("config.json", ""),
        ("config.json", "[]"),
        ("config.json", '{"start_position": "soon"}'),
        ("config.json", '{"start_position": true}'),
        ("config.json", '{"start_position": 1e400}'),
        ("config.json", '{"start_position": NaN}'),
    ],
)
def test_a_damaged_file_is_named(tmp_path, file, text):
    folder = write_ballroom(tmp_path / "DANCE_W_1", standing().positions)
    (folder / file).write_text(text)
    with pytest.raises(MediaError, match=file):
        read_motion(folder)


def test_a_place_that_no_room_has_is_missing(tmp_path):
    folder = write_ballroom(tmp_path / "d", standing(2).positions)
    data = json.loads((folder / "skeletons.json").read_text())
    data["skeletons"][0][3] = [1e300, 0, 0]
    data["skeletons"][1][4] = [float("inf"), 0, 0]
    (folder / "skeletons.json").write_text(json.dumps(data))
    missing = ballroom.read(folder).motion.missing
    assert np.argwhere(missing).tolist() == [[0, 3], [1, 4]]


def test_every_real_dance_is_a_person_upright(shared_data):
    for folder in sorted((shared_data / "ballroom").iterdir()):
        dance = read_motion(folder)
        positions = dance.motion.positions
        assert dance.style in ("cha-cha", "rumba", "waltz", "tango")
        assert (dance.audio_path is None) == (folder.name == "DANCE_W_9")
        heights = np.nanmedian(positions[..., 1].max(axis=1) - positions[..., 1].min(axis=1))
        assert 1.3 < heights < 2.1, folder.name
