"""Files from outside: can they be read, and are they the same ones as before?"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from core.errors import DiskError, MediaError, StoreError, is_disk_fault

_BLOCK_BYTES = 1 << 20


def check_readable(path: Path | str) -> Path:
    """Return the absolute path of a file that has content and that we may read.

    Raises:
        MediaError: it is missing, a folder, empty, or closed to us.
        DiskError: the disk reports an error.
    """
    path = Path(path)
    try:
        if path.is_dir():
            raise MediaError(f"{path} is a folder, not a file.", "Name the file inside it.")
        with path.open("rb") as file:
            first = file.read(1)
    except FileNotFoundError as e:
        raise MediaError(f"There is no file {path}.", "Check its name and folder.") from e
    except OSError as e:
        raise _unreadable(path, e, "Check its access rights.") from e
    if not first:
        raise MediaError(f"{path} is empty (0 bytes).", "Copy it again from where it came from.")
    return path.absolute()


def sha256_of(path: Path | str, on_progress: Callable[[float], None] | None = None) -> str:
    """Return the SHA-256 of a file's content in hex.

    Args:
        path: the file.
        on_progress: told the share read so far, 0 to 1, about once a megabyte.

    Raises:
        MediaError: the file cannot be read.
        DiskError: the disk reports an error.
    """
    path = check_readable(path)
    digest = hashlib.sha256()
    done, size = 0, max(path.stat().st_size, 1)
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK_BYTES):
                digest.update(block)
                done += len(block)
                if on_progress is not None:
                    on_progress(min(done / size, 1.0))
    except OSError as e:
        raise _unreadable(path, e, "Check the disk that it is on.") from e
    return digest.hexdigest()


def _unreadable(path: Path, error: OSError, hint: str) -> MediaError | DiskError:
    if is_disk_fault(error):
        return DiskError(f"{path} cannot be read: {error.strerror}.", "Check the disk that it is on.")
    return MediaError(f"{path} cannot be read: {error.strerror}.", hint)


@contextmanager
def replacing(path: Path | str) -> Iterator[Path]:
    """Give a name beside `path` to write to; it becomes `path` when the block ends, and goes when it fails.

    Nobody ever sees a half-written `path`, whatever happens to us meanwhile.

    Raises:
        DiskError: the disk is full or failing.
        StoreError: the folder is missing or closed to us.
    """
    path = Path(path)
    part = part_of(path)
    try:
        with translated_write(path):
            yield part
            part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def part_of(path: Path) -> Path:
    """Return an unused hidden name beside `path`, different for everyone who asks."""
    return path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}.part")


@contextmanager
def translated_write(path: Path) -> Iterator[None]:
    """Turn what the system says about writing a file into a `StoreError`; about the disk, a `DiskError`."""
    try:
        yield
    except OSError as e:
        kind = DiskError if is_disk_fault(e) else StoreError
        raise kind(
            f"{path} cannot be written: {e.strerror or e}.", "Free some space or choose another folder."
        ) from e
