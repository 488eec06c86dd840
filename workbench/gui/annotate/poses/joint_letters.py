"""A letter for each joint, so that a joint is chosen by two keys. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_uppercase

from core.skeleton import Skeleton
from workbench.gui.widgets.skeleton_paint import joint_title

# What is corrected most has its own initial; the others take what is left of their names.
FIRST_CHOICE = (
    *("shoulder", "elbow", "wrist", "hip", "knee", "ankle", "nose", "foot index", "toe", "head", "neck"),
    *("index", "pinky", "thumb", "heel", "ear", "eye", "mouth"),
)


@dataclass(frozen=True)
class Letter:
    """What a letter chooses.

    Attributes:
        letter: upper case.
        name: of the joint, without its side.
        left: index of the joint, or of the left one of two.
        right: index of the right one, chosen with Shift; the same joint on the midline.
    """

    letter: str
    name: str
    left: int
    right: int


def joint_letters(skeleton: Skeleton) -> tuple[Letter, ...]:
    """Return a letter for each pair of joints and each joint of the midline, as far as letters go.

    The same skeleton always has the same letters.
    """
    pairs = _pairs(skeleton)
    order = sorted(pairs, key=lambda name: (_rank(name), pairs[name]))
    taken: dict[str, str] = {}  # name of the joint by letter
    for name in order:
        free = [letter for letter in (*_letters_of(name), *ascii_uppercase) if letter not in taken]
        if free:
            taken[free[0]] = name
    return tuple(Letter(letter, name, *pairs[name]) for letter, name in taken.items())


def _pairs(skeleton: Skeleton) -> dict[str, tuple[int, int]]:
    """Return (left, right) joints by the name that they share."""
    names = [joint_title(joint).lower() for joint in skeleton.joints]
    found: dict[str, tuple[int, int]] = {}
    for j, other in enumerate(skeleton.mirror):
        if other == j:
            found[names[j]] = (j, j)
        elif j < other:
            left, right = (other, j) if "right" in names[j] else (j, other)
            found[_without_side(names[left], names[right])] = (left, right)
    return found


def _without_side(left: str, right: str) -> str:
    """Return what two names have in common, as ``wrist`` of ``left wrist`` and ``lwrist``."""
    if left[1:] == right[1:]:
        return left[1:]
    return " ".join(left.replace("left", " ").split()) or left


def _rank(name: str) -> int:
    return FIRST_CHOICE.index(name) if name in FIRST_CHOICE else len(FIRST_CHOICE)


def _letters_of(name: str) -> Sequence[str]:
    """Return the letters of a name, the initials of its words first."""
    words = name.upper().split()
    letters = [*(word[0] for word in words), *"".join(words)]
    return [letter for letter in letters if letter in ascii_uppercase]
