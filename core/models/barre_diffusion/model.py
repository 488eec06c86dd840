"""`barre-diffusion`: our music-to-dance generator, a diffusion transformer that edits what it is given.

    state of a frame     C = P + F numbers: the pose vector, and of each point of the feet whether it stands
    training             a window of T frames is noised to a random level; `denoiser` says what it was
    dancing              `phrases`: known phrases that fit the music are laid on its beats, end to end; then
                         `timeline`: the seams between them are danced anew from a cross-fade with
                         noise, in `steps` deterministic steps, any length at once

How much more than the seams is made up is the `novelty` of a dance: above 0 its phrases are danced anew from
that noise level (as Meng and others, "SDEdit", ICLR 2022, do with pictures), at 1 there are none and all of
it comes from noise. An edit is made up wherever nothing is kept, unless less novelty is asked for. Known
phrases are the default because a network that a processor trains in a quarter of an hour makes dances that
are a quarter too slow and too much alike (docs/decisions/0013-phrases-from-memory.md), but passes well from
one phrase to the next.

Built as EDGE (Tseng, Castellano and Liu, "EDGE: Editable Dance Generation From Music", CVPR 2023): it
predicts the dance and not the noise, with losses of velocity and of feet that stand, guidance without a
classifier (Ho and Salimans, 2022), and a moving average of the weights that dances. Ours is what makes it
small enough for a processor and a few dances: tokens of several frames (`denoiser`); music laid on the
tokens of its own moments instead of cross-attention; where in a beat each frame is, as an input
(`core.audio.phase`); and windows that are mixed at every step (`timeline`). What is kept in an edit is
given to the network without noise, with a mask, and so is part of the training windows (`masks`): it has
learnt to dance up to what stays.

Losses, of the predicted against the real window, wherever nothing is given:

    pose        mean squared error of the state, as a share of that of the best linear guess (`guess`)
    velocity    that of the pose vector's change from frame to frame, in deviations of it
    feet        squared speed over the floor of feet that stand in the real dance, (m/s)^2
    bones       squared error of bone lengths, dm^2

The last two count as much as there is dance in the noise: from noise alone the best answer is the mean of all
that might be danced, whose limbs are short and whose feet slide.

After the last step, what is faster than `calm_hz` is taken out of all that was made up; a dance is moved in
time so that it rests on the beats of the music (`rhythm.on_beats`), and its root so that the foot which it
stands on stays in place (`geometry.planted`). An edit keeps the given numbers to the bit, and its time.

Pitfalls: noise levels are drawn evenly, so that a validation loss is mostly that of levels at which nothing
can be known. The guidance away from no music needs a second pass of the network, that of a style a third.
With little novelty a dance *is* what was learnt: it may be used as the training dances may.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d, maximum_filter1d
from torch import Tensor

from core.editing.smooth import low_pass
from core.models.barre_diffusion.denoiser import Denoiser, Heard
from core.models.barre_diffusion.geometry import N_ROOT, bone_lengths, feet_of, planted
from core.models.barre_diffusion.guess import LinearGuess
from core.models.barre_diffusion.masks import random_keep
from core.models.barre_diffusion.phrases import Draft, Phrases
from core.models.barre_diffusion.rhythm import beat_frames, on_beats
from core.models.barre_diffusion.schedule import levels, noised, signal
from core.models.barre_diffusion.timeline import danced, padded_length, windows_of
from core.models.base import Batch, Outcome, Standardise
from core.models.configs.barre_diffusion import BarreDiffusionConfig
from core.models.generator import Generator, Request

_MOST_HZ = 0.45  # of the frame rate; a low-pass needs less than half of it
_LEAST_ERROR = 0.02  # squared, in deviations: nobody sees what is below
_DM = 10.0  # a metre in dm
_CALMED_S = 0.12  # beyond what was made up: where it meets what is known there may be a step
_SETTLING = 10  # steps; a moving average of young weights follows faster


class BarreDiffusion(Generator):
    """Music (T, A) -> pose vectors (T, P)."""

    feet: Tensor
    bones: Tensor

    def __init__(
        self,
        config: BarreDiffusionConfig,
        *,
        n_audio: int,
        n_sound: int,
        n_pose: int,
        n_frames: int,
        n_feet: int,
        n_bones: int,
        n_known: int = 0,
        n_styles: int = 0,
    ) -> None:
        super().__init__(config.training, n_styles)
        m = self.options = config.model
        self.fps, self.n_pose, self.n_sound = config.data.fps, n_pose, n_sound
        self.window = max(2, n_frames // (2 * m.patch)) * 2 * m.patch
        n_state = n_pose + n_feet
        self.audio, self.state, self.change = Standardise(n_audio), Standardise(n_state), Standardise(n_pose)
        self.register_buffer("feet", torch.zeros(n_feet, dtype=torch.long))
        self.register_buffer("bones", torch.zeros(n_bones, 2, dtype=torch.long))
        self.phrases = Phrases(n_known, n_audio=n_audio, n_pose=n_pose, fps=self.fps)
        self.guess = LinearGuess(n_state, m.patch)
        self.denoiser = Denoiser(m, n_audio=n_audio, n_numbers=n_state, n_styles=n_styles)
        self.average = copy.deepcopy(self.denoiser).requires_grad_(False)

    def learn_body(self, feet: Tensor, bones: Tensor) -> None:
        """Take over the (F,) joints that stand and the (B, 2) ends of the bones."""
        self.feet.copy_(feet)
        self.bones.copy_(bones)

    def learn_statistics(self, audio: Tensor, pose: Tensor, seed: int) -> None:  # noqa: ARG002
        state = self._state_of(pose)
        self.audio.learn(audio.mean((0, 1)), audio.std((0, 1)))
        self.state.learn(state.mean((0, 1)), state.std((0, 1)))
        standard = self.state(state)
        self.guess.learn(standard)
        change = standard[..., : self.n_pose].diff(dim=1)
        self.change.learn(change.mean((0, 1)), change.std((0, 1)))

    # Training

    def configure_optimizers(self) -> Any:
        return self.optimiser_for(self.denoiser.parameters())

    def training_step(self, batch: Batch, index: int) -> dict[str, Any]:
        # Before the step and not after it: then a checkpoint between two steps holds all that the next needs.
        self._follow()
        return super().training_step(batch, index)

    @torch.no_grad()
    def _follow(self) -> None:
        """Move the averaged weights towards those that learn."""
        n = self.steps_done
        decay = min(self.options.average, (1 + n) / (_SETTLING + n)) if n else 0.0
        for mean, weight in zip(self.average.parameters(), self.denoiser.parameters(), strict=True):
            mean.lerp_(weight, 1 - decay)

    def outcome(self, batch: Batch) -> Outcome:
        n_frames = batch["pose"].shape[1] // self.options.patch * self.options.patch
        pose = batch["pose"][:, :n_frames]
        state = self._state_of(pose)
        real, level = self.state(state), _spread_levels(len(pose)).to(pose)
        keep = self._random_keep(*real.shape[:2]).to(pose.device)
        x = torch.where(keep, real, noised(real, torch.randn_like(real), level))
        written, error = self.without_noise(x, keep, self._random_music(batch, n_frames), level)
        scale = error.square().clamp_min(_LEAST_ERROR)
        return Outcome(self._losses(written, state, keep, signal(level)[:, None, None] ** 2, scale))

    def without_noise(self, x: Tensor, keep: Tensor, music: Heard, level: Tensor) -> tuple[Tensor, Tensor]:
        """Return (B, T, C) the dance without noise, and the error that a linear guess of it would have."""
        network = self.denoiser if self.training else self.average
        guess, error = self.guess(x, level)
        return guess + error * network(x, keep, music, level), error

    def _losses(
        self, written: Tensor, state: Tensor, keep: Tensor, sure: Tensor, scale: Tensor
    ) -> dict[str, Tensor]:
        """Compare (B, T, C) standardised numbers with the state.

        Args:
            sure: (B, 1, 1) the dance's share of what was seen.
            scale: (B, 1, 1) the squared error that is to be expected.
        """
        m, free, real = self.options, (~keep).to(state), self.state(state)
        change = (written - real)[..., : self.n_pose].diff(dim=1) / self.change.spread
        # What is given is put where it was; then the body is whole, and its feet and bones can be judged.
        pose = self.state.undo(torch.where(keep, real, written))[..., : self.n_pose]
        standing = state[:, :-1, self.n_pose :] * sure
        slide = feet_of(pose, self.feet, self.fps).velocity.square().sum(dim=-1)
        bones = (bone_lengths(pose, self.bones) - bone_lengths(state[..., : self.n_pose], self.bones)) * _DM
        return {
            "pose": _mean((written - real).square() / scale, free),
            "velocity": m.velocity_weight * _mean(change.square(), free[:, 1:, : self.n_pose]),
            "feet": m.foot_weight * _mean(slide, standing),
            "bones": m.bone_weight * _mean(bones.square(), sure.expand_as(bones)),
        }

    def _state_of(self, pose: Tensor) -> Tensor:
        """(B, T, P) pose vectors -> (B, T, C), with what stands."""
        return torch.cat([pose, feet_of(pose, self.feet, self.fps).standing], dim=-1)

    def _random_keep(self, n: int, n_frames: int) -> Tensor:
        n_state = len(self.state.mean)
        n_joints = (self.n_pose - N_ROOT) // 3
        share = self.options.keep_share if self.training else 0.0
        return random_keep(n, n_frames, n_state, n_joints, share)

    def _random_music(self, batch: Batch, n_frames: int) -> Heard:
        """Return the music of a batch; in training some of it unheard or coloured, some styles untold."""
        m, audio, style = self.options, self.audio(batch["audio"][:, :n_frames]), batch["style"]
        n = len(audio)
        heard = torch.ones(n, n_frames, dtype=torch.bool)
        told = style >= 0
        if self.training:
            colour = torch.randn(n, 1, self.n_sound).to(audio) * m.sound_noise
            audio = torch.cat([audio[..., : self.n_sound] + colour, audio[..., self.n_sound :]], dim=2)
            luck = torch.rand(n, 1)
            from_frame = torch.where(luck < 2 * m.music_dropout, torch.rand(n, 1) * n_frames, 0.0)
            from_frame = torch.where(luck < m.music_dropout, n_frames, from_frame)
            heard = torch.arange(n_frames) >= from_frame
            told = told & (torch.rand(n) >= m.style_dropout).to(told.device)
        index = torch.where(told, style, self.n_styles)
        weights = torch.nn.functional.one_hot(index, self.n_styles + 1).to(audio)
        return Heard(audio, heard.to(audio.device), weights)

    # Dancing

    @torch.inference_mode()
    def dance(self, request: Request) -> Tensor:
        self.eval()
        o = self.options
        if (o.guidance if request.guidance is None else request.guidance) == 0:
            request = replace(request, audio=torch.zeros_like(request.audio))  # nothing is to hear it
        usual = o.novelty if request.kept is None else 1.0
        novelty = usual if request.novelty is None else request.novelty
        kept, keep, n_begin = self._given(request)
        stage = _Stage(self, request, n_begin)
        draft = self._draft(request) if novelty < 1 and request.kept is None else None
        if draft is None:
            level = novelty if request.kept is not None else 1.0
            new = torch.ones(len(request.audio))
            return self._finished(stage.danced(kept, keep, level)[n_begin:], new, request)
        drafted = self.state(self._state_of(_at_least_two(draft.pose)[None])[0])
        whole = torch.cat([kept[:n_begin], drafted[: len(request.audio)]])
        reach = round(o.seam_s / 2 * self.fps)
        seams = _around(
            [n_begin + max(seam, reach if n_begin else 0) for seam in draft.seams], reach, len(whole)
        )
        whole = stage.danced(whole, keep | ~seams[:, None], o.seam_novelty)
        new = torch.ones_like(seams) if novelty > 0 else seams
        return self._finished(stage.danced(whole, keep, novelty)[n_begin:], new[n_begin:].float(), request)

    def _draft(self, request: Request) -> Draft | None:
        return self.phrases.draft(
            request.audio,
            seed=request.seed,
            whim=request.temperature,
            style=request.style,
            before=request.begin,
        )

    def _given(self, request: Request) -> tuple[Tensor, Tensor, int]:
        """Return (B + T, C) standardised numbers that are given, where they are, and B, the frames before."""
        n, n_state = len(request.audio), len(self.state.mean)
        kept, keep = torch.zeros(n, n_state), torch.zeros(n, n_state, dtype=torch.bool)
        if request.kept is not None and request.keep is not None:
            kept[:, : self.n_pose], keep[:, : self.n_pose] = request.kept, request.keep
            stays = request.keep.all(dim=1)
            kept[:, self.n_pose :] = self._state_of(request.kept[None])[0, :, self.n_pose :]
            keep[:, self.n_pose :] = stays[:, None]
        if request.begin is None or not len(request.begin):
            return self.state(kept), keep, 0
        begin = self._state_of(_at_least_two(request.begin)[None])[0, -self.window // 2 :]
        given = torch.ones_like(begin, dtype=torch.bool)
        return self.state(torch.cat([begin, kept])), torch.cat([given, keep]), len(begin)

    def _finished(self, state: Tensor, new: Tensor, request: Request) -> Tensor:
        """(T, C) -> (T, P) calm, on the beat, with feet that stand; what is given stays to the bit.

        Args:
            new: (T,) 1 on frames that were made up, 0 on those of known phrases.
        """
        o, pose = self.options, self.state.undo(state)[:, : self.n_pose]
        keep = request.keep if request.keep is not None else torch.zeros_like(pose, dtype=torch.bool)
        calm = low_pass(pose.numpy(), fps=self.fps, cutoff_hz=min(o.calm_hz, _MOST_HZ * self.fps))
        share = torch.from_numpy(_spread(new.numpy(), _CALMED_S * self.fps))
        pose = torch.lerp(pose, torch.from_numpy(calm), share[:, None])
        if o.on_beat and request.kept is None:
            pose = on_beats(pose, beat_frames(request.audio.numpy()), self.fps)
        if len(pose) > 1:
            pose = planted(pose, ~keep[:, -N_ROOT:].any(dim=1), self.feet, self.fps)
        return pose if request.kept is None else torch.where(keep, request.kept, pose)


class _Stage:
    """The timeline that a dance is danced on: some frames before it, its own, and what fills the windows."""

    def __init__(self, model: BarreDiffusion, request: Request, n_begin: int) -> None:
        self.model, n = model, len(request.audio)
        self.spare = 2 * model.options.patch
        self.length = self.spare + padded_length(self.spare + n_begin + n, model.window)
        heard = self._laid(torch.ones(n, 1, dtype=torch.bool), n_begin)[:, 0]
        self.guided = _Guided(model, self._laid(model.audio(request.audio), n_begin), heard, request)
        generator = torch.Generator().manual_seed(request.seed)
        n_numbers = len(model.state.mean)
        self.noise = request.temperature * torch.randn(self.length, n_numbers, generator=generator)

    def danced(self, whole: Tensor, keep: Tensor, level: float) -> Tensor:
        """(S, C) -> (S, C), danced anew from a noise level but where it is to be kept.

        Args:
            level: 0 changes nothing; at 1 nothing of what is not kept is seen.
        """
        if level <= 0 or bool(keep.all()):
            return whole
        model, kept = self.model, self._laid(whole)
        through = levels(model.options.steps, level)
        x = noised(kept[None], self.noise[None], through[:1])[0]
        clean = danced(x, through, kept, self._laid(keep), self.guided, window=model.window, spare=self.spare)
        return clean[self.spare : self.spare + len(whole)]

    def _laid(self, values: Tensor, after: int = 0) -> Tensor:
        """(S, C) -> (L, C) on the timeline, with zeros (false) before and behind."""
        laid = values.new_zeros(self.length, values.shape[1])
        start = self.spare + after
        laid[start : start + len(values)] = values
        return laid


class _Guided:
    """The network with guidance: what it thinks with music and style, away from what it thinks without.

    A dance is ``n + s (u - n) + g (m - u)``: n without both, u with the style, m with style and music; s is
    the guidance of the style, g that of the music. 0 ignores the one, 1 is as learnt.
    """

    def __init__(self, model: BarreDiffusion, audio: Tensor, heard: Tensor, request: Request) -> None:
        o = model.options
        untold = torch.zeros(model.n_styles + 1)
        untold[-1] = 1
        told = untold if request.style is None else torch.cat([request.style, torch.zeros(1)])
        music = o.guidance if request.guidance is None else request.guidance
        style = o.style_guidance if request.style is not None else 1.0
        # (is the music heard, is the style told, with what weight)
        passes = [(True, True, music), (False, True, style - music), (False, False, 1 - style)]
        self.model, self.audio, self.heard, self.spare = model, audio, heard, 2 * o.patch
        self.passes = [(heard, told if tells else untold, w) for heard, tells, w in passes if abs(w) > 1e-6]

    def __call__(self, x: Tensor, keep: Tensor, level: Tensor, start: int) -> Tensor:
        window = x.shape[1]
        here = slice(start, start + len(self.audio) - self.spare)
        audio, total = windows_of(self.audio[here], window), torch.zeros_like(x)
        for hears, style, weight in self.passes:
            heard = windows_of(self.heard[here] & hears, window)
            music = Heard(audio, heard, style.expand(len(x), -1))
            total += weight * self.model.without_noise(x, keep, music, level.expand(len(x)))[0]
        return total


def _spread_levels(n: int) -> Tensor:
    """(n,) noise levels, one at random in each n-th of 0 to 1, in random order: even in every batch."""
    return (torch.randperm(n) + torch.rand(n)) / n


def _mean(values: Tensor, weights: Tensor) -> Tensor:
    """Return the weighted mean; 0 where there is nothing to weigh."""
    return (values * weights).sum() / weights.sum().clamp_min(1.0)


def _around(places: Sequence[int], reach: int, n_frames: int) -> Tensor:
    """(T,) bool, true within so many frames of any of the places."""
    near = torch.zeros(n_frames, dtype=torch.bool)
    for place in places:
        near[max(0, place - reach) : place + reach] = True
    return near


def _spread(new: NDArray[np.float32], n_frames: float) -> NDArray[np.float32]:
    """(T,) of 0 and 1 -> 1 also some frames around what was 1, from where it falls to 0."""
    wider = maximum_filter1d(new, 2 * round(2 * n_frames) + 1, mode="nearest")
    softer: NDArray[np.float32] = gaussian_filter1d(wider, n_frames, mode="nearest")
    return softer


def _at_least_two(pose: Tensor) -> Tensor:
    return pose if len(pose) > 1 else pose.expand(2, -1)
