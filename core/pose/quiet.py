"""Keeping a native library's chatter off standard error."""

from __future__ import annotations

import os
import re
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
