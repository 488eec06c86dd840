"""Finding BlazePose's model, or fetching it, without asking anybody to download anything by hand.

MediaPipe 1.x ships no model. In this order: the path that the user set; the user's cache; the official
file; and, where only a Python package index can be reached, the same weights inside an older wheel of
MediaPipe (Apache-2.0). The last two are not bit-identical, so `model_source` tells which one was used.
"""

from __future__ import annotations

import hashlib
import http.client
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import platformdirs

from core.errors import BarreError, Cancelled, MediaError, ModelError
from core.media.files import check_readable, replacing, sha256_of

ENVIRONMENT = "BARRE_POSE_MODEL"
OFFICIAL_URL = (
    "https://storage.googleapis.com/mediapipe-models/pose_landmarker/"
    "pose_landmarker_full/float16/1/pose_landmarker_full.task"
)
OFFICIAL_NAME = "pose_landmarker_full.task"
# Google's published files; any of them may be set by the user.
_KNOWN = {
    "59929e1d1ee95287735ddd833b19cf4ac46d29bc7afddbbf6753c459690d574a": "mediapipe-lite",
    "4eaa5eb7a98365221087693fcc286334cf0858e2eb6e15b506aa4a7ecdcec4ad": "mediapipe-full",
    "64437af838a65d18e5ba7a0d39b465540069bc8aae8308de3e318aad31fcbc7b": "mediapipe-heavy",
}
_OFFICIAL_SHA256 = "4eaa5eb7a98365221087693fcc286334cf0858e2eb6e15b506aa4a7ecdcec4ad"

_WHEEL = "mediapipe==0.10.21"
_WHEEL_BYTES = 35_627_340
_WHEEL_SOURCE = "mediapipe-full-0.10.21"
# The system and Python whose wheel we open, not ours: only the two weight files in it are used.
_WHEEL_TAGS = ("--python-version", "3.12", "--platform", "manylinux_2_28_x86_64")
_DETECTOR = (
    "mediapipe/modules/pose_detection/pose_detection.tflite",
    "9ba9dd3d42efaaba86b4ff0122b06f29c4122e756b329d89dca1e297fd8f866c",
)
_LANDMARKS = (
    "mediapipe/modules/pose_landmark/pose_landmark_full.tflite",
    "e9a5c5cb17f736fafd4c2ec1da3b3d331d6edbe8a0d32395855aeb2cdfd64b9f",
)
_MEMBER_BYTES = 16 << 20  # no weight file is larger: a bound on what we unpack

_URL_TIMEOUT_S = 5.0  # of silence; a refused or unknown host answers at once
_PIP_TIMEOUT_S = 600.0  # 35 MB over a slow line
_POLL_S = 0.1

Progress = Callable[[float, str], None]
ShouldStop = Callable[[], bool]


class PoseModelError(ModelError):
    """No pose model can be had; the hint names what to put where."""


def pose_model(
    progress: Progress | None = None,
    *,
    path: Path | str | None = None,
    cache_dir: Path | None = None,
    should_stop: ShouldStop | None = None,
) -> Path:
    """Return the `.task` file of the pose landmarker.

    Args:
        progress: told (share 0 to 1, what is happening) while something is fetched.
        path: a model that the user chose; before the environment's BARRE_POSE_MODEL, before all else.
        cache_dir: where fetched models are kept; the user's cache folder when None.
        should_stop: asked a few times a second while something is fetched.

    Raises:
        PoseModelError: the chosen file is no model, or none is cached and none can be fetched.
        Cancelled: `should_stop` said so.
    """
    chosen = path or os.environ.get(ENVIRONMENT)
    if chosen:
        return _chosen(Path(chosen))
    folder = cache_dir or Path(platformdirs.user_cache_dir("barre")) / "models"
    return _cached(folder) or _Fetch(folder, progress, should_stop).model()


def model_source(path: Path | str) -> str:
    """Return the name of a model for the records: `mediapipe-full`, or that of one which differs."""
    path = Path(path)
    digest = sha256_of(path)
    if digest in _KNOWN:
        return _KNOWN[digest]
    return _WHEEL_SOURCE if path.name == _built_name(digest) else f"file-{digest[:8]}"


def _chosen(path: Path) -> Path:
    try:
        check_readable(path)
    except MediaError as e:
        raise PoseModelError(f"The pose model cannot be used: {e.message}", _what_to_do(path.parent)) from e
    if not zipfile.is_zipfile(path):
        raise PoseModelError(f"{path} is no pose model (.task).", _what_to_do(path.parent))
    return path.absolute()


def _cached(folder: Path) -> Path | None:
    """Return a fetched model that is still what it was. A damaged one is passed over, and fetched again."""
    for path in (folder / OFFICIAL_NAME, *sorted(folder.glob(_built_name("*")))):
        try:
            digest = sha256_of(path)
        except MediaError:
            continue
        if path.name == (OFFICIAL_NAME if digest == _OFFICIAL_SHA256 else _built_name(digest)):
            return path
    return None


def _built_name(digest: str) -> str:
    # The content's hash is in its name: a later load checks it, and no two contents share a name.
    return f"pose_landmarker_full-{digest[:32]}.task"


def _what_to_do(folder: Path) -> str:
    return (
        f"Download {OFFICIAL_URL} and save it as {folder / OFFICIAL_NAME}, or set {ENVIRONMENT} to its path."
    )


class _Fetch:
    """One try to bring a model into the cache. Several processes may do it at once; the last rename wins."""

    def __init__(self, folder: Path, progress: Progress | None, should_stop: ShouldStop | None) -> None:
        self._folder = folder
        self._progress = progress or (lambda _share, _message: None)
        self._should_stop = should_stop or (lambda: False)

    def model(self) -> Path:
        self._make_folder()
        faults = []
        for way in (self._from_official_url, self._from_wheel):
            try:
                return way()
            except Cancelled:
                raise
            except (BarreError, OSError, http.client.HTTPException, zipfile.BadZipFile) as e:
                faults.append((e.message if isinstance(e, BarreError) else str(e)).rstrip("."))
        raise PoseModelError(
            f"No pose model could be fetched: {'; '.join(faults)}.", _what_to_do(self._folder)
        )

    def _from_official_url(self) -> Path:
        self._say(0.0, "Looking for the pose model")
        blocks = bytearray()
        with _official_answer() as answer:
            size = int(answer.headers.get("Content-Length") or 0)
            while block := answer.read(1 << 18):
                blocks += block
                if len(blocks) > 4 * _MEMBER_BYTES:
                    raise PoseModelError(f"{OFFICIAL_URL} answers with something else")
                self._say(len(blocks) / max(size, len(blocks)), "Downloading the pose model")
        if hashlib.sha256(blocks).hexdigest() != _OFFICIAL_SHA256:
            raise PoseModelError(f"{OFFICIAL_URL} answers with something else")
        return self._keep(OFFICIAL_NAME, bytes(blocks))

    def _from_wheel(self) -> Path:
        from core.pose.bundle import pose_bundle

        with tempfile.TemporaryDirectory(dir=self._folder, prefix=".fetch-") as name:
            wheel = self._download_wheel(Path(name))
            self._say(0.9, "Preparing the pose model")
            with zipfile.ZipFile(wheel) as archive:
                detector, landmarks = (_member(archive, *member) for member in (_DETECTOR, _LANDMARKS))
        content = pose_bundle(detector, landmarks)
        return self._keep(_built_name(hashlib.sha256(content).hexdigest()), content)

    def _download_wheel(self, folder: Path) -> Path:
        options = ("-q", "--no-input", "--disable-pip-version-check", "--retries", "1", "--no-deps")
        command = [sys.executable, "-m", "pip", "download", *options, "--only-binary=:all:", *_WHEEL_TAGS]
        log = folder / "pip.log"
        with log.open("wb") as output:
            pip = subprocess.Popen(
                [*command, "-d", str(folder), _WHEEL],
                env={
                    **os.environ,
                    "TMPDIR": str(folder),
                },  # pip downloads there first: its size is our progress
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
            self._wait_for(pip, folder)
        wheels = list(folder.glob("*.whl"))
        if pip.returncode or len(wheels) != 1:
            said = log.read_text(errors="replace").strip().splitlines()
            raise PoseModelError(f"pip cannot download {_WHEEL} ({said[-1] if said else 'it says nothing'})")
        return wheels[0]

    def _wait_for(self, pip: subprocess.Popen[bytes], folder: Path) -> None:
        started = time.monotonic()
        try:
            while pip.poll() is None:
                if time.monotonic() - started > _PIP_TIMEOUT_S:
                    raise PoseModelError(f"pip did not download {_WHEEL} within {_PIP_TIMEOUT_S:.0f} s")
                share = 0.9 * min(_bytes_in(folder) / _WHEEL_BYTES, 1.0)
                self._say(share, "Downloading the pose model (36 MB)")
                time.sleep(_POLL_S)
        finally:
            if pip.poll() is None:
                pip.kill()
                pip.wait()

    def _make_folder(self) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as e:
            raise PoseModelError(
                f"The folder {self._folder} for the pose model cannot be made: {e.strerror}.",
                f"Set {ENVIRONMENT} to the path of a model from {OFFICIAL_URL}.",
            ) from e

    def _keep(self, name: str, content: bytes) -> Path:
        path = self._folder / name
        with replacing(path) as part:
            part.write_bytes(content)
        self._say(1.0, "The pose model is here")
        return path

    def _say(self, share: float, message: str) -> None:
        if self._should_stop():
            raise Cancelled
        self._progress(share, message)


def _official_answer() -> http.client.HTTPResponse:
    try:
        answer: http.client.HTTPResponse = urllib.request.urlopen(OFFICIAL_URL, timeout=_URL_TIMEOUT_S)
    except OSError as e:
        raise PoseModelError(f"{OFFICIAL_URL} cannot be reached ({getattr(e, 'reason', e)})") from e
    return answer


def _bytes_in(folder: Path) -> int:
    """Return the size of all that lies in a folder; files that come and go meanwhile do not matter."""
    total = 0
    for path in folder.rglob("*"):
        with suppress(FileNotFoundError):
            total += path.stat().st_size
    return total


def _member(wheel: zipfile.ZipFile, name: str, sha256: str) -> bytes:
    """Return a file of the wheel that is exactly the one we know."""
    try:
        with wheel.open(name) as file:
            content = file.read(_MEMBER_BYTES)
    except KeyError as e:
        raise PoseModelError(f"{wheel.filename} holds no {name}") from e
    if hashlib.sha256(content).hexdigest() != sha256:
        raise PoseModelError(f"{name} in {wheel.filename} is not the file that was published")
    return content
