"""The command that measures dances which are in no project."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workbench.cli.options import Json

if TYPE_CHECKING:
    from core.metrics.music import BeatAlignment
    from core.metrics.plausibility import Plausibility
    from workbench.actions.measuring import AgainstReference, Measured, MotionFacts

app = typer.Typer()

Row = tuple[str, str, str]


@app.command(rich_help_panel="Dances")
def metrics(
    motion: Annotated[
        Path, typer.Argument(metavar="MOTION", help="A motion file: .npz, .bvh, .c3d, AIST++, ballroom.")
    ],
    reference: Annotated[
        Path | None, typer.Argument(metavar="REFERENCE", help="The motion that it should be like.")
    ] = None,
    music: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The song; default: the one beside the motion.")
    ] = None,
    start: Annotated[
        float | None, typer.Option(metavar="S", help="Where in the song the motion begins, seconds.")
    ] = None,
    reference_start: Annotated[
        float | None, typer.Option(metavar="S", help="Where in the song the reference begins, seconds.")
    ] = None,
    other: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="Another song of about this tempo, to test the beats with."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Measure a dance: by itself, to its music, and against a reference.

    Example: barre metrics generated.npz real.npz --music song.mp3
    """
    from workbench.actions.measuring import item_of_file, measure
    from workbench.cli.output import note, print_json

    item = item_of_file(motion, music=music, start_s=start)
    against = None if reference is None else item_of_file(reference, music=music, start_s=reference_start)
    measured = measure(item, against, other_songs=other or ())
    if as_json:
        print_json(measured)
        return
    _show(measured)
    for remark in measured.notes:
        note(remark)


def _show(measured: Measured) -> None:
    from workbench.cli.output import escape, say, show

    say(escape(_facts(measured.motion)))
    show(("by itself", "value", "beside it"), _own_rows(measured.plausibility), empty="")
    if measured.music is not None:
        song = f"to {measured.music.path.parent.name}/{measured.music.path.name}"
        heard = f"{measured.music.tempo_bpm:.1f} bpm, from {measured.music.start_s:.2f} s"
        rows = [row for found in measured.beat_alignment for row in _music_rows(found)]
        show((song, "value", heard), rows, empty="")
    if measured.reference is not None:
        headers = (f"against {_facts(measured.reference.facts)}", "value", "beside it")
        show(headers, _reference_rows(measured.reference), empty="")


def _facts(facts: MotionFacts) -> str:
    missing = f", {facts.n_missing} joint positions missing" if facts.n_missing else ""
    if facts.never_seen:
        missing += f", never seen: {', '.join(facts.never_seen)}"
    return f"{facts.name} ({facts.n_frames} frames at {facts.fps:g} fps{missing})"


def _own_rows(found: Plausibility) -> Iterator[Row]:
    feet, bones, smooth, lively = found.feet, found.bones, found.smoothness, found.liveliness
    yield "foot skate ratio", _three(feet.skate_ratio), f"{_three(feet.skate_m_s)} m/s during contact"
    yield "physical foot contact", _three(feet.pfc), ""
    yield "below the floor", _mm(feet.sunk_m), f"more than 20 mm in {_three(feet.sunk_ratio)} of the frames"
    yield "bone lengths vary", _three(bones.variation), f"{_three(bones.drift)} from beginning to end"
    yield "jerk, m/s³", _three(smooth.jerk_m_s3), ""
    yield "SPARC", _three(smooth.sparc), "nearer to 0 is smoother"
    yield "log dimensionless jerk", _three(smooth.ldlj), "larger is smoother"
    yield "speed, m/s", _three(lively.speed_m_s), f"frozen {_three(lively.freezing)} of the time"
    yield "range", _mm(lively.range_m), "of the joints, body to the front"


def _music_rows(found: BeatAlignment) -> Iterator[Row]:
    chance = (
        f"{found.null_mean:.3f} ± {found.null_sd:.3f} by chance, {found.jittered:.3f} with 2 cm of jitter"
    )
    if found.mismatches:
        chance += f", {found.mismatch_mean:.3f} to {len(found.mismatches)} other songs"
    yield f"beat alignment {found.kind}, {found.convention}", _three(found.score), chance


def _reference_rows(found: AgainstReference) -> Iterator[Row]:
    error, like, beats = found.pose_error, found.similarity, found.beats
    yield "same music", "yes" if found.same_music else "no", "" if found.same_music else "from first frames"
    yield "MPJPE", _mm(error.mpjpe_m), f"{error.n_joints} joints, {error.n_missing} missing pairs left out"
    yield "PA-MPJPE", _mm(error.pa_mpjpe_m), ""
    yield "in the room", _mm(error.room_m), ""
    yield "PCK at 150 mm", _three(error.pck), ""
    yield "OKS", _three(error.oks), ""
    yield "distance", _three(like.distance), f"{like.dtw_distance:.3f} warped in time"
    yield "cosine", _three(like.cosine), f"{like.dtw_cosine:.3f} warped in time"
    mirror = found.mirroring
    yield "side", str(mirror.side), f"{mirror.distance:.3f} as it is, {mirror.mirrored_distance:.3f} mirrored"
    if beats is not None:
        yield "shape by beats", _three(beats.shape), f"{beats.unwarped:.3f} without matching"
        shares = f"early {beats.early:.0%}, on time {beats.on_time:.0%}, late {beats.late:.0%}"
        yield (
            "timing by beats",
            f"{beats.timing_ms:+.0f} ms",
            f"spread {beats.timing_spread_ms:.0f} ms, {shares}",
        )


def _three(value: float) -> str:
    return "" if value != value else f"{value:.3f}"


def _mm(metres: float) -> str:
    return "" if metres != metres else f"{metres * 1000:.1f} mm"
