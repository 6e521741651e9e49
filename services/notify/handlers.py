"""Which fact leads to which operation. The sentences themselves are operations: nothing is to be translated."""

from collections.abc import Mapping

from services.chassis.log.consumer import Handler
from services.contracts import intake, patrol
from services.contracts.envelope import Fact
from services.notify.operations import escalating, reporters, rescues
from services.notify.operations.troubles import KINDS

HANDLERS: Mapping[type[Fact], Handler] = {
    intake.SightingReported: reporters.sighting_was_reported,
    intake.ReportClosed: reporters.report_was_closed,
    patrol.RescueOpened: rescues.rescue_was_opened,
    patrol.SightingJoined: rescues.sighting_joined,
    patrol.RescueRegraded: rescues.rescue_was_regraded,
    patrol.TeamOffered: rescues.team_was_offered,
    patrol.OfferAccepted: rescues.offer_was_accepted,
    patrol.OfferDeclined: rescues.offer_came_to_nothing,
    patrol.OfferWithdrawn: rescues.offer_came_to_nothing,
    patrol.TeamDeparted: rescues.team_promised_anew,
    patrol.EstimateChanged: rescues.team_promised_anew,
    patrol.RescueRelocated: rescues.rescue_was_relocated,
    patrol.RescueMerged: rescues.rescue_was_merged,
    patrol.RescueSplit: rescues.rescue_was_split,
    patrol.SightingClosed: rescues.sighting_was_closed,
    patrol.RescueAnswered: rescues.rescue_was_answered,
    **dict.fromkeys(KINDS, escalating.trouble_began),
}
