"""Every frame gets its pose, or the fact that nobody was there."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest

from core.demo.videos import DemoVideo
from core.errors import Cancelled, InputError, MediaError, ModelError
from core.media.reader import VideoReader
from core.media.writer import VideoWriter
from core.pose.estimate import PoseBlock, estimate
from core.skeleton import skeleton

AT = {name: i for i, name in enumerate(skeleton("blazepose33").joints)}
REAL_FILMS = {"living_room_dance": 41, "squats_portrait": 65, "exercise_avatar": 120}


def joined(blocks: list[PoseBlock]) -> tuple[np.ndarray, np.ndarray]:
    """All image and world landmarks, after checking that the blocks follow one another."""
    assert [block.start for block in blocks[1:]] == [block.start + len(block.image) for block in blocks[:-1]]
    return np.concatenate([b.image for b in blocks]), np.concatenate([b.world for b in blocks])


def assert_is_upright_person(image: np.ndarray, world: np.ndarray, size: tuple[int, int]) -> None:
    """(T, 33, 4) landmarks of somebody who stands and whose head is in the picture."""
    head, hips, feet = (
        [AT[f"{side}_{joint}"] for side in ("left", "right")] for joint in ("ear", "hip", "heel")
    )
    assert np.isfinite(image).all()
    assert np.isfinite(world).all()
    assert (image[:, AT["nose"], :2] > 0).all()
    assert (image[:, AT["nose"], :2] < size).all()
    y_px, y_m = image[..., 1], world[..., 1]
    assert (y_px[:, head].mean(1) < y_px[:, feet].mean(1)).all()  # pixels: y down
    assert (y_m[:, head].mean(1) > y_m[:, hips].mean(1)).all()  # metres: y up
    assert (y_m[:, hips].mean(1) > y_m[:, feet].mean(1)).all()
    assert np.abs(world[:, hips, :3].mean(axis=1)).max() < 0.02  # the origin is between the hips
    assert 0.5 < np.median(y_m[:, head].mean(1) - y_m[:, feet].mean(1)) < 2.2
    np.testing.assert_array_equal(image[..., 3], world[..., 3])
    assert ((image[..., 3] >= 0) & (image[..., 3] <= 1)).all()


@pytest.mark.parametrize("name", REAL_FILMS)
def test_a_real_dancer_is_found_on_every_frame(name: str, shared_data: Path, model: Path) -> None:
    with VideoReader(shared_data / "video" / f"{name}.mp4") as video:
        image, world = joined(list(estimate(video, model=model)))
        size = video.size
    assert image.shape == world.shape == (REAL_FILMS[name], 1, 33, 4)
    assert_is_upright_person(image[:, 0], world[:, 0], size)


def test_a_drawn_dancer_is_found_and_the_work_is_told(dancers: list[DemoVideo], model: Path) -> None:
    shares: list[float] = []
    with VideoReader(dancers[0].path) as video:
        image, world = joined(list(estimate(video, model=model, on_progress=shares.append)))
    assert_is_upright_person(image[:, 0], world[:, 0], (576, 576))
    # Somebody who looks at the camera has the nose nearer to it than the ears: z toward the camera.
    ears = [AT["left_ear"], AT["right_ear"]]
    assert (world[:, 0, AT["nose"], 2] > world[:, 0, ears, 2].mean(axis=1)).mean() > 0.8
    # In the picture smaller z is nearer, as MediaPipe has it.
    assert (image[:, 0, AT["nose"], 2] < image[:, 0, ears, 2].mean(axis=1)).mean() > 0.8
    assert shares == sorted(shares)
    assert shares[-1] == 1


def test_a_cut_film_gives_the_poses_of_its_frames(dancers: list[DemoVideo], model: Path) -> None:
    with VideoReader(dancers[1].path, start_s=1.0, end_s=2.0) as video:
        image, _ = joined(list(estimate(video, model=model)))
    assert len(image) == 25
    distance = np.linalg.norm(image[:, 0, :, :2] - dancers[1].joints_px[25:50], axis=2)
    assert distance.mean() < 0.03 * dancers[1].height_px


def empty_room(path: Path, n: int = 5, *, size: tuple[int, int] = (128, 96), fps: float = 25) -> Path:
    with VideoWriter(path, width=size[0], height=size[1], fps=fps) as film:
        for _ in range(n):
            film.write(np.full((size[1], size[0], 3), 90, np.uint8))
    return path


def test_frames_with_nobody_are_kept_as_missing(tmp_path: Path, model: Path) -> None:
    with VideoReader(empty_room(tmp_path / "film.mp4", 70)) as video:
        image, world = joined(list(estimate(video, people=2, model=model)))
    assert image.shape == world.shape == (70, 2, 33, 4)
    for poses in (image, world):
        assert np.isnan(poses[..., :3]).all()
        assert (poses[..., 3] == 0).all()


def test_frames_closer_than_a_millisecond_are_all_looked_at(tmp_path: Path, model: Path) -> None:
    with VideoReader(empty_room(tmp_path / "film.mp4", 12, fps=1000)) as video:
        video.times_s = video.times_s / 10
        image, _ = joined(list(estimate(video, model=model)))
    assert len(image) == 12


def test_two_people_keep_their_places(dancers: list[DemoVideo], tmp_path: Path, model: Path) -> None:
    path, half = tmp_path / "two.mp4", 576
    with (
        VideoReader(dancers[0].path) as left,
        VideoReader(dancers[3].path) as right,
        VideoWriter(path, width=2 * half, height=half, fps=25) as film,
    ):
        for i in range(60):
            film.write(np.hstack([left.frame(i), right.frame(i)]))
    with VideoReader(path) as video:
        image, _ = joined(list(estimate(video, people=2, model=model)))
    x_px = np.nanmean(image[:, :, [AT["left_hip"], AT["right_hip"]], 0], axis=2)
    seen = np.isfinite(x_px)
    assert seen.mean() > 0.95
    left_place = int(np.nanmedian(x_px[:, 0]) > half)
    assert (x_px[seen[:, left_place], left_place] < half).all()
    assert (x_px[seen[:, 1 - left_place], 1 - left_place] > half).all()


def threads_that_decode() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name == "decode ahead"]


def test_it_stops_within_a_frame_when_asked(dancers: list[DemoVideo], model: Path) -> None:
    asked = iter([False] * 5 + [True] * 1000)
    with VideoReader(dancers[0].path) as video, pytest.raises(Cancelled):
        list(estimate(video, model=model, should_stop=lambda: next(asked)))
    assert next(asked) is True
    assert not threads_that_decode()


def test_whoever_takes_only_the_first_block_leaves_no_thread(dancers: list[DemoVideo], model: Path) -> None:
    with VideoReader(dancers[0].path) as video:
        poses = estimate(video, model=model)
        assert next(poses).start == 0
        poses.close()  # type: ignore[attr-defined]
        assert not threads_that_decode()


def test_an_error_of_the_reader_comes_out(
    dancers: list[DemoVideo], model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_off(self: VideoReader, i: int) -> np.ndarray:
        if i == 3:
            raise MediaError("The disk is gone.")
        return np.zeros((576, 576, 3), np.uint8)

    monkeypatch.setattr(VideoReader, "frame", break_off)
    with VideoReader(dancers[0].path) as video, pytest.raises(MediaError, match="The disk is gone"):
        list(estimate(video, model=model))
    assert not threads_that_decode()


def test_a_broken_model_is_named(tmp_path: Path, dancers: list[DemoVideo]) -> None:
    broken = tmp_path / "broken.task"
    broken.write_bytes(b"PK\x03\x04 this is no model")
    with VideoReader(dancers[0].path) as video, pytest.raises(ModelError, match=r"broken\.task") as caught:
        list(estimate(video, model=broken))
    assert "\n" not in caught.value.message


def test_nobody_to_follow_is_refused(dancers: list[DemoVideo], model: Path) -> None:
    with VideoReader(dancers[0].path) as video, pytest.raises(InputError, match="At least one person"):
        list(estimate(video, people=0, model=model))


def test_mediapipe_says_nothing(
    dancers: list[DemoVideo], model: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with VideoReader(dancers[0].path, end_s=0.3) as video:
        list(estimate(video, model=model))
    assert capfd.readouterr() == ("", "")
