"""A short number as people say it on the telephone: S-0042, s42, 42, 037."""

import re
from dataclasses import dataclass

from services.intake.domain.taking import number_of
from services.intake.policy import RULES

SAID = re.compile(r"([A-Z]?)[-－ ]?([0-9]{1,6})")


@dataclass(frozen=True)
class Numbers:
    """What may be meant: numbers of reports and of rescues. `asked`: False where nothing was said."""

    asked: bool = False
    reports: tuple[str, ...] = ()
    rescues: tuple[str, ...] = ()


def numbers_in(said: str) -> Numbers:
    """Without its letter it may be any kind of report, or a rescue. What is no number means nothing that there is."""
    text = said.strip().upper()
    if not text:
        return Numbers()
    found = SAID.fullmatch(text)
    if found is None:
        return Numbers(asked=True)
    letter, digits = found[1], int(found[2])
    kinds = [kind for kind, rule in RULES.items() if letter in ("", rule.letter)]
    rescues = () if letter else (f"{digits:03}",)
    return Numbers(True, tuple(number_of(kind, digits) for kind in kinds), rescues)
