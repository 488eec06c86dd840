"""Where an image lies in a widget: fit, zoom at a point, pan. Plain arithmetic, no Qt."""

from __future__ import annotations

from dataclasses import dataclass, replace

Point = tuple[float, float]

MAX_SCALE = 40.0  # widget pixels an image pixel; beyond it nothing more can be seen
MIN_ZOOM = 0.5  # smaller than "fits", for joints that were guessed outside of the picture


@dataclass(frozen=True)
class ImageView:
    """The view of an image of `image` pixels in a widget of `widget` (logical) pixels.

    Attributes:
        zoom: magnification over "the whole image fits"; at least `MIN_ZOOM`.
        centre: the image point in the middle of the widget, image pixels, origin top-left corner.
    """

    image: Point = (1.0, 1.0)
    widget: Point = (1.0, 1.0)
    zoom: float = 1.0
    centre: Point = (0.5, 0.5)

    @classmethod
    def fitted(cls, image: Point, widget: Point) -> ImageView:
        """Return the view that shows the whole image."""
        width, height = max(image[0], 1.0), max(image[1], 1.0)
        return cls((width, height), widget, 1.0, (width / 2, height / 2))

    @property
    def fit_scale(self) -> float:
        """Widget pixels an image pixel when the whole image fits."""
        return max(min(self.widget[0] / self.image[0], self.widget[1] / self.image[1]), 1e-6)

    @property
    def scale(self) -> float:
        """Widget pixels an image pixel."""
        return self.fit_scale * self.zoom

    def to_widget(self, x_px: float, y_px: float) -> Point:
        """Return where an image point lies in the widget."""
        s = self.scale
        return (
            self.widget[0] / 2 + (x_px - self.centre[0]) * s,
            self.widget[1] / 2 + (y_px - self.centre[1]) * s,
        )

    def to_image(self, x: float, y: float) -> Point:
        """Return the image point under a widget point."""
        s = self.scale
        return (
            self.centre[0] + (x - self.widget[0] / 2) / s,
            self.centre[1] + (y - self.widget[1] / 2) / s,
        )

    def zoomed(self, factor: float, at: Point) -> ImageView:
        """Return the view zoomed so that the image point under the widget point `at` stays there."""
        zoom = min(max(self.zoom * factor, MIN_ZOOM), max(1.0, MAX_SCALE / self.fit_scale))
        fixed = self.to_image(*at)
        scale = self.fit_scale * zoom
        centre = (
            fixed[0] - (at[0] - self.widget[0] / 2) / scale,
            fixed[1] - (at[1] - self.widget[1] / 2) / scale,
        )
        return replace(self, zoom=zoom, centre=centre)._held()

    def panned(self, dx: float, dy: float) -> ImageView:
        """Return the view with the image moved by widget pixels."""
        centre = (self.centre[0] - dx / self.scale, self.centre[1] - dy / self.scale)
        return replace(self, centre=centre)._held()

    def resized(self, widget: Point) -> ImageView:
        """Return the same view in a widget of another size."""
        return replace(self, widget=widget)._held()

    def centred_on(self, x_px: float, y_px: float) -> ImageView:
        """Return the view moved so that an image point is in the middle, as far as the edges allow."""
        return replace(self, centre=(x_px, y_px))._held()

    def shows(self, x_px: float, y_px: float) -> bool:
        """Whether an image point lies inside the widget."""
        x, y = self.to_widget(x_px, y_px)
        return 0 <= x <= self.widget[0] and 0 <= y <= self.widget[1]

    def _held(self) -> ImageView:
        """Keep the image from leaving the widget: centred where it is smaller, else without a gap."""
        centre = []
        for at, image, widget in zip(self.centre, self.image, self.widget, strict=True):
            half = widget / self.scale / 2
            centre.append(image / 2 if image <= 2 * half else min(max(at, half), image - half))
        return replace(self, centre=(centre[0], centre[1]))
