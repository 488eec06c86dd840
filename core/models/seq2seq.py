"""`seq2seq`: the published music-to-dance generator, an LSTM over MFCCs and an LSTM over poses.

    music                        (B, T, 20) MFCCs
    LSTM 512, dropout, LSTM 512  (B, T, 512) heard, and its last state, with which the decoder begins
    pose before, heard           (B, T, P + 512)
    LSTM 512, dropout, LSTM 512  (B, T, 512)
    Linear                       (B, T, P) the pose

Loss: mean over frames of the Euclidean distance between the predicted and the real pose vector; `model.loss`
chooses another of the ten published ones (`core.models.losses`). Optimiser: SGD 0.005, momentum 0.9, gradient
norm at most 1; sequences of 720 frames at 24 fps, 5 a batch. Layers, loss and optimiser are as published.

Ours is that the decoder also hears the encoder's output of the frame it is about to dance: through the last
state alone, 30 s of music cannot steer 720 poses, and a dance longer than the training sequences would not
hear its own music.

In training the pose before is the real one (teacher forcing), so that the fused LSTM kernel runs over the
whole sequence at once; when dancing it is the decoder's own, one pose a step (`core.models.stepping`). A
decoder that only ever saw real poses learns to copy them and freezes on its own; so noise is laid on them in
training, which makes it listen and return to poses that dancers have.

What to expect: a Euclidean loss asks for the mean of all that dancers might do next. Where the same music was
danced in many ways, generated dances are on the beat but smaller than real ones (an evaluation's
``speed_ratio`` tells), and the seed, which chooses the first pose, is forgotten within seconds.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from core.models.base import Batch, Outcome, Standardise
from core.models.configs.seq2seq import Seq2SeqConfig
from core.models.generator import Generator, Request
from core.models.losses import losses_of
from core.models.stepping import State, Stepper, one_thread


class Seq2Seq(Generator):
    """(B, T, A) music and (B, T, P) poses -> (B, T - 1, P) predictions of poses 1 to T - 1, standardised."""

    mixed_precision = False
    seeds: Tensor

    def __init__(
        self, config: Seq2SeqConfig, *, n_audio: int, n_pose: int, n_seeds: int, n_styles: int = 0
    ) -> None:
        super().__init__(config.training, n_styles)
        m = config.model
        self._loss, self._pose_noise = m.loss, m.pose_noise
        between = m.dropout if m.layers > 1 else 0.0
        self.audio, self.pose = Standardise(n_audio), Standardise(n_pose)
        self.register_buffer("seeds", torch.zeros(n_seeds, n_pose))
        self.encoder = nn.LSTM(n_audio, m.hidden, m.layers, batch_first=True, dropout=between)
        self.decoder = nn.LSTM(n_pose + m.hidden, m.hidden, m.layers, batch_first=True, dropout=between)
        self.write = nn.Linear(m.hidden, n_pose)

    def forward(self, audio: Tensor, pose: Tensor) -> Tensor:
        heard, state = self.encoder(self.audio(audio))  # (B, T, H)
        before = self.pose(pose)[:, :-1]
        if self.training:
            before = before + self._pose_noise * torch.randn_like(before)
        written, _ = self.step(before, heard[:, 1:], state)
        return written

    def step(self, before: Tensor, heard: Tensor, state: State) -> tuple[Tensor, State]:
        """(B, T, P) standardised poses before and (B, T, H) music -> (B, T, P) standardised poses."""
        x, state = self.decoder(torch.cat([before, heard], dim=2), state)
        return self.write(x), state

    def outcome(self, batch: Batch) -> Outcome:
        written = self(batch["audio"], batch["pose"])
        return Outcome(losses_of(self._loss, written, self.pose(batch["pose"])[:, 1:]))

    def learn_statistics(self, audio: Tensor, pose: Tensor, seed: int) -> None:
        self.audio.learn(audio.mean((0, 1)), audio.std((0, 1)))
        self.pose.learn(pose.mean((0, 1)), pose.std((0, 1)))
        generator = torch.Generator().manual_seed(seed)
        frames = pose.flatten(0, 1)
        self.seeds.copy_(frames[torch.randint(len(frames), (len(self.seeds),), generator=generator)])

    @torch.inference_mode()
    def dance(self, request: Request) -> Tensor:
        self.eval()
        audio, begin = request.audio, request.begin
        heard, state = self.encoder(self.audio(audio)[None])
        first = begin if begin is not None else self.seeds[request.seed % len(self.seeds)][None]
        led = self.pose(first)[None]  # (1, S, P)
        # All that it goes on from is fed in the first moment of the music.
        pose, state = self.step(led, heard[:, :1].expand(-1, led.shape[1], -1), state)
        decoder, poses = Stepper(self.decoder, heard, state), [pose[:, -1]]
        with one_thread():
            for t in range(1, len(audio)):
                poses.append(self.write(decoder.step(poses[-1], t)))
        return self.pose.undo(torch.cat(poses))
