"""The vocabularies that a tier can be filled with."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QMenu, QWidget

from core.taxonomy import taxonomies
from workbench.gui.widgets.timeline.heads import tier_title


def vocabulary_menu(tier: str, chosen: Callable[[str], object], parent: QWidget) -> QMenu:
    """Return a menu of the shipped taxonomies, those that are meant for the tier first.

    Args:
        chosen: told the name of the one that was chosen.
    """
    menu = QMenu(f"Fill {tier_title(tier)} with".replace("&", "&&"), parent)
    menu.setToolTipsVisible(True)
    meant = [each for each in taxonomies() if each.tier == tier]
    others = [each for each in taxonomies() if each.tier != tier]
    for group in (meant, others):
        for each in group:
            action = menu.addAction(each.title, lambda name=each.name: chosen(name))
            first = ", ".join(word.name for word in each.words[:5])
            action.setToolTip(f"{each.about}\n{first} … ({len(each.words)} labels)")
        if group is meant and group:
            menu.addSeparator()
    return menu
