"""`attention-gan`: the published music-to-dance generator with attention, and what it learns against.

    music                       (B, T, 35) 20 MFCCs, 12 chroma, 3 of rhythm
    3 convolutions of width 5   (B, T, 512), each normalised over the batch, then ReLU and dropout
    BiLSTM                      (B, T, 512) the memory
    poses before                (B, S, R * P) in S steps of R poses
    prenet, 2 layers of 256     (B, S, 256), ReLU and dropout, also when dancing
    LSTM 256                    (B, S, 256) asks
    location-sensitive attention with cumulative weights over the memory: (B, S, 512) answers
    LSTM 1024                   (B, S, 1024) of questions and answers
    Linear                      (B, S, 2 * P) of LSTM and answers: the pose R frames on, and its speed

    discriminator: poses, their differences and music, (B, T', 2 P + 35); 3 convolutions of width 5 and stride
    2, spectrally normalised; a number each 8 frames says how real they are
    audio autoencoder: the memory through 3 convolutions of width 5 back to (B, T, 35)

Loss of the generator: L_GAN + l1 L_MSE + l2 L_recon; L_GAN is how far the discriminator is from taking the
dance for real (cross-entropy), the others are mean squared errors in variances. The discriminator learns
every third step that real dances are real, and that these are not: generated ones, and real ones with the
music of another. Without `discriminator` and `audio_autoencoder` their losses are left out: G, G+D, G+D+A.
Adam 1e-3, weight decay 1e-6, gradient norm at most 1, 40 sequences of 125 frames a batch. All this is as
published, except the discriminator's and the autoencoder's layers and l1 and l2, which are not published.

Left open, and chosen by what works:

* The first LSTM asks, and the second one writes, so that neither is part of the loop over the attention's
  weights: in training, where the poses before are known, both run over the whole sequence at once.
* The attention sees a second of music to either side of the present, and a learnt preference for each place
  in it (`core.models.attention`). So a dance may be of any length.
* Each step writes R = 5 poses: a fifth of the steps, and to copy the pose before is a poor answer when it is
  0.2 s old. What is written is the last of them and its speed; the others lie on the cubic that leads there
  from the pose and the speed before (Hermite's). Five poses written outright had ten times the jerk of real
  dances after 400 steps of training, and written as changes from pose to pose they drifted away from all that
  is human; this way it is twice that of real dances.
* Half of the poses that it is fed in training are its own, from a first pass over the real ones (parallel
  scheduled sampling), and there is noise on them. It so learns to come back to poses that dancers have.
* The prenet's dropout is what makes dances differ: it is drawn from the seed, as is the first pose. That one
  may be of another dance than the music asks for; so the beginning is danced twice, and shown once.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.nn.utils.parametrizations import spectral_norm

from core.models.attention import Heard, LocationAttention
from core.models.base import Batch, Outcome, Standardise
from core.models.configs.attention_gan import AttentionGanConfig, AttentionGanOptions
from core.models.generator import Generator, Request
from core.models.turns import TurnTaking

_WIDTH = 5  # of all convolutions; published for the encoder's
_LEAD_STEPS = 10  # two seconds at 25 fps, as long as it takes to forget the first pose
State = tuple[Tensor, Tensor]


class Ear(nn.Module):
    """(B, T, A) -> (B, T, M): three convolutions and a BiLSTM."""

    def __init__(self, n_audio: int, units: int, dropout: float) -> None:
        super().__init__()
        self.convolve = nn.Sequential(
            *(
                layer
                for n_in in (n_audio, units, units)
                for layer in (
                    nn.Conv1d(n_in, units, _WIDTH, padding="same"),
                    nn.BatchNorm1d(units),
                    nn.ReLU(),
                    nn.Dropout(dropout),
                )
            )
        )
        self.listen = nn.LSTM(units, units // 2, batch_first=True, bidirectional=True)

    def forward(self, audio: Tensor) -> Tensor:
        memory: Tensor = self.listen(self.convolve(audio.mT).mT)[0]
        return memory


class Pause(NamedTuple):
    """Where a dance is between two steps: the states of both LSTMs, and where the attention has been."""

    asking: State
    leading: State
    total: Tensor


class Decoder(nn.Module):
    """(B, S, R P) poses before, and what is heard -> (B, S, 2 P) the pose R frames on and its speed."""

    def __init__(self, n_pose: int, n_memory: int, m: AttentionGanOptions) -> None:
        super().__init__()
        self.dropout = m.dropout
        self.prenet = nn.ModuleList(
            [nn.Linear(m.frames_a_step * n_pose, m.prenet), nn.Linear(m.prenet, m.prenet)]
        )
        self.ask = nn.LSTM(m.prenet, m.prenet, batch_first=True)
        self.attend = LocationAttention(
            m.prenet, n_memory, m.attention, reach=m.reach, stride=m.frames_a_step
        )
        self.lead = nn.LSTM(m.prenet + n_memory, m.hidden, batch_first=True)
        self.write = nn.Linear(m.hidden + n_memory, 2 * n_pose)

    def forward(self, before: Tensor, heard: Heard) -> Tensor:
        questions, _ = self.ask(self._read(before))  # (B, S, prenet)
        answers = self.attend(questions, heard)  # (B, S, M)
        led, _ = self.lead(torch.cat([questions, answers], dim=2))  # (B, S, hidden)
        return self._written(led, answers)

    def begin(self, heard: Heard) -> Pause:
        """Return the state before the first step."""
        asking, leading = (
            2 * (heard.memory.new_zeros(len(heard.memory), lstm.hidden_size),)
            for lstm in (self.ask, self.lead)
        )
        return Pause(asking, leading, self.attend.begin(heard))

    def step(
        self, before: Tensor, heard: Heard, s: int, pause: Pause, kernel: Tensor
    ) -> tuple[Tensor, Pause]:
        """Do what `forward` does for step s alone: (B, R P) -> (B, 2 P)."""
        asking = _stepped(self.ask, self._read(before), pause.asking)
        question = self.attend.question(asking[0])
        answer, total = self.attend.step(question, heard, s, pause.total, kernel)
        leading = _stepped(self.lead, torch.cat([asking[0], answer], dim=1), pause.leading)
        return self._written(leading[0], answer), Pause(asking, leading, total)

    def _read(self, before: Tensor) -> Tensor:
        for layer in self.prenet:
            before = F.dropout(torch.relu(layer(before)), self.dropout, training=True)
        return before

    def _written(self, led: Tensor, answers: Tensor) -> Tensor:
        poses: Tensor = self.write(torch.cat([led, answers], dim=-1))
        return poses


def _stepped(lstm: nn.LSTM, x: Tensor, state: State) -> State:
    """Take one step of a layer, (B, D) -> (B, H) twice; calling the layer takes four times as long."""
    return torch.lstm_cell(x, state, *lstm.all_weights[0])


class Dancer(nn.Module):
    """The generator: an ear, a decoder, and as an option what the ear's memory is tested by."""

    def __init__(self, n_audio: int, n_pose: int, m: AttentionGanOptions) -> None:
        super().__init__()
        self.ear = Ear(n_audio, m.memory, m.dropout)
        self.decoder = Decoder(n_pose, m.memory, m)
        self.recall = _recall(m.memory, n_audio) if m.audio_autoencoder else None


def _recall(units: int, n_audio: int) -> nn.Sequential:
    """(B, M, T) -> (B, A, T): the second half of the audio autoencoder."""
    widths = (units, units, units, n_audio)
    layers: list[nn.Module] = []
    for n_in, n_out in pairwise(widths):
        layers += [nn.ReLU(), nn.Conv1d(n_in, n_out, _WIDTH, padding="same")]
    return nn.Sequential(*layers[1:])


class Discriminator(nn.Module):
    """(B, T, 2 P + A) poses, their changes and music -> (B, ~T / 8) how real they are, above 0 for real."""

    def __init__(self, n_in: int, channels: int) -> None:
        super().__init__()
        widths = (n_in, channels, channels, channels)
        layers: list[nn.Module] = []
        for before, after in pairwise(widths):
            convolution = nn.Conv1d(before, after, _WIDTH, stride=2, padding=_WIDTH // 2)
            layers += [spectral_norm(convolution), nn.LeakyReLU(0.2)]
        self.judge = nn.Sequential(*layers, spectral_norm(nn.Conv1d(channels, 1, 1)))

    def forward(self, x: Tensor) -> Tensor:
        verdict: Tensor = self.judge(x.mT)[:, 0]
        return verdict


class AttentionGan(TurnTaking, Generator):
    """(B, T, A) music and (B, T, P) poses -> (B, T - R, P) predictions of poses R to T - 1, standardised.

    T is cut to a multiple of R = `frames_a_step`.
    """

    mixed_precision = False
    seeds: Tensor

    def __init__(
        self, config: AttentionGanConfig, *, n_audio: int, n_pose: int, n_seeds: int, n_styles: int = 0
    ) -> None:
        super().__init__(config.training, n_styles)
        self._model = m = config.model
        self._stride = m.frames_a_step
        self.audio, self.pose, self.change = (Standardise(n) for n in (n_audio, n_pose, n_pose))
        self.register_buffer("seeds", torch.zeros(n_seeds, m.frames_a_step, n_pose))
        self.dancer = Dancer(n_audio, n_pose, m)
        self.discriminator = Discriminator(2 * n_pose + n_audio, m.channels) if m.discriminator else None
        self._made = torch.empty(0)  # by the generator, for the turn of the discriminator

    @property
    def parts(self) -> Mapping[str, nn.Module]:
        judge = {"discriminator": self.discriminator} if self.discriminator is not None else {}
        return {"generator": self.dancer, **judge}

    def has_turn(self, part: str) -> bool:
        return part == "generator" or self.steps_done % self._model.discriminator_every == 0

    def forward(self, audio: Tensor, pose: Tensor) -> Tensor:
        """(B, T, A) and (B, T, P), standardised -> (B, T - R, P), standardised."""
        return self._danced(self.dancer.ear(audio), pose)

    def turn(self, part: str, batch: Batch) -> Outcome:
        audio, pose = self._even(self.audio(batch["audio"])), self._even(self.pose(batch["pose"]))
        return (self._turn_of_generator if part == "generator" else self._turn_of_discriminator)(audio, pose)

    def learn_statistics(self, audio: Tensor, pose: Tensor, seed: int) -> None:
        self.audio.learn(audio.mean((0, 1)), audio.std((0, 1)))
        self.pose.learn(pose.mean((0, 1)), pose.std((0, 1)))
        change = self.pose(pose).diff(dim=1)
        self.change.learn(change.mean((0, 1)), change.std((0, 1)))
        generator, (n_seeds, n, _) = torch.Generator().manual_seed(seed), self.seeds.shape
        of = torch.randint(len(pose), (n_seeds, 1), generator=generator)
        at = torch.randint(pose.shape[1] - n + 1, (n_seeds, 1), generator=generator)
        self.seeds.copy_(pose[of, at + torch.arange(n)])

    @torch.inference_mode()
    def dance(self, request: Request) -> Tensor:
        self.eval()
        lead = request.audio[: _LEAD_STEPS * self._stride if request.begin is None else 0]
        audio = torch.cat([lead, request.audio])
        decoder, n_steps = self.dancer.decoder, -(-len(audio) // self._stride)
        heard = decoder.attend.hear(self.dancer.ear(self.audio(audio)[None]))
        before, pause = self.pose(self._first(request)).reshape(1, -1), decoder.begin(heard)
        kernel, poses = decoder.attend.kernel(), []
        with torch.random.fork_rng([]):  # the prenet's dropout draws
            torch.manual_seed(request.seed)
            for s in range(n_steps):
                written, pause = decoder.step(before, heard, s, pause, kernel)
                before = self._gone_on(before, written)
                poses.append(before)
        made = torch.cat(poses).reshape(n_steps * self._stride, -1)
        return self.pose.undo(made)[len(lead) : len(audio)]

    def _first(self, request: Request) -> Tensor:
        """Return the (R, P) poses before the first step."""
        if request.begin is None:
            return self.seeds[request.seed % len(self.seeds)]
        missing = max(0, self._stride - len(request.begin))
        return torch.cat([request.begin[:1].expand(missing, -1), request.begin[-self._stride :]])

    def _turn_of_generator(self, audio: Tensor, pose: Tensor) -> Outcome:
        m, memory, real = self._model, self.dancer.ear(audio), pose[:, self._stride :]
        made = self._danced(memory, pose)
        losses = {}
        if self.discriminator is not None:
            losses["gan"] = F.softplus(-self.discriminator(self._evidence(made, audio))).mean()
            self._made = made.detach()
        losses["mse"] = m.mse_weight * F.mse_loss(made, real)
        if self.dancer.recall is not None:
            losses["recon"] = m.recon_weight * F.mse_loss(self.dancer.recall(memory.mT).mT, audio)
        return Outcome(losses)

    def _turn_of_discriminator(self, audio: Tensor, pose: Tensor) -> Outcome:
        judge, real = self.parts["discriminator"], pose[:, self._stride :]
        # With one sequence in a batch the music of another is its own, half a sequence late.
        other = audio.roll(1, 0) if len(audio) > 1 else audio.roll(audio.shape[1] // 2, 1)
        believed = F.softplus(-judge(self._evidence(real, audio))).mean()
        generated = F.softplus(judge(self._evidence(self._made, audio))).mean()
        mismatched = F.softplus(judge(self._evidence(real, other))).mean()
        return Outcome({"discriminator": believed + 0.5 * (generated + mismatched)})

    def _evidence(self, poses: Tensor, audio: Tensor) -> Tensor:
        """(B, T - R, P) poses and (B, T, A) music -> (B, T - R - 1, 2 P + A) what the discriminator sees."""
        changes = self.change(poses.diff(dim=1))
        return torch.cat([poses[:, 1:], changes, audio[:, self._stride + 1 :]], dim=2)

    def _danced(self, memory: Tensor, pose: Tensor) -> Tensor:
        """(B, T, M) and (B, T, P) -> (B, T - R, P)."""
        decoder, n = self.dancer.decoder, self._stride
        before = pose.reshape(len(pose), -1, n * pose.shape[2])[:, :-1]  # (B, S - 1, R P)
        heard = decoder.attend.hear(memory[:, n:])
        if self.training:
            before = self._as_when_dancing(before, heard)
        noise = self._model.pose_noise if self.training else 0.0
        made = self._gone_on(before, decoder(before + noise * torch.randn_like(before), heard))
        return made.reshape(len(pose), -1, pose.shape[2])

    def _as_when_dancing(self, before: Tensor, heard: Heard) -> Tensor:
        """Put what the decoder writes itself in the place of some of the poses before."""
        if self._model.own_poses == 0:
            return before
        with torch.no_grad():
            made = self._gone_on(before, self.dancer.decoder(before, heard))
        own = torch.cat([before[:, :1], made[:, :-1]], dim=1)
        return torch.where(torch.rand_like(before[..., :1]) < self._model.own_poses, own, before)

    def _gone_on(self, before: Tensor, written: Tensor) -> Tensor:
        """Lead poses smoothly to what was written: (..., R P) and (..., 2 P) -> (..., R P)."""
        n, steps = self._stride, before.shape[:-1]
        poses = before.reshape(*steps, n, -1)
        last, speed = poses[..., -1:, :], poses[..., -1:, :] - poses[..., -2:-1, :]
        end, end_speed = written.reshape(*steps, 2, -1).unbind(-2)
        t = torch.arange(1, n + 1, device=last.device)[:, None] / n
        following: Tensor = (
            (2 * t**3 - 3 * t**2 + 1) * last
            + (t**3 - 2 * t**2 + t) * n * speed
            + (3 * t**2 - 2 * t**3) * end[..., None, :]
            + (t**3 - t**2) * n * self.change.undo(end_speed)[..., None, :]
        )
        return following.flatten(-2)

    def _even(self, x: Tensor) -> Tensor:
        """Cut (B, T, D) to whole steps."""
        return x[:, : x.shape[1] // self._stride * self._stride]
