"""Attention that knows where it has already been.

Source: Chorowski and others, "Attention-based models for speech recognition", NIPS 2015; summed over the
steps so far as in Shen and others, "Natural TTS synthesis by conditioning WaveNet on mel spectrogram
predictions", ICASSP 2018, from which sizes are, too.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

_N_FILTERS, _WIDTH = 32, 31  # of the convolution over past weights


class Heard(NamedTuple):
    """Music that can be asked about, padded by what lies out of reach before its beginning and end.

    Attributes:
        memory: (B, L, M) what the encoder made of it.
        keys: (B, L, U) what questions are compared with.
        silence: (L,) 0 where there is music, minus infinity where there is none.
    """

    memory: Tensor
    keys: Tensor
    silence: Tensor


class LocationAttention(nn.Module):
    """Looks at W = 2 `reach` + `stride` rows of a memory; each step its window moves on by `stride` rows.

    energy = v . tanh(question + key + location), location = a convolution of the sum of all weights so far

    A learnt number for each place of the window is added, so that "now" need not be found out: unlike text
    and speech, music and dance keep the same time.
    """

    def __init__(self, n_question: int, n_memory: int, units: int, *, reach: int, stride: int) -> None:
        super().__init__()
        self.reach, self.stride, self.window = reach, stride, 2 * reach + stride
        self.question = nn.Linear(n_question, units, bias=False)
        self.key = nn.Linear(n_memory, units)
        self.filters = nn.Conv1d(1, _N_FILTERS, _WIDTH, bias=False)
        self.location = nn.Linear(_N_FILTERS, units, bias=False)
        self.place = nn.Parameter(torch.zeros(self.window))
        self.energy = nn.Linear(units, 1, bias=False)

    def hear(self, memory: Tensor) -> Heard:
        """Prepare (B, T, M) to be asked about, once for all steps."""
        n_steps = -(-memory.shape[1] // self.stride)
        after = n_steps * self.stride - memory.shape[1] + self.reach
        around = (self.reach, after)
        silence = F.pad(memory.new_zeros(memory.shape[1]), around, value=float("-inf"))
        return Heard(F.pad(memory, (0, 0, *around)), F.pad(self.key(memory), (0, 0, *around)), silence)

    def begin(self, heard: Heard) -> Tensor:
        """Return the sum of the weights before the first step, (B, W)."""
        return heard.memory.new_zeros(len(heard.memory), self.window)

    def kernel(self) -> Tensor:
        """Return convolution and projection of past weights in one, (width, U)."""
        return (self.location.weight @ self.filters.weight[:, 0]).T

    def forward(self, questions: Tensor, heard: Heard) -> Tensor:
        """(B, S, Q) questions of steps 0 to S - 1 -> (B, S, M) answers."""
        asked, kernel, total, answers = self.question(questions), self.kernel(), self.begin(heard), []
        for s in range(asked.shape[1]):
            answer, total = self.step(asked[:, s], heard, s, total, kernel)
            answers.append(answer)
        return torch.stack(answers, dim=1)

    def step(
        self, asked: Tensor, heard: Heard, s: int, total: Tensor, kernel: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Ask once: projected question (B, U) of step s, sum of past weights (B, W).

        Returns the answer (B, M), and the sum of weights (B, W) for the next step.
        """
        rows = slice(s * self.stride, s * self.stride + self.window)
        past = F.pad(total, (_WIDTH // 2, _WIDTH // 2)).unfold(1, _WIDTH, 1)  # (B, W, width)
        compared = torch.tanh(past @ kernel + heard.keys[:, rows] + asked[:, None])  # (B, W, U)
        energy = self.energy(compared)[..., 0] + self.place + heard.silence[rows]
        weights = torch.softmax(energy, dim=1)  # (B, W)
        answer = (weights[:, None] @ heard.memory[:, rows])[:, 0]
        return answer, F.pad((total + weights)[:, self.stride :], (0, self.stride))
