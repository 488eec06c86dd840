"""Using what was trained, and judging it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from core.data.windows import WindowRef
from core.errors import InputError, ModelError
from core.media.sound import Audio, save_wav
from core.training import checkpoints
from core.training.evaluate import evaluate, joint_speed
from core.training.fit import fit
from core.training.measures import MEASURES
from core.training.trained import load_trained
from core.training.wishes import Edit, Wishes
from tests.conftest import make_motion
from tests.core.training.factories import make_audio, make_dance, make_dances, tiny


@pytest.fixture(scope="module")
def classifier(tmp_path_factory) -> Path:
    run_dir = tmp_path_factory.mktemp("classifier")
    preset = tiny("motion-bigru", "epochs=30", "learning_rate=0.01", "dropout=0.1", "offset_noise=0.2")
    fit(preset, make_dances(), run_dir=run_dir, seed=0, device="cpu")
    return run_dir


@pytest.fixture(scope="module")
def generator(tmp_path_factory) -> Path:
    run_dir = tmp_path_factory.mktemp("generator")
    fit(tiny("seq2seq"), make_dances(), run_dir=run_dir, seed=0, device="cpu")
    return run_dir


def test_a_classifier_tells_a_new_dancer(classifier):
    model = load_trained(classifier)
    assert (model.task, model.classes, model.preset) == ("classify", ("fast", "slow"), "motion-bigru")
    for style in ("slow", "fast"):
        probabilities = model.classify(make_dance("new", style, seed=77, n_frames=140))
        assert probabilities.shape == (2,)
        assert probabilities.sum() == pytest.approx(1)
        assert model.classes[int(probabilities.argmax())] == style


@pytest.mark.parametrize("fps", [15.0, 24.0, 25.0, 29.97, 60.0])
def test_a_classifier_reads_any_frame_rate(classifier, fps):
    model = load_trained(classifier)
    dance = make_dance("new", "fast", seed=77, n_frames=round(5 * fps), fps=fps)
    assert model.classes[int(model.classify(dance).argmax())] == "fast"


def test_a_dance_shorter_than_a_window_is_read_whole(classifier):
    model = load_trained(classifier)
    assert model.classify(make_dance("new", "slow", seed=5, n_frames=25)).shape == (2,)
    with pytest.raises(InputError, match="too short"):
        model.classify(make_dance("new", "slow", seed=5, n_frames=5))


def test_a_classifier_reads_marker_suits_with_the_same_joints(classifier):
    dance = make_dance("new", "slow", seed=5)
    suit = replace(dance, motion=make_motion(100, skeleton_name="ballroom23"))
    assert load_trained(classifier).classify(suit).shape == (2,)
    other = replace(dance, motion=make_motion(100, skeleton_name="coco17"))
    with pytest.raises(InputError, match="heel"):
        load_trained(classifier).classify(other)


def test_models_refuse_what_they_are_not_for(classifier, generator):
    with pytest.raises(InputError, match="cannot dance"):
        load_trained(classifier).generate(make_audio(50))
    with pytest.raises(InputError, match="cannot tell styles"):
        load_trained(generator).classify(make_dances()[0])


@pytest.mark.parametrize("fps", [None, 12.5, 24.0, 25.0, 30.0, 60.0])
def test_a_generated_dance_has_exactly_the_length_asked_for(generator, fps):
    model = load_trained(generator)
    motion = model.generate(make_audio(200), duration_s=3.0, fps=fps)
    assert motion.fps == (fps or 24.0)
    assert motion.n_frames == round(3.0 * motion.fps)
    assert np.isfinite(motion.positions).all()
    assert model.generate(make_audio(200), n_frames=7, fps=fps).n_frames == 7


def test_a_generated_dance_lasts_as_long_as_the_music(generator):
    motion = load_trained(generator).generate(make_audio(251), start_s=4.0)
    assert motion.n_frames == 6 * 24


def test_a_generated_dance_is_repeatable(generator):
    model = load_trained(generator)
    one, two = (model.generate(make_audio(100), wishes=Wishes(seed=3), duration_s=2) for _ in range(2))
    assert np.array_equal(one.positions, two.positions)


def test_a_dance_goes_on_from_a_seed_motion(generator):
    seed_motion = make_dances()[0].motion
    model = load_trained(generator)
    motion = model.generate(make_audio(100), duration_s=2, wishes=Wishes(seed_motion=seed_motion))
    assert motion.n_frames == 48
    stranger = Wishes(seed_motion=make_motion(9, skeleton_name="coco17"))
    with pytest.raises(InputError, match="coco17"):
        model.generate(make_audio(100), wishes=stranger)


@pytest.mark.parametrize(
    ("wish", "says"),
    [
        ({"temperature": 0.5}, "temperature"),
        ({"guidance": 2.0}, "follow the music"),
        ({"styles": {"slow": 1.0}}, "style"),
        ({"edit": Edit(make_motion(20), ((0, 0.5),))}, "change part"),
    ],
)
def test_a_wish_that_a_model_has_no_ability_for_is_refused(generator, wish, says):
    with pytest.raises(InputError, match=f"'seq2seq' cannot .*{says}") as error:
        load_trained(generator).generate(make_audio(100), wishes=Wishes(**wish))
    assert error.value.hint == "It can go on from a seed motion."


def test_a_generator_knows_the_styles_it_learnt(generator):
    assert load_trained(generator).styles == ("fast", "slow")


def test_a_dance_is_made_for_a_sound_file(generator, tmp_path):
    time = np.arange(2 * 22050) / 22050
    tone = (0.3 * np.sin(2 * np.pi * 440 * time)).astype(np.float32)[:, None]
    save_wav(tmp_path / "song.wav", Audio(tone, 22050))
    motion = load_trained(generator).generate(tmp_path / "song.wav", duration_s=1.5)
    assert motion.n_frames == 36


@pytest.mark.parametrize(
    ("wishes", "says"),
    [
        ({"duration_s": 1, "n_frames": 3}, "not both"),
        ({"duration_s": 0}, "above 0"),
        ({"n_frames": -1}, "above 0"),
        ({"fps": 0}, "frame rate"),
        ({"fps": float("nan")}, "frame rate"),
        ({"start_s": 99}, "music is over"),
    ],
)
def test_a_dance_that_cannot_be_is_refused(generator, wishes, says):
    with pytest.raises(InputError) as error:
        load_trained(generator).generate(make_audio(100), **wishes)
    assert says in error.value.message


def test_evaluation_is_of_the_frozen_test_side(classifier):
    dances = make_dances()
    verdict = evaluate(classifier, dances[::-1])
    content = json.loads((classifier / "dataset.json").read_text("utf-8"))
    test = [WindowRef(**ref) for ref in content["split"]["test"]]
    assert verdict.windows.n == len(test)
    assert verdict.dances.n == len({ref.dance for ref in test})
    assert verdict.changed == ()
    assert verdict.metrics()["macro_f1"] == verdict.windows.macro_f1


def test_evaluation_says_which_dances_have_changed(classifier):
    content = json.loads((classifier / "dataset.json").read_text("utf-8"))
    key = content["dances"][content["split"]["test"][0]["dance"]]["key"]
    dances = make_dances()
    i = [dance.key for dance in dances].index(key)
    motion = dances[i].motion
    dances[i] = replace(dances[i], motion=motion.with_positions(motion.positions + np.float32(0.01)))
    assert evaluate(classifier, dances).changed == (key,)
    with pytest.raises(InputError, match="shorter"):
        evaluate(classifier, [*dances[:i], make_dance(key, "slow", seed=1, n_frames=50), *dances[i + 1 :]])
    with pytest.raises(InputError, match="not there any more"):
        evaluate(classifier, dances[:i] + dances[i + 1 :])


def test_a_generator_is_compared_with_the_real_dances(generator):
    verdict = evaluate(generator, make_dances())
    assert verdict.task == "generate"
    assert len(verdict.generated) == 1
    score = verdict.generated[0]
    assert score.similarity.n_frames == 100
    assert score.real_speed_m_s > 0
    names = {"distance", "cosine", "dtw_distance", "dtw_cosine", "speed_ratio"}
    assert names <= set(verdict.metrics())
    assert set(verdict.metrics()) - names <= {measure.name for measure in MEASURES}
    assert verdict.table.made["skate_ratio"].n == 1


def test_a_classifier_is_asked_what_a_generator_danced(generator, classifier):
    found = evaluate(generator, make_dances(), classifier_dir=classifier).recognised
    assert found.made.confusion.sum() == found.real.confusion.sum() == 1
    assert 0 <= found.made_probability.value <= 1
    assert found.real_probability.value == pytest.approx(float(np.exp(-found.real.cross_entropy)))
    assert (found.n_left_out, found.n_seen) in {(0, 0), (0, 1)}


def test_a_generator_names_no_styles(generator):
    with pytest.raises(InputError, match="cannot tell styles apart"):
        evaluate(generator, make_dances(), classifier_dir=generator)


def test_joint_speed_is_that_of_a_known_swing():
    motion = make_motion(100)
    positions = np.zeros_like(motion.positions)
    positions[:, 15, 0] = np.arange(100) * 0.02  # the left wrist, 0.5 m/s
    assert joint_speed(motion.with_positions(positions)) == pytest.approx(0.5 / 33, rel=1e-4)


def altered(run_dir: Path, tmp_path: Path, change) -> Path:
    found = checkpoints.load(run_dir / checkpoints.BEST)
    facts = json.loads(json.dumps(found.facts))
    change(facts)
    checkpoints.save(tmp_path / checkpoints.BEST, found.tensors, facts)
    return tmp_path


@pytest.mark.parametrize(
    "change",
    [
        lambda facts: facts.update(model="no such model"),
        lambda facts: facts.update(model="seq2seq"),
        lambda facts: facts.pop("config"),
        lambda facts: facts["config"]["model"].update(hidden=9),
        lambda facts: facts["config"]["model"].update(hidden=10**9),
        lambda facts: facts["config"]["model"].update(hidden="8"),
        lambda facts: facts["config"]["model"].update(secret=1),
        lambda facts: facts["sizes"].update(n_classes=3),
        lambda facts: facts["sizes"].update(n_classes=-1),
        lambda facts: facts["sizes"].update(n_features=True),
        lambda facts: facts["sizes"].update(extra=1),
        lambda facts: facts.update(sizes=[1]),
        lambda facts: facts["reader"].update(body=None),
        lambda facts: facts.update(classes=["only one"]),
        lambda facts: facts.update(classes=7),
    ],
)
def test_an_altered_checkpoint_is_one_sentence(classifier, tmp_path, change):
    with pytest.raises(ModelError) as error:
        load_trained(altered(classifier, tmp_path, change))
    assert checkpoints.BEST in error.value.message


def test_an_honest_copy_of_a_checkpoint_loads(classifier, tmp_path):
    copy = load_trained(altered(classifier, tmp_path, lambda facts: None))
    dance = make_dances()[0]
    assert np.array_equal(copy.classify(dance), load_trained(classifier).classify(dance))


def test_a_run_without_a_checkpoint_says_what_to_do(tmp_path):
    with pytest.raises(ModelError, match="Train the run first"):
        load_trained(tmp_path)


def test_a_huge_model_is_refused_before_memory_is_taken(classifier, tmp_path):
    def grow(facts):
        facts["config"]["model"].update(hidden=4096, channels=4096, dense=4096)
        facts["sizes"].update(n_features=1_000_000)

    before = torch.get_default_device()
    with pytest.raises(ModelError, match="does not fit"):
        load_trained(altered(classifier, tmp_path, grow))
    assert torch.get_default_device() == before
