"""The tools whose result is looked at before it is applied: what is wished, and what comes of it. No Qt."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from core.editing.interpolate import Method
from core.editing.limbs import limb_of
from core.editing.propagate import Decay
from core.editing.rework import Rework
from core.entities import Track
from core.errors import InputError
from core.skeleton import Skeleton
from db.project import Project
from workbench.actions.pose_edits import following, interpolation, propagation, smoothing
from workbench.actions.progress import OnProgress, ShouldStop

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SMOOTHED_S = 1.0  # of motion around the frame on show, unless a span is marked


class Pictures(Protocol):
    """The frames of a film, (H, W, 3) uint8 RGB."""

    def frame(self, index: int) -> NDArray[np.uint8]: ...

    def close(self) -> None: ...


class Opener(Protocol):
    def __call__(self) -> Pictures: ...


class Tool(StrEnum):
    INTERPOLATE = "interpolate"
    PROPAGATE = "propagate"
    SMOOTH = "smooth"
    FOLLOW = "follow"


class Scope(StrEnum):
    JOINT = "joint"
    LIMB = "limb"
    BODY = "body"


class Way(StrEnum):
    ON = "on"
    BACK = "back"
    BOTH = "both"


@dataclass(frozen=True)
class Wish:
    """What a tool is asked for; each tool reads what concerns it.

    Attributes:
        frame: the frame on show when it was asked.
        joint: the joint that was chosen then.
        scope: it alone, its limb, or the whole body.
        first, last: the frames to interpolate between, or to smooth.
        method: by default a line: a spline is nearer to the truth where the frames outside are right, and
            farther from it where they are not (`benchmarks/pose_tools.py`).
        n_frames, way: how far to propagate or follow, and where to.
    """

    tool: Tool
    frame: int = 0
    joint: int | None = None
    scope: Scope = Scope.BODY
    first: int = 0
    last: int = 0
    method: Method = Method.LINEAR
    ends_when_hidden: bool = False
    n_frames: int = 12
    way: Way = Way.ON
    decay: Decay = Decay.COSINE
    cutoff_hz: float = 6.0

    def about(self, joint: int | None) -> Wish:
        """Return the same wish about another joint; without one, about the whole body."""
        scope = Scope.BODY if joint is None else Scope.JOINT if self.joint is None else self.scope
        return replace(self, joint=joint, scope=scope)

    def joints(self, body: Skeleton) -> tuple[int, ...] | None:
        """Return which joints are meant; None: the whole body."""
        if self.scope is Scope.BODY or self.joint is None:
            return None
        limb = limb_of(body, self.joint) if self.scope is Scope.LIMB else None
        return limb.joints if limb is not None else (self.joint,)


def make(
    project: Project,
    track: Track,
    wish: Wish,
    *,
    locked: Collection[int],
    open_pictures: Opener | None,
    on_progress: OnProgress,
    should_stop: ShouldStop,
) -> Rework:
    """Return what a tool makes of a track. Call it off the GUI thread: films and SciPy take their time.

    Raises:
        InputError: what is wished for cannot be.
        MediaError: the film cannot be read.
        Cancelled: when asked to stop.
    """
    joints = wish.joints(track.skeleton)
    if wish.tool is Tool.INTERPOLATE:
        return interpolation(
            project, track, wish.first, wish.last, joints=joints, method=wish.method,
            ends_when_hidden=wish.ends_when_hidden, locked=locked,
        )  # fmt: skip
    if wish.tool is Tool.PROPAGATE:
        before, after = (wish.n_frames * (wish.way in (way, Way.BOTH)) for way in (Way.BACK, Way.ON))
        return propagation(
            project, track, wish.frame, before=before, after=after, joints=joints, decay=wish.decay,
            locked=locked,
        )  # fmt: skip
    if wish.tool is Tool.SMOOTH:
        return smoothing(
            project, track, wish.first, wish.last, cutoff_hz=wish.cutoff_hz, joints=joints, locked=locked
        )
    if open_pictures is None:
        raise InputError("There are no pictures to follow the pose in.")
    pictures = open_pictures()
    try:
        n_frames = -wish.n_frames if wish.way is Way.BACK else wish.n_frames
        return following(
            project, track, wish.frame, pictures.frame, n_frames=n_frames, joints=joints, locked=locked,
            on_progress=on_progress, should_stop=should_stop,
        )  # fmt: skip
    finally:
        pictures.close()
