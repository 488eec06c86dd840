"""The line that shows how far an import is."""

from __future__ import annotations

from workbench.gui.library.importing import Importing
from workbench.gui.widgets.progress_strip import ProgressStrip


class ImportStrip(ProgressStrip):
    """Visible while files are imported."""

    def __init__(self, importing: Importing) -> None:
        super().__init__("bar")
        importing.started.connect(lambda: self.begin_showing("Importing"))
        importing.progressed.connect(lambda share, name: self.show_progress(share, f"Importing {name}"))
        importing.ended.connect(self.hide)
        self.stopped.connect(importing.stop)
