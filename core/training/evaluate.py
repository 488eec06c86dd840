"""Judging a trained run on the test side of its own frozen split."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.dance import Dance
from core.data.music_index import reference_dance
from core.data.split import Split
from core.errors import InputError, ModelError
from core.features.heading import heading, turned
from core.metrics.classification import ClassificationReport, classification_report
from core.metrics.similarity import Similarity, similarity
from core.models.ability import Ability
from core.motion import Motion
from core.training.answers import Answer
from core.training.bodies import on_body
from core.training.data import DATASET, fingerprint
from core.training.judge import Judged, Table, judge
from core.training.picture_score import PictureScore
from core.training.recognised import StyleRecognition, recognised
from core.training.recommending import Recommendations, judged
from core.training.trained import TrainedModel, load_trained
from core.training.wishes import Wishes

_MOST_S = 60.0  # of each test dance that a generator is compared with


@dataclass(frozen=True)
class GeneratedScore:
    """A generated dance beside the real one to the same music.

    Attributes:
        key: of the test dance.
        similarity: of the generated dance to the real one.
        speed_m_s, real_speed_m_s: mean joint speed relative to the root; a generator that freezes shows here.
    """

    key: str
    style: str | None
    similarity: Similarity
    speed_m_s: float
    real_speed_m_s: float

    @property
    def speed_ratio(self) -> float:
        """How much of the real dance's speed the generated one has; 1 is right, 0 is a statue."""
        return self.speed_m_s / self.real_speed_m_s if self.real_speed_m_s > 0 else float("nan")


@dataclass(frozen=True, eq=False)
class Evaluation:
    """A verdict.

    Attributes:
        task: of the run, as in `core.training.registry.ModelEntry`.
        windows: classifiers: of all test windows.
        dances: classifiers: of whole test dances, by the mean of their windows' probabilities.
        generated: generators: one for each test dance.
        table: generators: what the field measures, real and generated dances.
        recognised: generators: their styles as a classifier names them, where one was asked.
        pictures: models that make films: one for each test dance.
        recommended: recommenders: how high the right songs stand.
        answers: classifiers: one for each test window.
        changed: keys of test dances that are no longer what they were when the run began.
    """

    task: str
    windows: ClassificationReport | None = None
    dances: ClassificationReport | None = None
    generated: tuple[GeneratedScore, ...] = ()
    table: Table | None = None
    recognised: StyleRecognition | None = None
    pictures: tuple[PictureScore, ...] = ()
    recommended: Recommendations | None = None
    answers: tuple[Answer, ...] = ()
    changed: tuple[str, ...] = ()

    def metrics(self) -> dict[str, float]:
        """Return the headline numbers by name, as far as they are defined.

        Classifiers: accuracy, macro and weighted F1 and cross-entropy of the windows. Generators: the means
        of the similarities and of `GeneratedScore.speed_ratio`, and the rest of `Table.made`. Models that
        make films: the means over the dances, each by its pictures, and the same of the baseline, named
        ``baseline_...``. Recommenders: `Recommendations.metrics`.
        """
        if self.pictures:
            return _mean_of_pictures(self.pictures)
        if self.windows is not None:
            names = ("accuracy", "macro_f1", "weighted_f1", "cross_entropy")
            return {name: getattr(self.windows, name) for name in names}
        if self.task == "recommend":
            return self.recommended.metrics() if self.recommended else {}
        names = ("distance", "cosine", "dtw_distance", "dtw_cosine")
        values = {name: [getattr(g.similarity, name) for g in self.generated] for name in names}
        values["speed_ratio"] = [g.speed_ratio for g in self.generated]
        finite = {name: [v for v in found if np.isfinite(v)] for name, found in values.items()}
        means = {name: float(np.mean(found)) for name, found in finite.items() if found}
        table = self.table.made if self.table is not None else {}
        return {name: estimate.value for name, estimate in table.items()} | means


def evaluate(
    run_dir: Path,
    dances: Sequence[Dance],
    *,
    classifier_dir: Path | None = None,
    tell_style: bool = False,
    novelty: float | None = None,
    draw: int = 0,
) -> Evaluation:
    """Judge a run.

    Args:
        run_dir: of a run that finished at least one epoch.
        dances: at least those of the run's test side, found by their keys.
        classifier_dir: of a run that tells styles apart, to be asked what a generator danced.
        tell_style: ask a generator, where it can be asked, for the style of each test dance, instead of
            leaving that to the music.
        novelty: ask a generator, where it can be asked, for dances as new; see
            `core.training.wishes.Wishes`.
        draw: the seed of the dances; another one judges others.

    Raises:
        ModelError: the run has no usable checkpoint or data set.
        InputError: a test dance is not among `dances`, or has become too short.
    """
    model = load_trained(run_dir)
    content = _content(run_dir)
    split = Split.from_dict(content["split"])
    found = _test_dances(split, content, dances)
    changed = tuple(
        content["dances"][i]["key"]
        for i, dance in found.items()
        if fingerprint(dance) != content["dances"][i]["sha256"]
    )
    if model.task == "generate":
        new = novelty if Ability.NOVELTY in model.abilities else None
        told = tell_style and Ability.STYLE in model.abilities
        wishes = {
            i: Wishes(
                seed=draw,
                styles={dance.style: 1.0} if told and dance.style in model.styles else {},
                novelty=new,
            )
            for i, dance in found.items()
        }
        verdict = _generated_all(model, split, found, wishes, dances, classifier_dir)
        return replace(verdict, changed=changed)
    if model.task == "continue":
        from core.training.continuing import judge_continuations

        continued = [
            judge_continuations(model, dance, [ref for ref in split.test if ref.dance == i])
            for i, dance in found.items()
        ]
        return Evaluation("continue", pictures=tuple(continued), changed=changed)
    if model.task == "recommend":
        at = {key: i for i, key in enumerate(split.keys)}
        here = {at[dance.key]: dance for dance in dances if dance.key in at}
        return Evaluation("recommend", recommended=judged(model, split, here), changed=changed)
    if model.task == "render":
        from core.training.rendering import judge_person

        shown = [
            judge_person(
                model, dance, *([r for r in split.side(name) if r.dance == i] for name in ("test", "train"))
            )
            for i, dance in found.items()
        ]
        return Evaluation("render", pictures=tuple(shown), changed=changed)
    return _classified(model, split, found, changed)


def _mean_of_pictures(scores: Sequence[PictureScore]) -> dict[str, float]:
    """Return the means of all numbers that are defined, weighted by how many pictures they are of."""
    means = {}
    for name in scores[0].values:
        for prefix, found in (("", [s.values for s in scores]), ("baseline_", [s.baseline for s in scores])):
            known = [
                (v[name], s.n_pictures) for v, s in zip(found, scores, strict=True) if np.isfinite(v[name])
            ]
            if known:
                values, weights = zip(*known, strict=True)
                means[prefix + name] = float(np.average(values, weights=weights))
    return means


def _classified(
    model: TrainedModel, split: Split, found: Mapping[int, Dance], changed: tuple[str, ...]
) -> Evaluation:
    """Ask about every test window; a style that was not trained on cannot be answered and is left out."""
    known = {i: dance for i, dance in found.items() if dance.style in model.classes}
    if not known:
        return Evaluation("classify", changed=changed)
    windows = {i: [(r.start, r.stop) for r in split.test if r.dance == i] for i in known}
    probabilities = {i: model.classify_windows(dance, windows[i]) for i, dance in known.items()}
    true = {i: model.classes.index(str(dance.style)) for i, dance in known.items()}
    n_windows = [len(p) for p in probabilities.values()]
    of_windows = np.repeat(list(true.values()), n_windows)
    whole = np.stack([p.mean(axis=0) for p in probabilities.values()])
    return Evaluation(
        "classify",
        windows=classification_report(
            of_windows,
            np.concatenate(list(probabilities.values())),
            model.classes,
            dances=np.repeat(np.arange(len(true)), n_windows),
        ),
        dances=classification_report(
            np.array(list(true.values())), whole, model.classes, dances=np.arange(len(true))
        ),
        answers=tuple(
            _answer(dance, window, model.classes, row)
            for i, dance in known.items()
            for window, row in zip(windows[i], probabilities[i], strict=True)
        ),
        changed=changed,
    )


def _answer(
    dance: Dance, window: tuple[int, int], classes: Sequence[str], probabilities: NDArray[np.float64]
) -> Answer:
    start_s, stop_s = (frame / dance.motion.fps for frame in window)
    best = int(probabilities.argmax())
    return Answer(
        dance.key, start_s, stop_s, str(dance.style), classes[best], round(float(probabilities[best]), 4)
    )


def _generated_all(
    model: TrainedModel,
    split: Split,
    found: Mapping[int, Dance],
    wishes: Mapping[int, Wishes],
    dances: Sequence[Dance],
    classifier_dir: Path | None,
) -> Evaluation:
    trained_on = {split.keys[i] for i in split.dances_of("train")}
    training = [dance for dance in dances if dance.key in trained_on]
    judged = [_danced(model, dance, wishes[i], training) for i, dance in found.items()]
    scores = tuple(_score(j, dance) for j, dance in zip(judged, found.values(), strict=True))
    table = (
        judge(judged, [on_body(dance.motion, model.reader.body) for dance in training]) if judged else None
    )
    named = None
    if classifier_dir is not None:
        of_classifier = Split.from_dict(_content(classifier_dir)["split"])
        named = recognised(
            load_trained(classifier_dir),
            list(found.values()),
            [j.made for j in judged],
            seen=frozenset(of_classifier.keys[i] for i in of_classifier.dances_of("train")),
        )
    return Evaluation("generate", generated=scores, table=table, recognised=named)


def _score(judged: Judged, dance: Dance) -> GeneratedScore:
    real, made = judged.real, judged.made
    return GeneratedScore(
        dance.key, dance.style, similarity(real, made), joint_speed(made), joint_speed(real)
    )


def _danced(model: TrainedModel, dance: Dance, wishes: Wishes, training: Sequence[Dance]) -> Judged:
    """Dance to the music of a real dance."""
    if dance.audio is None:
        raise InputError(f"Dance {dance.key!r} has no music any more.")
    real = on_body(dance.motion.slice(0, round(_MOST_S * dance.motion.fps)), model.reader.body)
    made = model.generate(
        dance.audio,
        n_frames=real.n_frames,
        fps=real.fps,
        start_s=float(dance.audio.times_s[0]),
        wishes=wishes,
    )
    heard = [other for other in training if other.audio is not None]
    reference = on_body(reference_dance(dance.audio, heard).motion, real.skeleton) if heard else None
    return Judged(
        dance.key,
        real,
        facing_as(made, real),
        None if reference is None else facing_as(reference, real),
        dance.beats_s if len(dance.beats_s) else dance.audio.beats_s - float(dance.audio.times_s[0]),
    )


def facing_as(made: Motion, real: Motion) -> Motion:
    """Turn a dance so that it begins facing as the real one: where a dancer starts is no merit."""
    turn = np.nan_to_num(heading(real.slice(0, 1)) - heading(made.slice(0, 1)))
    return made.with_positions(turned(made.positions, np.repeat(turn, made.n_frames)))


def joint_speed(motion: Motion) -> float:
    """Return the mean speed of the joints relative to the root, m/s; missing joints are left out."""
    steps = np.diff(motion.root_centred().positions, axis=0) * motion.fps
    speeds = np.linalg.norm(steps, axis=-1)
    return float(np.nanmean(speeds)) if np.isfinite(speeds).any() else 0.0


def _content(run_dir: Path) -> dict[str, Any]:
    path = run_dir / DATASET
    try:
        content: dict[str, Any] = json.loads(path.read_text("utf-8"))
        return {"dances": content["dances"], "split": content["split"]}
    except (OSError, ValueError, KeyError, TypeError) as e:
        raise ModelError(f"{path} is missing or damaged.", "Train the run again.") from e


def _test_dances(split: Split, content: Mapping[str, Any], dances: Sequence[Dance]) -> dict[int, Dance]:
    """Return the test dances by their index in the split."""
    by_key = {dance.key: dance for dance in dances}
    found = {}
    for i in split.dances_of("test"):
        key = split.keys[i]
        if key not in by_key:
            raise InputError(f"The run is tested on {key!r}, which is not there any more.")
        if by_key[key].motion.n_frames < content["dances"][i]["n_frames"]:
            raise InputError(f"The run is tested on {key!r}, which has become shorter.", "Train a new run.")
        found[i] = by_key[key]
    return found
