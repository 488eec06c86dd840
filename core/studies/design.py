"""What a study asks: its kind, criteria, scale, checks and rule, fixed before the first rater sits down."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any, Self

from core.errors import InputError

REAL = "real"
"""The group of dances that people danced."""

MAX_ITEMS = 1000
MAX_CLIP_S = 120.0
MIN_CLIP_S = 1.0


class Kind(StrEnum):
    """What is asked of a rater."""

    GRADE = "grade"  # how good is this dance, on each criterion
    PAIR = "pair"  # which of two dances to the same music is better
    STYLE = "style"  # which style is this
    REAL = "real"  # did a person dance this, or a program


class Scale(StrEnum):
    """How a grade is given."""

    FOUR = "4"  # the published four: very good, good, fair, poor
    FIVE = "5"  # the five of ITU-T P.800, bad to excellent
    SEVEN = "7"
    SLIDER = "slider"  # 0 to 100

    @property
    def words(self) -> tuple[str, ...]:
        """The choices from worst to best; none for the slider."""
        return SCALE_WORDS[self]

    @property
    def top(self) -> float:
        """The value of the best choice; the worst is 0."""
        return 100.0 if self is Scale.SLIDER else len(self.words) - 1.0


SCALE_WORDS: dict[Scale, tuple[str, ...]] = {
    Scale.FOUR: ("poor", "fair", "good", "very good"),
    Scale.FIVE: ("bad", "poor", "fair", "good", "excellent"),
    Scale.SEVEN: ("1", "2", "3", "4", "5", "6", "7"),
    Scale.SLIDER: (),
}

CRITERIA: dict[str, str] = {
    "overall": "How good is this dance?",
    "music": "The dance matches the music",
    "natural": "The dance looks natural",
    "style": "The style can be recognised",
    "dance-this": "I would dance this",
}
"""What a grade may be given for, and the words that raters read."""

REASONS: dict[str, str] = {
    "timing": "Timing",
    "groove": "Groove",
    "footwork": "Footwork slides",
    "balance": "Balance",
    "variety": "Variety",
    "style": "Style",
}
"""Why one of two dances is better; a rater may give several."""

LEFT, EQUAL, RIGHT = "left", "equal", "right"
GENERATED = "generated"


class Check(StrEnum):
    """A trial whose answer shows whether a rater attends."""

    FROZEN = "frozen"  # the dancer stands still from the first frame on
    WRONG_SONG = "wrong song"  # the song of another dance
    REPEAT = "repeat"  # something that this rater has answered before


CHECKS: dict[Kind, tuple[Check, ...]] = {
    Kind.GRADE: (Check.FROZEN, Check.WRONG_SONG, Check.REPEAT),
    Kind.PAIR: (Check.FROZEN, Check.REPEAT),
    Kind.STYLE: (Check.REPEAT,),
    Kind.REAL: (Check.FROZEN, Check.REPEAT),
}
"""The checks that a kind of study can have: what has no style cannot be named wrongly, and two dances side by
side are heard with one song."""


@dataclass(frozen=True)
class DesignItem:
    """A dance to be shown.

    Attributes:
        source: ``"video:N"`` or ``"generated:N"``.
        group: who made it, never shown to raters: `REAL`, or the run's name.
        style: what it is, for style naming; empty when nobody said.
    """

    source: str
    group: str
    style: str = ""


@dataclass(frozen=True)
class Design:
    """A study before it starts. Once started it is kept with its hash and never changes.

    Attributes:
        name: for the researcher; raters see `title`.
        kind, scale, criteria: what is asked; scale and criteria only count for grades.
        items: what is shown. Pairs are made of items of different groups to the same music.
        styles: the answers of style naming, in their order.
        clip_s: how long each clip is at most, seconds; all clips of a study have one length.
        trials_per_rater: how many each rater answers, practice and checks not counted; 0: all.
        n_practice: trials at the beginning that do not count.
        n_frozen, n_wrong_song, n_repeats: attention checks of each rater.
        max_failed: a rater who fails more checks is left out of the results.
        asks_reasons: whether a pair asks why.
        takes_comments: whether free text may be added; it is never exported unless asked for.
        consent: what raters agree to; empty: the shipped text in their language.
        title: what raters read above all; empty: the shipped one.
        target_width: the stop rule: enough when the 95 % interval of every group is at most this wide
            (grades: scale points; pairs: log strength; the others: share); 0: none.
        max_raters: the stop rule: enough when so many have finished; 0: none.
        seed: decides everything that is drawn.
    """

    name: str
    kind: Kind = Kind.GRADE
    items: tuple[DesignItem, ...] = ()
    scale: Scale = Scale.FOUR
    criteria: tuple[str, ...] = ("overall",)
    styles: tuple[str, ...] = ()
    clip_s: float = 10.0
    trials_per_rater: int = 0
    n_practice: int = 2
    n_frozen: int = 1
    n_wrong_song: int = 0
    n_repeats: int = 1
    max_failed: int = 0
    asks_reasons: bool = True
    takes_comments: bool = False
    consent: str = ""
    title: str = ""
    target_width: float = 0.0
    max_raters: int = 0
    seed: int = 0

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise InputError("A study needs a name.")
        if not MIN_CLIP_S <= self.clip_s <= MAX_CLIP_S:
            raise InputError(f"A clip is {MIN_CLIP_S:g} to {MAX_CLIP_S:g} s long, not {self.clip_s:g} s.")
        if len(self.items) > MAX_ITEMS:
            raise InputError(f"A study has at most {MAX_ITEMS} dances; this one has {len(self.items)}.")
        counts = ("trials_per_rater", "n_practice", "n_frozen", "n_wrong_song", "n_repeats", "max_failed")
        for name in (*counts, "max_raters", "target_width"):
            if getattr(self, name) < 0:
                raise InputError(f"{name} cannot be negative.")
        unknown = [name for name in self.criteria if name not in CRITERIA]
        if unknown:
            raise InputError(f"There is no criterion {unknown[0]!r}.", f"Known: {', '.join(CRITERIA)}.")
        if self.kind is Kind.GRADE and not self.criteria:
            raise InputError("A study of grades needs a criterion.", f"Known: {', '.join(CRITERIA)}.")
        for field_name, check in (("n_frozen", Check.FROZEN), ("n_wrong_song", Check.WRONG_SONG)):
            if getattr(self, field_name) and check not in CHECKS[self.kind]:
                raise InputError(f"A study of the kind {self.kind} has no check {check!r}.")

    @property
    def questions(self) -> tuple[str, ...]:
        """What is asked in every trial: the criteria of grades, else the kind itself."""
        return self.criteria if self.kind is Kind.GRADE else (str(self.kind),)

    @property
    def choices(self) -> tuple[str, ...]:
        """The answers there are, worst or left first; none for the slider."""
        by_kind = {
            Kind.GRADE: self.scale.words,
            Kind.PAIR: (LEFT, EQUAL, RIGHT),
            Kind.STYLE: self.styles,
            Kind.REAL: (REAL, GENERATED),
        }
        return by_kind[self.kind]

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups of the items, real dances first, then by name."""
        return tuple(sorted({item.group for item in self.items}, key=lambda name: (name != REAL, name)))

    @property
    def rule(self) -> str:
        """The rule by which raters are left out, in words, as it is kept before the start."""
        checks = [
            f"{n} x {check}"
            for n, check in (
                (self.n_frozen, Check.FROZEN), (self.n_wrong_song, Check.WRONG_SONG),
                (self.n_repeats, Check.REPEAT),
            )
            if n
        ]  # fmt: skip
        if not checks:
            return "No attention checks: nobody is left out."
        return (
            f"A rater who fails more than {self.max_failed} of the attention checks ({', '.join(checks)}) is "
            f"left out. {RULES[self.kind]}"
        )

    def check_startable(self) -> None:
        """Raise `InputError` with what is still missing."""
        if len(self.items) < 2:
            raise InputError("A study needs at least two dances.", "Add real dances or a run's.")
        if self.kind is Kind.PAIR and len(self.groups) < 2:
            raise InputError(
                "Pairs need dances of two groups to the same music.", "Add another run's, or real dances."
            )
        if self.kind is Kind.STYLE and len(self.styles) < 2:
            raise InputError("Style naming needs at least two styles to choose from.")
        if self.kind is Kind.STYLE and any(item.style not in self.styles for item in self.items):
            raise InputError("Every dance of a style naming study needs one of its styles.")

    def plain(self) -> dict[str, Any]:
        """Return what JSON can hold; `from_plain` gives the design back."""
        return json.loads(json.dumps(asdict(self)))  # type: ignore[no-any-return]

    def sha256(self) -> str:
        """Return the hash of all of it: two designs with the same one are the same."""
        text = json.dumps(self.plain(), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    @classmethod
    def from_plain(cls, values: Mapping[str, Any]) -> Self:
        """Return a design from what `plain` gave; `InputError` for anything else."""
        known = {field.name for field in fields(cls)}
        unknown = sorted(set(values) - known)
        if unknown:
            raise InputError(f"A study has no setting {unknown[0]!r}.")
        made = dict(values)
        try:
            made["kind"], made["scale"] = Kind(made.get("kind", "grade")), Scale(str(made.get("scale", "4")))
            made["items"] = tuple(DesignItem(**item) for item in made.get("items", ()))
            for name in ("criteria", "styles"):
                if name in made:
                    made[name] = tuple(str(value) for value in made[name])
            return cls(**made)
        except (TypeError, ValueError) as e:
            raise InputError(f"These settings make no study: {e}.") from e


RULES: dict[Kind, str] = {
    Kind.GRADE: (
        "Failed is: a frozen dance graded in the upper half of the scale, a dance to a wrong song graded in "
        "the upper half for matching the music (or, where that is not asked, in all), or a repeated dance "
        "graded more than half the scale apart; where several criteria are asked, their mean counts."
    ),
    Kind.PAIR: (
        "Failed is: a frozen dance preferred to the same dance moving, or a repeated pair answered with the "
        "other side."
    ),
    Kind.STYLE: "Failed is: a repeated dance named otherwise.",
    Kind.REAL: "Failed is: a frozen dance called real, or a repeated dance called the other.",
}
"""When a check counts as failed; `core.studies.attention` computes exactly this."""
