"""Our embedding of motion and music: shapes, what counts as right, and that it can learn."""

from __future__ import annotations

import pytest
import torch

from core.models.motion_music import MIN_FRAMES, MotionMusic
from core.training.presets import load_preset, with_overrides
from tests.core.models.overfitting import learn_by_heart, shapes_of

SMALL = ["channels=8", "embedding=8"]
CALM = ["dropout=0", "motion_noise=0", "music_noise=0"]


def make_model(*overrides: str, n_motion: int = 10, n_music: int = 6) -> MotionMusic:
    torch.manual_seed(0)
    config = with_overrides(load_preset("motion-music"), overrides).config
    return MotionMusic(config, n_motion=n_motion, n_music=n_music, n_rhythm=5)


def make_batch(song: list[int], style: list[int]) -> dict[str, torch.Tensor]:
    """Every window with a motion of its own, music by song."""
    torch.manual_seed(1)
    n = len(song)
    of_song = torch.randn(max(song) + 1, 40, 6)
    return {
        "motion": torch.randn(n, 20, 10),
        "motion_rhythm": torch.randn(n, 5),
        "music": of_song[torch.tensor(song)],
        "music_rhythm": torch.zeros(n, 5),
        "song": torch.tensor(song),
        "style": torch.tensor(style),
    }


def test_the_layers_have_the_documented_shapes():
    model = make_model(n_motion=120, n_music=33)
    with shapes_of({"motion": model.motion.block[4], "music": model.music.block[4]}) as shapes:
        z = model.embed_motion(torch.randn(2, 50, 120), torch.randn(2, 5))
        model.embed_music(torch.randn(2, 100, 33), torch.randn(2, 5))
    assert shapes == {"motion": (2, 64, 23), "music": (2, 64, 48)}
    assert z.shape == (2, 32)
    assert z.norm(dim=1) == pytest.approx(torch.ones(2), abs=1e-5)


@pytest.mark.parametrize("n_frames", [MIN_FRAMES, 17, 200])
def test_it_reads_windows_of_any_length(n_frames):
    assert make_model(*SMALL).embed_motion(torch.randn(1, n_frames, 10), torch.randn(1, 5)).shape == (1, 8)


def test_it_learns_one_batch_by_heart():
    model = make_model(*SMALL, *CALM, "style_share=0", "temperature=0.05")
    batch = make_batch([0, 1, 2, 3, 4, 5], [0] * 6)
    assert learn_by_heart(model, batch, steps=150) < 0.1
    assert model.outcome(batch).beside["own_song_first"] == 1


def test_music_of_the_same_song_is_as_right_as_its_own_window():
    weights = make_model("style_share=0")._weights(torch.tensor([0, 0, 1]), torch.tensor([0, 0, 0]))
    assert weights.tolist() == [[0.5, 0.5, 0], [0.5, 0.5, 0], [0, 0, 1]]


def test_a_share_goes_to_all_music_of_the_style():
    weights = make_model("style_share=0.5")._weights(torch.tensor([0, 1, 2]), torch.tensor([0, 0, 1]))
    assert weights.tolist() == [[0.75, 0.25, 0], [0.25, 0.75, 0], [0, 0, 1]]


def test_without_a_label_only_its_own_song_is_right():
    weights = make_model("style_share=1")._weights(torch.tensor([0, 1, 1]), torch.tensor([-1, -1, -1]))
    assert weights.tolist() == [[1, 0, 0], [0, 0.5, 0.5], [0, 0.5, 0.5]]


def test_the_loss_of_blind_guessing_is_the_logarithm_of_the_number_of_windows():
    model = make_model(*SMALL, *CALM)
    batch = make_batch([0, 1, 2, 3], [0, 1, 2, 3])
    batch["motion"], batch["motion_rhythm"] = torch.zeros(4, 20, 10), torch.zeros(4, 5)
    batch["music"] = torch.zeros(4, 40, 6)
    assert model.outcome(batch).losses["contrast"].item() == pytest.approx(1.3863, abs=1e-3)
