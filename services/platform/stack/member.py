"""One of our processes in the stack: a service's replica, or the gateway."""

import signal
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from services.platform.parts.process import Process


class Member:
    """`health`: the address that answers 200 once it is ready. `environment` may be changed while it is down."""

    def __init__(
        self,
        name: str,
        replica: int,
        port: int,
        command: Sequence[str],
        environment: Mapping[str, str],
        folder: Path,
        health: str,
    ) -> None:
        self.name, self.replica, self.port, self.health = name, replica, port, health
        self.log = folder / f"{name}-{replica}.log"
        self._process = Process(str(self), command, self.log, environment=environment)

    def __str__(self) -> str:
        return f"{self.name}-{self.replica}"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        return self._process.environment

    @property
    def pid(self) -> int | None:
        """None while it does not run."""
        return self._process.pid

    def launch(self, **environment: str) -> None:
        """Start it, with changes to its environment that stay, and return at once."""
        self.environment.update(environment)
        self._process.launch()

    def wait(self, is_up: Callable[[], bool] | None = None, patience_seconds: float = 60) -> None:
        """Return once it is ready. Raises PartFailed, with the end of its log."""
        self._process.wait_until(is_up or self.is_ready, patience_seconds)

    def is_ready(self) -> bool:
        try:
            with urlopen(self.health, timeout=2) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False

    def send(self, what: signal.Signals) -> None:
        """A signal, without waiting: SIGSTOP, SIGCONT, SIGTERM, SIGKILL."""
        self._process.send(what)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End it and wait until it is gone."""
        self._process.stop(how)

    def kill(self) -> None:
        """kill -9."""
        self.stop(signal.SIGKILL)
