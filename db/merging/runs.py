"""Runs with what they learnt from and made, and the studies that show it."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import datetime
from typing import Protocol

from sqlalchemy import select

from core.entities import JobState
from core.merging import ConflictKind
from db.merging.shared import Merge
from db.schema import (
    GeneratedRow,
    JobRow,
    MetricRow,
    RatingRow,
    RunRow,
    SnapshotRow,
    StudyItemRow,
    StudyRow,
)


class HasOrigin(Protocol):
    """A run, as a row or as an entity."""

    @property
    def name(self) -> str: ...
    @property
    def preset(self) -> str: ...
    @property
    def seed(self) -> int: ...
    @property
    def created_at(self) -> datetime: ...


def run_key(run: HasOrigin) -> Hashable:
    """Return what two runs have in common that are the same."""
    return run.name, run.preset, run.seed, run.created_at


def merge_runs(merge: Merge) -> None:
    """Bring the runs whose folders were copied, with metrics, frozen data and how their training ended."""
    known = {run_key(row): row.id for row in merge.ours.scalars(select(RunRow))}
    for row in merge.theirs.scalars(select(RunRow).order_by(RunRow.id)):
        if run_key(row) in known:
            merge.ids["runs"][row.id] = known[run_key(row)]
        elif row.id in merge.files.runs:
            _bring_run(merge, row, merge.files.runs[row.id])


def _bring_run(merge: Merge, row: RunRow, new_id: int) -> None:
    if row.snapshot_id is not None:
        _bring_snapshot(merge, row.snapshot_id)
    merge.add(RunRow, [row], "runs", id=new_id)
    metrics = merge.theirs.scalars(select(MetricRow).where(MetricRow.run_id == row.id).order_by(MetricRow.id))
    merge.add(MetricRow, list(metrics), "")
    # A run's state is that of its newest job.
    query = select(JobRow).where(JobRow.run_id == row.id).order_by(JobRow.id.desc()).limit(1)
    job = merge.theirs.scalars(query).first()
    if job is not None and not merge.store.word(JobState, job.state).is_active:
        merge.add(JobRow, [job], "", video_id=None, pid=None)


def _bring_snapshot(merge: Merge, their_id: int) -> None:
    row = merge.theirs.get_one(SnapshotRow, their_id)
    ours = merge.ours.scalars(select(SnapshotRow).where(SnapshotRow.sha256 == row.sha256)).first()
    if ours is None:
        merge.add(SnapshotRow, [row], "")
    else:
        merge.ids["snapshots"][their_id] = ours.id


def merge_generated(merge: Merge) -> None:
    """Bring the generated dances whose files were copied."""
    known = {
        (row.run_id, row.sha256, row.created_at): row.id for row in merge.ours.scalars(select(GeneratedRow))
    }
    for row in merge.theirs.scalars(select(GeneratedRow).order_by(GeneratedRow.id)):
        run_id = merge.ids["runs"].get(row.run_id)
        if run_id is None:
            continue
        if (run_id, row.sha256, row.created_at) in known:
            merge.ids["generated"][row.id] = known[run_id, row.sha256, row.created_at]
        elif row.id in merge.files.dances:
            music = merge.files.media.get(row.music_path, row.music_path)
            path = merge.files.dances[row.id]
            merge.add(GeneratedRow, [row], "generated dances", path=path, music_path=music)


def merge_studies(merge: Merge) -> None:
    """Bring studies all of whose dances are here now, and the ratings of studies that both have."""
    known = {(row.name, row.seed, row.created_at): row.id for row in merge.ours.scalars(select(StudyRow))}
    for study in merge.theirs.scalars(select(StudyRow).order_by(StudyRow.id)):
        if study.design is not None:  # its order is balanced over its own raters
            merge.left.append(f"The study {study.name!r} stays where its raters are: export its answers.")
            continue
        items = list(
            merge.theirs.scalars(
                select(StudyItemRow).where(StudyItemRow.study_id == study.id).order_by(StudyItemRow.id)
            )
        )
        if not all(_is_here(merge, item) for item in items):
            merge.left.append(f"The study {study.name!r}: not all of its dances came.")
            continue
        ours = known.get((study.name, study.seed, study.created_at))
        if ours is None:
            merge.add(StudyRow, [study], "studies")
        else:
            merge.ids["studies"][study.id] = ours
        _merge_items(merge, items)
        _merge_ratings(merge, items)


def _is_here(merge: Merge, item: StudyItemRow) -> bool:
    if item.generated_id is not None:
        return item.generated_id in merge.ids["generated"]
    return item.video_id in merge.ids["videos"]


def _merge_items(merge: Merge, items: list[StudyItemRow]) -> None:
    for item in items:
        wanted = merge.values(item)
        ours = merge.ours.scalars(select(StudyItemRow).filter_by(**wanted)).first()
        if ours is None:
            merge.add(StudyItemRow, [item], "")
        else:
            merge.ids["study_items"][item.id] = ours.id


def _merge_ratings(merge: Merge, items: list[StudyItemRow]) -> None:
    ids = [item.id for item in items]
    query = select(RatingRow).where(RatingRow.study_item_id.in_(ids)).order_by(RatingRow.id)
    for row in merge.theirs.scalars(query):
        item_id = merge.ids["study_items"][row.study_item_id]
        same = select(RatingRow).filter_by(study_item_id=item_id, rater=row.rater)
        ours = merge.ours.scalars(same).first()
        if ours is None:
            merge.add(RatingRow, [row], "ratings")
        elif ours.grade != row.grade:
            what = f"{row.rater} graded dance {item_id} {ours.grade} here and {row.grade} there"
            merge.conflict(ConflictKind.RATING, None, f"{what}; grades are final, ours stays.")
