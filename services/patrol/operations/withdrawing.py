"""The live offer taken back by a desk."""

from services.chassis.log import Work
from services.contracts.patrol import OfferWithdrawn
from services.patrol.domain import dispatch
from services.patrol.domain.rescue import Rescue
from services.patrol.operations import saying
from services.patrol.operations.recording import record


async def withdraw(work: Work, before: Rescue, sealed: str | None) -> Rescue:
    """Take the live offer back. The caller serves the queue afterwards."""
    offer = saying.live(before)
    after = dispatch.withdraw(before, sealed, work.now)
    withdrawn = OfferWithdrawn(rescue=before.id, offer=offer.id, team=offer.team, reason=sealed)
    return await record(work, before, after, [withdrawn])
