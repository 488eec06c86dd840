"""The dances that were learnt from, and phrases of them that fit some music: what a new dance begins from.

A dance is drafted phrase by phrase, each of some seconds, from what was danced to similar music at a similar
tempo, goes on from the pose before it, and was not danced yet; its beats are laid on those of the music. That
dances are built of known phrases is the thought of Lee, Lee and Park, "Music similarity-based approach to
generating dance motion sequence" (Multimedia Tools and Applications, 2013), and of Chen and others,
"ChoreoMaster" (SIGGRAPH 2021); that a diffusion model works on what was retrieved is that of Zhang and
others, "ReMoDiffuse" (ICCV 2023).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d
from torch import Tensor, nn

from core.data.music_index import described
from core.models.barre_diffusion.geometry import N_ROOT
from core.models.barre_diffusion.rhythm import N_PHASE, beat_places, tempo_octaves

Array = NDArray[np.float32]
Float = NDArray[np.float64]

PHRASE_S = 5.0  # two bars and a half of most dances, as the windows that are learnt
_BLEND_S = 0.32  # over which a phrase passes into the next
_EVERY_S = 0.5  # a phrase can begin as often
_SHORTEST_S = 2.4
_EASED_S = 0.24  # standard deviation of the Gaussian over which a phrase changes its speed
_FASTEST = 1.25  # a phrase is danced as many times as fast as it was at most, and as slowly
_TEMPO, _TEMPO_FREE, _TEMPO_MOST = 6.0, 0.1, 0.6  # cost of an octave; octaves that cost nothing; at most
_POSE = 0.3  # cost of a pose that is off by a standard deviation; 1 is music that is off by one
_AGAIN, _SAME_DANCE = 3.0, 0.15  # cost of what was danced within a phrase, and of the same dance
_WHIM = 0.05  # standard deviation of the cost that is mere chance


@dataclass(frozen=True, eq=False)
class Draft:
    """A dance of known phrases.

    Attributes:
        pose: (T, P) pose vectors.
        seams: frames in the middle of where one phrase passes into the next; 0 where the first goes on from
            what was before.
    """

    pose: Tensor
    seams: tuple[int, ...]


class Phrases(nn.Module):
    """What is kept of the training dances: N frames of music and of pose, end to end."""

    audio: Tensor
    pose: Tensor
    stretch: Tensor
    style: Tensor

    def __init__(self, n_frames: int, *, n_audio: int, n_pose: int, fps: float) -> None:
        super().__init__()
        self.fps = fps
        self.register_buffer("audio", torch.zeros(n_frames, n_audio))
        self.register_buffer("pose", torch.zeros(n_frames, n_pose))
        self.register_buffer("stretch", torch.zeros(n_frames, dtype=torch.long))
        self.register_buffer("style", torch.full((n_frames,), -1, dtype=torch.long))

    def remember(self, audio: Tensor, pose: Tensor, stretch: Tensor, style: Tensor) -> None:
        """Take over (N, A), (N, P), and for each frame which stretch it is of, rising, and its style."""
        for name, values in (("audio", audio), ("pose", pose), ("stretch", stretch), ("style", style)):
            getattr(self, name).copy_(values)
