"""`vae-lstm-mdn` by the same three verbs, its styles, and a stop in the middle."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from core.errors import Cancelled, InputError, ModelError
from core.models.ability import Ability
from core.models.vae_lstm_mdn import VaeLstmMdn
from core.training import checkpoints
from core.training.fit import fit
from core.training.learnt import learnt
from core.training.stacked_sequences import StackedReader
from core.training.styled_starts import StyledStarts
from core.training.trained import load_trained
from core.training.wishes import Wishes
from tests.conftest import make_motion
from tests.core.training.factories import make_dances, tiny
from tests.core.training.test_fit import StopAfter, same, weights


def test_each_style_begins_with_its_own_dances():
    preset, dances = tiny("vae-lstm-mdn"), make_dances()
    data = StyledStarts(StackedReader.learned(preset.config, dances), preset.config, dances, seed=0)
    model = VaeLstmMdn(preset.config, **data.sizes)
    data.teach(model)
    side = data.train().tensors
    assert model.starts.shape[:2] == (2, data.sizes["n_seeds"])
    for i in range(2):
        known = side["pose"][side["style"] == i][:, : model.starts.shape[2]]
        for start in model.starts[i]:
            assert any(torch.equal(start, move) for move in known)


def test_a_stopped_run_resumes_to_the_same_weights(tmp_path):
    preset, dances = tiny("vae-lstm-mdn"), make_dances()
    fit(preset, dances, run_dir=tmp_path / "whole", seed=3, device="cpu")
    run = {"run_dir": tmp_path / "halves", "seed": 3, "device": "cpu"}
    with pytest.raises(Cancelled):
        fit(preset, dances, should_stop=StopAfter(4), **run)
    fit(preset, dances, resume=True, **run)
    assert same(weights(tmp_path / "whole"), weights(tmp_path / "halves"))


def test_a_trained_run_dances_what_it_is_asked_for(tmp_path):
    dances = make_dances()
    result = fit(tiny("vae-lstm-mdn"), dances, run_dir=tmp_path, seed=0, device="cpu")
    assert all(np.isfinite(value) for value in result.metrics.values())
    model, song = load_trained(tmp_path), dances[0].audio
    blend = Wishes(styles={"slow": 1, "fast": 1}, temperature=0.5, seed_motion=make_motion(40, fps=25))
    for fps in (12, 25, 60):
        assert model.generate(song, duration_s=2, fps=fps, wishes=blend).n_frames == 2 * fps
    with pytest.raises(InputError, match="how strongly"):
        model.generate(song, wishes=Wishes(guidance=2))


def test_what_a_run_can_be_asked_for_is_known_without_loading_it(tmp_path):
    fit(tiny("vae-lstm-mdn"), make_dances(), run_dir=tmp_path, seed=0, device="cpu")
    known = learnt(tmp_path / checkpoints.BEST)
    assert known.abilities == {Ability.BEGIN, Ability.STYLE, Ability.TEMPERATURE}
    assert (known.styles, known.fps) == (("fast", "slow"), 25.0)
    (tmp_path / checkpoints.BEST).write_bytes(b"nothing of the kind")
    with pytest.raises(ModelError, match="damaged"):
        learnt(tmp_path / checkpoints.BEST)
    with pytest.raises(ModelError, match="no checkpoint"):
        learnt(tmp_path / "nowhere")


def test_sequences_too_short_for_two_windows_are_refused():
    config, dances = tiny("vae-lstm-mdn", "hop_frames=20").config, make_dances()
    with pytest.raises(InputError, match="no two windows of 40"):
        StyledStarts(StackedReader.learned(config, dances), config, dances, seed=0)
