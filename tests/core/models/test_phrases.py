"""Dances drafted of known phrases, and dances laid on the beat."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import Tensor

from core.metrics.motion_beats import slowest_between
from core.models.barre_diffusion import phrases as phrases_module
from core.models.barre_diffusion.phrases import Draft, Phrases
from core.models.barre_diffusion.rhythm import beat_frames, beat_places, on_beats, retimed

FPS, N_SOUND, N_POSE = 25.0, 4, 10  # two joints and the root


def make_music(n_frames: int, *, beat: float = 12.5, first: float = 0.0, sound: float = 0.0) -> Tensor:
    """(T, A) of one colour with a beat every so many frames."""
    angle = 2 * np.pi * (np.arange(n_frames) - first) / beat
    tempo = np.full(n_frames, np.log2(0.5 * FPS / beat))
    rhythm = np.stack([np.cos(angle), np.sin(angle), tempo], axis=1)
    return torch.from_numpy(np.concatenate([np.full((n_frames, N_SOUND), sound), rhythm], axis=1)).float()


def make_steps(n_frames: int, *, beat: float = 12.5, first: float = 0.0, place: float = 0.0) -> Tensor:
    """(T, P) of joints that go to and fro and rest on each beat, at a place that tells whose dance it is."""
    pose = torch.zeros(n_frames, N_POSE)
    pose[:, :6] = place
    sway = torch.sin(torch.pi * (torch.arange(n_frames) - first) / beat + torch.pi / 2)
    pose[:, 0] += 0.3 * sway
    pose[:, 3] -= 0.3 * sway
    return pose


def remembered(*dances: tuple[Tensor, Tensor], styles: tuple[int, ...] = ()) -> Phrases:
    lengths = torch.tensor([len(pose) for _, pose in dances])
    kept = Phrases(int(lengths.sum()), n_audio=N_SOUND + 3, n_pose=N_POSE, fps=FPS)
    style = torch.tensor(styles or (-1,) * len(dances))
    kept.remember(
        torch.cat([audio for audio, _ in dances]),
        torch.cat([pose for _, pose in dances]),
        torch.arange(len(dances)).repeat_interleave(lengths),
        style.repeat_interleave(lengths),
    )
    return kept


def draft(kept: Phrases, audio: Tensor, *, seed: int = 0, whim: float = 0.0, **asked: Tensor | None) -> Draft:
    found = kept.draft(audio, seed=seed, whim=whim, **{"style": None, "before": None, **asked})
    assert found is not None
    return found


def test_who_knows_nothing_drafts_nothing():
    empty = Phrases(0, n_audio=N_SOUND + 3, n_pose=N_POSE, fps=FPS)
    assert empty.draft(make_music(50), seed=0, whim=1.0, style=None, before=None) is None
    short = remembered((make_music(20), make_steps(20)))
    assert short.draft(make_music(50), seed=0, whim=1.0, style=None, before=None) is None


@pytest.mark.parametrize("n_frames", [1, 2, 9, 130, 700])
def test_a_draft_is_as_long_as_its_music_and_says_where_phrases_meet(n_frames):
    kept = remembered((make_music(300), make_steps(300)), (make_music(300), make_steps(300, place=1.0)))
    found = draft(kept, make_music(n_frames))
    assert found.pose.shape == (n_frames, N_POSE)
    assert torch.isfinite(found.pose).all()
    lasts = np.diff([0, *found.seams])
    assert len(found.seams) == 0 if n_frames <= 130 else lasts.max() <= 130
    assert all(0 < seam < n_frames for seam in found.seams)
    assert not len(lasts) or lasts.min() > 50


def test_it_dances_what_was_danced_to_similar_music():
    quiet, loud = (make_music(300, sound=s) for s in (0.0, 3.0))
    kept = remembered((quiet, make_steps(300, place=-1.0)), (loud, make_steps(300, place=1.0)))
    for music, place in ((quiet, -1.0), (loud, 1.0)):
        assert draft(kept, music[:100]).pose[:, 1].mean() == pytest.approx(place, abs=0.05)


def test_a_style_that_is_asked_for_is_danced_to_any_music():
    music = make_music(300)
    kept = remembered(
        (music, make_steps(300, place=-1.0)), (make_music(300, sound=3.0), make_steps(300, place=1.0)),
        styles=(0, 1),
    )  # fmt: skip
    for style, place in (([1.0, 0.0], -1.0), ([0.0, 1.0], 1.0)):
        found = draft(kept, music[:200], style=torch.tensor(style))
        assert found.pose[:, 1].mean() == pytest.approx(place, abs=0.05)


def test_what_was_danced_is_not_danced_again_as_long_as_there_is_other():
    known = [(make_music(140), make_steps(140, place=float(i))) for i in range(4)]
    found = draft(remembered(*known), make_music(480))
    places = found.pose[:, 1].round()
    assert set(places.tolist()) >= {0.0, 1.0, 2.0, 3.0}


def test_chance_is_of_the_seed_and_none_without_a_whim():
    kept = remembered(*[(make_music(200), make_steps(200, place=float(i) / 50)) for i in range(6)])
    music = make_music(300)
    dances = [draft(kept, music, seed=seed, whim=1.0).pose for seed in range(4)]
    assert torch.equal(dances[1], draft(kept, music, seed=1, whim=1.0).pose)
    assert any(not torch.equal(dances[0], other) for other in dances[1:])
    assert torch.equal(draft(kept, music, seed=0).pose, draft(kept, music, seed=5).pose)


def test_a_dance_that_goes_on_begins_near_where_the_other_ended():
    kept = remembered(
        (make_music(300), make_steps(300, place=-1.0)), (make_music(300), make_steps(300, place=1.0))
    )
    found = draft(kept, make_music(100), before=make_steps(30, place=1.0))
    assert found.pose[:, 1].mean() == pytest.approx(1.0, abs=0.05)
    assert found.seams[0] == 0


@pytest.mark.parametrize(("beat", "first"), [(12.5, 4.0), (11.4, 0.0), (13.8, 7.0), (25.0, 3.0), (6.25, 1.0)])
def test_the_steps_of_a_phrase_fall_on_the_beats_of_the_music_also_at_half_or_twice_its_tempo(beat, first):
    kept = remembered((make_music(400), make_steps(400)))
    music = make_music(120, beat=beat, first=first)
    slowest = rests(draft(kept, music).pose)
    beats = beat_frames(music.numpy())
    if beat > 20:  # two steps a beat
        beats = np.sort(np.concatenate([beats, beats[:-1] + beat / 2]))
    inner = slowest[(slowest > 5) & (slowest < 110)]
    assert len(inner) > 5
    assert np.abs(inner[:, None] - beats).min(axis=1).max() < 1.3


def rests(pose: Tensor) -> np.ndarray:
    speed = np.abs(np.diff(pose[:, [0, 3]].double().numpy(), axis=0)) * FPS
    return slowest_between(speed, "fact", FPS) + 0.5


def test_a_tempo_that_nothing_was_danced_to_is_danced_at_the_known_pace(monkeypatch):
    monkeypatch.setattr(phrases_module, "_FASTEST", 1.1)
    kept = remembered((make_music(300), make_steps(300)))
    pose = draft(kept, make_music(120, beat=12.5 * 2**0.5)).pose
    assert np.diff(rests(pose)).mean() == pytest.approx(12.5, abs=0.5)


def test_music_without_a_beat_is_danced_to_as_well():
    silent = make_music(200)
    silent[:, -3:] = 0
    assert beat_places(silent.numpy()) is None
    assert not len(beat_frames(silent.numpy()))
    for known in (silent, make_music(200)):
        assert draft(remembered((known, make_steps(200))), silent).pose.shape == (200, N_POSE)


def test_beats_too_fast_for_the_frames_are_none():
    assert beat_places(make_music(100, beat=1.6).numpy()) is None


def test_a_dance_that_runs_faster_travels_faster():
    pose = np.zeros((20, N_POSE), np.float32)
    pose[:, 0], pose[:, 6:] = np.arange(20), [1.0, 2.0, 0.9, 3.0]
    twice = retimed(pose, np.arange(0, 19, 2.0))
    assert np.allclose(twice[:, 0], np.arange(0, 19, 2))
    assert np.allclose(twice[:, 6:], [2.0, 4.0, 0.9, 6.0])


def test_a_dance_beside_the_beat_is_moved_onto_it_and_keeps_its_ends():
    pose, music = make_steps(200, first=3.0), make_music(200)
    beats = beat_frames(music.numpy())

    def late(moved: Tensor) -> float:
        return float(np.abs(rests(moved)[:, None] - beats).min(axis=1)[1:-1].mean())

    moved = on_beats(pose, beats, FPS)
    assert late(pose) == pytest.approx(3.0, abs=0.2)
    assert late(moved) < 0.5
    assert torch.allclose(moved[[0, -1]], pose[[0, -1]], atol=1e-4)


def test_a_beat_far_away_or_no_beat_moves_nothing():
    pose = make_steps(100)
    assert torch.equal(on_beats(pose, np.empty(0), FPS), pose)
    assert torch.equal(on_beats(pose, np.array([6.0]), FPS), pose)
    assert torch.equal(on_beats(pose[:2], np.array([1.0]), FPS), pose[:2])


def test_without_a_wish_it_keeps_to_the_style_that_is_danced_to_similar_music():
    quiet, loud = (make_music(200, sound=s) for s in (0.0, 3.0))
    dances = [(quiet, make_steps(200, place=0.0)), (loud, make_steps(200, place=5.0))] * 2
    kept = remembered(*dances, styles=(0, 1, 0, 1))
    for music, place in ((make_music(600, sound=0.5), 0.0), (make_music(600, sound=2.5), 5.0)):
        assert draft(kept, music).pose[:, 1].round().unique().tolist() == [place]
