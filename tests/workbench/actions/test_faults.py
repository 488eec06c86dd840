"""Errors that nobody translated, in words."""

from __future__ import annotations

import errno

from core.errors import BarreError, InputError, JobError
from workbench.actions.faults import explain


def test_our_own_errors_stay_as_they_are():
    error = JobError("It broke.", "Mend it.")
    assert explain(error) is error


def test_a_full_disk_is_nobodys_bad_input():
    fault = explain(OSError(errno.ENOSPC, "No space left on device", "/x/y.npz"))
    assert not isinstance(fault, InputError)
    assert "full" in fault.message
    assert "/x/y.npz" in fault.message


def test_what_the_system_refuses_is_bad_input():
    fault = explain(PermissionError(errno.EACCES, "Permission denied", "/root/x"))
    assert isinstance(fault, InputError)
    assert fault.message == "Permission denied: /root/x."


def test_a_bug_says_so_and_how_to_see_where():
    fault = explain(KeyError("x"))
    assert type(fault) is BarreError
    assert "KeyError" in fault.message
    assert "BARRE_DEBUG" in fault.hint


def test_memory_that_ran_out_is_said():
    assert "Memory" in explain(MemoryError()).message
