"""A PostgreSQL cluster out of the machine's own package, with one database and two roles for each service."""

import os
import shutil
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from services.platform.parts.process import PartFailed, PartUnavailable, Process, free_port

ROLES = Path(__file__).parents[3] / "deploy/postgres/roles.sql"
SUPERUSER = "postgres"


@dataclass(frozen=True)
class Server:
    """Where a running cluster is and how to log in; small enough to be handed to another process as text."""

    port: int
    password: str

    def psql(self, script: str, database: str = "postgres", **variables: str) -> str:
        """Runs a psql script as superuser and returns what it prints, unaligned and without headers.

        Variables travel by environment: a command line could be read by every user of the machine.
        """
        prelude = "".join(f"\\getenv {name} {name}\n" for name in variables)
        address = ["-h", "127.0.0.1", "-p", str(self.port), "-U", SUPERUSER, "-d", database]
        done = subprocess.run(
            [str(programs() / "psql"), "-XqAt", "-v", "ON_ERROR_STOP=1", *address],
            env={**os.environ, "PGPASSWORD": self.password, **variables},
            input=prelude + script,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise PartFailed(f"psql: {done.stderr}")
        return done.stdout.strip()

    def provide(self, service: str, owner_password: str, runtime_password: str) -> None:
        """Makes the service's database and two roles, or renews their passwords: deploy/postgres/roles.sql."""
        passwords = {"owner_password": owner_password, "runtime_password": runtime_password}
        self.psql(ROLES.read_text(), service=service, **passwords)

    def url(self, role: str, password: str, database: str) -> str:
        """An async SQLAlchemy URL."""
        return f"postgresql+asyncpg://{role}:{password}@127.0.0.1:{self.port}/{database}"


class Cluster:
    """One server with its data in `folder`; start, stop and crash may follow each other.

    As root the server runs as Debian's user `postgres`, who must be able to enter the folders above `folder`.
    `password` is the superuser's. With `durable=False` nothing is flushed to disk: right for a cluster that is
    thrown away, wrong for one that must survive the machine. `settings`: further ones of the server's.
    """

    def __init__(
        self,
        folder: Path,
        password: str,
        port: int | None = None,
        durable: bool = True,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        self.folder = folder.absolute()
        self.server = Server(port or free_port(), password)
        # The server refuses to run as root: there Debian's own user does it.
        self._user = SUPERUSER if os.geteuid() == 0 else None
        self._data = self.folder / "data"
        used = {
            "port": self.server.port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "max_connections": 200,
            "fsync": "on" if durable else "off",
            "full_page_writes": "on" if durable else "off",
            **(settings or {}),
        }
        command = [str(programs() / "postgres"), "-D", str(self._data)]
        command += [word for name, value in used.items() for word in ("-c", f"{name}={value}")]
        self._process = Process("PostgreSQL", command, self.folder / "server.log", self._user)

    @property
    def pid(self) -> int | None:
        """The server's process id while it runs, else None."""
        return self._process.pid

    def start(self) -> None:
        """Returns when the server takes connections (about 2 s the first time, 0.2 s again)."""
        self.launch()
        self.wait()

    def launch(self) -> None:
        """Starts it and returns at once."""
        if not (self._data / "PG_VERSION").exists():
            self._initialise()
        self._process.launch()

    def wait(self) -> None:
        """Returns when the server takes connections."""
        self._process.wait_until(self._is_up)

    def stop(self) -> None:
        """Cuts the clients off and stops cleanly."""
        self._process.stop(signal.SIGINT)

    def crash(self) -> None:
        """An immediate stop: the next start recovers from the log."""
        self._process.stop(signal.SIGQUIT)

    def _is_up(self) -> bool:
        try:
            lines = (self._data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        # A file left by a crash names another process.
        return len(lines) > 7 and lines[0] == str(self.pid) and lines[7].strip() == "ready"

    def _initialise(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        secret = self.folder / "superuser"
        secret.touch(mode=0o600)
        secret.write_text(self.server.password)
        if self._user:
            for path in (self.folder, secret):
                shutil.chown(path, self._user, self._user)
        command = [str(programs() / "initdb"), "-U", SUPERUSER, "-A", "scram-sha-256", "-E", "UTF8"]
        done = subprocess.run(
            [*command, "--locale=C.UTF-8", "--no-sync", f"--pwfile={secret}", "-D", str(self._data)],
            user=self._user,
            group=self._user,
            extra_groups=[] if self._user else None,
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )
        secret.unlink()
        if done.returncode:
            raise PartFailed(f"initdb: {done.stdout}{done.stderr}")


def programs() -> Path:
    """The folder of PostgreSQL's programs: Debian keeps the servers' apart, one folder a version."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    if versions:
        return versions[-1]
    found = shutil.which("postgres")
    if found is None:
        raise PartUnavailable("PostgreSQL's server is missing. As root: apt-get install postgresql")
    return Path(found).parent
