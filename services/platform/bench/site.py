"""What is measured on: the stack of processes, who has which key, teams on duty, and a clean table between windows."""

import asyncio
import subprocess
import time
from collections.abc import Coroutine
from datetime import timedelta
from os import environ
from pathlib import Path
from typing import Any, TypeVar

import uvloop

from services.chassis.access import hash_of
from services.chassis.clock import SystemClock
from services.contracts.words import Role
from services.platform.bench.crews import put_on_duty
from services.platform.bench.usage import Usage, usage_of
from services.platform.parts.process import PartFailed, free_port
from services.platform.stack import Stack
from services.platform.stack.here import command_here, health_here
from services.platform.stack.member import Member

Result = TypeVar("Result")
ALONE = "intake_alone"
SCRATCH = "bench"
TEAMS = 12
ATTEMPTS = 5
REST_SECONDS, REST_SHARE, REST_TRIES = 0.5, 0.2, 240
CLEAR = {
    "patrol": (
        "update offer set live = false where live",
        "update rescue set state = 'answered' where state <> 'answered'",
        "delete from timer",
    ),
    "intake": ("delete from timer",),
    "notify": ("delete from timer",),
    ALONE: ("delete from timer",),
}


class Site:
    """`key` is an administrator's. `alone`: two replicas of an intake with a database and topics of their own, to which
    nobody listens."""

    def __init__(self, folder: Path) -> None:
        self.stack = Stack(folder, environment={"RELIEF_REQUESTS_PER_KEY": "100000"})
        self.key = ""
        self.alone = [self._alone(number) for number in range(2)]
        self._runner = asyncio.Runner(loop_factory=uvloop.new_event_loop)

    def run(self, measuring: Coroutine[Any, Any, Result]) -> Result:
        return self._runner.run(measuring)

    def start(self) -> None:
        self.stack.start()
        self.key = self.stack.add_key(Role.ADMIN)
        self._start_alone()
        self.server.psql(f"create database {SCRATCH}")
        until = SystemClock().now() + timedelta(days=2)
        self.run(put_on_duty(self.port("patrol"), self.key, TEAMS, until))

    def stop(self) -> None:
        self._runner.close()
        for member in self.alone:
            member.stop()
        self.stack.stop()

    @property
    def server(self) -> Any:
        return self.stack.postgres.server

    def port(self, service: str) -> int:
        return self.stack[service, 0].port

    def log(self, prefix: str = "") -> str:
        """The setting of the cluster's administrator; with a prefix, topics of one's own."""
        password = self.stack.values["KAFKA_ADMIN_PASSWORD"]
        asked = f"?prefix={prefix}" if prefix else ""
        return f"kafka://admin:{password}@{self.stack.kafka.bootstrap}{asked}"

    def database(self, name: str = SCRATCH) -> str:
        """As superuser."""
        return str(self.server.url("postgres", self.server.password, name))

    def clear(self) -> None:
        """All rescues are answered, no clock is wound up: the next window begins as the first one did."""
        for name, statements in CLEAR.items():
            for statement in statements:
                self._insist(name, statement)

    def rest(self) -> None:
        """Until our processes have nothing to do any more."""
        for _ in range(REST_TRIES):
            before = self.cpu_seconds()
            time.sleep(REST_SECONDS)
            if self.cpu_seconds() - before < REST_SHARE * REST_SECONDS:
                return

    def cpu_seconds(self) -> float:
        """Of all our processes, Kafka and PostgreSQL."""
        return sum(one.cpu_seconds for one in self.usage().values())

    def _insist(self, database: str, statement: str) -> None:
        """The services go on meanwhile and may hold what is to be changed."""
        for attempt in range(ATTEMPTS):
            try:
                self.server.psql(statement, database=database)
                return
            except PartFailed:
                if attempt == ATTEMPTS - 1:
                    raise

    def usage(self) -> dict[str, Usage]:
        """By name: our processes, Kafka, PostgreSQL."""
        pids = {name: member.pid for (name, _), member in self.stack.members.items()}
        pids |= {"kafka": self.stack.kafka.pid, "postgres": self.stack.postgres.pid}
        return {name: usage_of(pid) for name, pid in pids.items() if pid}

    def _alone(self, number: int) -> Member:
        part, port = self.stack.parts["intake"], free_port()
        return Member(
            ALONE, number, port, command_here(part, port), {}, self.stack.folder, health_here(part, port)
        )

    def _start_alone(self) -> None:
        password = self.stack.values["INTAKE_RUNTIME_PASSWORD"]
        self.server.provide(ALONE, password, password)
        urls = {
            "INTAKE_OWNER_URL": self.server.url(f"{ALONE}_owner", password, ALONE),
            "INTAKE_DATABASE_URL": self.server.url(f"{ALONE}_runtime", password, ALONE),
        }
        environment = {**self.stack["intake", 0].environment, **urls, "RELIEF_LOG": self.log(f"{ALONE}.")}
        migrate = [*command_here(self.stack.parts["migrate"], 0), "--service", "intake"]
        subprocess.run(migrate, env={**environ, **environment}, check=True, capture_output=True)
        row = f"('bench', '{hash_of(self.key)}', 'bench', '{Role.ADMIN}', '*', null, false)"
        columns = "id, hash, name, role, scope, team, revoked"
        self.server.psql(f"insert into access_key ({columns}) values {row}", database=ALONE)
        for member in self.alone:
            member.launch(**environment)
        for member in self.alone:
            member.wait()
