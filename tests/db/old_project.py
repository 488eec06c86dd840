"""A project with a row in every table, and the check that it is still the same.

Run as a program it writes the database file of the present revision, which is then kept: files/README.md.
"""

from __future__ import annotations

import gzip
import shutil
import sys
import tempfile
from pathlib import Path

import numpy as np

from core.audio.grid import BeatGrid
from core.entities import (
    CorrectionKind,
    Grade,
    JobState,
    JointEdit,
    Metric,
    NewVideo,
    ReviewState,
    Space,
    Track,
    Video,
    VideoKind,
)
from core.skeleton import Skeleton
from core.studies.design import Design, DesignItem
from core.studies.records import Clip, EventKind, Given, Role, StudyState, Trial, Watched
from db.people import Describe, Exchange, Fresh
from db.project import DATABASE, FOLDERS, Project
from db.reviews import ReviewSpec
from db.rulings import Decision
from db.segments import SegmentSpec

PAIR = Skeleton("pair", ("left", "right"), ((0, 1),), (1, 0), (0, 1))
FILES = Path(__file__).with_name("files")


def frames() -> np.ndarray:
    """(70, 2, 4): two chunks."""
    poses = np.arange(70 * 2 * 4, dtype=np.float32).reshape(70, 2, 4) / 8
    poses[7] = np.nan
    return poses


def fill(project: Project) -> None:
    """Put something into every table."""
    path = str(project.media_dir / "film.mp4")
    film = NewVideo(
        VideoKind.VIDEO, "Film", path, "a" * 64, 5_000_000_000, 29.97, 70, 2.336,
        640, 360, True, None, None, 0.0, 1.0, 3.5,
    )  # fmt: skip
    video = project.videos.add(film, np.arange(70) / 29.97 + 1)
    track = project.tracks.add(video.id, 0, Space.IMAGE, "mediapipe-full", PAIR, 29.97, frames())
    edits = [
        JointEdit(3, 0, CorrectionKind.MOVE, 1.5, 2.5, None),
        JointEdit(3, 1, CorrectionKind.HIDE),
        JointEdit(69, 1, CorrectionKind.MOVE, 7.0, 8.0, 9.0),
        JointEdit(69, 1, CorrectionKind.REVERT),
    ]
    project.corrections.put(track.id, edits, "Kim")
    project.segments.add(video.id, "style", "waltz", 1.0, 2.0, "Kim")
    project.segments.add_tier("levels", overlaps=True)
    project.beat_grids.put(video.id, BeatGrid(np.arange(8) / 2 + 0.25, downbeat=2, beats_per_bar=3), "Kim")
    project.reviews.put(track.id, [ReviewSpec(2, 9, ReviewState.ACCEPTED)], "Ada")
    ben = project.people.mend(video.id, [Exchange(0, Fresh.NEW, ((60, 65),)), Describe(0, name="Ben")], "Ada")
    assert len(ben.swaps) == 1
    removed = project.segments.add(video.id, "move", "turn", 1.0, 1.5, "Ada")
    project.segments.remove(removed.id)
    gold = Decision(SegmentSpec(video.id, "style", "waltz", 1.0, 2.0, "gold"), taken=(1,))
    project.rulings.rule([gold], "gold", "Ada")
    snapshot = project.runs.snapshot({"items": [1], "split": {"train": [1]}})
    run = project.runs.create(
        preset="motion-bigru", task="classify", config={"hidden": 64}, seed=7, device="cpu",
        versions={"torch": "2.13"}, snapshot_id=snapshot.id,
    )  # fmt: skip
    project.runs.log(
        run.id, [Metric("loss", "train", 0, 10, 0.5), Metric("f1", "valid", 0, 10, float("nan"))]
    )
    job = project.jobs.create("train", {"a": [1, None]}, video_id=video.id, run_id=run.id)
    project.jobs.start(job.id, 4321, "here")
    project.jobs.finish(job.id, JobState.FAILED, "It failed.", "Try again.")
    dance = project.generated.add(
        run.id, "generated/1.npz", "b" * 64, "/songs/s.mp3", "c" * 64, 1.5, 3, 24.0, 720
    )
    study = project.studies.create("Spring", 5)
    item = project.studies.add_item(study.id, generated_id=dance.id)
    project.studies.add_item(study.id, video_id=video.id)
    project.studies.rate(item.id, "Ada", Grade.VERY_GOOD)
    _fill_0003(project)
    project.settings.set("theme", {"dark": True})


def _fill_0003(project: Project) -> None:
    """A study with a design that somebody has half answered."""
    items = (DesignItem("generated:1", "motion-bigru"), DesignItem("video:1", "real"))
    study = project.study_designs.create(Design("Autumn", items=items, n_practice=0, n_repeats=0))
    clips = [
        Clip(
            number, Role.RATED, item.group, "", number, item.source, str(number) * 64,
            f"studies/1/{number}.npz", "", 0.5, 4.0, "doll", "0.1.0", -23.0,
        )
        for number, item in enumerate(items, start=1)
    ]  # fmt: skip
    project.study_designs.start(study.id, study.design, clips)
    trials = [Trial(0, Role.RATED, (2,)), Trial(1, Role.RATED, (1,))]
    rater = project.study_answers.begin(study.id, "fr", "d" * 64, lambda _: trials)
    project.study_answers.log(rater.id, 0, EventKind.ENDED, since_ms=4100, at_s=4.0)
    given = [Given("overall", "good", 2.0, comment="light feet")]
    project.study_answers.answer(rater.id, 0, given, Watched(900, 1, "0.1.0"))


def check(project: Project) -> None:
    """Fail unless the project holds what `fill` put there."""
    (video,) = project.videos.all()
    assert (video.name, video.path, video.size_bytes, video.fps) == (
        "Film", "media/film.mp4", 5_000_000_000, 29.97,
    )  # fmt: skip
    assert (video.start_s, video.end_s, video.has_audio) == (1.0, 3.5, True)
    np.testing.assert_array_equal(project.videos.times_s(video.id), np.arange(70) / 29.97 + 1)
    (track, *split) = project.tracks.for_video(video.id, Space.IMAGE)
    assert (track.skeleton, track.n_frames, track.n_missing) == (PAIR, 70, 1)
    expected = frames()
    if split:  # by revision 0002
        expected[60:65] = np.nan
        np.testing.assert_array_equal(project.tracks.raw(split[0].id, 60, 65), frames()[60:65])
        assert [person.title for person in project.people.of_video(video.id)] == ["Ben", "Person 2"]
    np.testing.assert_array_equal(project.tracks.raw(track.id), expected)
    expected[3, 0, [0, 1, 3]], expected[3, 1, 3] = (1.5, 2.5, 1.0), 0.0
    np.testing.assert_array_equal(project.tracks.read(track.id), expected)
    assert len(project.corrections.history(track.id)) == 4
    assert {correction.annotator for correction in project.corrections.in_force(track.id)} == {"Kim"}
    (said,) = (segment for segment in project.segments.all() if segment.annotator == "Kim")
    assert (said.label, said.start_s, said.end_s) == ("waltz", 1.0, 2.0)
    assert project.segments.restore(2).label == "turn"
    project.segments.remove(2)
    tiers = {tier.name: tier.overlaps for tier in project.segments.all_tiers()}
    assert list(tiers)[:5] == ["style", "phrase", "move", "comment", "cut"]
    assert (tiers["style"], tiers["comment"]) == (False, True)
    _check_0002(project, video, track, has_rows="levels" in tiers)
    (run,) = project.runs.all()
    assert (run.state, run.config, run.seed) == (JobState.FAILED, {"hidden": 64}, 7)
    assert project.runs.snapshot_of(run.id).content["items"] == [1]
    assert [metric.name for metric in project.runs.metrics(run.id)] == ["loss", "f1"]
    (job,) = project.jobs.all()
    assert (job.args, job.error, job.video_id) == ({"a": [1, None]}, "It failed.", video.id)
    (dance,) = project.generated.all()
    (study,) = project.studies.all()
    assert {item.generated_id for item in project.studies.items(study.id)} == {dance.id, None}
    assert [rating.grade for rating in project.studies.ratings(study.id)] == [Grade.VERY_GOOD]
    _check_0003(project)
    assert project.settings.get("theme") == {"dark": True}
    (row,) = project.videos.summaries()
    tracked = 70 * (1 + len(split))
    assert (row.n_tracked_frames, row.n_corrected_frames, row.styles) == (tracked, 1, ("waltz",))


def _check_0002(project: Project, video: Video, track: Track, *, has_rows: bool) -> None:
    """Revision 0001 has none of these; a later one has what `fill` put there."""
    grid = project.beat_grids.current(video.id)
    accepted = project.reviews.accepted(track.id, track.n_frames)
    assert (grid is not None) == has_rows == accepted.any()
    if grid is not None:
        assert (grid.beats_s.tolist(), grid.downbeat) == ((np.arange(8) / 2 + 0.25).tolist(), 2)
        assert np.flatnonzero(accepted).tolist() == list(range(2, 9))
        (ruling,) = project.rulings.for_video(video.id, "style", "gold")
        assert (ruling.segment_id, ruling.gold_id, ruling.judge) == (1, 3, "Ada")


def _check_0003(project: Project) -> None:
    """Earlier revisions have none of these; a later one has what `fill` put there."""
    for study in project.study_designs.all():
        assert (study.design.name, study.state) == ("Autumn", StudyState.RUNNING)
        assert [clip.sha256[0] for clip in project.study_designs.clips(study.id)] == ["1", "2"]
        (rater,) = project.study_answers.raters(study.id)
        assert (rater.language, rater.number, rater.finished_at) == ("fr", 0, None)
        (answer,) = project.study_answers.answers(study.id)
        assert (answer.choice, answer.value, answer.clips) == ("good", 2.0, (2,))
        assert (answer.clip_sha256s, answer.comment) == (("2" * 64,), "light feet")
        assert [event.kind for event in project.study_answers.events(study.id)] == [EventKind.ENDED]
        assert project.study_answers.next_trial(rater.id) == Trial(1, Role.RATED, (1,))


def unpack_old(revision: str, folder: Path) -> Path:
    """Make a project folder around a kept database."""
    for name in FOLDERS:
        (folder / name).mkdir(parents=True)
    packed = (FILES / f"revision_{revision}.db.gz").read_bytes()
    (folder / DATABASE).write_bytes(gzip.decompress(packed))
    return folder


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        with Project.create(Path(folder) / "old.barre") as project:
            fill(project)
        with (project.path / DATABASE).open("rb") as file, gzip.open(sys.argv[1], "wb") as packed:
            shutil.copyfileobj(file, packed)


if __name__ == "__main__":
    main()
