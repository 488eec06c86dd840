"""What does it cost an annotator to correct 100 planted errors, in keys and drags?

    python benchmarks/correction_session.py [--seed 0] [--frames 3400] [--errors 100]

The real Annotate page in an offscreen window, worked with real key presses and mouse drags only. The
annotator goes from suggestion to suggestion (J) and, as a person would,

    accepts what is right                                A
    swaps left and right where that mends it             X on each frame; for a limb W, a letter, Alt+X
    swaps two people from here on and back               E where it begins, and where it ends
    drags each wrong joint of a short error              mouse
    drags every fourth frame of a longer one, marks      mouse, I, O; then W, a letter, N, Enter a joint
    its span, and interpolates
    looks again, and drags what is still wrong           mouse

until no suggestion is left that is more likely wrong than right. Printed: keystrokes and drags an error; how
many errors are mended (every joint within 4 % of the body's height of the truth); the mean joint error before
and after; and the processor time of the window.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from core.demo.planted import COUNTS, PlantedFilm, plant
from core.editing.limbs import from_joint_on
from core.entities import NewVideo, Space, VideoKind
from db.project import Project
from workbench.gui.annotate.page import AnnotatePage
from workbench.gui.annotate.poses.joint_letters import joint_letters
from workbench.gui.context import AppContext
from workbench.gui.settings import Settings
from workbench.gui.window import MainWindow

KEY, NONE = Qt.Key, Qt.KeyboardModifier.NoModifier
SHIFT, ALT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier
LEFT = Qt.MouseButton.LeftButton
TOLERANCE = 0.04  # of the body's height
SHORT_FRAMES = 3
KEY_FRAMES = 4  # a drag every so many frames of a longer error
LIKELY = 0.5  # suggestions below this are left: most of them would be right
LOOKS = 2  # at what was just mended: a drag may have taken hold of another joint
MOST_SUGGESTIONS = 400
PATIENCE_S = 20.0

Poses = NDArray[np.float32]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--frames", type=int, default=3400)
    parser.add_argument("--errors", type=int, default=100)
    options = parser.parse_args()
    counts = shares(options.errors)
    planted = plant(n_frames=options.frames, seed=options.seed, counts=counts)
    truth = plant(n_frames=options.frames, seed=options.seed, counts={}).image
    app = QApplication([])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "session.barre"
        build(path, planted)
        context = AppContext(Settings(Path(folder) / "settings.ini"), starts_jobs=False)
        window = MainWindow(context)
        window.resize(1280, 800)
        window.show()
        context.open_project(path)
        context.show_page("annotate", video_id=1)
        annotator = Annotator(app, window.page("annotate"), truth)
        before = annotator.poses()
        annotator.work()
        after = annotator.poses()
        window.close()
        context.shutdown()
    report(planted, truth, before, after, annotator)


def shares(n: int) -> dict[object, int]:
    """Return how many errors of each kind, in the proportions of the suggestions' benchmark."""
    total = sum(COUNTS.values())
    return {reason: max(1, round(count * n / total)) for reason, count in COUNTS.items()}


def build(path: Path, film: PlantedFilm) -> None:
    n_frames = len(film.image[0])
    with Project.create(path) as project:
        video = project.videos.add(
            NewVideo(
                kind=VideoKind.VIDEO, name="planted", path=str(path / "none.mp4"), sha256="0" * 64,
                size_bytes=1, fps=film.fps, n_frames=n_frames, duration_s=n_frames / film.fps,
                width_px=film.size_px[0], height_px=film.size_px[1],
            )
        )  # fmt: skip
        for person, pair in enumerate(zip(film.image, film.world, strict=True)):
            for space, poses in zip((Space.IMAGE, Space.WORLD), pair, strict=True):
                project.tracks.add(video.id, person, space, "planted", film.skeleton, film.fps, poses)


class Annotator:
    """Looks at the page, knows the truth, and has a keyboard and a mouse."""

    def __init__(self, app: QApplication, page: AnnotatePage, truth: tuple[Poses, ...]) -> None:
        self.app, self.page, self.canvas, self.truth = app, page, page.canvas, truth
        self.done = Counter[str]()
        self.deeds = Counter[str]()
        self.window_s = 0.0
        seen = truth[0][np.isfinite(truth[0][..., 1]).all(axis=1), :, 1]
        self.tolerance_px = TOLERANCE * float(np.median(np.ptp(seen, axis=1)))
        self.wait(lambda: page.player.shown >= 0 and len(page.state.people(0)) == len(truth), "open")
        page.activateWindow()
        page.canvas.setFocus()

    def work(self) -> None:
        start = time.thread_time()
        for _ in range(MOST_SUGGESTIONS):
            if not self.next_suggestion():
                break
            self.mend()
        self.window_s = time.thread_time() - start

    def next_suggestion(self) -> bool:
        """Press J and wait for the frame; False when there is none left."""
        suggesting = self.page.suggesting
        self.press(KEY.Key_J)
        self.wait(lambda: not suggesting.searching.is_looking, "find suggestions")
        chosen = suggesting.queue.chosen
        if chosen is None or chosen.likelihood < LIKELY:
            return False
        self.wait(lambda: self.page.player.shown == self.page.player.target, "show the suggestion")
        return True

    # -- what is wrong, and what a person does about it --------------------------------------------

    def mend(self) -> None:
        frame, person = self.page.state.frame, self.page.state.person
        wrong = self.wrong(person, frame)
        if not wrong.any():
            near = [f for f in (frame - 1, frame + 1) if self.wrong(person, f).any()]
            if not near:
                return self.deed("accepted", lambda: self.press(KEY.Key_A))
            self.go_to(near[0])
            frame, wrong = near[0], self.wrong(person, near[0])
        first, last = self.span(person, frame)
        if self.is_of(1 - person, person, frame):
            self.deed("people swapped", lambda: self.swap_people(first, last))
        elif self.swap_of(person, frame) is not None:
            self.deed("sides swapped", lambda: self.swap_sides(first, last, person))
        elif last - first < SHORT_FRAMES:
            self.deed("dragged", lambda: self.drag_all(person, range(first, last + 1)))
        else:
            self.deed("interpolated", lambda: self.interpolate(person, first, last))
        for _ in range(LOOKS):
            left = [f for f in range(first, last + 1) if self.wrong(person, f).any()]
            if left:
                self.deed("dragged again", partial(self.drag_all, person, left))
        return None

    def wrong(self, person: int, frame: int) -> NDArray[np.bool_]:
        """(J,), true for joints that are not where they are in truth."""
        if not 0 <= frame < len(self.truth[person]):
            return np.zeros(33, bool)
        shown = self.page.state.people(frame)[person].joints[:, :2]
        with np.errstate(invalid="ignore"):
            return np.linalg.norm(shown - self.truth[person][frame, :, :2], axis=1) > self.tolerance_px

    def span(self, person: int, frame: int) -> tuple[int, int]:
        first = last = frame
        while self.wrong(person, first - 1).any():
            first -= 1
        while self.wrong(person, last + 1).any():
            last += 1
        return first, last

    def is_of(self, truth_of: int, person: int, frame: int) -> bool:
        """Whether the pose is that of another person."""
        shown = self.page.state.people(frame)[person].joints[:, :2]
        away = np.linalg.norm(shown - self.truth[truth_of][frame, :, :2], axis=1)
        return bool(np.nanmedian(away) < self.tolerance_px)

    def swap_of(self, person: int, frame: int) -> str | None:
        """Return what to exchange with the other side: ``"body"``, an elbow or a knee; None: nothing."""
        pose = self.page.state.people(frame)[person]
        body, truth = pose.skeleton, self.truth[person][frame, :, :2]
        n_wrong = int(self.wrong(person, frame).sum())
        choices = {"body": range(len(body.joints))}
        choices |= {name: from_joint_on(body, body.index(name)) for name in ("left_elbow", "left_knee")}
        for name, joints in choices.items():
            both = sorted({*joints, *(body.mirror[joint] for joint in joints)})
            swapped = pose.joints[:, :2].copy()
            swapped[both] = pose.joints[[body.mirror[joint] for joint in both], :2]
            with np.errstate(invalid="ignore"):
                left = (np.linalg.norm(swapped - truth, axis=1) > self.tolerance_px).sum()
            if left < n_wrong / 2:
                return name
        return None

    def deed(self, name: str, work: Callable[[], object]) -> None:
        self.deeds[name] += 1
        work()

    def swap_people(self, first: int, last: int) -> None:
        for frame in (first, last + 1):
            self.go_to(frame)
            self.press(KEY.Key_E)

    def swap_sides(self, first: int, last: int, person: int) -> None:
        for frame in range(first, last + 1):
            what = self.swap_of(person, frame)
            if what is None:
                continue
            self.go_to(frame)
            if what == "body":
                self.press(KEY.Key_X)
            else:
                self.choose(self.page.state.track.skeleton.index(what))
                self.press(KEY.Key_X, ALT)

    def drag_all(self, person: int, frames: Sequence[int]) -> None:
        for frame in frames:
            self.go_to(frame)
            for joint in np.flatnonzero(self.wrong(person, frame)).tolist():
                self.drag(person, joint, frame)

    def interpolate(self, person: int, first: int, last: int) -> None:
        joints = sorted(
            {j for f in range(first, last + 1) for j in np.flatnonzero(self.wrong(person, f)).tolist()}
        )
        keys = sorted({*range(first, last + 1, KEY_FRAMES), last})
        for frame in keys:
            self.go_to(frame)
            for joint in joints:
                self.drag(person, joint, frame)
        self.go_to(first)
        self.press(KEY.Key_I)
        self.go_to(last)
        self.press(KEY.Key_O)
        for joint in joints:
            self.choose(joint)
            self.press(KEY.Key_N)
            self.wait(lambda: self.is_shown() or self.has_said_no(), "show the result")
            self.press(KEY.Key_Return if self.is_shown() else KEY.Key_Escape)
            self.wait(lambda: not self.page.posing.is_open, "apply the tool")
        self.press(KEY.Key_Escape)

    def is_shown(self) -> bool:
        """Whether the result of a tool is on the picture."""
        return self.page.ghosts.preview is not None

    def has_said_no(self) -> bool:
        """Whether a tool says that it can do nothing here."""
        return self.page.desk.tool.said.property("role") == "error"

    # -- keyboard and mouse ------------------------------------------------------------------------

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        self.done["keys"] += 1
        QTest.keyClick(self.canvas, key, modifier)
        self.app.processEvents()

    def go_to(self, frame: int) -> None:
        """Step there: by ten with Shift, then by one."""
        while (away := frame - self.page.player.target) != 0:
            key = KEY.Key_Right if away > 0 else KEY.Key_Left
            self.press(key, SHIFT if abs(away) >= 10 else NONE)
        self.wait(lambda: self.page.state.frame == frame, f"go to frame {frame}")

    def drag(self, person: int, joint: int, frame: int) -> None:
        """Take a joint to where it is in truth, if it is not there."""
        truth = self.truth[person][frame, joint, :2]
        if not np.isfinite(truth).all() or not self.wrong(person, frame)[joint]:
            return
        at, to = self.point(person, joint), self.at(*truth.tolist())
        if at is None or not (self.canvas.rect().contains(at) and self.canvas.rect().contains(to)):
            self.press(KEY.Key_Minus)
            at, to = self.point(person, joint), self.at(*truth.tolist())
        if at is None:
            return
        self.done["drags"] += 1
        QTest.mousePress(self.canvas, LEFT, pos=at)
        QTest.mouseMove(self.canvas, (at + to) / 2)
        QTest.mouseMove(self.canvas, to)
        QTest.mouseRelease(self.canvas, LEFT, pos=to)
        self.app.processEvents()

    def choose(self, joint: int) -> None:
        """Choose a joint by its letter."""
        letters = joint_letters(self.page.state.track.skeleton)
        (letter,) = [letter for letter in letters if joint in (letter.left, letter.right)]
        self.press(KEY.Key_W)
        is_right = joint == letter.right != letter.left
        self.done["keys"] += 1
        key = getattr(KEY, f"Key_{letter.letter}")
        QTest.keyClick(self.page.letters, key, SHIFT if is_right else NONE)
        self.app.processEvents()

    def point(self, person: int, joint: int) -> QPoint | None:
        x, y = self.page.state.people(self.page.state.frame)[person].joints[joint, :2].tolist()
        return self.at(x, y) if x == x else None

    def at(self, x_px: float, y_px: float) -> QPoint:
        return QPointF(*self.canvas.view.to_widget(x_px, y_px)).toPoint()

    def wait(self, until: Callable[[], bool], what: str) -> None:
        limit = time.monotonic() + PATIENCE_S
        while not until():
            if time.monotonic() > limit:
                sys.exit(f"the window did not {what} in time, after {dict(self.done)}")
            self.app.processEvents()
            time.sleep(0.001)

    def poses(self) -> list[Poses]:
        """(T, J, 4) a person, as the project has them."""
        project = self.page.context.open
        return [project.tracks.read(track.id) for track in self.page.state.subject.tracks]


def report(
    planted: PlantedFilm,
    truth: tuple[Poses, ...],
    before: list[Poses],
    after: list[Poses],
    annotator: Annotator,
) -> None:
    n, done = len(planted.errors), annotator.done
    errors = {when: errors_px(planted, truth, poses) for when, poses in (("b", before), ("a", after))}
    is_mended = [bool(np.nanmax(error) <= annotator.tolerance_px + 1) for error in errors["a"]]
    pairs = zip(planted.errors, is_mended, strict=True)
    left = Counter(str(error.reason) for error, is_right in pairs if not is_right)
    left_words = ", ".join(f"{reason} {count}" for reason, count in left.most_common()) or "none"
    means = [float(np.nanmean(np.concatenate(errors[when]))) for when in ("b", "a")]
    deeds = ", ".join(f"{name} {count}" for name, count in annotator.deeds.most_common())
    each_ms = annotator.window_s / max(sum(done.values()), 1) * 1000
    print(f"{'planted errors':34}{n}, of them mended {sum(is_mended)}")
    print(f"{'left':34}{left_words}")
    print(f"{'mean error of their joints':34}{means[0]:.1f} px before, {means[1]:.1f} px after")
    for name in ("keys", "drags"):
        print(f"{name:34}{done[name]}, {done[name] / n:.1f} an error")
    print(f"{'what was done':34}{deeds}")
    print(f"{'processor time':34}{annotator.window_s:.1f} s, {each_ms:.0f} ms a key or drag")


def errors_px(
    planted: PlantedFilm, truth: tuple[Poses, ...], poses: list[Poses]
) -> list[NDArray[np.float64]]:
    """Return how far each error's joints are from where they should be, one array an error."""
    found = []
    for error in planted.errors:
        span, joints = slice(error.start, error.stop), list(error.joints)
        off = poses[error.person][span, joints, :2] - truth[error.person][span, joints, :2]
        found.append(np.linalg.norm(off, axis=-1).ravel())
    return found


if __name__ == "__main__":
    main()
