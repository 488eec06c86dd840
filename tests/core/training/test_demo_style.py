"""The style classifier recognises the demo's styles on dances, dancers and tempi that it never saw."""

from __future__ import annotations

from core.data.dance import Dance
from core.demo.choreography import STYLES, choreograph
from core.training.fit import fit
from core.training.presets import load_preset, with_overrides


def test_styles_of_unseen_demo_dances_are_recognised(tmp_path):
    dances = [
        Dance(f"{style} {seed}", choreograph(style, duration_s=8, seed=seed), style, song=f"{style} {seed}")
        for style in STYLES
        for seed in range(5)
    ]
    preset = with_overrides(load_preset("motion-bigru"), ["training.epochs=25"])
    result = fit(preset, dances, run_dir=tmp_path, seed=0, device="cpu")
    assert result.report.windows.classes == tuple(sorted(STYLES))
    assert len(result.report.windows.confusion) == 4
    assert result.metrics["macro_f1"] >= 0.9
