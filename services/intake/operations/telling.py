"""Say a fact about a report, and write it into the report's story."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from services.chassis.log import Work
from services.contracts.intake import IntakeFact
from services.intake.domain.report import Report
from services.intake.repository.stories import Line, add_line


def place_words(address: str | None, landmark: str | None) -> str | None:
    """Address and landmark in one breath, as they are said to a team."""
    return "，".join(part for part in (address, landmark) if part) or None


def say(work: Work, report: Report, fact: IntakeFact, at: datetime | None = None) -> None:
    """On the log only: the first fact of a report is its own first line."""
    work.say(fact, area=report.area, sequence=report.version, story=report.id, at=at, drill=report.drill)


async def tell(
    work: Work, report: Report, fact: IntakeFact, detail: Mapping[str, Any], at: datetime | None = None
) -> None:
    """On the log and in the story. `detail` is what the desk shows of it; words are sealed."""
    say(work, report, fact, at)
    line = Line(report.id, at or work.now, type(fact).__name__, work.origin.actor, detail)
    add_line(work, line)
