"""What `barre generate` takes, and what it refuses before a model is loaded."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from core.errors import InputError
from workbench.cli.app import app


def generate(project, *options: str):
    arguments = ["generate", str(project.path), "--run", "1", "--out", "made.mp4", *options]
    return CliRunner().invoke(app, arguments)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ((), "Say what to make it of"),
        (("--video", "1", "--music", "song.mp3"), "of a film or of a motion alone"),
        (("--video", "1", "--motion", "video:1"), "of a film or of a motion alone"),
        (("--motion", "video:1", "--fps", "20"), "of a film or of a motion alone"),
        (("--motion", "video:1", "--style", "waltz"), "of a film or of a motion alone"),
    ],
)
def test_what_a_dance_is_made_of_must_be_clear(project, options, says):
    result = generate(project, *options)
    assert isinstance(result.exception, InputError)
    assert says in result.exception.message


def test_a_film_is_asked_of_the_run_that_was_named(project):
    result = generate(project, "--video", "1", "--temperature", "0.5")
    assert isinstance(result.exception, InputError)
    assert "run" in result.exception.message
