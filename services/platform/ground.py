"""What a house stands on: folder, keys, log, clock, database addresses."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import httpx2

from services.chassis.access import SessionKeys
from services.chassis.clock import Clock, Ids
from services.chassis.log import Log
from services.chassis.store import Keyring, KeySource
from services.chassis.web import Office, Surroundings
from services.chassis.web.limits import Rates
from services.platform.alone import migrates_itself
from services.platform.house import MAKERS, House

PURPOSES = ("contact", "identity", "account", "words", "answers", "session")


@dataclass(frozen=True)
class Ground:
    """`databases`: service → SQLAlchemy URL. `migrate`: bring schemas in files up to date at the start."""

    clock: Clock
    ids: Ids
    log: Log
    keyring: KeySource
    databases: Mapping[str, str]
    migrate: bool = True
    session_keys: SessionKeys = field(default_factory=SessionKeys)
    http: Callable[[], httpx2.AsyncClient] = httpx2.AsyncClient
    rates: Rates = field(default_factory=Rates)
    others: Mapping[str, object] = field(default_factory=dict)
    office: Office = field(default_factory=Office)

    def surroundings(self, service: str) -> Surroundings:
        return Surroundings(
            clock=self.clock,
            ids=self.ids,
            log=self.log,
            keyring=self.keyring,
            database_url=self.databases[service],
            migrate=self.migrate and migrates_itself(self.databases[service]),
            http=self.http,
            session_keys=self.session_keys,
            owns_log=False,
            rates=self.rates,
            office=self.office,
        )

    def house(self) -> House:
        return House(self.log, self.surroundings, self.others)  # type: ignore[arg-type]


def files_in(folder: Path) -> dict[str, str]:
    """One SQLite file per service."""
    return {name: f"sqlite+aiosqlite:///{folder.absolute()}/{name}.sqlite" for name in MAKERS}


def keys_in(folder: Path, make: bool = True) -> Keyring:
    return Keyring.from_folder(folder / "keys", PURPOSES, make)
