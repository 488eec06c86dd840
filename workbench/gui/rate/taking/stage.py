"""One dance or two on one clock of the music; nobody can skip, only begin again or repeat a phrase."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from core.studies.records import EventKind
from workbench.gui.context import AppContext
from workbench.gui.rate.taking.session import Showing
from workbench.gui.rate.taking.words import ENGLISH, Words
from workbench.gui.widgets.dances.stage import DanceStage
from workbench.gui.widgets.flow import FlowLayout

PHRASE_S = 4.0  # two bars or so
ICON_PX = QSize(28, 28)


class StudyStage(QWidget):
    """Plays what is shown, and says when it was seen to its end."""

    seen = Signal()  # to its end, without a gap
    did = Signal(object, float)  # EventKind, where in the clip (seconds)
    failed = Signal(object)

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._words = context.theme, Words(ENGLISH, {})
        self._has_sound = False
        self.n_plays = 0
        self.stage = DanceStage(context)
        self.stage.transport.hide()  # its slider would let one skip
        self.stage.failed.connect(self.failed)
        self.player = self.stage.player
        self.player.target_changed.connect(self._on_target)
        self.player.playing_changed.connect(self._on_playing)
        self.play = self._button("play", self.toggle)
        self.again = self._button("step-back", self.repeat)
        self.loop = self._button("loop", self._on_loop)
        self.loop.setCheckable(True)
        self.bar = QProgressBar(textVisible=False)
        self.bar.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.silent = QLabel(wordWrap=True)
        self.silent.setProperty("role", "error")
        self.silent.hide()
        buttons = QWidget()
        line = FlowLayout(buttons, spacing=10)  # large letters take more than one line
        for button in (self.play, self.again, self.loop):
            line.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.stage, 1)
        column.addWidget(self.silent)
        column.addWidget(self.bar)
        column.addWidget(buttons)
        context.theme.changed.connect(self._draw)

    def _button(self, icon: str, clicked: object) -> QPushButton:
        button = QPushButton(self)
        button.setIcon(self._theme.icon(icon))
        button.setIconSize(ICON_PX)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(clicked)
        return button

    def set_words(self, words: Words) -> None:
        """Speak a language."""
        self._words = words
        self.again.setText(words("From the beginning"))
        self.loop.setText(words("Repeat this phrase"))
        self.bar.setAccessibleName(words("How much of the clip is over"))
        self.silent.setText(words("No sound is heard. Please tell the person who leads the study."))
        for button in (self.again, self.loop):
            button.setAccessibleName(button.text())
        self._draw()

    def put(self, showing: Showing) -> None:
        """Put a trial on the stage and play it."""
        self.n_plays = 0
        self.loop.setChecked(False)
        self._enable(False)
        self.stage.show_dances(showing.dances, showing.sound)
        sides = (self._words("Left"), self._words("Right")) if len(showing.dances) > 1 else ("",)
        for pane, side in zip(self.stage.panes, sides, strict=True):
            pane.title.setText(side)
            pane.title.setVisible(bool(side))
            pane.picture.setAccessibleName(f"{self._words('A dance')} {side}".strip())
        self.bar.setRange(0, max(1, self.player.n_frames - 1))
        self._has_sound = showing.sound is not None
        self.player.play()

    def clear(self) -> None:
        self.stage.clear()

    def toggle(self) -> None:
        """Play or pause."""
        self.player.toggle()

    def repeat(self) -> None:
        """Play from the beginning again; only once it was seen."""
        if self.n_plays:
            self.loop.setChecked(False)
            self.player.set_loop(None)
            self.player.seek(0)
            self.did.emit(EventKind.REPEATED, 0.0)
            self.player.play()

    def toggle_loop(self) -> None:
        """Repeat the phrase around here, or go on."""
        if self.n_plays:
            self.loop.toggle()
            self._on_loop()

    def _on_loop(self) -> None:
        if not self.loop.isChecked():
            self.player.set_loop(None)
            return
        times_s = self.player.times_s
        end_s = float(times_s[-1])
        start_s = min(max(self.player.position_s - PHRASE_S / 2, float(times_s[0])), end_s)
        start_s = max(float(times_s[0]), min(start_s, end_s - PHRASE_S))
        self.player.set_loop((start_s, min(start_s + PHRASE_S, end_s)))
        self.did.emit(EventKind.LOOPED, start_s)
        self.player.play()

    def _on_target(self, frame: int) -> None:
        self.bar.setValue(frame)
        is_last = self.player.n_frames > 0 and frame == self.player.n_frames - 1
        if is_last and self.player.is_playing and self.player.loop is None:
            self.n_plays += 1
            self._enable(True)
            self.did.emit(EventKind.ENDED, self.player.position_s)
            self.seen.emit()

    def _on_playing(self, playing: bool) -> None:
        self._draw()
        if not self.player.n_frames:
            return
        is_over = self.player.target == self.player.n_frames - 1
        if playing:
            self.did.emit(EventKind.PLAYED, self.player.position_s)
            is_silent = self._has_sound and not self.player.sound.is_audible
            self.silent.setVisible(is_silent)
            if is_silent:
                self.did.emit(EventKind.SILENT, self.player.position_s)
        elif not is_over:
            self.did.emit(EventKind.PAUSED, self.player.position_s)

    def _enable(self, on: bool) -> None:
        for button in (self.again, self.loop):
            button.setEnabled(on)

    def _draw(self) -> None:
        words, playing = self._words, self.player.is_playing
        self.play.setIcon(self._theme.icon("pause" if playing else "play"))
        self.play.setText(words("Pause") if playing else words("Play"))
        self.play.setAccessibleName(self.play.text())
