"""The style classifier on real dances; the numbers in README come from `benchmarks/ballroom_style.py`."""

from __future__ import annotations

import pytest

from core.data.dance import Dance
from core.formats import ballroom
from core.training.fit import fit
from core.training.presets import load_preset


@pytest.mark.slow
@pytest.mark.shared_data
@pytest.mark.timeout(900)
def test_styles_of_unseen_real_dances_are_recognised(shared_data, tmp_path):
    files = [ballroom.read(path) for path in sorted((shared_data / "ballroom").glob("DANCE_[CRW]_*"))]
    dances = [Dance(file.name, file.motion, file.style, file.name) for file in files]
    result = fit(load_preset("motion-bigru"), dances, run_dir=tmp_path, seed=0, device="cpu")
    assert result.report.windows.classes == ("cha-cha", "rumba", "waltz")
    assert result.metrics["macro_f1"] > 0.9
