"""Identities: new ones that sort by time, and derived ones that come out the same again."""

import base64
import random
from uuid import UUID, uuid5

from services.chassis.clock.times import Clock

FACTS = UUID("6e75616e-646f-6e67-8000-000000000001")


class Ids:
    """Makes ids of the layout UUIDv7: 48 bits of milliseconds, then randomness. A seed makes a night replayable, and
    its secrets guessable: for demonstrations and tests only."""

    def __init__(self, clock: Clock, seed: int | None = None) -> None:
        self._clock = clock
        self._random = random.SystemRandom() if seed is None else random.Random(seed)

    def new(self) -> UUID:
        milliseconds = int(self._clock.now().timestamp() * 1000)
        value = (milliseconds << 80) | self._random.getrandbits(80)
        value = (value & ~(0xF << 76)) | (7 << 76)
        return UUID(int=(value & ~(0x3 << 62)) | (2 << 62))

    def secret(self) -> str:
        """An unguessable token of 256 bits, base64url."""
        return (
            base64.urlsafe_b64encode(self._random.getrandbits(256).to_bytes(32, "big")).decode().rstrip("=")
        )


def derived_id(*parts: object) -> UUID:
    """The same parts give the same id: a restored database says its facts again and nobody notices twice."""
    return uuid5(FACTS, "\n".join(str(part) for part in parts))
