"""A program beside us: started in a folder of its own, awaited until it is up, stopped by its process id."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from itertools import count
from pathlib import Path

POLL_SECONDS = 0.05
FIRST_PORT, PORTS = 20_000, 12_000
_ports = count(os.getpid() * 61)  # processes that start together begin at different ones


class PartUnavailable(Exception):
    """The machine lacks something that the part needs; the message says what to install."""


class PartFailed(Exception):
    """The part stopped or did not come up; the message ends with the last lines of its log."""


def free_port() -> int:
    """A TCP port of 127.0.0.1 that nobody listens on at this moment.

    From below those that the machine gives to outgoing connections, one of which could else take it before its use.
    """
    for number in _ports:
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", FIRST_PORT + number % PORTS))
            return int(probe.getsockname()[1])
    raise AssertionError("the numbers do not end")


class Process:
    """A child process that writes to a log file, and that ends when the process that started it does.

    `environment` is added to our own.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        log: Path,
        user: str | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.name, self.command, self.log, self.user = name, list(command), log, user
        self.environment = dict(environment or {})
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The process id while it runs, else None."""
        return self._child.pid if self._child and self._child.poll() is None else None

    def start(self, is_up: Callable[[], bool], patience_seconds: float = 60) -> None:
        """Starts the program and returns when `is_up` says so; PartFailed if it ends or takes too long."""
        self.launch()
        self.wait_until(is_up, patience_seconds)

    def launch(self) -> None:
        """Starts the program and returns at once. It ends when the thread that called this ends: use the main one."""
        ends_with_us = ["setpriv", "--pdeathsig", "KILL"] if shutil.which("setpriv") else []
        with self.log.open("ab") as output:
            # A session of its own: Ctrl-C in a terminal reaches us, and we decide in which order parts stop.
            self._child = subprocess.Popen(
                [*ends_with_us, *self.command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=self.log.parent,
                user=self.user,
                group=self.user,
                extra_groups=[] if self.user else None,
                env={**os.environ, **self.environment},
                start_new_session=True,
            )

    def wait_until(self, is_up: Callable[[], bool], patience_seconds: float = 60) -> None:
        """PartFailed if the program ends or takes too long."""
        for _ in range(round(patience_seconds / POLL_SECONDS)):
            if is_up():
                return
            if self.pid is None:
                break
            time.sleep(POLL_SECONDS)
        self.stop(signal.SIGKILL)
        raise PartFailed(f"{self.name} did not come up:\n{self.last_words()}")

    def send(self, what: signal.Signals) -> None:
        """Sends the signal and does not wait for what comes of it; nothing when the process is gone."""
        if self._child is not None:
            self._child.send_signal(what)

    def stop(self, how: signal.Signals = signal.SIGTERM, patience_seconds: float = 20) -> None:
        """Sends the signal and waits until the process is gone; a process that stays is killed."""
        if self._child is None:
            return
        if self._child.poll() is None:
            self._child.send_signal(how)
        try:
            self._child.wait(patience_seconds)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()

    def last_words(self, lines: int = 20) -> str:
        """The end of the log."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])
