"""Training a preset on dances, from the first step or from where it stopped."""

from __future__ import annotations

import json
import logging
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from lightning.pytorch import Trainer

from core.data.dance import Dance
from core.entities import Metric
from core.errors import InputError, ModelError
from core.media.files import replacing
from core.models.base import DanceModel
from core.models.options import from_dict, to_dict
from core.training import checkpoints, memory
from core.training.batches import Batches
from core.training.computing import accelerator_of, compiles, precision
from core.training.data import DATASET, TrainingData, content_of
from core.training.evaluate import Evaluation, evaluate
from core.training.keeper import Keeper
from core.training.presets import Preset
from core.training.registry import entry, load_name
from core.training.watch import Listeners, Watch


@dataclass(frozen=True, eq=False)
class FitResult:
    """What came of a run.

    Attributes:
        metrics: the scores of the best epoch on the test side.
        report: the same in full.
        summary: sentences about the split: what is on which side, what was left out and why.
        content: the frozen data set, JSON-ready; see `core.training.data.content_of`.
        best_epoch: counted from 0; whose weights are used from now on.
    """

    metrics: Mapping[str, float]
    report: Evaluation
    summary: str
    content: Mapping[str, Any]
    best_epoch: int


def nobody(*_news: object) -> None:
    """Hear nothing."""


def never() -> bool:
    """Never ask to stop."""
    return False


def fit(
    preset: Preset,
    dances: Sequence[Dance],
    *,
    run_dir: Path,
    seed: int,
    device: str = "auto",
    on_metric: Callable[[Metric], None] = nobody,
    on_progress: Callable[[float, str], None] = nobody,
    on_log: Callable[[str], None] = nobody,
    on_note: Callable[[str], None] = nobody,
    on_content: Callable[[Mapping[str, Any]], None] = nobody,
    should_stop: Callable[[], bool] = never,
    resume: bool = False,
) -> FitResult:
    """Train a model and judge it on dances that it never saw.

    Args:
        preset: what to train; see `core.training.presets`.
        dances: with unique keys; the same ones, in the same order, when resuming.
        run_dir: gets ``dataset.json`` and the checkpoints ``last`` and ``best``.
        seed: decides split, weights and order; on a CPU two runs of one seed are equal.
        device: ``auto`` takes a GPU where there is one, ``cpu``, ``cuda``.
        on_metric: told each number of each epoch.
        on_note: told what the result has to be read with, for example that it stopped early; so is `on_log`.
        on_content: told the frozen data set before the first step.
        should_stop: asked before every batch; then ``last`` is written and `Cancelled` raised.
        resume: go on from ``last``, with the result of a run that was never stopped.

    Raises:
        InputError: the dances cannot be split or read, or there is no such device.
        ModelError: the loss is not a number any more, ``last`` cannot be used, or not even one window fits
            into memory.
        Cancelled: when asked to stop.
    """
    accelerator = accelerator_of(device)
    on_progress(0.0, "preparing the dances")
    data = _gather(preset, dances, seed)
    content = content_of(data)
    for line in [*data.unusable, *data.notes, *data.split.summary().splitlines()]:
        on_log(line)
    on_content(content)
    run_dir.mkdir(parents=True, exist_ok=True)
    begin_with = _last(run_dir, content, preset) if resume else None
    if begin_with is None:
        _clear(run_dir)
        _write(run_dir / DATASET, content)

    def note(sentence: str) -> None:
        on_log(sentence)
        on_note(sentence)

    listeners = Listeners(on_metric, on_progress, note, should_stop)
    _train(preset, data, run_dir, seed, accelerator, listeners, begin_with)
    on_progress(1.0, "judging it on dances that it never saw")
    report = evaluate(run_dir, data.dances)
    best = checkpoints.load(run_dir / checkpoints.BEST).facts["best"]
    return FitResult(report.metrics(), report, data.split.summary(), content, int(best["epoch"]))


def _gather(preset: Preset, dances: Sequence[Dance], seed: int) -> TrainingData:
    if not dances:
        raise InputError("There is no dance to learn from.", "Import dances first, or ask for others.")
    model = entry(preset.model)
    reader_type, data_type = load_name(model.reader), load_name(model.data)
    data: TrainingData = data_type(
        reader_type.learned(preset.config, dances), preset.config, dances, seed=seed
    )
    return data


def _train(
    preset: Preset,
    data: TrainingData,
    run_dir: Path,
    seed: int,
    accelerator: str,
    listeners: Listeners,
    begin_with: checkpoints.Checkpoint | None,
) -> None:
    """Train until the end, with smaller batches where they do not fit; the checkpoints are the result."""
    while not _trained(preset, data, run_dir, seed, accelerator, listeners, begin_with):
        memory.release()
        begin_with = checkpoints.load(run_dir / checkpoints.LAST)
        place = begin_with.facts["place"]
        listeners.on_note(
            f"Memory ran out in epoch {place['epoch'] + 1}: from there on a batch has {place['batch_size']} "
            f"windows instead of {preset.config.training.batch_size}, so that the steps are smaller and more."
        )


def _trained(
    preset: Preset,
    data: TrainingData,
    run_dir: Path,
    seed: int,
    accelerator: str,
    listeners: Listeners,
    begin_with: checkpoints.Checkpoint | None,
) -> bool:
    """Train as far as memory allows; false when the run is to go on, with smaller batches, from ``last``."""
    options = preset.config.training
    keeper = Keeper(run_dir, _facts(preset, data, seed), begin_with, newest_is_best=options.keep == "last")
    place, side, kept_out = keeper.place, data.train(), data.valid()
    if place.is_over(options):
        return True
    device = torch.device("cuda" if accelerator == "gpu" else "cpu")
    batch_size = place.batch_size or options.batch_size
    train = Batches(
        memory.held_on(side.tensors, device),
        batch_size=batch_size,
        copies=side.copies,
        seed=seed,
        first_epoch=place.epoch,
        first_batch=place.batch,
    )
    valid = Batches(memory.held_on(kept_out.tensors, device), batch_size=batch_size) if kept_out else None
    watch = Watch(keeper, listeners, options, train=train, valid=valid, seed=seed)
    with torch.random.fork_rng(range(torch.cuda.device_count()) if accelerator == "gpu" else []):
        torch.manual_seed(seed)
        model = _model(preset, data, begin_with)
        return _run_trainer(model, train, watch, run_dir, accelerator, n_epochs=options.epochs - place.epoch)


def _run_trainer(
    model: DanceModel, train: Batches, watch: Watch, run_dir: Path, accelerator: str, *, n_epochs: int
) -> bool:
    """Run Lightning's loop; false when memory ran out and `watch` has kept the run for smaller batches."""
    if compiles(model, watch.options, accelerator):
        model.outcome = torch.compile(model.outcome)  # type: ignore[method-assign]
    with _quiet_lightning():
        trainer = Trainer(
            accelerator=accelerator,
            devices=1,
            precision=precision(model, watch.options, accelerator),
            max_epochs=n_epochs,
            # A model that steps its optimisers itself clips their gradients itself.
            gradient_clip_val=(watch.options.gradient_clip or None) if model.automatic_optimization else None,
            default_root_dir=run_dir,
            callbacks=[watch],
            logger=False,
            enable_checkpointing=False,
            enable_progress_bar=False,
            enable_model_summary=False,
        )
        try:
            trainer.fit(model, train)
        except Exception as e:
            if not memory.ran_out(e):
                raise
            if not watch.shrunk:
                raise ModelError(
                    "There is not enough memory for the model and one window.",
                    "Choose a smaller model or shorter windows, or another device.",
                ) from e
            return False
        return True


def _model(preset: Preset, data: TrainingData, begin_with: checkpoints.Checkpoint | None) -> DanceModel:
    model: DanceModel = load_name(entry(preset.model).module)(preset.config, **data.sizes)
    data.teach(model)
    if begin_with is not None:
        checkpoints.fill(model, begin_with)
    return model


def _facts(preset: Preset, data: TrainingData, seed: int) -> dict[str, Any]:
    """Return what a checkpoint must say, so that it can be used without anything else."""
    return {
        "preset": preset.name,
        "model": preset.model,
        "config": to_dict(preset.config),
        "seed": seed,
        "sizes": dict(data.sizes),
        **data.facts,
    }


def _last(run_dir: Path, content: Mapping[str, Any], preset: Preset) -> checkpoints.Checkpoint | None:
    """Return where a run stopped; None when it had not yet got that far."""
    if not (run_dir / checkpoints.LAST).exists() or not (run_dir / DATASET).exists():
        return None
    before = json.loads((run_dir / DATASET).read_text("utf-8"))
    if before.get("sha256") != content["sha256"]:
        raise ModelError(
            "The dances are not the ones that this run began with, so it cannot go on.", "Start a new run."
        )
    last = checkpoints.load(run_dir / checkpoints.LAST)
    # Read, not compared as it was written: an option that came later has its default there.
    config = from_dict(type(preset.config), last.facts["config"])
    if last.facts["model"] != preset.model or config != preset.config:
        raise ModelError(f"{last.path} was made with other options.", "Start a new run.")
    return last


def _clear(run_dir: Path) -> None:
    for name in (checkpoints.LAST, checkpoints.BEST):
        (run_dir / name).unlink(missing_ok=True)


def _write(path: Path, content: Mapping[str, Any]) -> None:
    with replacing(path) as part:
        part.write_text(json.dumps(content), "utf-8")


@contextmanager
def _quiet_lightning() -> Iterator[None]:
    """Keep Lightning's advice off the screen: what it says about devices and loggers is our choice."""
    logger = logging.getLogger("lightning.pytorch")
    before = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            # Lightning 2.6 still asks for the type of a tree in the way that PyTorch 2.13 is giving up.
            warnings.filterwarnings("ignore", message=r".*LeafSpec.*", category=FutureWarning)
            yield
    finally:
        logger.setLevel(before)
