"""What a process that holds keys asks of the system, before it opens anything."""

from __future__ import annotations

import ctypes
import os
import sys

_PR_SET_DUMPABLE = 4
"""Of prctl(2), Linux."""


def harden() -> None:
    """See that neither a crash nor another program of the same person shows our memory.

    New files are readable for their owner alone, no core is dumped, and on Linux no other process
    without rights of the administrator may look into this one (ptrace, /proc/<pid>/mem). It does
    not hide memory from the administrator, from the swap or from hibernation: encrypt the disk.
    """
    os.umask(0o077)
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
