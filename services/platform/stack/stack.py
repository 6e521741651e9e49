"""Kafka, PostgreSQL, five services in replicas and the gateway, each a process of this machine.

What they run, in which environment and how they are asked for health is read from docker-compose.yml.
"""

import os
import signal
import subprocess
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

from services.contracts.words import Role
from services.platform.alone import SERVICES
from services.platform.parts.kafka import Broker
from services.platform.parts.postgres import Cluster
from services.platform.parts.process import PartFailed, free_port
from services.platform.stack.compose import COMPLETED, Part, read_parts
from services.platform.stack.here import (
    command_here,
    environment_here,
    gateway_here,
    health_here,
    kafka_properties,
)
from services.platform.stack.known import LISTS, wait_until_known
from services.platform.stack.member import Member
from services.platform.stack.secrets import kept_in

ROOT = Path(__file__).parents[3]
GATEWAY = "gateway"


class Stack:
    """`folder` keeps data, logs and secrets, and may be used again. `environment`: what services and steps get besides.

    `stack["patrol", 1]` is a process; so is `stack["gateway", 0]`. `kafka` and `postgres` start, stop and crash.
    """

    def __init__(
        self,
        folder: Path,
        replicas: int = 1,
        port: int | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.folder = folder.absolute()
        self.values = kept_in(self.folder / "secrets.env")
        self.parts = read_parts(self.values)
        self.environment = dict(environment or {})
        self.postgres = self._cluster()
        self._broker_ports = {name: free_port() for name in ("127.0.0.1:9093", "127.0.0.1:9094")}
        self.kafka = self._broker()
        self._ports = {"kafka:9092": self.kafka.port, "postgres:5432": self.postgres.server.port}
        self.members = {
            (name, number): self._service(self.parts[name], number)
            for name in SERVICES
            for number in range(replicas)
        }
        self.members[GATEWAY, 0] = self._gateway(port or free_port())

    def __getitem__(self, which: tuple[str, int]) -> Member:
        return self.members[which]

    @property
    def url(self) -> str:
        """The gateway's address."""
        return self.members[GATEWAY, 0].url

    def of(self, service: str) -> list[Member]:
        """The replicas of a service."""
        return [member for (name, _), member in self.members.items() if name == service]

    def start(self) -> None:
        """Return when everything answers; raise PartFailed, leaving nothing behind, when something does not."""
        try:
            self.postgres.launch()
            self.kafka.launch()
            self.postgres.wait()
            self._make_roles()
            self.kafka.wait()
            self.prepare()
            self.launch_all()
        except BaseException:
            self.stop()
            raise

    def prepare(self) -> None:
        """Run every step of docker-compose.yml that ends before the services begin: schemas and topics."""
        with ThreadPoolExecutor() as beside:
            list(beside.map(self.run_step, self._steps()))

    def launch_all(self) -> None:
        """Start our own processes and wait for all; Kafka, PostgreSQL and the schemas must be there."""
        for member in self.members.values():
            member.launch()
        for member in self.members.values():
            member.wait()

    def restart(self, service: str, replica: int, **environment: str) -> Member:
        """End it if it runs, start it with changes to its environment, and wait for it."""
        member = self.members[service, replica]
        member.stop(signal.SIGKILL)
        member.launch(**environment)
        member.wait()
        return member

    def stop(self) -> None:
        """End everything by its process id, ours first; who is stopped (SIGSTOP) is killed."""
        for member in reversed(self.members.values()):
            member.send(signal.SIGTERM)
            member.send(signal.SIGCONT)
        for member in reversed(self.members.values()):
            member.stop()
        self.kafka.stop()
        self.postgres.stop()

    def run_step(self, part: str, *words: str) -> str:
        """Run a step of docker-compose.yml (`migrate`, `topics`), or `words` in a service's place, to its end."""
        here = self.parts[part]
        command = [*command_here(here, 0)[:1], *words] if words else command_here(here, 0)
        environment = {**os.environ, **environment_here(here, self._ports), **self.environment}
        done = subprocess.run(
            command, env=environment, cwd=self.folder, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise PartFailed(f"{part}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
        return done.stdout

    def add_key(self, role: Role, area: str = "*", team: str | None = None) -> str:
        """A new key, when every service that asks for one knows it."""
        words = ["key", "add", "--role", role.value, "--area", area]
        key = self.run_step("notify", *words, *(["--team", team] if team else [])).strip()
        for (service, _), member in self.members.items():
            if service in LISTS:
                wait_until_known(member.url, service, key)
        return key

    def _steps(self) -> Iterator[str]:
        """What must have ended well before the services begin."""
        waited_for = {other: how for name in SERVICES for other, how in self.parts[name].after.items()}
        yield from (name for name, how in waited_for.items() if how == COMPLETED)

    def _cluster(self) -> Cluster:
        words = self.parts["postgres"].command
        settings = dict(word.split("=", 1) for before, word in pairwise(words) if before == "-c")
        return Cluster(self.folder / "postgres", self.values["POSTGRES_PASSWORD"], settings=settings)

    def _broker(self) -> Broker:
        folder, port = self.folder / "kafka", free_port()
        ports = {"0.0.0.0:9092": port, "kafka:9092": port, **self._broker_ports}
        return Broker(folder, port, kafka_properties(self.parts["kafka"], ports, folder))

    def _service(self, part: Part, number: int) -> Member:
        port = free_port()
        environment = {**environment_here(part, self._ports), **self.environment}
        command = command_here(part, port)
        return Member(part.name, number, port, command, environment, self.folder, health_here(part, port))

    def _gateway(self, port: int) -> Member:
        part, folder = self.parts[GATEWAY], self.folder / GATEWAY
        folder.mkdir(parents=True, exist_ok=True)
        replicas = {name: [member.port for member in self.of(name)] for name in SERVICES}
        text = (ROOT / "deploy/gateway/nginx.conf").read_text(encoding="utf-8")
        (folder / "nginx.conf").write_text(gateway_here(text, port, replicas, folder), encoding="utf-8")
        # One process in place of a master with workers, so that ending it by its process id ends it whole.
        own = ["-p", str(folder), "-c", str(folder / "nginx.conf")]
        command = [f"{word} master_process off;" if "daemon off" in word else word for word in part.command]
        here = command_here(Part(**{**vars(part), "command": tuple(command)}), port)
        return Member(GATEWAY, 0, port, [*here, *own], {}, self.folder, health_here(part, port))

    def _make_roles(self) -> None:
        """The databases and roles, by the script that the container runs."""
        server = self.postgres.server
        login = {"PGHOST": "127.0.0.1", "PGPORT": str(server.port), "PGPASSWORD": server.password}
        files = {"ROLES": str(ROOT / "deploy/postgres/roles.sql")}
        environment = {**os.environ, **self.parts["postgres"].environment, **login, **files}
        script = ["sh", str(ROOT / "deploy/postgres/roles.sh")]
        done = subprocess.run(script, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise PartFailed(f"roles: {done.stderr}")
