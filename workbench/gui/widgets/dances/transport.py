"""The bar below the dances: play, where it is, how fast, what is looped, mute."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QSlider, QToolButton, QWidget

from workbench.gui import texts
from workbench.gui.theme import Theme
from workbench.gui.widgets.player.player import SPEEDS, Player

ICON_PX = QSize(20, 20)


class Transport(QFrame):
    """Plays, pauses, seeks, slows, loops and mutes a player."""

    def __init__(
        self,
        theme: Theme,
        player: Player,
        toggle_loop: Callable[[], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "strip")
        self._theme, self._player = theme, player
        self.play = self._button("Play or pause", player.toggle)
        self.again = self._button("From the beginning", lambda: player.seek(0))
        self.mute = self._button("Sound on or off", self._on_mute)
        self.loop = self._button("Loop eight beats, or stop looping", toggle_loop)
        self.loop.setCheckable(True)
        self.buttons = {  # by what their keys do
            "play": self.play, "again": self.again, "mute": self.mute, "loop": self.loop,
        }  # fmt: skip
        self.mute.setCheckable(True)
        self.speed = QComboBox(self, accessibleName="Speed", toolTip="Slower keeps the pitch of the music")
        self.speed.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for speed in SPEEDS:
            self.speed.addItem(f"{speed:g} ×", speed)
        self.speed.activated.connect(lambda row: player.set_speed(SPEEDS[row]))
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.slider.setAccessibleName("Position")
        self.slider.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its keys are the page's: arrows step
        self.time = QLabel(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 6, 10, 6)
        row.setSpacing(8)
        for widget in (
            self.play, self.again, self.slider, self.time, self.loop, self.speed, self.mute,
        ):  # fmt: skip
            row.addWidget(widget, 1 if widget is self.slider else 0)
        self.slider.valueChanged.connect(self._on_slid)
        player.target_changed.connect(self._on_target)
        player.playing_changed.connect(lambda _: self._draw())
        player.loop_changed.connect(lambda _: self._draw())
        player.speed_changed.connect(lambda _: self._draw())
        theme.changed.connect(self._draw)
        self._draw()
        self._on_target(0)

    def refresh(self) -> None:
        """Follow the player to another dance."""
        self.slider.blockSignals(True)
        self.slider.setRange(0, max(0, self._player.n_frames - 1))
        self.slider.blockSignals(False)
        self.setEnabled(self._player.n_frames > 0)
        self._on_target(self._player.target)

    def _button(self, name: str, clicked: object) -> QToolButton:
        button = QToolButton(self, accessibleName=name, iconSize=ICON_PX)
        button.clicked.connect(clicked)
        return button

    def _draw(self) -> None:
        icon = self._theme.icon
        self.play.setIcon(icon("pause" if self._player.is_playing else "play"))
        self.again.setIcon(icon("step-back"))
        self.mute.setIcon(icon("sound-off" if self.mute.isChecked() else "sound"))
        self.loop.setIcon(icon("loop"))
        self.loop.setChecked(self._player.loop is not None)
        self.speed.setCurrentIndex(max(0, self.speed.findData(self._player.speed)))

    def _on_mute(self) -> None:
        self._player.sound.set_muted(self.mute.isChecked())
        self._draw()

    def _on_slid(self, frame: int) -> None:
        self._player.scrub_to(frame)

    def _on_target(self, frame: int) -> None:
        self.slider.blockSignals(True)
        self.slider.setValue(frame)
        self.slider.blockSignals(False)
        times_s = self._player.times_s
        now_s, all_s = (times_s[frame] - times_s[0], times_s[-1] - times_s[0]) if len(times_s) else (0.0, 0.0)
        self.time.setText(f"{texts.duration(float(now_s))} / {texts.duration(float(all_s))}")
