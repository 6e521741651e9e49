"""A rescue as a row of the board: its clock, its place in words, who goes, and how it will end."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from services.chassis.screen import ClockFace
from services.chassis.screen.clocks import State as ClockState
from services.patrol.domain.candidates import Candidate
from services.patrol.domain.offer import OfferState
from services.patrol.domain.rescue import Rescue
from services.patrol.domain.risk import outlook
from services.patrol.schemas.showing import Opener, is_outside
from services.patrol.screens.board_words import KIT_GRADES, KIT_TEAM_STATES, SIGNS

ORDER: tuple[ClockState, ...] = ("bad", "risk", "ok", "off")
"""The most urgent clock first."""


@dataclass(frozen=True)
class CallRow:
    """One call about a rescue. `words`: in clear, None where there are none or nobody may read them."""

    id: str
    received_at: datetime
    people: int
    signs: tuple[str, ...]
    words: str | None


@dataclass(frozen=True)
class Row:
    """`suggestion`: the nearest free team (for an offer: who is asked next). `place`: in clear, None where unknown.
    `outside`: its point lies outside of the county."""

    rescue: Rescue
    face: ClockFace
    place: str | None
    road: str | None
    kilometre: float | None
    signs: tuple[str, ...]
    margin_seconds: int | None
    outside: bool = False
    suggestion: Candidate | None = None
    place_in_queue: int | None = None

    @property
    def grade(self) -> str:
        return KIT_GRADES[self.rescue.grade]

    @property
    def team_state(self) -> str | None:
        live = self.rescue.live_offer
        return KIT_TEAM_STATES[live.state] if live else None

    @property
    def arrived(self) -> bool:
        live = self.rescue.live_offer
        return live is not None and live.state is OfferState.ARRIVED

    @property
    def asked(self) -> bool:
        live = self.rescue.live_offer
        return live is not None and live.state is OfferState.OFFERED

    @property
    def urgency(self) -> tuple[int, datetime, str]:
        return (ORDER.index(self.face.state), self.rescue.clock.deadline, self.rescue.id)


def row_of(
    rescue: Rescue,
    now: datetime,
    opened: Opener,
    suggestion: Candidate | None = None,
    place_in_queue: int | None = None,
) -> Row:
    where = rescue.where
    return Row(
        rescue=rescue,
        face=face_of(rescue, now),
        place=opened(where.place),
        road=where.road,
        kilometre=where.kilometre,
        signs=names_of(rescue.signs),
        margin_seconds=outlook(rescue, now).margin_seconds if rescue.clock.running else None,
        outside=is_outside(rescue),
        suggestion=suggestion,
        place_in_queue=place_in_queue,
    )


def face_of(rescue: Rescue, now: datetime) -> ClockFace:
    """The service decides the state; the page may turn red by itself at the due second."""
    clock = rescue.clock
    limit = round((clock.deadline - clock.received_at).total_seconds())
    if not clock.running:
        return ClockFace("off", clock.received_at, limit, clock.stopped_at)
    late = clock.breached_at is not None or now >= clock.deadline
    state: ClockState = "bad" if late else "risk" if clock.at_risk else "ok"
    return ClockFace(state, clock.received_at, limit)


def sorted_rows(rows: Iterable[Row]) -> tuple[Row, ...]:
    return tuple(sorted(rows, key=lambda row: row.urgency))


def names_of(signs: Iterable[str]) -> tuple[str, ...]:
    return tuple(SIGNS[sign] for sign in signs if sign in SIGNS)


def calls_of(rescue: Rescue, opened: Opener) -> tuple[CallRow, ...]:
    """What each caller has said, the earliest first."""
    calls = sorted(rescue.calls, key=lambda call: call.received_at)
    return tuple(
        CallRow(call.id, call.received_at, call.people, names_of(call.signs), opened(call.words))
        for call in calls
    )
