"""What went wrong decides how a command ends: 1, the work failed; 2, it was asked for what cannot be."""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from core.errors import InputError, JobError, MediaError, StoreError
from core.media.files import check_readable, sha256_of, translated_write
from db.store import files_in_words, in_words
from workbench.actions.imports import import_paths
from workbench.cli import main

DISK = (errno.ENOSPC, errno.EDQUOT, errno.EIO)


def _writing(error: OSError) -> None:
    with translated_write(Path("x")):
        raise error


def _keeping(error: OSError) -> None:
    with files_in_words("p.barre"):
        raise error


def _untranslated(error: OSError) -> None:
    raise error


def _storing(name: str) -> None:
    fault = sqlite3.OperationalError("no")
    fault.sqlite_errorname = name
    with in_words("p.barre"):
        raise OperationalError("", {}, fault)


def _raised(error: Exception) -> None:
    raise error


def _end(monkeypatch, capsys, act) -> int:
    """Return what `barre` exits with when its work is `act`."""
    monkeypatch.setattr("workbench.cli.app.app", act)
    with pytest.raises(SystemExit) as caught:
        main()
    assert capsys.readouterr().err.count("Error:") == 1
    return caught.value.code


@pytest.mark.parametrize("place", [_writing, _keeping, _untranslated])
@pytest.mark.parametrize(
    ("code", "ends"), [*((code, 1) for code in DISK), (errno.EACCES, 2), (errno.ENOENT, 2), (errno.EROFS, 2)]
)
def test_a_disk_that_fails_is_no_bad_input(monkeypatch, capsys, place, code, ends):
    error = OSError(code, "It cannot be")
    assert _end(monkeypatch, capsys, lambda: place(error)) == ends


@pytest.mark.parametrize(
    ("name", "ends"),
    [
        ("SQLITE_FULL", 1),
        ("SQLITE_IOERR_WRITE", 1),
        ("SQLITE_CORRUPT", 2),
        ("SQLITE_NOTADB", 2),
        ("SQLITE_READONLY", 2),
        ("SQLITE_CANTOPEN", 2),
    ],
)
def test_a_database_whose_disk_fails_is_no_bad_project(monkeypatch, capsys, name, ends):
    assert _end(monkeypatch, capsys, lambda: _storing(name)) == ends


@pytest.mark.parametrize(
    ("error", "ends"),
    [(InputError("No."), 2), (MediaError("No."), 2), (StoreError("No."), 2), (JobError("No."), 1)],
)
def test_our_own_errors_say_how_to_end(monkeypatch, capsys, error, ends):
    assert _end(monkeypatch, capsys, lambda: _raised(error)) == ends


@pytest.mark.parametrize("read", [check_readable, sha256_of])
@pytest.mark.parametrize(("code", "ends"), [(errno.EIO, 1), (errno.EACCES, 2)])
def test_a_file_on_a_failing_disk_is_no_bad_file(monkeypatch, capsys, tmp_path, read, code, ends):
    def fail(*_args, **_more):
        raise OSError(code, "It cannot be")

    monkeypatch.setattr(Path, "open", fail)
    assert _end(monkeypatch, capsys, lambda: read(tmp_path / "x")) == ends


@pytest.mark.parametrize(("code", "is_bad_input"), [(errno.ENOSPC, False), (errno.EACCES, True)])
def test_an_import_tells_a_bad_file_from_a_failing_disk(monkeypatch, project, make_film, code, is_bad_input):
    def fail(*_args, **_more):
        raise OSError(code, "It cannot be")

    monkeypatch.setattr("shutil.copyfile", fail)
    (failure,) = import_paths(project, [make_film()], copy=True).failed
    assert failure.is_bad_input is is_bad_input
