"""Looking from another side, dances over one another, and dances side by side in one film."""

from __future__ import annotations

import av
import numpy as np
import pytest

from core.demo.choreography import choreograph
from core.errors import Cancelled, InputError
from core.render.dancers import DrawnDancers
from core.render.lettering import lettering
from core.render.orbit import FRONT, MOST_PITCH_DEG, Orbit, seen_from
from core.render.side_by_side import TITLE_PX, Cell, film_together
from tests.conftest import make_motion


def test_from_the_front_a_motion_is_what_it_is():
    motion = make_motion(5)
    assert seen_from(motion, FRONT) is motion


def test_from_the_dancers_left_depth_becomes_width():
    motion = make_motion(5)
    side = seen_from(motion, Orbit(yaw_deg=90)).positions
    middle = motion.positions.mean(axis=(0, 1))
    assert side[..., 0] - middle[0] == pytest.approx(-(motion.positions[..., 2] - middle[2]), abs=1e-5)
    assert side[..., 1] == pytest.approx(motion.positions[..., 1], abs=1e-5)


def test_going_round_keeps_all_distances_and_ends_where_it_began():
    motion = make_motion(6)
    turned = seen_from(motion, Orbit(33.0, 21.0)).positions
    gaps = [np.linalg.norm(p[:, 1:] - p[:, :1], axis=-1) for p in (turned, motion.positions)]
    assert gaps[0] == pytest.approx(gaps[1], abs=1e-4)
    assert FRONT.moved(350, 0).moved(10, 0).yaw_deg == pytest.approx(0)
    assert FRONT.moved(0, 500).pitch_deg == MOST_PITCH_DEG


def test_a_second_dance_is_drawn_over_the_first_where_it_stands():
    first = choreograph("waltz", duration_s=1.0, seed=0)
    other = first.with_positions(first.positions + np.float32([3.0, 0, 0]))  # the same dance elsewhere
    alone = DrawnDancers([first], "sticks", (200, 200)).frame(5)
    both = DrawnDancers([first, other], "sticks", (200, 200)).frame(5)
    changed = (alone != both).any(axis=-1)
    assert changed.any()
    assert np.argwhere(changed)[:, 1].max() < 190  # not three metres away


def test_dances_are_filmed_side_by_side_each_at_its_own_time(tmp_path):
    class Plain:
        def __init__(self, shade: int) -> None:
            self.shade = shade

        def frame(self, index: int) -> np.ndarray:
            return np.full((60, 60, 3), self.shade + 10 * index, np.uint8)

    cells = [Cell("one", np.arange(10) / 10, Plain(20)), Cell("two", 0.5 + np.arange(10) / 10, Plain(120))]
    film_together(cells, tmp_path / "both.mp4", fps=10, cell_px=60)
    with av.open(str(tmp_path / "both.mp4")) as film:
        pictures = [frame.to_ndarray(format="rgb24") for frame in film.decode(video=0)]
    assert len(pictures) == 15
    assert pictures[0].shape[:2] == (60 + TITLE_PX, 120)
    shades = [(int(p[60, 30, 0]), int(p[60, 90, 0])) for p in pictures]
    assert shades[8] == pytest.approx((100, 150), abs=6)
    assert shades[14] == pytest.approx((110, 210), abs=6)


def test_nothing_is_filmed_of_nothing_and_nothing_is_left_when_stopped(tmp_path):
    with pytest.raises(InputError, match="nothing to film"):
        film_together([], tmp_path / "none.mp4")
    painter = DrawnDancers([choreograph("waltz", duration_s=1.0, seed=0)], "sticks", (48, 48))
    with pytest.raises(Cancelled):
        film_together([Cell("a", np.arange(3.0), painter)], tmp_path / "none.mp4", should_stop=lambda: True)
    assert not list(tmp_path.iterdir())


def test_words_of_any_script_fit_their_line():
    short, long = lettering("Ballet", 200, 28), lettering("Δοκιμή " * 40, 200, 28)
    assert short.shape == long.shape == (28, 200, 3)
    assert short.min() < 120
    assert (long[:, :3] > 200).all()
