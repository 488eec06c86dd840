"""A file that is no film gets one sentence that names it, and nothing else is said."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest

from core.errors import MediaError
from core.media.probe import probe
from core.media.reader import VideoReader
from core.media.sound import Audio, load_audio, save_wav
from core.media.thumbnails import thumbnail

Film = Callable[..., Path]


@pytest.fixture
def bad_file(tmp_path: Path, film: Film) -> Callable[[str], Path]:
    """Make the bad file of a kind."""

    def make(kind: str) -> Path:
        path = tmp_path / "the film.mp4"
        if kind == "empty":
            path.touch()
        elif kind == "text":
            path.write_text("This is not a film.\n" * 200)
        elif kind == "noise":
            path.write_bytes(np.random.default_rng(0).bytes(50_000))
        elif kind == "index cut off":
            path = film("the film.mp4")
            path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
        elif kind == "header only":
            path = film("the film.mp4", has_index_first=True)
            path.write_bytes(path.read_bytes()[: path.read_bytes().index(b"mdat") + 10])
        elif kind == "sound only":
            save_wav(path, Audio(np.zeros((4000, 1), np.float32), 8000))
        elif kind == "playlist":
            film("other.mp4")
            path.write_text("#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nother.mp4\n#EXT-X-ENDLIST\n")
        elif kind == "list of other files":
            film("other.mp4")
            path.write_text("ffconcat version 1.0\nfile other.mp4\n")
        elif kind == "bare stream":
            film("bare.h264").replace(path)
        elif kind == "folder":
            path.mkdir()
        return path

    return make


KINDS = {
    "missing": "There is no file",
    "empty": "is empty",
    "text": "cannot be read",
    "noise": "cannot be read",
    "index cut off": "cannot be read",
    "header only": "holds no complete picture|No picture",
    "sound only": "has no pictures",
    "playlist": "cannot be read|is not a film",
    "list of other files": "is not a film",
    "bare stream": "carries no times",
    "folder": "is a folder",
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_bad_film_is_named_with_its_fault_and_a_remedy(
    kind: str, bad_file: Callable[[str], Path], capfd: pytest.CaptureFixture[str]
) -> None:
    path = bad_file(kind)
    for use in (probe, VideoReader, lambda p: thumbnail(p, 0, 80)):
        if kind == "bare stream" and use not in (probe, VideoReader):
            continue  # its first picture can be had all the same
        with pytest.raises(MediaError, match=KINDS[kind]) as caught:
            use(path)
        assert "the film.mp4" in caught.value.message
        assert "\n" not in caught.value.message
        assert caught.value.hint
    assert capfd.readouterr() == ("", "")


def test_a_film_without_sound_says_so(film: Film) -> None:
    path = film()
    assert not probe(path).has_audio
    with pytest.raises(MediaError, match=r"film\.mp4 has no sound"):
        load_audio(path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_read_access_says_so(film: Film) -> None:
    path = film()
    path.chmod(0)
    with pytest.raises(MediaError, match="access rights"):
        probe(path)


def test_the_cover_of_a_song_is_no_film(tmp_path: Path, film: Film) -> None:
    song = tmp_path / "song.mp3"
    with av.open(str(song), "w") as container:
        cover = container.add_stream("mjpeg", rate=1)
        cover.width = cover.height = 64
        cover.pix_fmt = "yuvj420p"
        cover.disposition = av.stream.Disposition.attached_pic
        sound = container.add_stream("libmp3lame", rate=44100)
        container.mux(cover.encode(av.VideoFrame(64, 64, "yuvj420p")))
        container.mux(cover.encode(None))
        frame = av.AudioFrame.from_ndarray(np.zeros((2, 44100), np.float32), "fltp", "stereo")
        frame.rate = 44100
        container.mux(sound.encode(frame))
        container.mux(sound.encode(None))
    with pytest.raises(MediaError, match="has no pictures"):
        probe(song)
    assert load_audio(song).duration_s == pytest.approx(1, abs=0.1)
