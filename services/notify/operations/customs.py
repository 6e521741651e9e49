"""Areas choose their words, and when it is quiet."""

from datetime import time

from services.chassis.access import Actor, Hidden
from services.chassis.log import Work
from services.notify.domain.customs import Wording, check_wording
from services.notify.repository import customs
from services.notify.repository.customs import QuietHoursRow


async def set_wording(
    work: Work, actor: Actor, area: str, template: str, language: str, text: str
) -> Wording:
    """From now on; what was tried before keeps its words. Raises Hidden, WordingUnfit."""
    actor.must_see(area)
    check_wording(template, language, text)
    await customs.end(work.session, area, template, language, work.now)
    made = Wording(str(work.ids.new()), area, template, language, text, work.now, actor.label)
    await customs.add(work.session, made)
    return made


async def end_wording(work: Work, actor: Actor, id: str) -> None:
    """From now on the words of a wider area, or the platform's, are used. Raises Hidden."""
    known = await customs.wording(work.session, id)
    if known is None or not actor.may_see(known.area):
        raise Hidden
    if known.ended_at is None:
        await customs.end(work.session, known.area, known.template, known.language, work.now)


async def set_quiet_hours(work: Work, actor: Actor, area: str, begins: time, ends: time) -> QuietHoursRow:
    actor.must_see(area)
    row = QuietHoursRow(
        area=area,
        begins=begins.isoformat("minutes"),
        ends=ends.isoformat("minutes"),
        changed_at=work.now,
        changed_by=actor.label,
    )
    await customs.keep_hours(work.session, row)
    return row


async def delete_quiet_hours(work: Work, actor: Actor, area: str) -> None:
    """From now on those of a wider area hold, or the usual ones. Raises Hidden."""
    if not actor.may_see(area) or not await customs.delete_hours(work.session, area):
        raise Hidden
