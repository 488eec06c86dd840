"""Going through what annotators do not agree on, one dispute after the other."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from core.entities import Segment, Video
from core.errors import BarreError, InputError
from db.project import Project
from db.rulings import Decision
from workbench.actions.adjudicating import (
    Case,
    OpenDispute,
    Rule,
    annotators_of,
    decision,
    open_disputes,
    pending_decisions,
)
from workbench.gui.actions import action, follow_tip
from workbench.gui.agreement.edits import Adjudicate
from workbench.gui.context import AppContext
from workbench.gui.keys.deciding import NUMBERED
from workbench.gui.widgets.rows import RowsTable

RULES = ((Rule.ALL, "all of them say the same"), (Rule.MAJORITY, "most of them say the same"))


@dataclass(frozen=True)
class Queue:
    """What was read of a case; `why_not` says why nothing can be decided."""

    videos: tuple[Video, ...]
    tiers: tuple[str, ...]
    case: Case | None
    names: tuple[str, ...] = ()
    agreed: tuple[Decision, ...] = ()
    left: tuple[OpenDispute, ...] = ()
    n_gold: int = 0
    why_not: str = ""


class Deciding(QWidget):
    """Chooses a video and a tier, takes over what is agreed on, and decides the rest by keys."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.queue = Queue((), (), None)
        self._reading = self._again = False
        self._ahead: list[str | None] = []  # answers typed while the list is read, for what comes next
        self.videos, self.tiers, self.rules = QComboBox(), QComboBox(), QComboBox()
        for rule, words in RULES:
            self.rules.addItem(words, rule)
        for box, name in ((self.videos, "Video"), (self.tiers, "Tier"), (self.rules, "What becomes gold")):
            box.setAccessibleName(name)
            box.activated.connect(lambda _index: self.read())
        self.take_over = QPushButton("Take it over")
        self.take_over.clicked.connect(self._on_take_over)
        self.status = QLabel(wordWrap=True)
        self.table = RowsTable()
        self.table.setAccessibleName("Disputes left to decide")
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.clicked.connect(self._on_clicked)
        self._answers = QHBoxLayout()
        self._lay_out()
        self._add_keys()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        for word, box in (("Video", self.videos), ("Tier", self.tiers), ("Gold where", self.rules)):
            top.addWidget(QLabel(word))
            top.addWidget(box, 1)
        top.addWidget(self.take_over)
        column = QVBoxLayout(self)
        column.addLayout(top)
        column.addWidget(self.status)
        column.addWidget(self.table, 1)
        column.addLayout(self._answers)

    def _add_keys(self) -> None:
        keymap = self._context.keymap
        for number in range(1, NUMBERED + 1):
            action(keymap, self, f"decide.take-{number}", partial(self.take, number - 1))
        action(keymap, self, "decide.neither", self.take_neither)
        action(keymap, self, "decide.skip", partial(self.step, 1))
        action(keymap, self, "decide.back", partial(self.step, -1))

    # -- what is left ----------------------------------------------------------------------------

    def read(self) -> None:
        """Read again what is left to decide; what is asked for meanwhile is read after it."""
        project = self._context.project
        if project is None or self._reading:
            self._again = project is not None
            return
        self._reading, self._again = True, False
        video_id, tier, rule = self.videos.currentData(), self.tiers.currentData(), self.rules.currentData()
        self._context.background(
            lambda: read_queue(project, video_id, tier, Rule(rule)),
            self._on_read,
            self._on_failed,
            receiver=self,
        )

    @property
    def current(self) -> OpenDispute | None:
        """The dispute that is chosen."""
        row = self.table.currentIndex().row()
        return self.queue.left[row] if 0 <= row < len(self.queue.left) else None

    def _on_read(self, queue: Queue) -> None:
        self._reading = False
        row = max(self.table.currentIndex().row(), 0)
        is_same = queue.case == self.queue.case
        self.queue = queue
        _fill(
            self.videos, [(v.id, v.name) for v in queue.videos], queue.case.video_id if queue.case else None
        )
        _fill(self.tiers, [(name, name) for name in queue.tiers], queue.case.tier if queue.case else None)
        cells = [
            (f"{each.start_s:.2f} to {each.end_s:.2f} s", *(marked(own) for own in each.says.values()))
            for each in queue.left
        ]
        self.table.set_rows(("Left to decide", *queue.names), cells)
        self.take_over.setEnabled(bool(queue.agreed))
        self._show_status()
        self._show_answers()
        if cells:
            self.table.selectRow(min(row, len(cells) - 1) if is_same else 0)
        if not is_same:
            self._ahead.clear()
        if self._again:
            self.read()
        elif self._ahead:
            self._decide(self._ahead.pop(0))

    def _on_failed(self, error: Exception) -> None:
        self._reading = False
        self._ahead.clear()
        self._context.report(error)

    def _show_status(self) -> None:
        queue = self.queue
        if queue.why_not or queue.case is None:
            self.status.setText(queue.why_not or "Import a video and label it first.")
            return
        agreed = f"{_count(len(queue.agreed), 'segment')} agreed on and not taken over yet"
        left = f"{_count(len(queue.left), 'dispute')} left"
        self.status.setText(
            f"{agreed}; {left}; “{queue.case.gold}” has {_count(queue.n_gold, 'segment')} here."
        )

    def _show_answers(self) -> None:
        """Show a button an annotator, with its key."""
        while (item := self._answers.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        if not self.queue.left:
            return
        for i, name in enumerate(self.queue.names):
            self._add_answer(f"{name} is right", partial(self.take, i), f"decide.take-{i + 1}", i < NUMBERED)
        self._add_answer(
            "Neither" if len(self.queue.names) == 2 else "Nobody", self.take_neither, "decide.neither"
        )
        self._answers.addStretch(1)
        self._add_answer("Skip", partial(self.step, 1), "decide.skip")

    def _add_answer(self, text: str, done: partial[None], row_id: str, has_key: bool = True) -> None:
        button = QPushButton(text)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keys to the list
        button.clicked.connect(lambda: done())
        if has_key:
            key = self._context.keymap.text(row_id)
            button.setText(f"{text}  ({key})" if key else text)
            follow_tip(self._context.keymap, button, row_id)
        self._answers.addWidget(button)

    # -- deciding --------------------------------------------------------------------------------

    def take(self, nth: int) -> None:
        """Decide the chosen dispute for an annotator, by their place in the table."""
        if nth < len(self.queue.names):
            self._decide(self.queue.names[nth])

    def take_neither(self) -> None:
        """Decide the chosen dispute for nobody."""
        self._decide(None)

    def step(self, by: int) -> None:
        """Choose the next dispute, or the one before (-1), and go there; after the last comes the first."""
        n = len(self.queue.left)
        if n:
            self.table.selectRow((self.table.currentIndex().row() + by) % n)
            self._go()

    def _decide(self, name: str | None) -> None:
        if self._reading:
            self._ahead.append(name)
            return
        dispute, case = self.current, self.queue.case
        if dispute is None or case is None:
            self._ahead.clear()
            return
        text = f"decide {case.tier} at {dispute.start_s:.2f} s for {name or 'nobody'}"
        try:
            decisions = decision(case, dispute, name)
        except BarreError as e:
            self._context.report(e)
            return
        self._context.undo_stack.push(Adjudicate(self._context, case, decisions, text, dispute.start_s))

    def _on_take_over(self) -> None:
        queue = self.queue
        if queue.case is None or not queue.agreed:
            return
        first = min(each.gold.start_s for each in queue.agreed if each.gold is not None)
        text = f"take over {_count(len(queue.agreed), 'segment')} agreed on"
        self._context.undo_stack.push(Adjudicate(self._context, queue.case, queue.agreed, text, first))

    def _on_clicked(self, _index: QModelIndex) -> None:
        self._go()

    def _go(self) -> None:
        if self.current is not None and self.queue.case is not None:
            self._context.show_page("annotate", video_id=self.queue.case.video_id, at_s=self.current.start_s)


def read_queue(project: Project, video_id: int | None, tier: str | None, rule: Rule) -> Queue:
    """Return what is agreed on and left of a video's tier; by default of the first that two people share."""
    videos, tiers = tuple(project.videos.all()), tuple(project.segments.tiers())
    place = (video_id, tier) if video_id is not None and tier is not None else _first_shared(project)
    known = {video.id for video in videos}
    if place[0] not in known or place[1] not in tiers:
        place = (videos[0].id, tiers[0]) if videos else (None, None)
    if place[0] is None or place[1] is None:
        return Queue(videos, tiers, None)
    case = Case(place[0], place[1], rule=rule)
    try:
        names = annotators_of(project, case)
    except InputError as e:
        return Queue(videos, tiers, case, why_not=str(e))
    n_gold = len(project.segments.for_video(case.video_id, case.tier, case.gold))
    agreed, left = pending_decisions(project, case), open_disputes(project, case)
    return Queue(videos, tiers, case, names, tuple(agreed), tuple(left), n_gold)


def _first_shared(project: Project) -> tuple[int | None, str | None]:
    seen: dict[tuple[int, str], set[str]] = {}
    golds = set(project.rulings.golds())
    for segment in project.segments.all():
        if segment.annotator not in golds:
            seen.setdefault((segment.video_id, segment.tier), set()).add(segment.annotator)
    return next((place for place, who in seen.items() if len(who) > 1), (None, None))


def marked(segments: tuple[Segment, ...]) -> str:
    """Return what somebody marked, in words."""
    return ", ".join(f"{s.label} {s.start_s:.2f}–{s.end_s:.2f}" for s in segments) or "nothing"


def _fill(box: QComboBox, choices: list[tuple[object, str]], chosen: object) -> None:
    if [(box.itemData(i), box.itemText(i)) for i in range(box.count())] != choices:
        box.clear()
        for value, text in choices:
            box.addItem(text, value)
    box.setCurrentIndex(max(box.findData(chosen), 0) if choices else -1)


def _count(n: int, noun: str) -> str:
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"
