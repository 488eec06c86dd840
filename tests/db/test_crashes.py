"""What survives when a process is killed, and what two processes see of each other."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from core.entities import CorrectionKind, Space
from db.project import DATABASE, Project
from tests.db.make import TWO_JOINTS, add_track, add_video, move, poses

WRITER = Path(__file__).with_name("writer.py")
ROOT = WRITER.parents[2]
KILLS = 50


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_kill_9_loses_no_correction_that_was_reported_stored(tmp_path):
    path = tmp_path / "p.barre"
    with Project.create(path) as project:
        track_id = add_track(project, poses(100_000)).id
    rng = random.Random(7)
    reported: list[int] = []
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, str(WRITER)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    ) as writer:
        for kill in range(KILLS):
            writer.stdin.write(f"{path} {track_id} {kill * 2000}\n")
            writer.stdin.flush()
            pid = int(writer.stdout.readline().removeprefix("pid "))
            # Some edits later, and then anywhere within the next one.
            reported += [int(writer.stdout.readline()) for _ in range(rng.randint(1, 6))]
            time.sleep(rng.uniform(0, 0.006))
            os.kill(pid, signal.SIGKILL)
            while (line := writer.stdout.readline()) != "dead\n":
                reported.append(int(line))
            assert _integrity(path) == "ok"
        writer.stdin.close()

    with Project.open(path) as project:
        stored = project.corrections.history(track_id)
        assert {correction.frame for correction in stored} >= set(reported)
        # At most one of each process was stored and not yet reported.
        assert len(stored) - len(reported) <= KILLS
        assert all((c.x, c.y, c.kind) == (c.frame, 0.5, CorrectionKind.MOVE) for c in stored)
        assert project.videos.summaries()[0].n_corrected_frames == len(stored)


def test_a_process_that_dies_while_it_writes_a_track_leaves_none(tmp_path):
    path = tmp_path / "p.barre"
    with Project.create(path) as project:
        video = add_video(project)
    script = (
        "import os, sys; sys.path.insert(0, sys.argv[2])\n"
        "from tests.db.make import *; from db.project import Project\n"
        "project = Project.open(sys.argv[1])\n"
        "writer = project.tracks.writer(1, 0, Space.IMAGE, 'test', TWO_JOINTS, 25.0).__enter__()\n"
        "writer.append(poses(640)); os.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(path), str(ROOT)])
    assert done.returncode == -signal.SIGKILL
    with Project.open(path) as project:
        assert project.tracks.for_video(video.id) == []
        with project.tracks.writer(video.id, 0, Space.IMAGE, "test", TWO_JOINTS, 25.0) as writer:
            writer.append(poses(3))
        assert project.tracks.for_video(video.id) == [writer.track]
    with closing(sqlite3.connect(path / DATABASE)) as connection:
        assert connection.execute("SELECT count(*) FROM chunks").fetchone() == (1,)


def test_two_processes_see_each_others_edits(tmp_path):
    path = tmp_path / "p.barre"
    script = (
        "import sys; from db.project import Project; from core.entities import *\n"
        "project = Project.open(sys.argv[1])\n"
        "for line in sys.stdin:\n"
        "    x = project.corrections.at(1, 0, 0).x + 1\n"
        "    project.corrections.put(1, [JointEdit(0, 0, CorrectionKind.MOVE, x, 0.0, 0.0)], 'Ada')\n"
        "    print(project.tracks.frame(1, 0)[0, 0], flush=True)\n"
    )
    with Project.create(path) as project:
        track = add_track(project)
        project.corrections.put(track.id, [move(0, 0, 1.0)], "Kim")
        count = project.change_count()
        with subprocess.Popen(
            [sys.executable, "-c", script, str(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as other:
            for turn in range(3):
                other.stdin.write("go\n")
                other.stdin.flush()
                assert float(other.stdout.readline()) == 2 + 2 * turn
                assert project.change_count() != count
                assert project.tracks.frame(track.id, 0)[0, 0] == 2 + 2 * turn
                project.corrections.put(track.id, [move(0, 0, 3.0 + 2 * turn)], "Kim")
                count = project.change_count()
            other.stdin.close()
        assert [c.annotator for c in project.corrections.history(track.id)] == ["Kim", *["Ada", "Kim"] * 3]


def test_many_threads_write_at_once(project):
    from concurrent.futures import ThreadPoolExecutor

    track = add_track(project, poses(400))

    def put(frame):
        project.corrections.put(track.id, [move(frame, 0, float(frame))], f"annotator {frame % 4}")
        return project.tracks.frame(track.id, frame)[0, 0]

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(put, range(200))) == list(range(200))
    assert project.corrections.frames(track.id).tolist() == list(range(200))
    assert len(project.annotators.all()) == 4
    assert project.videos.summaries()[0].n_corrected_frames == 200


def test_the_same_word_may_be_new_to_many_at_once(project):
    from concurrent.futures import ThreadPoolExecutor

    video = add_video(project)

    def mark(nth):
        project.runs.snapshot({"the same": "data"})
        return project.segments.add(video.id, "style", f"style {nth // 8}", nth, nth + 1, f"Kim {nth // 8}")

    with ThreadPoolExecutor(8) as threads:
        assert len(list(threads.map(mark, range(64)))) == 64
    assert len(project.annotators.all()) == len(project.segments.labels("style")) == 8


def test_several_tracks_are_written_while_others_correct(project):
    video, track = add_video(project, n_frames=640), add_track(project)
    specs = [(video.id, person, Space.IMAGE, "test", TWO_JOINTS, 25.0) for person in range(3)]
    with project.tracks.writers(specs) as writers:
        for start in range(0, 640, 64):
            writers.append([poses(64)] * 3)
            project.corrections.put(track.id, [move(start // 64, 0, 1.0)], "Kim")
    assert [t.n_frames for t in project.tracks.for_video(video.id)] == [640] * 3
    assert len(project.corrections.frames(track.id)) == 10


def _integrity(path: Path) -> str:
    with closing(sqlite3.connect(path / DATABASE)) as connection:
        return str(connection.execute("PRAGMA integrity_check").fetchone()[0])
