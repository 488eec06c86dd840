"""Every command says what it does, with an example, and is in the docs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import typer.main

from workbench.cli.app import app

COMMANDS_MD = Path(__file__).parents[2] / "docs" / "commands.md"


def _commands() -> Iterator[tuple[str, object]]:
    for name, command in typer.main.get_command(app).commands.items():
        children = getattr(command, "commands", None)
        if children is None:
            yield name, command
        else:
            yield from ((f"{name} {child}", made) for child, made in children.items())


COMMANDS = dict(_commands())
CONTRACT = [
    *("new", "demo", "open", "import", "videos", "label", "labels", "presets", "train", "runs", "run"),
    *("jobs", "cancel", "resume", "generate", "evaluate", "compare", "export"),
]


def test_the_promised_commands_are_there():
    assert set(CONTRACT) <= set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_says_what_it_does_with_an_example(name):
    assert f"Example: barre {name} " in COMMANDS[name].help + " "


@pytest.mark.parametrize("name", COMMANDS)
def test_every_parameter_is_explained(name):
    for parameter in COMMANDS[name].params:
        assert parameter.help, f"{name} {parameter.name}"


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_in_the_docs_with_an_example(name):
    text = COMMANDS_MD.read_text("utf-8")
    assert f"`barre {name}`" in text
    assert f"| `barre {name} " in text or f"| `barre {name}` |\n" in text


def test_help_answers_without_loading_what_it_does_not_need(barre):
    done = barre("--help")
    assert done.returncode == 0
    for name in CONTRACT:
        assert f" {name} " in done.stdout


def test_the_command_line_loads_nothing_heavy(barre):
    """Asked of a fresh Python, since this one has loaded everything by now."""
    import subprocess
    import sys

    code = "import sys, workbench.cli.app; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    heavy = {"torch", "numpy", "sqlalchemy", "PySide6", "cv2", "av", "librosa", "mediapipe", "scipy"}
    assert heavy & set(loaded.split()) == set()
