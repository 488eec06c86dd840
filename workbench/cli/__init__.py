"""The command line, `barre`: one thin function a command, over `workbench.actions` and `workbench.jobs`.

Nothing heavy is imported before a command needs it: `barre --help` answers at once.
"""

from __future__ import annotations

import os
import sys

_TYPERS_CTRL_C = 130  # to us, work that was cancelled is work that was not done: 1


def main() -> None:
    """Run `barre` and exit: 0 done, 1 the work failed, 2 bad usage or bad input."""
    from core.errors import BarreError
    from workbench.cli.app import app

    try:
        app()
    except SystemExit as e:
        sys.exit(1 if e.code == _TYPERS_CTRL_C else e.code)
    except BrokenPipeError:  # `barre videos P | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except (BarreError, OSError, MemoryError) as e:
        sys.exit(_fail(e))
    except Exception as e:  # noqa: BLE001  a bug of ours still ends in a sentence
        sys.exit(_fail(e))


def _fail(error: Exception) -> int:
    """Say an error on standard error and return the exit code."""
    from workbench.actions.faults import explain
    from workbench.cli.output import say_error

    if os.environ.get("BARRE_DEBUG") == "1":
        raise error
    fault = explain(error)
    say_error(fault)
    return fault.exit_code
