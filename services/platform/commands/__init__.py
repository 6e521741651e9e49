"""The commands of `relief`: one service, migration, keys, reference data, contracts, replay, crews, capture."""

import typer

from services.platform.commands import (
    bench,
    capture,
    contracts,
    figures,
    keys,
    migrate,
    parked,
    people,
    reference,
    service,
    stack,
    topics,
    trace,
)
from services.platform.crews.command import crews_command
from services.platform.replay.command import replay_command


def add_to(app: typer.Typer) -> None:
    app.add_typer(keys.app, name="key")
    app.add_typer(people.app, name="person")
    app.add_typer(parked.app, name="parked")
    app.add_typer(figures.app, name="figures")
    app.add_typer(reference.app, name="reference")
    app.add_typer(contracts.app, name="contracts")
    app.command("service")(service.service)
    app.command("migrate")(migrate.migrate_command)
    app.command("topics")(topics.topics)
    app.command("stack")(stack.stack)
    app.command("environment")(stack.environment)
    app.command("bench")(bench.bench)
    app.command("trace")(trace.trace)
    app.command("capture")(capture.capture)
    app.command("replay")(replay_command)
    app.command("crews")(crews_command)
