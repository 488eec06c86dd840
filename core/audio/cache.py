"""Results kept by the content of the sound or film file they were made from.

Everything in a cache folder can be lost, damaged or come from somebody else: what cannot be read is made
again, and what cannot be written is not kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from core.arrays import read_arrays, write_arrays
from core.errors import MediaError, StoreError
from core.media.files import check_readable, sha256_of, translated_write

Arrays = Mapping[str, NDArray[Any]]
_FOLDER = "audio"


def kept(
    path: Path | str,
    cache_dir: Path | None,
    kind: str,
    names: Sequence[str],
    make: Callable[[], Arrays],
    is_sound: Callable[[Arrays], bool],
    *,
    folder: str = _FOLDER,
) -> Arrays:
    """Return the named arrays of a file, from the cache where they are, else made and kept.

    Args:
        path: the sound or film file.
        cache_dir: nothing is kept when None.
        kind: what was made and with which parameters, a part of a file name; another kind, another file.
        is_sound: whether arrays from the cache have the right shapes; they are made again if not.
        folder: of the cache, by what its files are.

    Raises:
        MediaError: the file cannot be read.
    """
    if cache_dir is None:
        return make()
    arrays = if_kept(path, cache_dir, kind, names, is_sound, folder=folder)
    if arrays is None:
        arrays = make()
        with suppress(StoreError):  # a full or closed disk costs time later, not the result now
            place = _place(path, cache_dir, kind, folder)
            with translated_write(place.parent):
                place.parent.mkdir(parents=True, exist_ok=True)
            write_arrays(place, arrays)
    return arrays


def if_kept(
    path: Path | str,
    cache_dir: Path,
    kind: str,
    names: Sequence[str],
    is_sound: Callable[[Arrays], bool],
    *,
    folder: str = _FOLDER,
) -> Arrays | None:
    """Return what `kept` would find, or None where it would have to make it."""
    place = _place(path, cache_dir, kind, folder)
    with suppress(MediaError):
        if place.exists():
            arrays = read_arrays(place, names)
            return arrays if is_sound(arrays) else None
    return None


def _place(path: Path | str, cache_dir: Path, kind: str, folder: str) -> Path:
    return Path(cache_dir) / folder / f"{_content_of(path)[:40]}.{kind}.npz"


def _content_of(path: Path | str) -> str:
    path = check_readable(path)
    state = path.stat()
    return _hashed(path, state.st_size, state.st_mtime_ns)


@lru_cache(maxsize=64)
def _hashed(path: Path, size: int, mtime_ns: int) -> str:  # noqa: ARG001  # a changed file is another call
    return sha256_of(path)
