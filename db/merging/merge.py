"""The merge as a whole."""

from __future__ import annotations

from collections.abc import Sequence

from core.errors import StoreError
from core.merging import MergeReport
from db.merging.logs import count_corrected, merge_beats, merge_corrections, merge_people
from db.merging.names import merge_names
from db.merging.reviews import merge_reviews
from db.merging.runs import merge_generated, merge_runs, merge_studies
from db.merging.segments import merge_rulings, merge_segments
from db.merging.shared import Files, Merge
from db.merging.tracks import merge_tracks
from db.merging.videos import merge_videos
from db.store import Store

MERGED = (
    "annotators", "tiers", "labels", "videos", "video_times", "tracks", "chunks", "corrections", "reviews",
    "people", "swaps", "beat_grids", "segments", "rulings", "runs", "snapshots", "metrics", "generated",
    "studies", "study_items", "ratings",
)  # fmt: skip
STAY = (
    "settings", "jobs",  # of a run that comes, its last job comes too, since that is its state
    "study_clips", "raters", "answers", "study_events",
)  # fmt: skip
"""Tables that a merge brings, and those it does not; a test holds them against the schema."""


def merge_rows(ours: Store, theirs: Store, files: Files, left: Sequence[str] = ()) -> MergeReport:
    """Bring all of another project's rows into ours in one transaction: all of it, or, failing, nothing.

    Args:
        files: what was copied beforehand.
        left: sentences on what could not be copied.
    """
    try:
        with theirs.read() as source, ours.write() as target:
            return _merged(Merge(ours, target, source, theirs.place, files), left)
    except (KeyError, TypeError) as e:  # a stranger's file may refer to rows that it has not
        raise StoreError(
            f"{theirs.place} is damaged: its rows do not fit together.", "Restore it from a backup."
        ) from e


def _merged(merge: Merge, left: Sequence[str]) -> MergeReport:
    merge_names(merge)
    n_same = merge_videos(merge)
    merge_tracks(merge)
    merge_corrections(merge)
    merge_reviews(merge)
    merge_people(merge)
    count_corrected(merge)
    merge_beats(merge)
    merge_segments(merge)
    merge_rulings(merge)
    merge_runs(merge)
    merge_generated(merge)
    merge_studies(merge)
    added = {noun: n for noun, n in merge.added.items() if n}
    return MergeReport(n_same, added, tuple(merge.conflicts), (*left, *merge.left))
