"""What all consumers have in common."""

import asyncio
from typing import Any

from aiokafka import AIOKafkaConsumer

from services.chassis.log.kafka.settings import LARGEST_RECORD, KafkaSettings

POLL_SECONDS = 0.5
STALLED_SECONDS = 15.0  # a rebalance that waits for a dead member takes its session's 6 s
CLOSING_SECONDS = 0.5
_closing: set["asyncio.Future[None]"] = set()


def consumer_settings(settings: KafkaSettings) -> dict[str, Any]:
    return {
        **settings.connection(),
        "enable_auto_commit": False,
        "auto_offset_reset": "none",
        "max_partition_fetch_bytes": LARGEST_RECORD,
        "max_poll_records": 200,
        "request_timeout_ms": 10_000,
    }


async def close(consumer: AIOKafkaConsumer) -> None:
    """Close it now or, when the broker keeps it waiting, behind our back."""
    closing = asyncio.ensure_future(consumer.stop())
    _closing.add(closing)
    closing.add_done_callback(_closed)
    await asyncio.wait({closing}, timeout=CLOSING_SECONDS)


def _closed(closing: "asyncio.Future[None]") -> None:
    _closing.discard(closing)
    if not closing.cancelled():
        closing.exception()  # looked at, and of no interest
