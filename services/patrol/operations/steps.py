"""What a team, or a dispatcher in its name, says about an offer."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from services.chassis.access import Actor, Hidden
from services.chassis.log import Work
from services.contracts import patrol as facts
from services.contracts.words import Refusal
from services.patrol.domain import dispatch
from services.patrol.domain.errors import ReasonMissing, SentMeanwhile, TeamUnavailable
from services.patrol.domain.geography import county_of
from services.patrol.domain.offer import Moment
from services.patrol.domain.rescue import Rescue
from services.patrol.domain.states import UNDER_WAY
from services.patrol.domain.team import Position
from services.patrol.operations import saying
from services.patrol.operations.crews import heard
from services.patrol.operations.ranking import candidates_for
from services.patrol.operations.recording import hold, record
from services.patrol.operations.serving import send, serve_waiting
from services.patrol.operations.uncalled import close_uncalled
from services.patrol.operations.withdrawing import withdraw
from services.patrol.repository import rescues, teams
from services.patrol.repository.lists import team_of

Decision = Callable[[Rescue], Rescue]


async def hold_own(work: Work, actor: Actor, rescue_id: str, offer_id: str) -> Rescue:
    """The rescue, held. Raises Hidden also when a team names an offer that is not its own."""
    rescue = await hold(work, rescue_id, actor)
    offer = next((offer for offer in rescue.offers if offer.id == offer_id), None)
    own = team_of(actor)
    if own is not None and (offer is None or offer.team != own):
        raise Hidden
    return rescue


async def accept(
    work: Work, actor: Actor, rescue_id: str, offer_id: str, device_at: datetime | None
) -> Rescue:
    before = await hold_own(work, actor, rescue_id, offer_id)
    after = dispatch.accept(before, offer_id, Moment(work.now, device_at))
    await heard(work, saying.live(after).team)
    return await record(work, before, after, [saying.accepted(after)])


async def refuse(work: Work, actor: Actor, rescue_id: str, offer_id: str, reason: str) -> Rescue:
    """The next team is asked, or the rescue waits; and the team is free for others."""
    before = await hold_own(work, actor, rescue_id, offer_id)
    sealed = seal_reason(work, reason)
    after = dispatch.decline(before, offer_id, sealed, work.now)
    declined = facts.OfferDeclined(
        rescue=before.id, offer=offer_id, team=saying.live(before).team, reason=sealed
    )
    saved = await record(work, before, after, [declined])
    if saved.last_closing is not None:  # nobody calls for it any more
        await close_uncalled(work, saved)
    await serve_waiting(work, county_of(before.area))
    return await reread(work, before)


async def depart(
    work: Work, actor: Actor, rescue_id: str, offer_id: str, device_at: datetime | None
) -> Rescue:
    before = await hold_own(work, actor, rescue_id, offer_id)
    after = dispatch.depart(before, offer_id, Moment(work.now, device_at))
    offer = saying.live(after)
    departed = facts.TeamDeparted(
        rescue=after.id, offer=offer.id, team=offer.team, device_at=device_at, promised_at=offer.promised_at
    )
    return await record(work, before, after, [departed])


async def estimate(
    work: Work, actor: Actor, rescue_id: str, offer_id: str, arrive_at: datetime, reason: str | None
) -> Rescue:
    before = await hold_own(work, actor, rescue_id, offer_id)
    after = dispatch.estimate(before, offer_id, arrive_at, work.now)
    offer = saying.live(after)
    changed = facts.EstimateChanged(
        rescue=after.id,
        offer=offer.id,
        team=offer.team,
        promised_at=arrive_at,
        reason=work.keyring.seal("words", reason) if reason else None,
    )
    return await record(work, before, after, [changed])


async def arrive(
    work: Work, actor: Actor, rescue_id: str, offer_id: str, device_at: datetime | None
) -> Rescue:
    """Somebody is there; that is also where the team is now."""
    before = await hold_own(work, actor, rescue_id, offer_id)
    after = dispatch.arrive(before, offer_id, Moment(work.now, device_at))
    offer = saying.live(after)
    await put_at_the_place(work, after, offer.team)
    arrived = facts.TeamArrived(rescue=after.id, offer=offer.id, team=offer.team, device_at=device_at)
    return await record(work, before, after, [arrived, *saying.clock_stopped(before, after)])


async def override(
    work: Work, actor: Actor, rescue_id: str, team_id: str, reason: str, seen: str | None = None
) -> Rescue:
    """A dispatcher sends this team: the offer that stands is withdrawn, and who was asked goes back to the others.

    `seen`: the live offer that the dispatcher looked at, empty for none; None asks nothing. Raises SentMeanwhile when
    another one stands, TeamUnavailable for a team that is busy, of another county, or nobody knows where.
    """
    rescue = await hold(work, rescue_id, actor)
    must_be_as_seen(rescue, seen)
    sealed = seal_reason(work, reason)
    team = await teams.find(work.session, team_id)
    if team is None or not actor.may_see(team.area):
        raise Hidden
    refused = {
        Refusal.BUSY: team.rescue is not None,
        Refusal.OTHER_AREA: county_of(team.area) != county_of(rescue.area) or team.drill != rescue.drill,
        Refusal.NO_POSITION: team.position is None,
    }
    for kept, applies in refused.items():
        if applies:
            raise TeamUnavailable(kept)
    if rescue.state in UNDER_WAY:
        rescue = await withdraw(work, rescue, sealed)
    ranking = await candidates_for(work.session, work.now, rescue)
    chosen = next(one for one in ranking if one.team == team_id)
    await send(work, rescue, replace(chosen, refused=None), ranking, sealed)
    await serve_waiting(work, county_of(rescue.area))
    return await reread(work, rescue)


def must_be_as_seen(rescue: Rescue, seen: str | None) -> None:
    """Two at once: whoever decides by what is no longer so is told, and decides again. Raises SentMeanwhile."""
    live = rescue.live_offer
    if seen is not None and (live.id if live else "") != seen:
        raise SentMeanwhile(live.team_name if live else None)


async def put_at_the_place(work: Work, rescue: Rescue, team_id: str) -> None:
    if not rescue.approximate:
        await teams.put_position(work.session, team_id, Position(rescue.point, work.now))


async def reread(work: Work, rescue: Rescue) -> Rescue:
    """The rescue as serving the queue has left it."""
    found = await rescues.find(work.session, rescue.id)
    assert found is not None, "rescues are never deleted"
    return found


def seal_reason(work: Work, reason: str) -> str:
    """Raises ReasonMissing for an empty one."""
    if not reason.strip():
        raise ReasonMissing
    return work.keyring.seal("words", reason)
