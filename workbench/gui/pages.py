"""The table of pages: which there are, in which order, and where each one is loaded from when first shown."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from workbench.gui.context import AppContext
    from workbench.gui.page import Page


@dataclass(frozen=True)
class PageEntry:
    """A page of the window. `target` is ``module:class``; it is imported when the page is first shown."""

    name: str
    title: str
    icon: str
    target: str

    def load(self, context: AppContext) -> Page:
        module, _, class_name = self.target.partition(":")
        return cast("Page", getattr(import_module(module), class_name)(context))


PAGES = (
    PageEntry("library", "Library", "library", "workbench.gui.library.page:LibraryPage"),
    PageEntry("annotate", "Annotate", "annotate", "workbench.gui.annotate.page:AnnotatePage"),
    PageEntry("train", "Train", "train", "workbench.gui.train.page:TrainPage"),
    PageEntry("compare", "Compare", "compare", "workbench.gui.compare.page:ComparePage"),
    PageEntry("rate", "Rate", "rate", "workbench.gui.rate.page:RatePage"),
)
