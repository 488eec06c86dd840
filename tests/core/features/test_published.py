from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.data.dance import Dance
from core.errors import InputError
from core.features.published import SIZE, published_vector
from core.motion import Motion
from core.skeleton import Skeleton
from tests.conftest import make_motion
from tests.core.data.factories import audio_of, make_chroma


def dance_of(positions: np.ndarray, mel: np.ndarray | None = None) -> Dance:
    motion = make_motion(len(positions))
    body = motion.positions.copy()
    body[:, :3] = positions
    audio = audio_of(make_chroma(0, len(positions)))
    if mel is not None:
        audio = replace(audio, mel=mel.astype(np.float32))
    return Dance("d", motion.with_positions(body), audio=audio)


def test_the_vector_is_mel_means_then_a_distance_then_an_angle():
    mel = np.arange(4)[:, None] + np.arange(128)
    landmarks = np.tile(np.float32([[0, 0, 0], [0, 3, 4], [0, 3, 9]]), (4, 1, 1))
    vector = published_vector(dance_of(landmarks, mel))
    assert vector.shape == (SIZE,)
    assert vector.dtype == np.float32
    assert vector[:128] == pytest.approx(1.5 + np.arange(128))
    assert vector[128] == pytest.approx(5)
    assert vector[129] == pytest.approx(np.arccos(-0.8))


def test_only_the_window_counts():
    landmarks = np.tile(np.float32([[0, 0, 0], [1, 0, 0], [1, 1, 0]]), (6, 1, 1))
    landmarks[3:] *= 2
    mel = np.repeat([[1.0], [7.0]], 3, axis=0) * np.ones(128)
    dance = dance_of(landmarks, mel)
    first, second = published_vector(dance, 0, 3), published_vector(dance, 3, 6)
    assert (first[0], first[128]) == pytest.approx((1, 1))
    assert (second[0], second[128]) == pytest.approx((7, 2))
    assert first[129] == second[129] == pytest.approx(np.pi / 2)


def test_frames_without_the_landmarks_are_left_out_of_their_means():
    landmarks = np.tile(np.float32([[0, 0, 0], [1, 0, 0], [1, 1, 0]]), (6, 1, 1))
    landmarks[2, 1] = np.nan
    assert published_vector(dance_of(landmarks))[128] == pytest.approx(1)


def test_no_music_no_landmarks_and_no_frames_are_refused_with_a_sentence():
    dance = dance_of(np.zeros((6, 3, 3), np.float32))
    with pytest.raises(InputError, match="no music"):
        published_vector(replace(dance, audio=None))
    with pytest.raises(InputError, match="not seen"):
        published_vector(dance_of(np.full((6, 3, 3), np.nan, np.float32)))
    with pytest.raises(InputError, match="not seen"):
        published_vector(dance, 3, 3)
    stick = Skeleton("stick", ("a", "b"), ((0, 1),), (0, 1), (0,))
    with pytest.raises(InputError, match="not seen"):
        published_vector(replace(dance, motion=Motion(np.zeros((6, 2, 3), np.float32), 25.0, stick)))
