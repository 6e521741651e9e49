"""What notify's errors mean to a caller."""

from collections.abc import Mapping

from services.chassis.web import ProblemKind
from services.chassis.web.words import Text
from services.notify.domain import errors

PROBLEMS: Mapping[type[Exception], ProblemKind] = {
    errors.ScopeUnfit: ProblemKind(
        422,
        "scope-unfit",
        Text(
            "辖区应为 * 或 2、4、6、9、12 位区划代码。",
            "The area is * or a division code of 2, 4, 6, 9 or 12 digits.",
        ),
        pointer="area",
    ),
    errors.TeamMissing: ProblemKind(
        422,
        "team-missing",
        Text("队伍密钥须写明是哪一队。", "A team's key must name its team."),
        pointer="team",
    ),
    errors.TeamUnwanted: ProblemKind(
        422,
        "team-unwanted",
        Text("只有队伍的密钥和联系方式才写队伍。", "Only what is a team's names a team."),
        pointer="team",
    ),
    errors.LastAdministrator: ProblemKind(
        409,
        "last-administrator",
        Text(
            "这是最后一把全域管理员密钥，先添加另一把再撤销。",
            "This is the last administrator's key; add another one first.",
        ),
    ),
    errors.NobodyReadsIt: ProblemKind(
        422,
        "nobody-reads-it",
        Text("对方不登录本平台，请用短信或回调。", "They do not look in here: use sms or webhook."),
        pointer="channel",
    ),
    errors.AddressUnfit: ProblemKind(
        422,
        "address-unfit",
        Text(
            "短信须填电话号码，回调须填网址，站内不填。",
            "A telephone number for sms, a URL for webhook, nothing for in_app.",
        ),
        pointer="address",
    ),
}
