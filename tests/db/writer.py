"""A program that writes corrections until it is killed, and says of each one that it is stored.

Reads lines ``PROJECT TRACK FIRST`` from its input. For each it forks a process that puts one correction after
another (frame FIRST, FIRST + 1, ...), writing every frame number to the output once `put` has returned.
Importing the store once and forking keeps fifty kills quick; what is killed is a process all the same.
"""

from __future__ import annotations

import os
import sys

from core.entities import CorrectionKind, JointEdit
from db.project import Project


def write_for_ever(path: str, track_id: int, first: int) -> None:
    project = Project.open(path)
    os.write(1, f"pid {os.getpid()}\n".encode())
    frame = first
    while True:
        project.corrections.put(track_id, [JointEdit(frame, 0, CorrectionKind.MOVE, frame, 0.5, None)], "Kim")
        os.write(1, f"{frame}\n".encode())
        frame += 1


def main() -> None:
    for line in sys.stdin:
        path, track_id, first = line.rstrip("\n").rsplit(" ", 2)
        child = os.fork()
        if child == 0:
            write_for_ever(path, int(track_id), int(first))
        os.waitpid(child, 0)
        os.write(1, b"dead\n")


if __name__ == "__main__":
    main()
