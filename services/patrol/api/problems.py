"""What an error of patrol means to a caller."""

from collections.abc import Mapping

from services.chassis.web import ProblemKind
from services.chassis.web.words import Text
from services.patrol import policy
from services.patrol.api.names import REFUSALS, STATES
from services.patrol.domain import errors

PROBLEMS: Mapping[type[Exception], ProblemKind] = {
    errors.StepOutOfOrder: ProblemKind(
        409,
        "out-of-order",
        Text("救助现在的状态（{state}）不能这样办。", "A rescue that is {state} does not allow this."),
        names=STATES,
    ),
    errors.OfferNotLive: ProblemKind(
        409, "offer-not-live", Text("这次派单已失效。", "This offer is no longer live."), pointer="offer"
    ),
    errors.OfferMissing: ProblemKind(
        422, "offer-missing", Text("请写明答复哪一次派单。", "Say which offer this answers."), pointer="offer"
    ),
    errors.NotATeamsAnswer: ProblemKind(
        422,
        "not-from-the-desk",
        Text("这个结果须由到场队伍填报。", "Only a team at the place can answer this."),
        "outcome",
    ),
    errors.NoTeamsAnswer: ProblemKind(
        422,
        "from-the-desk-only",
        Text("这个结果只能由调度台填报。", "Only a desk can answer this."),
        "outcome",
    ),
    errors.ReasonMissing: ProblemKind(
        422, "reason-missing", Text("请写明原因。", "A reason is needed."), pointer="reason"
    ),
    errors.ClockStoppedBefore: ProblemKind(
        409, "clock-stopped", Text("计时已停止。", "The clock was stopped before.")
    ),
    errors.ClockNotStoppedThisWay: ProblemKind(
        409,
        "clock-not-stopped-so",
        Text("本地时限规定不允许人工停表。", "The response profile does not allow this."),
    ),
    errors.NoBreachToExplain: ProblemKind(
        409, "no-breach", Text("没有超时，无须说明。", "Nothing was breached; nothing is owed.")
    ),
    errors.NoSuchAlert: ProblemKind(409, "no-such-alert", Text("没有这条告警。", "There is no such alert.")),
    errors.NobodyIsSent: ProblemKind(
        409,
        "nobody-sent",
        Text("本地对该等级不派队。", "Nobody is sent from this area for that grade."),
        "grade",
    ),
    errors.EstimateInThePast: ProblemKind(
        422, "estimate-past", Text("预计到达时间已过。", "That time has passed."), pointer="arrive_at"
    ),
    errors.EstimateTooFar: ProblemKind(
        422,
        "estimate-far",
        Text("预计到达不能晚于一天之后。", "Not more than a day ahead."),
        pointer="arrive_at",
    ),
    errors.TeamUnavailable: ProblemKind(
        409,
        "team-unavailable",
        Text("这支队伍不能派：{refused}。", "This team cannot be sent: {refused}."),
        "team",
        names=REFUSALS,
    ),
    errors.SentMeanwhile: ProblemKind(
        409,
        "sent-meanwhile",
        Text("派单刚被改动，请看现在的情况再办。", "Who goes was just changed; look at how it is now."),
        "team",
    ),
    errors.StockShort: ProblemKind(
        409,
        "stock-short",
        Text(
            "车上存量不足：要 {wanted}，有 {on_board}。",
            "Not enough on board: {wanted} wanted, {on_board} there.",
        ),
        pointer="handed_out",
    ),
    errors.PlaceFull: ProblemKind(
        409,
        "place-full",
        Text("床位不足：要 {wanted}，剩 {free}。", "Not enough beds: {wanted} wanted, {free} free."),
        "place",
    ),
    errors.PlaceNotNeeded: ProblemKind(
        422,
        "place-not-needed",
        Text("只有接回的人需要床位。", "Only somebody brought in takes a bed."),
        "place",
    ),
    errors.ShiftWithoutEnd: ProblemKind(
        422,
        "shift-without-end",
        Text("班次须在开始之后、现在之后结束。", "A shift ends after it begins, and after now."),
        "until",
    ),
    errors.WarningWithoutEnd: ProblemKind(
        422,
        "warning-without-end",
        Text("预警须在现在之后、三十天以内结束。", "A warning ends after now, within thirty days."),
        "until",
    ),
    errors.WarningStands: ProblemKind(
        409,
        "warning-stands",
        Text("本地已有预警，请先解除。", "A warning is in force here; lift it first."),
        "area",
    ),
    errors.OutsideThePlan: ProblemKind(
        422,
        "outside-the-plan",
        Text("区划不在本方案范围内。", "This area lies outside the plan's."),
        pointer="area",
    ),
    policy.UnknownPredicate: ProblemKind(
        422,
        "unknown-predicate",
        Text("没有这种判断条件。", "There is no such predicate."),
        pointer="predicate",
    ),
    policy.BadParameters: ProblemKind(
        422,
        "bad-parameters",
        Text("判断条件的参数有误。", "The predicate cannot judge by that."),
        pointer="parameters",
    ),
}
