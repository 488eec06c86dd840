"""Does a project's size cost anything? First the store alone, then the window.

    python benchmarks/project_scale.py [--frames N] [--folder DIR]

Runs `project_scale_store.py` and `annotate_gui.py` one after the other; each can be run by itself.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

PARTS = ("project_scale_store.py", "annotate_gui.py")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--frames", type=int, default=1_000_000)
    parser.add_argument(
        "--folder", type=Path, help="keep films and projects here, and use those that are here"
    )
    options = parser.parse_args()
    arguments = ["--frames", str(options.frames)]
    if options.folder is not None:
        options.folder.mkdir(parents=True, exist_ok=True)
        arguments += ["--folder", str(options.folder)]
    for part in PARTS:
        print(part, flush=True)
        done = subprocess.run([sys.executable, str(Path(__file__).with_name(part)), *arguments], check=False)
        if done.returncode:
            sys.exit(done.returncode)


if __name__ == "__main__":
    main()
