"""`relief serve` as a process of its own."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from services.platform.parts.process import Process, free_port
from services.platform.stack.here import PROGRAMS


@contextmanager
def platform(folder: Path) -> Iterator[tuple[Process, int, str]]:
    """`relief serve`, its port and the first key."""
    port, log = free_port(), folder / "serve.log"
    command = [PROGRAMS["relief"], "serve", "--port", str(port)]
    process = Process("serve", command, log, environment={"RELIEF_VAR": str(folder / "var")})
    process.launch()
    try:
        process.wait_until(lambda: "nd_" in log.read_text(), 60)
        yield process, port, next(line for line in log.read_text().splitlines() if "nd_" in line).split()[-1]
    finally:
        process.stop(signal.SIGKILL)
