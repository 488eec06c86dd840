"""Likeness of pictures, against what is known and against another implementation."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torchmetrics.functional.image import peak_signal_noise_ratio, structural_similarity_index_measure

from core.errors import InputError
from core.metrics.pictures import mean_difference, psnr, ssim
from core.metrics.silhouettes import overlap, pixel_accuracy


def make_pictures(seed: int = 0, size: int = 40) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    a = np.kron(rng.integers(0, 255, (size // 4, size // 4, 3)), np.ones((4, 4, 1))).astype(np.uint8)
    b = np.clip(a + rng.normal(0, 20, a.shape), 0, 255).astype(np.uint8)
    return a, b


def test_equal_pictures_are_the_same():
    a, _ = make_pictures()
    assert mean_difference(a, a) == 0
    assert psnr(a, a) == float("inf")
    assert ssim(a, a) == pytest.approx(1)


def test_black_and_white_are_as_far_apart_as_can_be():
    black, white = np.zeros((16, 16, 3), np.uint8), np.full((16, 16, 3), 255, np.uint8)
    assert mean_difference(black, white) == 1
    assert psnr(black, white) == pytest.approx(0)
    assert ssim(black, white) < 0.001


@pytest.mark.parametrize("seed", [0, 1])
def test_they_agree_with_another_implementation(seed):
    a, b = make_pictures(seed)
    x, y = (torch.from_numpy(p).double().permute(2, 0, 1)[None] for p in (a, b))
    _, places = structural_similarity_index_measure(x, y, data_range=255.0, return_full_image=True)
    inside = places[..., 5:-5, 5:-5]  # it takes those by the edge in, too
    assert ssim(a, b) == pytest.approx(float(inside.mean()), abs=1e-6)
    assert psnr(a, b) == pytest.approx(float(peak_signal_noise_ratio(x, y, data_range=255.0)), abs=1e-3)


def test_pictures_that_cannot_be_compared_are_refused():
    with pytest.raises(InputError, match="one shape"):
        psnr(np.zeros((4, 4, 3), np.uint8), np.zeros((5, 4, 3), np.uint8))
    with pytest.raises(InputError, match="more than 10 pixels"):
        ssim(np.zeros((8, 8, 3), np.uint8), np.zeros((8, 8, 3), np.uint8))


def test_an_empty_silhouette_has_accuracy_but_no_overlap():
    real = np.zeros((2, 10, 10), bool)
    real[:, 4:6, 4:6] = True
    empty = np.zeros_like(real)
    assert pixel_accuracy(empty, real) == pytest.approx(0.96)
    assert overlap(empty, real) == 0
    assert overlap(real, real) == 1
    half = real.copy()
    half[:, 4] = False
    assert overlap(half, real) == pytest.approx(0.5)


def test_where_nobody_is_there_is_no_overlap():
    nobody = np.zeros((2, 4, 4), bool)
    assert np.isnan(overlap(nobody, nobody))
    assert np.isnan(pixel_accuracy(nobody[:0], nobody[:0]))
