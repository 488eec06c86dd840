"""What a project holds, without its ids, to compare it with another one; and projects made at random."""

from __future__ import annotations

from typing import Any

import numpy as np

from core.audio.grid import BeatGrid
from core.entities import CorrectionKind, JointEdit, ReviewState, Space, Track
from db.people import Describe, Exchange
from db.project import Project
from db.reviews import ReviewSpec
from db.rulings import Decision
from db.segments import OnOverlap, SegmentSpec
from tests.db.make import TWO_JOINTS, add_video, poses

N_FRAMES = 70
WHO = ("Kim", "Ada", "Lee")


def content(project: Project) -> dict[str, Any]:
    """Return all that people see of a project's videos and labels."""
    return {
        "videos": [_video(project, video.id) for video in project.videos.all()],
        "annotators": [annotator.name for annotator in project.annotators.all()],
        "labels": {
            tier.name: (
                tier.overlaps,
                [(each.name, each.colour) for each in project.segments.labels(tier.name)],
            )
            for tier in project.segments.all_tiers()
        },
    }


def _video(project: Project, video_id: int) -> dict[str, Any]:
    video = project.videos.get(video_id)
    grid = project.beat_grids.current(video_id)
    segments = {
        s.id: (s.tier, s.label, s.start_s, s.end_s, s.annotator, s.created_at, s.start_beat, s.end_beat)
        for s in project.segments.for_video(video_id)
    }
    return {
        "name": video.name,
        "content": (video.sha256, video.start_s, video.end_s, video.path, video.audio_offset_s),
        "times": project.videos.times_s(video_id).tolist(),
        "grid": grid and (grid.beats_s.tolist(), grid.downbeat, grid.beats_per_bar),
        "people": [(p.number, p.name, p.colour) for p in project.people.of_video(video_id)],
        "tracks": [_track(project, track) for track in project.tracks.for_video(video_id)],
        "current": len(project.tracks.current(video_id)),
        "segments": sorted(segments.values()),
        "rulings": [
            (segments.get(r.segment_id), segments.get(r.gold_id or 0), r.gold, r.judge)
            for tier in project.segments.tiers()
            for r in project.rulings.for_video(video_id, tier, "gold")
        ],
    }


def _track(project: Project, track: Track) -> dict[str, Any]:
    return {
        "who": (track.person, track.space, track.source, track.fps, track.created_at),
        "poses": project.tracks.read(track.id).tobytes(),
        "machine": project.tracks.raw(track.id).tobytes(),
        "history": [
            (c.frame, c.joint, c.kind, c.x, c.y, c.z, c.annotator, c.created_at)
            for c in project.corrections.history(track.id)
        ],
        "accepted": project.reviews.accepted(track.id, track.n_frames).tolist(),
    }


def fill_at_random(project: Project, seed: int, n_edits: int = 25) -> None:
    """Two films with one or two people each, and people's edits of every kind."""
    rng = np.random.default_rng(seed)
    for i in range(2):
        add_video(project, f"film {i}", n_frames=N_FRAMES, sha256=str(i) * 64)
    for video in project.videos.all():
        for person in range(int(rng.integers(1, 3))):
            frames = poses(N_FRAMES, seed=video.id * 10 + person)
            project.tracks.add(video.id, person, Space.IMAGE, "test", TWO_JOINTS, 25.0, frames)
    edit_at_random(project, rng, n_edits)


def edit_at_random(project: Project, rng: np.random.Generator, n_edits: int) -> None:
    """Correct, review, label, rule and mend, in the names of three annotators."""
    deeds = (_correct, _correct, _correct, _review, _label, _label, _unlabel, _beats, _people, _rule)
    for _ in range(n_edits):
        deed = deeds[int(rng.integers(len(deeds)))]
        deed(project, rng, WHO[int(rng.integers(3))], int(rng.integers(1, 3)))


def _a_track(project: Project, rng: np.random.Generator, video_id: int) -> int:
    tracks = project.tracks.current(video_id)
    return tracks[int(rng.integers(len(tracks)))].id


def _correct(project: Project, rng: np.random.Generator, who: str, video_id: int) -> None:
    kind = list(CorrectionKind)[int(rng.choice(3, p=(0.7, 0.15, 0.15)))]
    x = float(rng.normal()) if kind is CorrectionKind.MOVE else None
    edit = JointEdit(int(rng.integers(6)), int(rng.integers(2)), kind, x, x)
    project.corrections.put(_a_track(project, rng, video_id), [edit], who)


def _review(project: Project, rng: np.random.Generator, who: str, video_id: int) -> None:
    start, stop = sorted(rng.choice(N_FRAMES, 2, replace=False).tolist())
    state = ReviewState.ACCEPTED if rng.random() < 0.7 else ReviewState.UNSEEN
    project.reviews.put(_a_track(project, rng, video_id), [ReviewSpec(start, stop, state)], who)


def _label(project: Project, rng: np.random.Generator, who: str, video_id: int) -> None:
    start, length = rng.integers(0, 20, 2) / 10
    tier, word = ("style", "comment")[int(rng.integers(2))], ("a", "b")[int(rng.integers(2))]
    project.segments.add(video_id, tier, word, start, start + length + 0.1, who, on_overlap=OnOverlap.KEEP)


def _unlabel(project: Project, rng: np.random.Generator, who: str, video_id: int) -> None:
    own = project.segments.for_video(video_id, annotator=who)
    if own:
        project.segments.remove(own[int(rng.integers(len(own)))].id)


def _beats(project: Project, rng: np.random.Generator, who: str, video_id: int) -> None:
    project.beat_grids.put(video_id, BeatGrid(np.arange(6) / 2 + float(rng.random()), 0, 4), who)


def _people(project: Project, rng: np.random.Generator, who: str, video_id: int) -> None:
    people = [person.number for person in project.people.of_video(video_id)]
    wishes: list[Describe | Exchange] = [Describe(people[0], name=f"name {rng.integers(3)}")]
    if len(people) > 1:
        wishes.append(Exchange(people[0], people[1], ((int(rng.integers(0, 30)), 40),)))
    project.people.mend(video_id, wishes, who)


def _rule(project: Project, rng: np.random.Generator, who: str, video_id: int) -> None:
    votes = [s for s in project.segments.for_video(video_id, "comment") if s.annotator != "gold"]
    if votes:
        vote = votes[int(rng.integers(len(votes)))]
        gold = SegmentSpec(video_id, vote.tier, vote.label, vote.start_s, vote.end_s, "gold")
        project.rulings.rule([Decision(gold, (vote.id,))], "gold", who)
