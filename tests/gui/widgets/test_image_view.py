from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.gui.widgets.image_view import MAX_SCALE, MIN_ZOOM, ImageView

sizes = st.tuples(st.floats(1, 5000), st.floats(1, 5000))
points = st.tuples(st.floats(-100, 5000), st.floats(-100, 5000))
views = st.builds(
    lambda image, widget, factor, at: ImageView.fitted(image, widget).zoomed(factor, at),
    sizes, sizes, st.floats(0.1, 50), points,
)  # fmt: skip


@given(views, points)
def test_widget_and_image_coordinates_are_inverse(view: ImageView, point: tuple[float, float]) -> None:
    there = view.to_widget(*view.to_image(*point))
    assert there == pytest.approx(point, abs=1e-4 * max(1, view.scale * max(view.image)))


def test_a_fitted_image_fills_one_side_and_is_centred() -> None:
    view = ImageView.fitted((640, 360), (1000, 1000))
    assert view.to_widget(0, 0) == pytest.approx((0, (1000 - 562.5) / 2))
    assert view.to_widget(640, 360) == pytest.approx((1000, 1000 - (1000 - 562.5) / 2))


def test_zooming_in_keeps_the_point_under_the_pointer() -> None:
    view = ImageView.fitted((640, 360), (1280, 720)).zoomed(2, (900, 400))
    under = view.to_image(700, 300)
    assert view.zoomed(1.7, (700, 300)).to_image(700, 300) == pytest.approx(under)


@given(views, points, st.floats(-3000, 3000), st.floats(-3000, 3000))
def test_a_zoomed_image_never_leaves_a_gap(
    view: ImageView, at: tuple[float, float], dx: float, dy: float
) -> None:
    view = view.panned(dx, dy)
    left, top = view.to_widget(0, 0)
    right, bottom = view.to_widget(*view.image)
    for low, high, side in ((left, right, view.widget[0]), (top, bottom, view.widget[1])):
        near = 1e-6 * max(1.0, abs(low), abs(high))
        if high - low >= side:
            assert low <= near
            assert high >= side - near
        else:
            assert low + high == pytest.approx(side, abs=2 * near)


@given(sizes, sizes, st.lists(st.floats(0.01, 100), max_size=5))
def test_zoom_stays_within_its_bounds(
    image: tuple[float, float], widget: tuple[float, float], factors: list[float]
) -> None:
    view = ImageView.fitted(image, widget)
    for factor in factors:
        view = view.zoomed(factor, (widget[0] / 2, widget[1] / 2))
    assert view.zoom >= MIN_ZOOM
    assert view.scale <= max(MAX_SCALE, view.fit_scale) * (1 + 1e-9)


def test_a_point_is_brought_into_view() -> None:
    view = ImageView.fitted((640, 360), (640, 360)).zoomed(8, (0, 0))
    assert not view.shows(600, 300)
    assert view.centred_on(600, 300).shows(600, 300)
