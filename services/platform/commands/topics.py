"""`relief topics`: lay out the log on Kafka."""

import asyncio
from urllib.parse import urlsplit

import typer

from services.platform.alone import SERVICES, settings_of


def topics() -> None:
    """Make the topics, and let each service write its own alone; `RELIEF_LOG` logs in as an administrator."""
    from services.chassis.log.kafka import KafkaSettings
    from services.chassis.log.kafka.access import lay_out

    log = settings_of(SERVICES[0]).log
    if urlsplit(log).scheme != "kafka":
        print("the embedded log needs no topics")
        raise typer.Exit
    settings = KafkaSettings.read(log)
    guarded = asyncio.run(lay_out(settings, SERVICES))
    print(f"{len(SERVICES)} topics on {settings.bootstrap}")
    print(
        "each service may write its own alone"
        if guarded
        else "anybody may write: the cluster asks for no user"
    )
