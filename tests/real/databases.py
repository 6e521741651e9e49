"""Fresh databases for tests, alike on both stores."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Protocol

from services.platform.parts.postgres import Server

NAMES = ("intake", "eligibility", "payments", "patrol", "notify", "chassis")
PASSWORD = "not-a-secret"
Prepare = Callable[[str], object]


class Store(Protocol):
    """Makes and drops databases; each is known by the word that `fresh` gives for it."""

    def fresh(self, service: str, prepare: Prepare | None) -> str: ...
    def runtime(self, service: str, database: str) -> str: ...
    def owner(self, service: str, database: str) -> str: ...
    def drop(self, databases: list[str]) -> None: ...


@dataclass
class Databases:
    """One test's databases, made when first asked for; see tests/conftest.py."""

    store: Store
    made: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, service: str) -> str:
        return self.store.runtime(service, self._database(service))

    def owner(self, service: str) -> str:
        """The URL of the role that may change the schema."""
        return self.store.owner(service, self._database(service))

    def prepared(self, service: str, prepare: Prepare) -> str:
        """The runtime URL of a copy of what `prepare(owner_url)` made, with all its connections closed."""
        if service in self.made:
            raise ValueError(f"{service} already has a database in this test")
        self.made[service] = self.store.fresh(service, prepare)
        return self[service]

    def drop(self) -> None:
        """Drops them all, whoever is still connected."""
        self.store.drop(list(self.made.values()))

    def _database(self, service: str) -> str:
        if service not in NAMES:
            raise ValueError(f"{service} is none of {NAMES}")
        if service not in self.made:
            self.made[service] = self.store.fresh(service, None)
        return self.made[service]


class SqliteDatabases:
    """Files, each in a folder of its own so that what belongs to it (WAL) goes with it."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._numbers = folder, count(1)
        self._models: dict[tuple[str, Prepare], str] = {}

    def fresh(self, service: str, prepare: Prepare | None) -> str:
        database = self._folder / str(next(self._numbers)) / f"{service}.sqlite"
        database.parent.mkdir()
        if prepare:
            if (service, prepare) not in self._models:
                model = self.fresh(service, None)
                prepare(self.owner(service, model))
                self._models[service, prepare] = model
            shutil.copy(self._models[service, prepare], database)
        return str(database)

    def owner(self, service: str, database: str) -> str:
        return f"sqlite+aiosqlite:///{database}"

    runtime = owner

    def drop(self, databases: list[str]) -> None:
        for database in databases:
            shutil.rmtree(Path(database).parent)


class PostgresDatabases:
    """Copies of the service's own empty database and of the privileges that roles.sql put into it."""

    def __init__(self, server: Server, worker: str) -> None:
        self._server, self._worker, self._numbers = server, worker, count(1)
        self._models: dict[tuple[str, Prepare], str] = {}

    def fresh(self, service: str, prepare: Prepare | None) -> str:
        if prepare is None:
            return self._copy(service, service)
        if (service, prepare) not in self._models:
            model = self._copy(service, service)
            prepare(self.owner(service, model))
            self._models[service, prepare] = model
        return self._copy(service, self._models[service, prepare])

    def runtime(self, service: str, database: str) -> str:
        return self._server.url(f"{service}_runtime", PASSWORD, database)

    def owner(self, service: str, database: str) -> str:
        return self._server.url(f"{service}_owner", PASSWORD, database)

    def drop(self, databases: list[str]) -> None:
        self._server.psql("".join(f"DROP DATABASE {database} WITH (FORCE);\n" for database in databases))

    def _copy(self, service: str, model: str) -> str:
        database = f"{service}_{self._worker}_{next(self._numbers)}"
        self._server.psql(f"CREATE DATABASE {database} OWNER {service}_owner TEMPLATE {model};")
        return database
