from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.entities import NewVideo, Video, VideoKind
from core.errors import Cancelled, InputError
from core.media.files import sha256_of
from core.media.probe import probe
from core.media.writer import VideoWriter
from db.project import Project
from workbench.actions.proxies import GOP, make_proxy, proxy_path, wants_proxy
from workbench.actions.relocating import relocate
from workbench.gui.widgets.player.film import film

N_FRAMES = 320
WIDTH, HEIGHT = 63, 47  # odd: the copy is larger by a pixel


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "p.barre") as made:
        yield made


def write_film(path: Path, *, gop: int = 250, n_frames: int = N_FRAMES) -> None:
    """Frame i is grey by i, in bands that no codec can lose."""
    with VideoWriter(path, width=WIDTH, height=HEIGHT, fps=30, crf=10, gop=gop) as writer:
        for i in range(n_frames):
            picture = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
            for bit in range(9):
                picture[:, 7 * bit : 7 * bit + 7] = 40 + 180 * (i >> bit & 1)
            writer.write(picture)


def number_in(picture: np.ndarray) -> int:
    return sum(int(picture[20:30, 7 * bit + 2 : 7 * bit + 5].mean() > 130) << bit for bit in range(9))


def add(project: Project, path: Path) -> Video:
    info = probe(path)
    return project.videos.add(
        NewVideo(
            kind=VideoKind.VIDEO, name=path.stem, path=str(path), sha256=sha256_of(path),
            size_bytes=path.stat().st_size, fps=info.fps, n_frames=info.n_frames, duration_s=info.duration_s,
            width_px=WIDTH, height_px=HEIGHT,
        ),
        info.times_s,
    )  # fmt: skip


@pytest.fixture
def video(project: Project, tmp_path: Path) -> Video:
    path = tmp_path / "film.mp4"
    write_film(path)
    return add(project, path)


def test_a_proxy_holds_the_same_frames_one_to_one(project: Project, video: Video) -> None:
    path = make_proxy(project, video)
    assert path is not None
    times_s = project.videos.times_s(video.id)
    pictures = film(Path("/nowhere.mp4"), times_s, proxy=path, size_px=(WIDTH, HEIGHT))()
    for frame in (0, 1, 7, 8, 100, 319, 318, 255, 256):
        picture = pictures.frame(frame)
        assert number_in(picture) == frame
        assert picture.shape == (HEIGHT, WIDTH, 3)
    pictures.close()
    assert probe(path).n_frames == N_FRAMES


def test_whole_pictures_are_never_far_apart(project: Project, video: Video) -> None:
    from core.media.container import open_media, video_stream
    from core.media.index import read_index

    path = make_proxy(project, video)
    with open_media(path) as container:
        index = read_index(container, video_stream(container, path), path)
    assert np.diff(np.searchsorted(index.pts, index.keys)).max() <= GOP


def test_a_film_that_is_as_quick_itself_gets_none(project: Project, tmp_path: Path) -> None:
    write_film(tmp_path / "quick.mp4", gop=4)
    video = add(project, tmp_path / "quick.mp4")
    assert wants_proxy(project, video)
    assert make_proxy(project, video) is None
    assert not wants_proxy(project, video)


def test_short_and_huge_films_and_motions_get_none(project: Project, video: Video) -> None:
    assert wants_proxy(project, video)
    assert not wants_proxy(project, replace(video, n_frames=100))
    assert not wants_proxy(project, replace(video, width_px=3840, height_px=2160))
    assert not wants_proxy(project, replace(video, kind=VideoKind.MOTION))


def test_two_cuts_of_one_film_have_a_proxy_each(project: Project, video: Video) -> None:
    cut = replace(video, start_s=1.0, end_s=2.0)
    assert proxy_path(project, cut) != proxy_path(project, video)


def test_whatever_a_strangers_row_holds_a_proxy_lies_in_its_folder(project, add_motion):
    hostile = replace(add_motion(), sha256="../../../x", start_s="/../../y")
    assert proxy_path(project, hostile).resolve().parent == project.cache_dir.resolve() / "proxies"


def test_cancelling_leaves_nothing(project: Project, video: Video) -> None:
    with pytest.raises(Cancelled):
        make_proxy(project, video, should_stop=lambda: True)
    assert list(proxy_path(project, video).parent.iterdir()) == []
    assert wants_proxy(project, video)


def test_a_damaged_proxy_is_left_aside(project: Project, video: Video) -> None:
    path = make_proxy(project, video)
    path.write_bytes(b"not a film")
    times_s = project.videos.times_s(video.id)
    pictures = film(project.resolve(video.path), times_s, proxy=path, size_px=(WIDTH, HEIGHT))()
    assert number_in(pictures.frame(77)) == 77
    pictures.close()


def test_a_moved_file_is_found_for_every_cut_of_it(project: Project, video: Video, tmp_path: Path) -> None:
    new = {field: getattr(video, field) for field in NewVideo.__dataclass_fields__}
    cut = project.videos.add(NewVideo(**new | {"start_s": 1.0, "end_s": 2.0}))
    moved = Path(video.path).rename(tmp_path / "elsewhere.mp4")
    assert relocate(project, video, moved).path == str(moved)
    assert project.videos.get(cut.id).path == str(moved)


def test_another_file_is_refused(project: Project, video: Video, tmp_path: Path) -> None:
    other = tmp_path / "other.mp4"
    write_film(other, n_frames=5)
    with pytest.raises(InputError, match="content differs"):
        relocate(project, video, other)
    assert project.videos.get(video.id).path == video.path
