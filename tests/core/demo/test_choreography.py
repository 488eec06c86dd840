"""Choreographed dances have bodies, feet, beats and styles."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.demo.choreography import STYLES, beat_grid, choreograph, style_of, tempo_for
from core.demo.moves import track
from core.demo.poses import CHANNELS, Arm, Foot, Pose
from core.errors import InputError
from core.motion import Motion
from core.render.sheet import joint_speed
from core.skeleton import skeleton

BODY = skeleton("blazepose33")
SEEDS = range(4)


def joints(motion: Motion, *names: str) -> np.ndarray:
    return motion.positions[:, BODY.indices(*names)].astype(np.float64)


@pytest.mark.parametrize("style", STYLES)
def test_bones_keep_their_length(style: str) -> None:
    # A side of the trunk is no bone: it gives when the trunk bends.
    trunk = {tuple(BODY.indices(f"{side}_shoulder", f"{side}_hip")) for side in ("left", "right")}
    bones = np.array([bone for bone in BODY.bones if bone not in trunk])
    for seed in SEEDS:
        p = choreograph(style, duration_s=12, seed=seed).positions.astype(np.float64)
        length = np.linalg.norm(p[:, bones[:, 0]] - p[:, bones[:, 1]], axis=2)
        assert (np.ptp(length, axis=0) < 2e-6).all()


@pytest.mark.parametrize("style", STYLES)
def test_nothing_is_below_the_floor_and_somebody_stands_on_it(style: str) -> None:
    for seed in SEEDS:
        motion = choreograph(style, duration_s=12, seed=seed)
        assert np.isfinite(motion.positions).all()
        lowest = motion.positions[..., 1].min(axis=1)
        assert lowest.min() > -1e-6
        assert lowest.max() < 1e-3


@pytest.mark.parametrize("style", STYLES)
def test_standing_feet_stay_where_they_are(style: str) -> None:
    for seed in SEEDS:
        motion = choreograph(style, duration_s=12, seed=seed)
        tips = joints(motion, "left_foot_index", "right_foot_index")
        speed = np.linalg.norm(np.diff(tips, axis=0), axis=2) * motion.fps
        stands = (tips[1:, :, 1] < 1e-4) & (tips[:-1, :, 1] < 1e-4)
        assert stands.mean() > 0.35
        assert speed[stands].max() < 0.02  # metres a second


@pytest.mark.parametrize("style", STYLES)
def test_the_dance_is_on_the_beat(style: str) -> None:
    for seed in SEEDS:
        motion = choreograph(style, duration_s=16, seed=seed)
        times_s = np.arange(motion.n_frames) / motion.fps
        speed = joint_speed(motion)
        beats_s = beat_grid(tempo_for(style, seed), 15.5)
        on_beats, overall = np.interp(beats_s, times_s, speed).mean(), speed.mean()
        assert on_beats < 0.45 * overall
        # The same dance against beats that are half a beat late is fast on them.
        late = np.interp(beats_s + 0.5 * beats_s[1], times_s, speed).mean()
        assert late > 1.1 * overall


@pytest.mark.parametrize("style", STYLES)
def test_the_dancer_moves_as_people_can(style: str) -> None:
    for seed in SEEDS:
        p = choreograph(style, duration_s=12, seed=seed).positions.astype(np.float64)
        speed = np.linalg.norm(np.diff(p, axis=0), axis=2) * 25
        assert speed.max() < 9.0  # a kicking foot reaches about 10 m/s
        assert np.linalg.norm(np.diff(p, 2, axis=0), axis=2).max() * 625 < 200


@pytest.mark.parametrize("style", STYLES)
def test_the_dancer_faces_the_camera(style: str) -> None:
    for seed in SEEDS:
        motion = choreograph(style, duration_s=12, seed=seed)
        for part in ("hip", "shoulder"):
            left, right = joints(motion, f"left_{part}", f"right_{part}").transpose(1, 0, 2)
            across = left - right
            yaw = np.degrees(np.arctan2(-across[:, 2], across[:, 0]))
            assert np.abs(yaw).max() < 50


@pytest.mark.parametrize("style", STYLES)
def test_the_same_seed_is_the_same_dance_and_another_is_another(style: str) -> None:
    first, again, other = (choreograph(style, duration_s=8, tempo_bpm=100, seed=seed) for seed in (3, 3, 4))
    assert np.array_equal(first.positions, again.positions)
    apart = np.linalg.norm(first.root_centred().positions - other.root_centred().positions, axis=2)
    assert apart.mean() > 0.05


def pose_spread(motion: Motion) -> np.ndarray:
    """Mean and spread of the joints about the root, in body heights: what a dance looks like on average."""
    p = motion.root_centred().positions / np.ptp(motion.positions[..., 1])
    return np.concatenate([p.mean(axis=0).ravel(), p.std(axis=0).ravel()])


def test_styles_are_told_apart_by_how_they_move_not_by_one_number() -> None:
    dances = {
        style: [pose_spread(choreograph(style, duration_s=20, seed=s)) for s in SEEDS] for style in STYLES
    }
    within = max(
        np.linalg.norm(np.mean(dances[style], axis=0) - d) for style in STYLES for d in dances[style]
    )
    centres = [np.mean(dances[style], axis=0) for style in STYLES]
    between = [np.linalg.norm(a - b) for i, a in enumerate(centres) for b in centres[:i]]
    assert np.median(between) > 0.8 * within
    # No joint's height alone separates them: its ranges over dances overlap for some pair of styles.
    for joint in ("left_wrist", "left_knee", "nose", "left_hip"):
        heights = [
            [
                float(choreograph(style, duration_s=8, seed=s).positions[:, BODY.index(joint), 1].mean())
                for s in range(8)
            ]
            for style in STYLES
        ]
        spans = sorted((min(h), max(h)) for h in heights)
        assert any(a[1] > b[0] for a, b in pairwise(spans))


@pytest.mark.parametrize("style", STYLES)
def test_no_limb_has_to_swing_through_the_opposite_direction(style: str) -> None:
    """Between opposite directions there is no shortest way, and the swing would pick any."""
    found = style_of(style)
    arms = [CHANNELS.index(f"left_{part}_out") for part in ("upper", "fore")]
    for move in found.moves:
        for version in (move, move.mirrored()):
            poses = [found.base, *(hit.pose for hit in version.hits), found.base]
            vectors = np.stack([pose.vector() for pose in poses])
            for at in arms:
                a = vectors[:, at : at + 3] / np.linalg.norm(vectors[:, at : at + 3], axis=1, keepdims=True)
                assert ((a[1:] * a[:-1]).sum(axis=1) > -0.97).all(), move.name


@pytest.mark.parametrize("style", STYLES)
def test_moves_are_written_on_beats_of_their_own_and_end_where_the_next_begins(style: str) -> None:
    found = style_of(style)
    for move in found.moves:
        beats = [hit.beat for hit in move.hits]
        assert beats == sorted(beats)
        assert beats[0] > 0
        assert beats[-1] == move.n_beats
        assert move.n_beats % found.metre == 0
        last = move.hits[-1].pose
        for foot, home in ((last.left_foot, found.base.left_foot), (last.right_foot, found.base.right_foot)):
            assert (foot.out, foot.front, foot.lift) == (home.out, home.front, home.lift), move.name


@pytest.mark.parametrize("style", STYLES)
def test_one_foot_stands_while_the_other_steps(style: str) -> None:
    found = style_of(style)
    for move in found.moves:
        poses = [found.base, *(hit.pose for hit in move.hits)]
        for before, after in pairwise(poses):
            stays = [
                (a.out, a.front) == (b.out, b.front) and a.lift == b.lift == 0
                for a, b in ((before.left_foot, after.left_foot), (before.right_foot, after.right_foot))
            ]
            assert any(stays), move.name


def test_length_and_rate_are_what_was_asked_for() -> None:
    assert choreograph("waltz", duration_s=3.2, fps=30).n_frames == 96
    assert choreograph("waltz", n_beats=10, tempo_bpm=120).duration_s == pytest.approx(5.0)
    assert choreograph("waltz", duration_s=0.001).n_frames == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"duration_s": 2, "n_beats": 4},
        {"duration_s": 0},
        {"n_beats": -1},
        {"duration_s": 2, "tempo_bpm": 0},
    ],
)
def test_impossible_lengths_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(InputError):
        choreograph("salsa", **wrong)  # type: ignore[arg-type]


def test_an_unknown_style_lists_the_known_ones() -> None:
    with pytest.raises(InputError, match="ballet, hip-hop, salsa, waltz"):
        choreograph("polka", duration_s=2)


@given(st.floats(-180, 180), st.floats(-1, 1), st.floats(-1, 1))
def test_a_mirrored_mirror_image_is_the_pose(angle: float, x: float, lift: float) -> None:
    pose = Pose(side=x, yaw=angle, left_arm=Arm((1, x, 0), (0, 1, lift)), left_foot=Foot(lift=lift))
    assert pose.mirrored().mirrored() == pose


@settings(max_examples=30)
@given(st.floats(0, 0.9), st.integers(2, 6), st.integers(0, 1000))
def test_a_track_reaches_every_hit_and_stands_still_there(attack: float, n: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    values = rng.uniform(0.1, 1, (n, len(CHANNELS)))
    hits = [(float(k), values[k]) for k in range(n)]
    arms = [i for i, name in enumerate(CHANNELS) if "upper" in name or "fore" in name]
    others = [i for i in range(len(CHANNELS)) if i not in arms]
    at = np.arange(n - 1, dtype=float)
    assert track(hits, at, attack)[:, others] == pytest.approx(values[:-1][:, others])
    step = 1e-4
    assert track(hits, at + step, attack) == pytest.approx(track(hits, at, attack), abs=1e-4)
