"""`relief stack`, `relief environment`: the platform as separate processes."""

import signal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from services.contracts.words import Role
from services.platform.alone import SERVICES
from services.platform.parts.process import PartFailed, PartUnavailable

if TYPE_CHECKING:
    from services.platform.stack import Stack

Folder = Annotated[Path, typer.Option(help="data, logs and secrets")]


def environment() -> None:
    """Print fresh passwords and keys for docker-compose.yml: `relief environment > .env`, once."""
    from services.platform.stack.secrets import as_text, made

    print(as_text(made()), end="")


def stack(
    replicas: Annotated[int, typer.Option(min=1, help="processes of each service")] = 1,
    port: Annotated[int, typer.Option(help="the gateway's port")] = 8000,
    folder: Folder = Path("var/stack"),
) -> None:
    """Start Kafka, PostgreSQL, five services and the gateway of docker-compose.yml as processes of this machine."""
    from services.platform.stack import Stack

    for asked in (signal.SIGINT, signal.SIGTERM):
        signal.signal(asked, _interrupt)
    print("Starting Kafka, PostgreSQL, five services and the gateway ...", flush=True)
    try:
        running = Stack(folder, replicas, port)
        running.start()
    except (PartFailed, PartUnavailable) as reason:
        print(reason)
        raise typer.Exit(1) from reason
    try:
        _greet(running, folder)
        while True:
            signal.pause()
    except KeyboardInterrupt:
        print("\nStopping ...", flush=True)
    finally:
        running.stop()


def _greet(running: "Stack", folder: Path) -> None:
    print(
        f"暖冬 Nuandong  {running.url}\nKafka {running.kafka.bootstrap}  PostgreSQL {running.postgres.server.port}"
    )
    for name in SERVICES:
        print(f"  {name:<12}" + "  ".join(f"{one.url} (pid {one.pid})" for one in running.of(name)))
    print(f"日志 / logs  {folder}/*.log")
    first = folder / "first-key"
    if not first.exists():
        first.touch(mode=0o600)
        first.write_text(running.add_key(Role.ADMIN))
    print(f"管理员密钥 / administrator's key  {first.read_text()}\nCtrl-C", flush=True)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt
