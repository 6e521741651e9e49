"""What intake's refusals mean to a caller."""

from services.chassis.web import ProblemKind
from services.chassis.web.words import Text
from services.intake.api.names import OUTCOMES, STATES
from services.intake.domain import errors

PROBLEMS: dict[type[Exception], ProblemKind] = {
    errors.StepOutOfOrder: ProblemKind(
        409,
        "out-of-order",
        Text("当前状态（{state}）不能这样办理。", "A report that is {state} does not allow this."),
        names=STATES,
    ),
    errors.NotTheOwner: ProblemKind(
        403,
        "not-the-owner",
        Text("只有责任人或值班负责人能办理；请先移交。", "Only the owner may; have it handed over first."),
    ),
    errors.NotHandedToYou: ProblemKind(
        403, "not-handed-to-you", Text("这一件没有移交给您。", "This was not handed over to you.")
    ),
    errors.AlreadyTheOwner: ProblemKind(
        422, "already-the-owner", Text("对方已经是责任人。", "They own it already."), pointer="to"
    ),
    errors.RecipientUnknown: ProblemKind(
        422,
        "recipient-unknown",
        Text("没有这位可接手的人，或不在其辖区。", "Nobody of that name may take it over here."),
        pointer="to",
    ),
    errors.NothingToTell: ProblemKind(
        409,
        "nothing-to-tell",
        Text("来电人不需要回访：没有留号码、不愿接，或已经办完。", "The reporter is owed no call."),
    ),
    errors.RescueUnderWay: ProblemKind(
        409,
        "rescue-under-way",
        Text(
            "救助正在进行，由巡查队的结果结案；误报请由调度员在救助单上结束。",
            "A rescue is under way; its answer closes the sighting.",
        ),
    ),
    errors.OutcomeUnknown: ProblemKind(
        422,
        "outcome-unknown",
        Text("应为其中之一：{allowed}。", "Must be one of {allowed}."),
        pointer="outcome",
        names=OUTCOMES,
    ),
    errors.NowhereSaid: ProblemKind(
        422,
        "nowhere-said",
        Text(
            "请说明在哪里：坐标、地址、地标或道路至少一项。", "Say where: point, address, landmark or road."
        ),
        pointer="point",
    ),
    errors.ReceivedInTheFuture: ProblemKind(
        422,
        "received-in-the-future",
        Text("接报时间不能晚于现在。", "A call is not received in the future."),
        pointer="received_at",
    ),
    errors.TooLongAgo: ProblemKind(
        422, "too-long-ago", Text("超过 {days} 天以前，请核对。", "More than {days} days ago; please check.")
    ),
    errors.FoundAfterReceipt: ProblemKind(
        422,
        "found-after-receipt",
        Text("发现时间不能晚于接报时间。", "It cannot be found after it was reported."),
        pointer="found_at",
    ),
    errors.AreaMissing: ProblemKind(
        422,
        "area-missing",
        Text("无法判断所在县区，请给出坐标或区划代码。", "Which county? Give a point or a division code."),
        pointer="area",
    ),
    errors.AreaContradicts: ProblemKind(
        422,
        "area-contradicts-point",
        Text(
            "区划代码与坐标不符：坐标位于 {drawn}，请核对其中一项。",
            "The area contradicts the point, which lies in {drawn}; correct one of the two.",
        ),
        pointer="area",
    ),
    errors.AreaTooWide: ProblemKind(
        422,
        "area-too-wide",
        Text("区划代码应到县级或以下。", "Give the code of a county or something smaller."),
        pointer="area",
    ),
    errors.DivisionUnknown: ProblemKind(
        422,
        "division-unknown",
        Text("没有这个区划代码，或当日已不使用。", "There is no such division on that day."),
        pointer="area",
    ),
    errors.OtherCounty: ProblemKind(
        422,
        "other-county",
        Text(
            "更正后的地点在别的县区：请在当地重新登记，并办结这一件。",
            "The corrected place lies in another county: report it there, and close this one.",
        ),
        pointer="area",
    ),
    errors.NothingToJoin: ProblemKind(
        422,
        "nothing-to-join",
        Text("没有可以并入或拆开的那条未办结线索。", "There is no such open sighting to join or split."),
        pointer="other",
    ),
    errors.ReferenceReused: ProblemKind(
        409,
        "reference-reused",
        Text("这个编号已用于内容不同的报告。", "This reference was used for other content."),
        pointer="reference",
    ),
}
