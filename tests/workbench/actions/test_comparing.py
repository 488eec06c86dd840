"""Dances side by side on the clock of their music."""

from __future__ import annotations

import pytest

from core.errors import InputError
from core.formats import npz
from workbench.actions.comparing import compare, load_item
from workbench.actions.jsonable import to_json


@pytest.fixture
def song(tmp_path):
    path = tmp_path / "song.wav"
    path.write_bytes(b"a song")
    return path


@pytest.fixture
def add_generated(project):
    """Put a dance into the project as if a run had made it."""

    def add(motion, song, *, start_s=0.0):
        run = project.runs.create(
            preset="seq2seq", task="generate", config={}, seed=0, device="cpu", versions={}
        )
        path = project.generated_dir / f"{run.id}.npz"
        npz.write(path, motion)
        sha = song.name.ljust(64, "0")
        return project.generated.add(
            run.id, str(path), "0" * 64, str(song), sha, start_s, 0, motion.fps, motion.n_frames
        )

    return add


def test_a_dance_is_perfectly_like_itself(project, add_motion, make_motion_file):
    video = add_motion()
    comparison = compare(project, [f"video:{video.id}", str(make_motion_file())])
    (row,) = comparison.rows
    assert comparison.reference == f"video:{video.id}"
    assert row.similarity.distance == pytest.approx(0, abs=1e-6)
    assert row.similarity.cosine == pytest.approx(1)
    assert not row.same_music


def test_dances_to_one_recording_are_laid_over_each_other(project, add_motion, add_generated, song, sway):
    """The real dance begins a second into the song, the generated one at its start."""
    video = add_motion(
        motion=sway(50, phase=0.0), has_audio=True, audio_path=str(song),
        audio_sha256=song.name.ljust(64, "0"), audio_offset_s=1.0,
    )  # fmt: skip
    dance = add_generated(sway(75, phase=-3.141592653589793), song)
    (row,) = compare(project, [f"generated:{dance.id}", f"video:{video.id}"]).rows
    assert row.name == f"generated:{dance.id}"
    assert row.same_music
    assert row.similarity.n_frames == 50
    assert row.similarity.distance == pytest.approx(0, abs=1e-5)


def test_a_run_stands_for_its_newest_dance(project, add_generated, song, sway):
    dance = add_generated(sway(30), song)
    item = load_item(project, f"run:{dance.run_id}")
    assert (item.motion.n_frames, item.is_real, item.run_id) == (30, False, dance.run_id)


def test_the_first_item_is_the_reference_when_none_is_real(project, add_generated, song, sway):
    dances = [add_generated(sway(30), song) for _ in range(2)]
    names = [f"generated:{dance.id}" for dance in dances]
    assert compare(project, names).reference == names[0]


def test_dances_that_share_no_time_of_the_song_have_no_similarity(project, add_generated, song, sway):
    early, late = add_generated(sway(25), song), add_generated(sway(25), song, start_s=60.0)
    (row,) = compare(project, [f"generated:{early.id}", f"generated:{late.id}"]).rows
    assert row.similarity is None


def test_a_comparison_is_json(project, add_motion, make_motion_file):
    video = add_motion()
    assert '"cosine"' in to_json(compare(project, [f"video:{video.id}", str(make_motion_file())]))


@pytest.mark.parametrize(
    "name", ["video:7", "run:7", "generated:7", "video:seven", "video:-1", "nothing.npz"]
)
def test_items_that_are_not_there_are_named(project, name):
    with pytest.raises(InputError, match=name.split(":")[-1]):
        load_item(project, name)


def test_a_run_without_a_dance_says_how_to_make_one(project):
    run = project.runs.create(preset="seq2seq", task="generate", config={}, seed=0, device="cpu", versions={})
    with pytest.raises(InputError, match="barre generate"):
        load_item(project, f"run:{run.id}")


def test_one_dance_is_not_enough(project, add_motion):
    with pytest.raises(InputError, match="two"):
        compare(project, [f"video:{add_motion().id}"])
