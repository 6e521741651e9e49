"""What is to go wrong, in which order: from the seed alone."""

from enum import StrEnum
from math import ceil

from services.chassis.clock.chance import Chance
from services.chassis.log.crashes import Point


class Deed(StrEnum):
    """What is done to the stack."""

    KILL = "kill -9"
    CRASH = "crash point"
    """Not in the deck: whoever was killed may be started again with a point armed, and dies there by itself."""
    TERMINATE = "SIGTERM"
    FREEZE = "SIGSTOP"
    BROKER_KILLED = "Kafka kill -9"
    BROKER_STOPPED = "Kafka stopped"
    DISK_FULL = "Kafka's disk full"
    POSTGRES_KILLED = "PostgreSQL immediate stop"
    DOUBLED = "facts doubled"
    PROVIDER_FAILS = "provider answers 500"
    PROVIDER_HANGS = "provider hangs"
    CLOCK_JUMPS = "clock jumps"


SUDDEN = (Deed.KILL, Deed.CRASH)
"""What counts as a kill: a process of ours ended with no chance to do anything about it."""

FOR_EACH_KILL = {
    Deed.TERMINATE: 1 / 10,
    Deed.FREEZE: 1 / 5,
    Deed.BROKER_KILLED: 1 / 25,
    Deed.BROKER_STOPPED: 1 / 50,
    Deed.DISK_FULL: 1 / 50,
    Deed.POSTGRES_KILLED: 1 / 20,
    Deed.DOUBLED: 1 / 20,
    Deed.PROVIDER_FAILS: 1 / 40,
    Deed.PROVIDER_HANGS: 1 / 40,
    Deed.CLOCK_JUMPS: 1 / 25,
}
"""How often beside the kills; each at least once."""

WHOM = {"intake": 3.0, "patrol": 4.0, "notify": 3.0, "eligibility": 0.5, "payments": 0.5, "gateway": 0.3}
"""How often whose turn it is."""

LOG_POINTS = [point for point in Point if not point.startswith("attempt")]
POINTS = {"intake": LOG_POINTS, "patrol": LOG_POINTS, "notify": list(Point)}
"""Where each service may be made to die; the others have nothing to say."""
ARMED = 0.5
SHORT = 10
"""With no more kills than these, nothing waits for a crash point to be passed."""
LATEST_PASSAGE = 20


def deck(kills: int, chance: Chance) -> list[Deed]:
    """One round of deeds, shuffled. Crash points add kills of their own, so not all are in it, unless it is short."""
    cards = [Deed.KILL] * (kills if kills <= SHORT else ceil(kills * 0.7))
    for deed, often in FOR_EACH_KILL.items():
        cards += [deed] * max(1, round(kills * often))
    shuffled = []
    while cards:
        shuffled.append(cards.pop(int(chance.between(0, len(cards) - 1e-9))))
    return shuffled


def crash_setting(service: str, chance: Chance) -> str:
    """Where the next process of this service dies by itself; empty for nowhere."""
    if service not in POINTS or not chance.happens(ARMED):
        return ""
    return f"{chance.one_of(POINTS[service])}:{int(chance.between(1, LATEST_PASSAGE + 1))}"
