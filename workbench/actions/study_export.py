"""The answers of a study as files for other programs: CSV, a row an answer, and JSON."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

from core.errors import InputError
from core.media.files import replacing
from core.studies.records import Answer, Clip
from db.project import Project
from workbench.actions.jsonable import plain, to_json
from workbench.actions.studies import study_results

SUFFIXES = (".csv", ".json")

COLUMNS = (
    "sequence", "rater", "excluded", "trial", "role", "question", "choice", "value", "reasons", "group_left",
    "group_right", "clip_left", "clip_right", "source_left", "source_right", "style", "scene", "response_ms",
    "n_plays", "sha256_left", "sha256_right", "drawing", "version", "answered_at",
)  # fmt: skip
"""Of a grade, a name or a word on real and generated, the clip is on the left."""


def export_study(project: Project, study_id: int, out: Path, *, with_comments: bool = False) -> int:
    """Write the answers of a study to a ``.csv`` or, with design, clips, raters, events and results, a
    ``.json``; return how many answers that are. Free text is left out unless it is asked for.

    Raises:
        InputError: the name ends otherwise.
        StoreError: it cannot be written.
    """
    if out.suffix.lower() not in SUFFIXES:
        raise InputError(f"{out} must end in {' or '.join(SUFFIXES)}.")
    answers = project.study_answers.answers(study_id)
    if out.suffix.lower() == ".csv":
        text = as_csv(project, study_id, with_comments=with_comments)
    else:
        text = to_json(as_plain(project, study_id, with_comments=with_comments))
    with replacing(out) as part_:
        part_.write_text(text, "utf-8", newline="")
    return len(answers)


def as_csv(project: Project, study_id: int, *, with_comments: bool = False) -> str:
    """Return the answers as CSV with a header, a row an answer in the order in which they were given."""
    clips = {clip.number: clip for clip in project.study_designs.clips(study_id)}
    excluded = set(study_results(project, study_id).excluded)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([*COLUMNS, *(["comment"] if with_comments else [])])
    for answer in project.study_answers.answers(study_id):
        row = _row(answer, clips, answer.rater in excluded)
        writer.writerow([*row, *([_harmless(answer.comment)] if with_comments else [])])
    return out.getvalue()


def as_plain(project: Project, study_id: int, *, with_comments: bool = False) -> dict[str, Any]:
    """Return all of a study as JSON has it."""
    study = project.study_designs.get(study_id)
    answers = [plain(answer) for answer in project.study_answers.answers(study_id)]
    if not with_comments:
        for answer in answers:
            del answer["comment"]
    return {
        "study": plain(study),
        "design_sha256": study.design.sha256(),
        "rule": study.design.rule,
        "clips": plain(project.study_designs.clips(study_id)),
        "raters": plain(project.study_answers.raters(study_id)),
        "answers": answers,
        "events": plain(project.study_answers.events(study_id)),
        "results": plain(study_results(project, study_id)),
    }


def _row(answer: Answer, clips: dict[int, Clip], is_excluded: bool) -> list[object]:
    left = clips[answer.clips[0]]
    right = clips[answer.clips[1]] if len(answer.clips) > 1 else None
    return [
        answer.sequence, answer.rater, int(is_excluded), answer.trial, answer.role, answer.question,
        _harmless(answer.choice), "" if answer.value is None else answer.value, ";".join(answer.reasons),
        _harmless(left.group), _harmless(right.group) if right else "", left.number,
        right.number if right else "", left.source, right.source if right else "", _harmless(left.style),
        left.scene, answer.response_ms, answer.n_plays, left.sha256, right.sha256 if right else "",
        answer.drawing, answer.version, answer.created_at.isoformat(),
    ]  # fmt: skip


def _harmless(text: str) -> str:
    """A spreadsheet takes a cell that begins like this for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
