"""Keeping a native library to itself: no chatter on standard error, no profiler signals for our process."""

from __future__ import annotations

import os
import re
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

# What MediaPipe's C++ half writes whatever its settings say: lines of absl (I, W) and TFLite (INFO, WARNING).
_CHATTER = re.compile(rb"[IW]\d{4} \d|INFO: |WARNING: ")


@contextmanager
def chatter_hidden() -> Iterator[None]:
    """Drop what native code says for information; whatever else was written comes out at the end.

    It works on the file descriptor, so for the whole process: keep the block short.
    """
    if sys.stderr is not None:
        sys.stderr.flush()
    with tempfile.TemporaryFile() as said:
        saved = os.dup(2)
        os.dup2(said.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(saved, 2)
            os.close(saved)
            said.seek(0)
            for line in said:
                if not _CHATTER.match(line):
                    os.write(2, line)


@contextmanager
def profiling_signals_blocked() -> Iterator[None]:
    """Let the threads that are started in here be deaf to SIGPROF.

    MediaPipe 1.2 gives each of its threads a timer that sends SIGPROF every 10 ms of work, and has the signal
    ignored once, when it is first loaded. Lightning puts every handler that Python knew of back after a
    training, for SIGPROF the default, which ends the process: a pose import after a training would be killed.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows has neither the signal nor the trouble
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGPROF])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
