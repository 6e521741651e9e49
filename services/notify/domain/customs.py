"""What areas have decided about messages: words of their own, and the hours in which what can wait does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from services.notify.domain.errors import WordingUnfit, WrongVariables
from services.notify.domain.message import Message
from services.notify.domain.routes import areas_around
from services.notify.domain.templates import DATA, TEMPLATES, check_text

LONGEST_WORDING = 500


@dataclass(frozen=True)
class Wording:
    """An area's own words for a template in one language. Never changed: a new one ends it, and what was sent with it
    is still read with it."""

    id: str
    area: str
    template: str
    language: str
    text: str
    made_at: datetime
    made_by: str
    ended_at: datetime | None = None


@dataclass(frozen=True)
class QuietHours:
    """Times of the office's clock; none at all where both are the same."""

    begins: time
    ends: time

    def end_of(self, moment: datetime) -> datetime | None:
        """When the quiet in which `moment` lies is over; None outside of it. `moment` in the office's own time."""
        clock = moment.time()
        over_midnight = self.begins > self.ends
        quiet = (
            (clock >= self.begins or clock < self.ends) if over_midnight else self.begins <= clock < self.ends
        )
        if not quiet:
            return None
        day = moment + timedelta(days=1) if over_midnight and clock >= self.begins else moment
        return datetime.combine(day.date(), self.ends, moment.tzinfo)


USUAL_QUIET = QuietHours(*(time.fromisoformat(DATA["quiet_hours"][name]) for name in ("from", "until")))


@dataclass(frozen=True)
class Customs:
    """Of all areas. `wordings`: those that ended too."""

    wordings: Sequence[Wording] = ()
    quiet: Mapping[str, QuietHours] = field(default_factory=dict)

    def wording_for(self, message: Message, language: str) -> Wording | None:
        """The one it was tried with before; else that of the smallest area around which has one."""
        by_id = {one.id: one for one in self.wordings}
        if message.attempts and message.language == language:
            return by_id.get(message.wording or "")
        mine = [
            one
            for one in self.wordings
            if one.template == message.template
            and one.language == language
            and one.ended_at is None
            and one.area in areas_around(message.area)
        ]
        return max(mine, key=lambda one: len(one.area), default=None)

    def waits_until(self, message: Message, now: datetime) -> datetime | None:
        """When the quiet is over for what can wait and will be of use then. `now` in the office's own time."""
        if not TEMPLATES[message.template].can_wait:
            return None
        around = [self.quiet[area] for area in areas_around(message.area) if area in self.quiet]
        until = (around[-1] if around else USUAL_QUIET).end_of(now)
        return until if until is not None and until <= message.of_use_until else None


def check_wording(template: str, language: str, text: str) -> None:
    """Raises WordingUnfit unless it has exactly the variables of the template, as bare names."""
    known = TEMPLATES.get(template)
    if known is None or language not in known.text:
        raise WordingUnfit
    try:
        check_text(template, text, known.variables)
    except WrongVariables:
        raise WordingUnfit(known.variables) from None
