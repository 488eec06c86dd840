"""What a person can wish of a dance beside its music and its length."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from core.data.gaps import fill_gaps
from core.editing.rejoin import rejoined
from core.errors import InputError
from core.features.heading import heading, turned
from core.models.ability import Ability
from core.motion import Motion
from core.skeleton import Skeleton
from core.training.bodies import on_body
from core.training.kept_joints import joints_named
from core.training.pose_vectors import N_ROOT, n_numbers

_STANDING = ("hip", "knee", "ankle", "heel", "foot_index")  # joints that the path over the floor hangs on


@dataclass(frozen=True, eq=False)
class Edit:
    """A dance that is changed in places.

    Attributes:
        motion: the dance; its joints must be those of the model's body.
        redo_s: (start, stop) seconds of the motion that are danced anew; the rest stays.
        joints: names of joints and limbs (`core.training.kept_joints`) that stay there, too. Where one of a
            leg does, the way over the floor does.
    """

    motion: Motion
    redo_s: tuple[tuple[float, float], ...]
    joints: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.redo_s or any(not 0 <= start < stop for start, stop in self.redo_s):
            raise InputError(
                f"Nothing can be danced anew between {self.redo_s} s.",
                "Give stretches as START:STOP seconds.",
            )

    def keep(self, body: Skeleton, fps: float, n_frames: int) -> NDArray[np.bool_]:
        """Return (T, P), true where pose vectors (`core.training.pose_vectors`) stay as they are.

        Raises:
            InputError: the body has no such joint or limb.
        """
        numbers = np.zeros(n_numbers(body), bool)
        for joint in body.indices(*joints_named(body, self.joints)):
            numbers[3 * joint : 3 * joint + 3] = True
        numbers[-N_ROOT:] = self.keeps_the_way(body)
        kept: NDArray[np.bool_] = ~self.anew(fps, n_frames)[:, None] | numbers
        return kept

    def keeps_the_way(self, body: Skeleton) -> bool:
        """True when the way over the floor stays, because joints that stay stand on it."""
        return any(joint.endswith(_STANDING) for joint in joints_named(body, self.joints))

    def anew(self, fps: float, n_frames: int) -> NDArray[np.bool_]:
        """(T,) true on the frames that are danced anew."""
        times_s = np.arange(n_frames) / fps
        anew: NDArray[np.bool_] = np.any(
            [(times_s >= start) & (times_s < stop) for start, stop in self.redo_s], axis=0
        )
        return anew


def put_back(made: Motion, edit: Edit) -> Motion:
    """Return the edited dance with the frames that were danced anew from `made`, which is as long, in place.

    On a model's body and at another frame rate, a dance is what it is there; see
    `core.editing.rejoin.rejoined`.
    """
    body = made.skeleton
    original = on_body(edit.motion, body).resampled(made.fps)
    still = body.indices(*joints_named(body, edit.joints)) if edit.keeps_the_way(body) else []
    return rejoined(made, original, edit.anew(made.fps, made.n_frames), still)


def gone_on(made: Motion, seed_motion: Motion) -> Motion:
    """Return a dance turned and moved over the floor so that it begins where a seed motion ends."""
    last = fill_gaps(on_body(seed_motion, made.skeleton)).motion
    last = last.slice(last.n_frames - 1, last.n_frames)
    angle = np.repeat(heading(last) - heading(made.slice(0, 1)), made.n_frames)
    positions = turned(made.positions - made.root[:1, None], angle) + made.root[:1, None]
    positions[..., [0, 2]] += (last.root - made.root[:1])[:, None, [0, 2]]
    return made.with_positions(positions)


@dataclass(frozen=True, eq=False)
class Wishes:
    """Wishes; each beside the seed needs a model with the `core.models.ability.Ability` for it.

    Attributes:
        seed: other seeds give other dances where the model allows that.
        seed_motion: begin as, and where, this motion ends; its joints must be those of the model's body.
        styles: weights of the styles to blend, such as ``{"rumba": 0.3, "waltz": 0.7}``; of any sum above 0.
        temperature: of sampling; 1 is as learnt, less is more usual.
        guidance: how strongly the music is obeyed; None leaves it to the model.
        novelty: from 0, known phrases put together, to 1, made up throughout; None leaves it to the model.
        edit: change this dance instead of making a new one.
    """

    seed: int = 0
    seed_motion: Motion | None = None
    styles: Mapping[str, float] = field(default_factory=dict)
    temperature: float = 1.0
    guidance: float | None = None
    novelty: float | None = None
    edit: Edit | None = None

    def needed(self) -> frozenset[Ability]:
        """Return what a model must be able to do to fulfil them."""
        asked = {
            Ability.BEGIN: self.seed_motion is not None,
            Ability.STYLE: bool(self.styles),
            Ability.TEMPERATURE: self.temperature != 1.0,
            Ability.GUIDANCE: self.guidance is not None,
            Ability.NOVELTY: self.novelty is not None,
            Ability.EDIT: self.edit is not None,
        }
        return frozenset(ability for ability, is_asked in asked.items() if is_asked)

    def style_weights(self, known: tuple[str, ...]) -> NDArray[np.float32] | None:
        """Return (C,) weights of sum 1 in the order of `known`; None without a wish.

        Raises:
            InputError: a style that is not known, or weights that are no blend.
        """
        if not self.styles:
            return None
        unknown = [style for style in self.styles if style not in known]
        if unknown:
            raise InputError(
                f"This model has not learnt {unknown[0]!r}.",
                f"It has learnt: {', '.join(known) or 'no styles'}.",
            )
        weights = np.array([self.styles.get(style, 0.0) for style in known], np.float32)
        if not np.isfinite(weights).all() or (weights < 0).any() or weights.sum() <= 0:
            raise InputError(
                f"{dict(self.styles)} is no blend of styles.", "Weights are 0 or more, one above 0."
            )
        blend: NDArray[np.float32] = weights / weights.sum()
        return blend
