"""How the music is seen, and whether edges keep to it: choices that are remembered."""

from __future__ import annotations

from PySide6.QtCore import QObject

from workbench.gui.annotate.loading import Loader
from workbench.gui.annotate.state import AnnotateState
from workbench.gui.context import AppContext
from workbench.gui.widgets.timeline.levels import Bands
from workbench.gui.widgets.timeline.widget import Timeline

SPECTRUM, FREE_EDGES = "timeline/spectrum", "timeline/free_edges"


class Listening(QObject):
    """Waveform or spectrogram; edges that snap to beats or do not."""

    def __init__(self, context: AppContext, state: AnnotateState, loader: Loader, timeline: Timeline) -> None:
        super().__init__(timeline)
        self._context, self._state, self._loader, self._timeline = context, state, loader, timeline
        self._wants_spectrum = bool(context.settings.text(SPECTRUM))
        timeline.snaps = not context.settings.text(FREE_EDGES)
        loader.spectrum_read.connect(self._on_spectrum_read)

    @property
    def wants_spectrum(self) -> bool:
        """Whether the spectrogram takes the waveform's place."""
        return self._wants_spectrum

    @property
    def snaps(self) -> bool:
        """Whether beats draw the edges of segments."""
        return self._timeline.snaps

    def toggle_spectrum(self) -> None:
        """Show the spectrogram, or the waveform again."""
        self._wants_spectrum = not self._wants_spectrum
        self._context.settings.set_text(SPECTRUM, "yes" if self._wants_spectrum else "")
        self.show()

    def toggle_snap(self) -> None:
        """Let beats draw the edges of segments, or not."""
        self._timeline.snaps = not self._timeline.snaps
        self._context.settings.set_text(FREE_EDGES, "" if self._timeline.snaps else "yes")

    def show(self) -> None:
        """Ask for the spectrum of the open video, or take it away."""
        subject = self._state.subject
        if not self._wants_spectrum or subject is None or subject.sound is None:
            self._timeline.change(spectrum=None)
        else:
            self._loader.read_spectrum(subject.video.id, subject.sound)

    def _on_spectrum_read(self, video_id: int, bands: Bands) -> None:
        subject = self._state.subject
        if self._wants_spectrum and subject is not None and subject.video.id == video_id:
            self._timeline.change(spectrum=bands)
