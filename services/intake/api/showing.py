"""A report as its reader may see it: sealed words opened or left out, the caller's number masked."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from services.chassis.access import Actor
from services.chassis.store import Keyring, Unsealable
from services.contracts.words import Role
from services.intake.domain.privacy import masked
from services.intake.policy import RULES
from services.intake.repository.informants import Informant
from services.intake.repository.lists import Found
from services.intake.repository.stories import Line
from services.intake.schemas.fields import as_dialled
from services.intake.schemas.shown import InformantShown, PlaceShown, ReportShown, StoryLine, listed

Open = Callable[[str | None], str | None]


def show(found: Found, lines: Sequence[Line], actor: Actor, keyring: Keyring) -> ReportShown:
    report, said = found.report, found.said
    opened = _opener(keyring, actor.role in (*RULES[report.kind].words_read_by, Role.ADMIN))
    number = _opener(keyring, True)(said.caller)
    if number is not None:
        number = as_dialled(number) if actor.label == report.owner else _masked(number)
    place = PlaceShown(
        address=opened(said.address),
        landmark=opened(said.landmark),
        road=said.road,
        kilometre=said.kilometre,
    )
    told = {name: getattr(said, name) for name in ("informant", "call_back", "language", "found_at")}
    story = [_first(found), *(_line(line, opened) for line in lines)]
    shown = listed(found) | told | {"place": place, "words": opened(said.words), "caller": number}
    return ReportShown.model_validate(shown | {"story": story})


def show_informant(informant: Informant, keyring: Keyring) -> InformantShown:
    phone, name = keyring.open(informant.phone), keyring.open(informant.name)
    return InformantShown(**{**vars(informant), "phone": _masked(phone), "name": name})


def _masked(number: str) -> str:
    return masked(as_dialled(number).split(" ")[0])


def _opener(keyring: Keyring, allowed: bool) -> Open:
    def opened(sealed: str | None) -> str | None:
        if sealed is None or not allowed:
            return None
        try:
            return keyring.open(sealed)
        except Unsealable:  # sealed with a key that is gone: the rest of the report is still worth showing
            return None

    return opened


def _first(found: Found) -> StoryLine:
    """The report itself is the first line of its story."""
    report, said = found.report, found.said
    fact = "ReportTaken" if report.taken_over is None else "SightingReported"
    detail = {"channel": said.channel, "people": said.people, "signs": list(said.signs)}
    return StoryLine(at=report.recorded_at, fact=fact, actor=report.taken_by, detail=detail)


def _line(line: Line, opened: Open) -> StoryLine:
    return StoryLine(at=line.at, fact=line.fact, actor=line.actor, detail=_detail(line.detail, opened))


def _detail(detail: Mapping[str, Any], opened: Open) -> dict[str, Any]:
    return {
        name: opened(value) if isinstance(value, str) and value.startswith("sealed.") else value
        for name, value in detail.items()
    }
