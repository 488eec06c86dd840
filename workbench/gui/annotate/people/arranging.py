"""Who is who: the menu of the person who is worked on, its keys, and what becomes of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QAction, QColor
from PySide6.QtWidgets import QColorDialog, QMenu

from core.editing.standing import beside, standing
from core.entities import CorrectionKind, JointEdit, Person, VideoKind
from core.errors import BarreError
from db.palette import PALETTE
from workbench.actions import people as deeds
from workbench.actions.people import LONGEST_GAP_S, Continuation, Deed
from workbench.gui.annotate.desk import Desk
from workbench.gui.annotate.people.dots import dot
from workbench.gui.annotate.people.edits import MendPeople
from workbench.gui.annotate.people.name_dialog import NameDialog
from workbench.gui.annotate.poses.correcting import Correcting
from workbench.gui.annotate.state import AnnotateState
from workbench.gui.context import AppContext
from workbench.gui.widgets.pose import PersonPose

NOBODY_HERE = "Nobody else is in this frame to swap with"
MOST_CANDIDATES = 5


class PeopleMenu(QObject):
    """Mends who is who, from the frame on show on; one undo step a deed, stored when it is seen."""

    changed = Signal()  # there are other people, or they have other names

    def __init__(self, context: AppContext, state: AnnotateState, desk: Desk, correcting: Correcting) -> None:
        super().__init__(desk)
        self._context, self._state, self._desk = context, state, desk
        self._correcting = correcting
        self.keys: dict[str, QAction] = {}  # actions of the page that the menu has, too, by deed
        self.menu = QMenu(desk)
        self.menu.aboutToShow.connect(self._fill)
        self.candidates = QMenu(desk)
        desk.header.people.setMenu(self.menu)

    # -- what is seen ----------------------------------------------------------------------------

    def show(self) -> None:
        """List the people of the open video."""
        subject, header = self._state.subject, self._desk.header
        header.set_people(subject.people if subject is not None else (), self._state.person)
        header.people.setEnabled(self._may_add)

    def take(self, people: tuple[Person, ...]) -> None:
        """See people as they are now."""
        if self._state.take_people(people):
            self.show()
            self.changed.emit()

    def read(self) -> None:
        """Read the people of the open video: they were just mended here."""
        subject = self._state.subject
        if subject is None:
            return
        self._state.take_people(self._context.open.people.of_video(subject.video.id))
        self._state.forget_poses()
        self.show()
        self.changed.emit()

    # -- deeds -----------------------------------------------------------------------------------

    def next(self) -> None:
        """Work on the next person; they come round at the end."""
        n = len(self._state.subject.people) if self._state.subject is not None else 0
        if n > 1:
            self._desk.header.person_chosen.emit((self._state.person + 1) % n)

    def swap_nearest(self) -> None:
        """Swap with whoever is nearest in the picture, from this frame on."""
        other = self._nearest()
        if other is not None:
            self.swap(other)
        else:
            self._desk.stored.setText(NOBODY_HERE)

    def swap(self, other: Person) -> None:
        """Swap with another person from this frame on."""
        who = self._who
        if who is not None:
            self._push(deeds.swap(who, other, self._state.frame))

    def split(self) -> None:
        """Make somebody new of the person from this frame on."""
        who = self._who
        if who is not None:
            self._push(deeds.split(who, self._state.frame))

    def merge(self, other: Person) -> None:
        """Give what the person is not seen in to another one, who stays."""
        who = self._who
        if who is not None:
            project = self._context.open
            self._work_out(lambda: deeds.merge(project, other, who))

    def delete(self, *, here: bool) -> None:
        """Take the person out of the video, or (`here`) of the rest of it."""
        who, frame = self._who, self._state.frame if here else 0
        if who is not None:
            project = self._context.open
            self._work_out(lambda: deeds.delete(project, who, frame))

    def join(self) -> None:
        """Ask who the person is after the gap in which they were lost: likely ones first."""
        who, frame, project = self._who, self._state.frame, self._context.open
        if who is not None:
            self._context.background(
                lambda: deeds.continuations(project, who, frame), partial(self._offer, who), receiver=self
            )

    def add(self) -> None:
        """Add somebody whom nobody found, and work on them."""
        if not self._may_add:
            return
        before = set(self._numbers())
        self._push(deeds.add())
        for i, number in enumerate(self._numbers()):
            if number not in before:
                self._correcting.select(i, None)
                key = self._context.keymap.text("annotate.draw-person")
                self._desk.stored.setText(
                    f"Not drawn yet: {key} draws them in a frame, to be dragged in place"
                )

    def draw(self) -> None:
        """Put a body where the person is not seen in the frame on show, to be dragged into its pose."""
        who, pose, frame = self._who, self._state.pose, self._state.frame
        if who is None or pose is None:
            return
        if not pose.is_missing:
            self._desk.stored.setText(f"{who.title} is in this frame already: drag the joints")
            return
        xy = self._body_to_draw(pose)
        edits = [
            JointEdit(frame, joint, CorrectionKind.MOVE, *xy[joint].tolist())
            for joint in np.flatnonzero(np.isfinite(xy).all(axis=1)).tolist()
        ]
        change = self._state.change_of(edits)
        if change is not None:
            self._correcting.push(change, f"draw {who.title} in frame {frame}")

    def ask_name(self) -> None:
        """Ask how the person is called."""
        who = self._who
        if who is None:
            return
        dialog = NameDialog(who.name, who.title, self._desk)
        dialog.accepted.connect(lambda: self._try(lambda: deeds.describe(who, name=dialog.name)))
        dialog.open()

    def ask_colour(self) -> None:
        """Ask for any colour."""
        who = self._who
        if who is None:
            return
        dialog = QColorDialog(QColor(who.colour), self._desk)
        dialog.colorSelected.connect(lambda colour: self.set_colour(colour.name()))
        dialog.open()

    def set_colour(self, colour: str) -> None:
        """Draw the person in a colour, #RRGGBB."""
        who = self._who
        if who is not None and colour.lower() != who.colour.lower():
            self._try(lambda: deeds.describe(who, colour=colour))

    # -- how -------------------------------------------------------------------------------------

    @property
    def _who(self) -> Person | None:
        """The person who is worked on; None where nobody may be mended."""
        subject = self._state.subject
        return self._state.who if subject is not None and subject.is_editable else None

    @property
    def _may_add(self) -> bool:
        """Whether there is a film in which people were looked for."""
        subject = self._state.subject
        return subject is not None and subject.had_people and subject.video.kind is VideoKind.VIDEO

    def _others(self) -> list[Person]:
        people = self._state.subject.people if self._state.subject is not None else ()
        return [person for i, person in enumerate(people) if i != self._state.person]

    def _numbers(self) -> list[int]:
        people = self._state.subject.people if self._state.subject is not None else ()
        return [person.number for person in people]

    def _body_to_draw(self, missing: PersonPose) -> NDArray[np.float32]:
        """Return (J, 2): as in a neighbouring frame, or as somebody else in this one, beside them."""
        state, size = self._state, self._state.subject.size_px if self._state.subject is not None else (1, 1)
        for frame in (state.frame - 1, state.frame + 1):
            near = state.pose_in(frame)
            if near is not None and not near.is_missing:
                return near.joints[:, :2]
        for other in state.people(state.frame):
            if not other.is_missing and other.skeleton == missing.skeleton:
                return beside(other.joints[:, :2], size[0])
        return standing(missing.skeleton, size)

    def _nearest(self) -> Person | None:
        subject, frame = self._state.subject, self._state.frame
        if subject is None or self._who is None:
            return None
        poses = self._state.people(frame)
        here = {i: _middle(pose.joints) for i, pose in enumerate(poses) if not pose.is_missing}
        mine = here.pop(self._state.person, None)
        if not here or (mine is None and len(here) > 1):
            return None
        nearest = min(here, key=lambda i: 0.0 if mine is None else float(np.linalg.norm(here[i] - mine)))
        return subject.people[nearest]

    def _push(self, deed: Deed) -> None:
        subject = self._state.subject
        if subject is not None:
            self._context.undo_stack.push(MendPeople(self._context, subject.video.id, deed))

    def _try(self, deed_of: Callable[[], Deed]) -> None:
        try:
            self._push(deed_of())
        except BarreError as e:
            self._context.report(e)

    def _work_out(self, deed_of: Callable[[], Deed]) -> None:
        """Work a deed out off the GUI thread, for which whole tracks are read, and do it."""
        subject = self._state.subject

        def push(deed: Deed) -> None:
            if subject is not None:
                self._context.undo_stack.push(MendPeople(self._context, subject.video.id, deed))

        self._context.background(deed_of, push, receiver=self)

    def _offer(self, who: Person, found: list[Continuation]) -> None:
        """Show who may be the lost person; the likeliest is marked, so that Enter takes it."""
        if not found:
            seconds = f"{LONGEST_GAP_S:g} seconds"
            self._desk.stored.setText(f"Nobody comes into view within {seconds} after {who.title} was lost")
            return
        menu, project = self.candidates, self._context.open
        menu.clear()
        _head(menu, f"After the gap, {who.title} is …")
        for candidate in found[:MOST_CANDIDATES]:
            other, frame = candidate.person, candidate.frame
            sure = f"{candidate.match.likelihood:.0%}".replace("%", " %")
            menu.addAction(
                dot(other.colour),
                _plain(f"{other.title}, from frame {frame} on: {sure} likely"),
                partial(self._work_out, partial(deeds.join, project, who, other, frame)),
            )
        menu.popup(self._desk.header.people.mapToGlobal(QPoint(0, self._desk.header.people.height())))
        menu.setActiveAction(menu.actions()[1])

    # -- the menu --------------------------------------------------------------------------------

    def _fill(self) -> None:
        menu, who = self.menu, self._who
        menu.clear()
        if who is not None:
            self._fill_person(menu, who)
            menu.addSeparator()
        menu.addAction("Add a person", self.add)

    def _fill_person(self, menu: QMenu, who: Person) -> None:
        name, others, frame = _plain(who.title), self._others(), self._state.frame
        _head(menu, f"{who.title}, from frame {frame:,} on")
        self._fill_with(menu, "Swap with", others, self.swap)
        menu.addActions([self.keys[deed] for deed in ("swap-people", "split-person") if deed in self.keys])
        menu.addAction("Delete from here on", lambda: self.delete(here=True))
        menu.addSeparator()
        _head(menu, f"{who.title}, everywhere")
        self._fill_with(menu, "Merge into", others, self.merge)
        join = self.keys.get("join-person")
        if join is not None:
            menu.addAction(join)
        draw = self.keys.get("draw-person")
        if draw is not None:
            menu.addAction(draw)
        menu.addAction(f"Delete {name}", lambda: self.delete(here=False))
        menu.addSeparator()
        menu.addAction("Rename …", self.ask_name)
        self._fill_colours(menu.addMenu(dot(who.colour), "Colour"))

    def _fill_with(
        self, menu: QMenu, what: str, others: list[Person], deed: Callable[[Person], None]
    ) -> None:
        submenu = menu.addMenu(what)
        submenu.setEnabled(bool(others))
        for other in others:
            submenu.addAction(dot(other.colour), _plain(other.title), partial(deed, other))

    def _fill_colours(self, menu: QMenu) -> None:
        for colour, title in zip(PALETTE, _COLOURS, strict=False):
            menu.addAction(dot(colour), title, partial(self.set_colour, colour))
        menu.addSeparator()
        menu.addAction("Another …", self.ask_colour)


_COLOURS = ("Orange", "Sky blue", "Green", "Yellow", "Blue", "Vermilion", "Purple", "Grey")
"""Names of the first colours of `PALETTE`."""


def _head(menu: QMenu, text: str) -> None:
    """Say what the entries below are about; not as a section, whose text style sheets leave out."""
    menu.addAction(_plain(text)).setEnabled(False)


def _middle(joints: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(np.nanmedian(joints[:, :2], axis=0))


def _plain(title: str) -> str:
    """A name as a menu shows it: a single & would underline the next letter."""
    return title.replace("&", "&&")
