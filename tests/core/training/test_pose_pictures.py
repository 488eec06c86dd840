"""Runs that show a person: pairs of one dancer, split in time, stopped, judged, and put into other poses."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.entities import Metric
from core.errors import Cancelled, InputError
from core.models.configs.pix2pixhd import Pix2PixHdConfig
from core.training import checkpoints
from core.training.fit import fit
from core.training.pose_pictures import PosePictureReader
from core.training.presets import Preset, load_preset, with_overrides
from core.training.rendering import show_person
from core.training.trained import load_trained
from tests.core.models.test_pix2pixhd import SMALL
from tests.core.training.factories import make_dances
from tests.core.training.films import block_at, make_filmed_dance
from tests.core.training.test_fit import StopAfter, same, weights

TINY = (*SMALL, "epochs=1", "batch_size=8", "gap_s=0.2", "hop_frames=2")


def tiny(*overrides: str) -> Preset:
    return with_overrides(load_preset("pix2pixhd-small"), [*TINY, *overrides])


@pytest.fixture(scope="module")
def dancer(tmp_path_factory):
    return make_filmed_dance(tmp_path_factory.mktemp("film"), "the dancer", n_frames=100)


@pytest.fixture(scope="module")
def run_dir(dancer, tmp_path_factory):
    folder = tmp_path_factory.mktemp("run")
    fit(tiny(), [dancer], run_dir=folder, seed=0, device="cpu")
    return folder


def test_a_run_tells_both_sides_of_the_game_and_is_judged_beside_its_baseline(dancer, tmp_path):
    metrics: list[Metric] = []
    lines: list[str] = []
    told_to = {"on_metric": metrics.append, "on_log": lines.append}
    result = fit(tiny(), [dancer], run_dir=tmp_path, seed=0, device="cpu", **told_to)
    told = {m.name for m in metrics if m.split == "train"}
    assert {"loss", "adversarial", "feature_matching", "l1", "judged_real", "judged_made"} <= told
    names = {"l1", "ssim", "psnr_db"}
    assert set(result.metrics) == names | {f"baseline_{name}" for name in names}
    (score,) = result.report.pictures
    assert score.baseline_is == "the training frame of the nearest pose"
    assert any(line.startswith("The film is split by time") for line in lines)
    assert any("the dancer" in line for line in lines)


def test_a_stopped_run_resumes_to_the_same_weights(dancer, tmp_path):
    preset = tiny("coarse_steps=3")  # the run stops before the enhancer joins, and goes on after that
    fit(preset, [dancer], run_dir=tmp_path / "whole", seed=3, device="cpu")
    run = {"run_dir": tmp_path / "halves", "seed": 3, "device": "cpu"}
    with pytest.raises(Cancelled):
        fit(preset, [dancer], should_stop=StopAfter(2), **run)
    fit(preset, [dancer], resume=True, **run)
    assert same(weights(tmp_path / "whole"), weights(tmp_path / "halves"))
    assert same(weights(tmp_path / "whole", checkpoints.BEST), weights(tmp_path / "halves", checkpoints.BEST))


def test_one_person_is_learnt_and_the_others_are_left_out(dancer, tmp_path):
    short = make_filmed_dance(tmp_path, "somebody else", n_frames=60)
    result = fit(tiny(), [short, dancer], run_dir=tmp_path / "run", seed=0, device="cpu")
    assert [d["key"] for d in result.content["dances"]] == ["the dancer"]
    (sentence,) = result.content["left_out"]
    assert sentence.startswith("somebody else may show somebody else")
    other = fit(tiny("dancer=somebody"), [short, dancer], run_dir=tmp_path / "2", seed=0, device="cpu")
    assert [d["key"] for d in other.content["dances"]] == ["somebody else"]


def test_a_dancer_that_nobody_knows_is_refused(dancer, tmp_path):
    with pytest.raises(InputError, match=r"contains 'Kim' \(data.dancer\)"):
        fit(tiny("dancer=Kim"), [dancer], run_dir=tmp_path, seed=0, device="cpu")


def test_dances_without_films_are_refused(tmp_path):
    with pytest.raises(InputError, match="joints in the picture"):
        fit(tiny(), make_dances(), run_dir=tmp_path, seed=0, device="cpu")


def test_frames_that_show_nobody_are_not_learnt(dancer, tmp_path):
    joints = dancer.film.joints_px.copy()
    joints[10:20] = np.nan
    hidden = replace(dancer, film=replace(dancer.film, joints_px=joints))
    lines: list[str] = []
    fit(tiny(), [hidden], run_dir=tmp_path, seed=0, device="cpu", on_log=lines.append)
    assert "5 training pairs in which the dancer is hardly seen are left out." in lines


def test_joints_and_pictures_are_scaled_alike(dancer):
    config = with_overrides(load_preset("pix2pixhd-small"), TINY).config
    assert isinstance(config, Pix2PixHdConfig)
    reader = PosePictureReader(config, dancer.film.skeleton)
    (picture,) = reader.pictures(dancer.film, [7])
    assert picture.shape == (32, 32, 3)
    assert (picture[:4] == 0).all()  # the film is 4:3; above and below the square is black
    left, top = block_at(7, 25.0, 1.0)
    dark = (picture[4:28] < 100).all(axis=2)
    rows, columns = np.nonzero(dark)
    x, y = reader.joints(dancer.film)[7, :, :2].T
    assert (x > columns.min() - 1).all()
    assert (x < columns.max() + 2).all()
    assert (y > rows.min() + 3).all()
    assert (y < rows.max() + 6).all()
    assert columns.min() == pytest.approx(left / 2, abs=1)
    assert rows.min() == pytest.approx(top / 2, abs=1)


def test_a_trained_run_shows_its_person_in_other_poses(dancer, run_dir):
    model = load_trained(run_dir)
    poses = dancer.film.joints_px[:6].copy()
    poses[..., :2] = poses[..., :2] * 3 + 50  # a larger picture of somebody larger
    pictures = list(show_person(model, poses, dancer.film.skeleton))
    assert len(pictures) == 6
    assert pictures[0].shape == (32, 32, 3)
    assert pictures[0].dtype == np.uint8
    again = list(show_person(model, poses, dancer.film.skeleton))
    assert all(np.array_equal(a, b) for a, b in zip(pictures, again, strict=True))


def test_poses_of_other_joints_are_refused(dancer, run_dir):
    from core.skeleton import skeleton

    with pytest.raises(InputError, match="coco17"):
        next(show_person(load_trained(run_dir), np.zeros((2, 17, 3), np.float32), skeleton("coco17")))
