"""What the result of a run has to be read with: that it stopped early, that its batches were halved.

Sentences in a file beside the checkpoints, which goes where the run goes.
"""

from __future__ import annotations

import json
from pathlib import Path

from core.errors import InputError
from core.media.files import replacing
from db.project import Project


def add_note(project: Project, run_id: int, sentence: str) -> None:
    """Keep a sentence about a run; one that was kept already, as after a stop, is not kept twice."""
    notes = run_notes(project, run_id)
    if sentence not in notes:
        with replacing(_path(project, run_id)) as partial:
            partial.write_text(json.dumps([*notes, sentence], ensure_ascii=False, indent=2), "utf-8")


def run_notes(project: Project, run_id: int) -> list[str]:
    """Return the notes about a run, oldest first; `InputError` when their file is damaged."""
    path = _path(project, run_id)
    try:
        notes = json.loads(path.read_text("utf-8")) if path.exists() else []
    except ValueError as e:
        raise InputError(f"{path} is damaged.", "Delete it; it holds only remarks about the run.") from e
    if not isinstance(notes, list):
        raise InputError(f"{path} holds no notes.", "Delete it; it holds only remarks about the run.")
    return [str(note) for note in notes]


def _path(project: Project, run_id: int) -> Path:
    return project.runs.directory(run_id) / "notes.json"
