"""Reports: what they say, and that they are whole by themselves."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import socket
import subprocess
from html.parser import HTMLParser

import numpy as np
import pytest
from typer.testing import CliRunner

from core.entities import JobState, Metric
from core.errors import InputError
from core.formats import npz
from core.media.files import sha256_of
from core.media.sound import Audio, save_wav
from workbench.actions.report.writing import write_report
from workbench.cli.app import app

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.fixture
def song(tmp_path):
    """Two beats a second: clicks, for 6 s."""
    path = tmp_path / "song.wav"
    t = np.arange(6 * 22050) / 22050
    clicks = np.sin(2 * np.pi * 880 * t) * ((t % 0.5) < 0.03)
    save_wav(path, Audio(clicks.astype(np.float32)[:, None] * 0.5, 22050))
    return path


@pytest.fixture
def dances(project, add_motion, sway, song):
    """A real dance of 4 s, and one that a run generated to its song; the run has curves and a verdict."""
    sha = sha256_of(song)
    add_motion("real <b>dance</b>", sway(110), has_audio=True, audio_path=str(song), audio_sha256=sha)
    run = project.runs.create(
        preset="seq2seq", task="generate", config={"config": {"training": {"epochs": 2}}}, seed=0,
        device="cpu", versions={}, name="gen",
    )  # fmt: skip
    classifier = project.runs.create(
        preset="motion-bigru", task="classify", config={"config": {"training": {"epochs": 9}}}, seed=0,
        device="cpu", versions={}, name="tells",
    )  # fmt: skip
    for each in (run, classifier):
        project.jobs.create("train", {"device": "cpu"}, run_id=each.id)
        losses = [Metric("loss", split, e, e, 1 / (1 + e)) for e in range(3) for split in ("train", "valid")]
        project.runs.log(each.id, [*losses, Metric("macro_f1", "test", 2, 2, 0.75)])
    verdict = {"windows": {"classes": ["rumba", "waltz"], "confusion": [[3, 1], [0, 4]]}}
    path = project.runs.directory(classifier.id) / "evaluation.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(verdict))
    made = project.generated_dir / "made.npz"
    made.parent.mkdir(exist_ok=True)
    motion = sway(110, phase=0.6)
    motion.positions[:, motion.skeleton.index("left_wrist"), 1] += 1.0
    npz.write(made, motion)
    project.generated.add(run.id, str(made), sha256_of(made), str(song), sha, 0.0, 0, 25.0, 110)
    return ["video:1", f"run:{run.id}", f"run:{classifier.id}"]


class Page(HTMLParser):
    """What a page is made of: balanced tags, their sources, its words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.sources: list[str] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.sources += [value for name, value in attrs if name in ("src", "href", "srcset")]
        if tag not in ("meta", "br", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words += data


@pytest.fixture
def page(project, dances, tmp_path):
    """A report without films, which take long to draw."""
    path = tmp_path / "report.html"
    write_report(project, dances, path, films=False)
    return path


def test_an_html_report_is_whole_by_itself(project, dances, tmp_path):
    path = tmp_path / "report.html"
    write_report(project, dances, path)
    text = path.read_text("utf-8")
    parsed = Page(text)
    assert parsed.open == []
    assert len(parsed.sources) == 5  # speeds, errors, film, curves, confusion
    assert all(re.match(r"data:(image/png|video/mp4);base64,", source) for source in parsed.sources)
    assert "<script" not in text


def test_a_name_cannot_write_into_the_page(page):
    assert "real <b>dance</b>" in Page(page.read_text("utf-8")).words
    assert "<b>" not in page.read_text("utf-8")


def test_it_tells_figures_with_intervals_what_differs_and_the_verdict(page):
    words = Page(page.read_text("utf-8")).words
    assert "joint error (MPJPE), cm" in words
    assert "training.epochs" in words
    assert "macro_f1" in words
    assert "Confusion of test windows" in words


def test_the_tables_are_rows_of_a_csv(project, dances, tmp_path):
    path = tmp_path / "report.csv"
    write_report(project, dances, path)
    rows = list(csv.DictReader(path.read_text("utf-8").splitlines()))
    mpjpe = next(row for row in rows if row["row"].startswith("joint error") and row["value"])
    assert float(mpjpe["value"].split()[0]) > 1
    assert {"section": "Runs", "row": "training.epochs", "column": "run 1", "value": "2"} in rows


def test_a_pdf_has_pages_and_pictures(project, dances, tmp_path):
    path = tmp_path / "report.pdf"
    write_report(project, dances, path)
    data = path.read_bytes()
    assert data.startswith(b"%PDF-")
    assert data.count(b"/Type /Page\n") + data.count(b"/Type /Page ") >= 2


def test_without_names_it_is_on_all_finished_runs_and_the_real_dance_to_their_music(
    project, dances, tmp_path
):
    with pytest.raises(InputError, match="no finished run"):
        write_report(project, [], tmp_path / "report.html")
    for job in project.jobs.all():
        project.jobs.start(job.id, os.getpid(), socket.gethostname())
        project.jobs.finish(job.id, JobState.DONE)
    path = tmp_path / "report.html"
    asked = ["report", str(project.path), "--no-films", "--out", str(path)]
    assert CliRunner().invoke(app, asked).exit_code == 0
    words = Page(path.read_text("utf-8")).words
    assert "real <b>dance</b>" in words
    assert "gen (run 1)" in words
    assert "tells (run 2)" in words


@pytest.mark.parametrize(
    ("names", "name", "says"),
    [
        (["video:1"], "report.docx", "no name for a report"),
        (["run:77"], "report.html", "77"),
        (["video:1"], "nowhere/report.html", "no folder"),
    ],
)
def test_a_report_that_cannot_be_is_refused_and_leaves_nothing(project, dances, tmp_path, names, name, says):
    with pytest.raises(InputError, match=says):
        write_report(project, names, tmp_path / name)
    assert not list(tmp_path.glob("*report*"))


@pytest.mark.skipif(BROWSER is None, reason="needs Chromium to look at a report")
def test_a_browser_shows_it_without_a_complaint(page, tmp_path):
    shot = tmp_path / "report.png"
    done = subprocess.run(
        [
            str(BROWSER), "--headless", "--no-sandbox", "--disable-gpu",
            f"--user-data-dir={tmp_path / 'profile'}", f"--screenshot={shot}", "--window-size=1200,2400",
            page.as_uri(),
        ],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0
    assert shot.stat().st_size > 20_000
    assert "Refused to" not in done.stderr
