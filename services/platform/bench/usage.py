"""What a process has used, from /proc: processor seconds (with those of its children) and resident memory."""

import os
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Usage:
    cpu_seconds: float
    memory_mb: float

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(self.cpu_seconds + other.cpu_seconds, self.memory_mb + other.memory_mb)


def usage_of(pid: int) -> Usage:
    """Of the process and of everything below it. What has ended is counted where its parent has waited for it."""
    used = _own(pid)
    for child in _children(pid):
        try:
            used += usage_of(child)
        except (FileNotFoundError, ProcessLookupError):
            continue
    return used


def _own(pid: int) -> Usage:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    ticks = sum(
        int(fields[place]) for place in (11, 12, 13, 14)
    )  # user, system, and both of waited-for children
    return Usage(ticks / TICKS, _unshared(pid))


def _unshared(pid: int) -> float:
    """Proportional set size, so that what PostgreSQL's processes share is counted once."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
    except (OSError, StopIteration):
        resident = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        return resident * PAGE / 1024**2


def _children(pid: int) -> list[int]:
    try:
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []
