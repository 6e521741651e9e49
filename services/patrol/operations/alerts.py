"""Somebody has seen an alert."""

from collections.abc import Sequence

from services.chassis.access import Actor
from services.chassis.log import Work
from services.contracts.patrol import AlertRead
from services.contracts.words import Alert
from services.patrol.domain.alerts import Reading, must_have_been_raised
from services.patrol.operations import saying
from services.patrol.operations.recording import hold
from services.patrol.repository import readings


async def read_alert(work: Work, actor: Actor, rescue_id: str, alert: Alert, round: int) -> Sequence[Reading]:
    """All readings of this alert. Said once for each reader; read again, nothing happens. Raises NoSuchAlert."""
    rescue = await hold(work, rescue_id, actor)
    must_have_been_raised(rescue, alert, round)
    reading = Reading(alert, round, actor.label, actor.role, work.now)
    if await readings.keep(work.session, rescue.id, reading):
        saying.say(work, rescue, AlertRead(rescue=rescue.id, alert=alert, round=round, role=actor.role))
    known = (await readings.of_rescues(work.session, [rescue.id]))[rescue.id]
    return [one for one in known if (one.alert, one.round) == (alert, round)]
