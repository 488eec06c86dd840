"""`motion-music`: our joint embedding, in which a dance lies near the music that it could be danced to.

Two towers of one shape, one for motion and one for music, each ending on the unit sphere:

    window                       (B, T, D) features of T frames
    Conv1D k3 twice, MaxPool 2   (B, (T - 4) // 2, channels)
    mean and spread over time    (B, 2 * channels)
    beside it the rhythm         (B, channels): a dense layer on the autocorrelation of speed or onsets
    Dense, length 1              (B, embedding)

Nothing remembers where in the window something happened: what is to be told is which music fits, not which
moment. The rhythm is given because a few songs are too few to learn from them what a tempo is; it has the
same lags on both sides.

Loss: contrastive in both directions over the windows of a batch (as CLIP: Radford et al., "Learning
Transferable Visual Models From Natural Language Supervision", 2021), with several right answers (as Khosla et
al., "Supervised Contrastive Learning", 2020). With s the cosines over a learnt temperature,

    loss = - mean over motions sum over music w log softmax(s) and the same the other way, halved

where the weights w of a window are shared by the music of its own song and, by `style_share`, by all music of
its style. Music of a song is never a wrong answer to a dance to that song.
"""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from core.models.base import Batch, DanceModel, OffsetNoise, Outcome, Standardise
from core.models.configs.motion_music import MotionMusicConfig, MotionMusicOptions
from core.models.recurrent import conv_block

MIN_FRAMES = 6  # of motion, and of music
_COLDEST = 100.0  # largest factor on a cosine; beyond it one batch decides everything (as in CLIP)


class Tower(nn.Module):
    """(B, T, D) windows and (B, L) rhythms -> (B, E) of length 1."""

    def __init__(self, n_features: int, n_rhythm: int, noise: float, m: MotionMusicOptions) -> None:
        super().__init__()
        self.standardise = Standardise(n_features)
        self.noise = OffsetNoise(noise)
        self.block = conv_block(n_features, m.channels, dropout=m.dropout, slope=m.negative_slope)
        self.rhythm = nn.Sequential(nn.Linear(n_rhythm, m.channels), nn.LeakyReLU(m.negative_slope))
        self.project = nn.Sequential(nn.Dropout(m.dropout), nn.Linear(3 * m.channels, m.embedding))

    def forward(self, x: Tensor, rhythm: Tensor) -> Tensor:
        x = self.noise(self.standardise(x))
        x = self.block(x.transpose(1, 2))  # (B, T, D) -> (B, channels, S)
        spread = x.var(dim=2, unbiased=False).add(1e-6).sqrt()
        x = torch.cat([x.mean(dim=2), spread, self.rhythm(rhythm)], dim=1)
        return F.normalize(self.project(x), dim=1)


class MotionMusic(DanceModel):
    """Two towers that are trained to meet.

    Batches hold ``motion`` (B, T, D), ``motion_rhythm`` (B, L), ``music`` (B, T', A), ``music_rhythm``
    (B, L), and the numbers of ``song`` (B,) and ``style`` (B,), -1 where nobody labelled it.
    """

    def __init__(self, config: MotionMusicConfig, *, n_motion: int, n_music: int, n_rhythm: int) -> None:
        super().__init__(config.training)
        m = config.model
        self._style_share = m.style_share
        self.motion = Tower(n_motion, n_rhythm, m.motion_noise, m)
        self.music = Tower(n_music, n_rhythm, m.music_noise, m)
        self.log_scale = nn.Parameter(torch.tensor(-math.log(m.temperature)))

    def outcome(self, batch: Batch) -> Outcome:
        dances = self.motion(batch["motion"], batch["motion_rhythm"])
        songs = self.music(batch["music"], batch["music_rhythm"])
        scale = self.log_scale.exp().clamp(max=_COLDEST)
        logits = (scale * dances @ songs.T).float()  # (B, B), motion by music
        weights = self._weights(batch["song"], batch["style"])
        loss = (_cost(logits, weights) + _cost(logits.T, weights)) / 2
        best = logits.argmax(dim=1)
        own = (batch["song"][best] == batch["song"]).float().mean()
        return Outcome({"contrast": loss}, beside={"own_song_first": own})

    def _weights(self, song: Tensor, style: Tensor) -> Tensor:
        """(B, B), rows sum to 1: how much each window's music is a right answer to each motion."""
        same_song = (song[:, None] == song).float()
        same_style = ((style[:, None] == style) & (style >= 0)[:, None]).float()
        to_song = same_song / same_song.sum(dim=1, keepdim=True)
        # Without a label there is no music of its style but that of its own song.
        likely = torch.maximum(same_style, same_song)
        to_style = likely / likely.sum(dim=1, keepdim=True)
        return (1 - self._style_share) * to_song + self._style_share * to_style

    @torch.inference_mode()
    def embed_motion(self, motion: Tensor, rhythm: Tensor) -> Tensor:
        """(B, T, D), (B, L) -> (B, E) of length 1."""
        self.eval()
        found: Tensor = self.motion(motion, rhythm)
        return found

    @torch.inference_mode()
    def embed_music(self, music: Tensor, rhythm: Tensor) -> Tensor:
        """(B, T, A), (B, L) -> (B, E) of length 1."""
        self.eval()
        found: Tensor = self.music(music, rhythm)
        return found


def _cost(logits: Tensor, weights: Tensor) -> Tensor:
    return -(weights * F.log_softmax(logits, dim=1)).sum(dim=1).mean()
