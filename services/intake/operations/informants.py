"""The register of informants: who is often out at night, known by their number."""

from dataclasses import dataclass

from services.chassis.access import Actor, Hidden
from services.chassis.clock import office_day
from services.chassis.log import Work
from services.contracts.reference.divisions import division
from services.intake.domain.errors import DivisionUnknown
from services.intake.domain.taking import choose_area
from services.intake.repository.informants import Informant, forget_informant, keep_informant, registered


@dataclass(frozen=True)
class Named:
    """In plain words; stays in memory."""

    phone: str
    name: str
    occupation: str
    area: str | None


async def register(work: Work, actor: Actor, named: Named) -> Informant:
    """Put somebody into the register of an area, or write them anew under the same number."""
    area = choose_area(None, named.area, actor.scope)
    known_division = division(area)
    if known_division is None or not known_division.valid_on(office_day(work.now)):
        raise DivisionUnknown
    actor.must_see(area)
    index = work.keyring.index("contact", named.phone)
    known = await registered(work.session, index, area)
    informant = Informant(
        id=known.id if known else str(work.ids.new()),
        area=area,
        number_index=index,
        phone=work.keyring.seal("contact", named.phone),
        name=work.keyring.seal("words", named.name),
        occupation=named.occupation,
        registered_at=work.now,
        registered_by=actor.label,
    )
    await keep_informant(work.session, informant, known=known is not None)
    return informant


async def forget(work: Work, actor: Actor, informant_id: str) -> None:
    """Raises Hidden."""
    if not await forget_informant(work.session, actor, informant_id):
        raise Hidden
