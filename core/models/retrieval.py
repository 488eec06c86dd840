"""`retrieval`: the baseline that every generator must beat. It dances what was danced to similar music.

    music ahead             (W, A) features of the next W frames
    described               (2 A,) their means and spreads
    k-means of 5 groups, then the nearest neighbour in the group: a moment of a training dance
    its poses, as they were recorded, to the end of what is known of that dance; then the next moment

Groups and neighbour are as published (`core.data.music_index`). Ours is the rest: a piece begins so that its
first beat falls on the next beat of the music, passes into the one after it over half a second, and is not
danced again as long as there are others in its group. Nothing is learnt by gradients: the model is the
training dances, and its loss, like that of `seq2seq`, is the distance from the real dance to the same music,
in standard deviations.

What to expect: each piece is a real dance, so that Frechet distances and speeds are those of real dances. Its
music was another: beyond the first beat of a piece nothing keeps it on the beat.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from core.data.music_index import MusicIndex, described
from core.models.base import Batch, Outcome, Standardise
from core.models.configs.retrieval import RetrievalConfig
from core.models.generator import Generator, Request
from core.models.joining import joined
from core.models.losses import losses_of


class Retrieval(Generator):
    """(T, A) music -> (T, P) poses, out of `n_frames` known ones that `n_pieces` moments lead to.

    `piece_frames` is W, how much of the music is compared.
    """

    automatic_optimization = False  # there is nothing to optimise
    poses: Tensor
    beats: Tensor
    starts: Tensor
    stops: Tensor

    def __init__(
        self,
        config: RetrievalConfig,
        *,
        n_audio: int,
        n_pose: int,
        n_styles: int,
        n_frames: int,
        n_pieces: int,
        piece_frames: int,
    ) -> None:
        super().__init__(config.training, n_styles)
        self._piece, self._hears_beats = piece_frames, config.data.rhythm
        # Half of W is left of the shortest piece once its beginning was moved to a beat.
        self._blend = min(max(2, round(config.model.blend_s * config.data.fps)), piece_frames // 4)
        self._n_groups = min(config.model.n_groups, n_pieces)
        self.pose = Standardise(n_pose)
        self.register_buffer("poses", torch.zeros(n_frames, n_pose))
        self.register_buffer("beats", torch.zeros(n_frames))
        self.register_buffer("starts", torch.zeros(n_pieces, dtype=torch.int64))
        self.register_buffer("stops", torch.zeros(n_pieces, dtype=torch.int64))
        self.register_buffer("index_mean", torch.zeros(2 * n_audio))
        self.register_buffer("index_spread", torch.ones(2 * n_audio))
        self.register_buffer("index_vectors", torch.zeros(n_pieces, 2 * n_audio))
        self.register_buffer("index_centres", torch.zeros(self._n_groups, 2 * n_audio))
        self.register_buffer("index_group", torch.zeros(n_pieces, dtype=torch.int64))

    def learn_statistics(self, audio: Tensor, pose: Tensor, seed: int) -> None:  # noqa: ARG002  # see remember
        self.pose.learn(pose.mean((0, 1)), pose.std((0, 1)))

    def remember(self, audio: Tensor, poses: Tensor, starts: Tensor, stops: Tensor, *, seed: int) -> None:
        """Take over the training dances, end to end.

        Args:
            audio, poses: (n_frames, A) and (n_frames, P).
            starts: (n_pieces,) frames at which a dance can be entered, at least W before `stops`.
            stops: (n_pieces,) where what is known of that dance ends.
            seed: of the grouping.
        """
        descriptions = [described(audio[start : start + self._piece].numpy()) for start in starts.tolist()]
        index = MusicIndex.learned(np.stack(descriptions), n_groups=self._n_groups, seed=seed)
        self.poses.copy_(poses)
        self.beats.copy_(audio[:, -1] if self._hears_beats else torch.zeros(len(audio)))
        self.starts.copy_(starts)
        self.stops.copy_(stops)
        # Of music that is all alike there are fewer groups; the last one then stands several times.
        row = np.minimum(np.arange(self._n_groups), len(index.centres) - 1)
        for name, values in {**vars(index), "centres": index.centres[row]}.items():
            getattr(self, f"index_{name}").copy_(torch.from_numpy(values))

    def training_step(self, batch: Batch, _index: int) -> dict[str, Any]:
        return {"outcome": self.outcome(batch)}

    def configure_optimizers(self) -> list[torch.optim.Optimizer]:
        return []

    def outcome(self, batch: Batch) -> Outcome:
        made = torch.stack([self.dance(Request(audio)) for audio in batch["audio"]]).to(batch["pose"].device)
        return Outcome(losses_of("euclidean", self.pose(made), self.pose(batch["pose"])))

    @torch.inference_mode()
    def dance(self, request: Request) -> Tensor:
        audio, index = request.audio.cpu(), self._index()
        danced = np.zeros(len(self.poses), bool)
        made = torch.zeros(0, self.poses.shape[1])
        while len(made) < len(audio):
            begin = max(0, len(made) - self._blend)
            ranked = index.ranked(described(self._ahead(audio, begin)))
            piece = self._choice(ranked, danced, request.seed if begin == 0 else 0)
            start = self._on_the_beat(piece, audio[begin:])
            stop = min(int(self.stops[piece]), start + len(audio) - begin + self._blend)
            danced[start:stop] = True
            made = joined(made, self.poses[start:stop].cpu(), self._blend)
        return made[: len(audio)]

    def _index(self) -> MusicIndex:
        names = ("mean", "spread", "vectors", "centres", "group")
        return MusicIndex(**{name: getattr(self, f"index_{name}").cpu().numpy() for name in names})

    def _ahead(self, audio: Tensor, begin: int) -> NDArray[np.float32]:
        """Return the W frames of music from a frame on, or the last ones."""
        begin = max(0, min(begin, len(audio) - self._piece))
        ahead: NDArray[np.float32] = audio[begin : begin + self._piece].numpy()
        return ahead

    def _choice(self, ranked: NDArray[np.int64], danced: NDArray[np.bool_], skipped: int) -> int:
        """Return the nearest piece that was not yet danced, or any if all were, after some were skipped."""
        new = [piece for piece in ranked if not danced[self.starts[piece] : self.stops[piece]].any()]
        among = new or list(ranked)
        return int(among[skipped % len(among)])

    def _on_the_beat(self, piece: int, audio: Tensor) -> int:
        """Return where to enter a piece so that its next beat falls on that of the music."""
        start = int(self.starts[piece])
        if not self._hears_beats:
            return start
        music = audio[: self._piece // 2, -1].nonzero()
        dance = self.beats[start : start + self._piece // 2].cpu().nonzero()
        if not len(music):
            return start
        late = dance[dance >= music[0]]
        return start + int(late[0] - music[0]) if len(late) else start
