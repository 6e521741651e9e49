"""What notify's errors mean to a caller."""

from collections.abc import Mapping

from services.chassis.web import ProblemKind
from services.chassis.web.words import Text
from services.notify.domain import errors

PROBLEMS: Mapping[type[Exception], ProblemKind] = {
    errors.StepOutOfOrder: ProblemKind(
        409,
        "message-is-elsewhere",
        Text("这条通知现在的状态不能这样办。", "The message is in a state in which this cannot be done."),
    ),
    errors.NothingToAcknowledge: ProblemKind(
        409,
        "nothing-to-acknowledge",
        Text(
            "这条通知不会升级，或事情已经过去，无须确认。",
            "This message tells of nothing that climbs, or it is over.",
        ),
    ),
    errors.WordingUnfit: ProblemKind(
        422,
        "wording-unfit",
        Text(
            "措辞须恰好用到这些变量，每个写作 {{名称}}：{variables}。",
            "A wording has exactly these variables, each as {{name}}: {variables}.",
        ),
        pointer="text",
    ),
    errors.ScopeUnfit: ProblemKind(
        422,
        "scope-unfit",
        Text(
            "辖区应为 * 或 2、4、6、9、12 位区划代码。",
            "The area is * or a division code of 2, 4, 6, 9 or 12 digits.",
        ),
        pointer="area",
    ),
    errors.DivisionUnknown: ProblemKind(
        422,
        "division-unknown",
        Text("区划登记中没有 {division}。", "There is no division {division} in the register of divisions."),
        pointer="area",
    ),
    errors.TeamMissing: ProblemKind(
        422,
        "team-missing",
        Text("队员的岗位和密钥须写明是哪一队。", "A post or key of a team must name its team."),
        pointer="team",
    ),
    errors.TeamUnwanted: ProblemKind(
        422,
        "team-unwanted",
        Text("只有队员的岗位、密钥和队伍的联系方式才写队伍。", "Only what is a team's names a team."),
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
            "短信须填电话号码，回调须填网址，邮件须填邮箱，钉钉和企业微信须填群机器人的网址，站内不填。",
            "A telephone number for sms, a URL for webhook, a mail address for mail, the robot's own address for "
            "dingtalk and wecom, nothing for in_app.",
        ),
        pointer="address",
    ),
    errors.SecretUnfit: ProblemKind(
        422,
        "secret-unfit",
        Text(
            "回调密钥以 whsec_ 开头，钉钉加签密钥以 SEC 开头，其他方式不填。",
            "A webhook's secret begins with whsec_, a DingTalk robot's with SEC; nothing for other channels.",
        ),
        pointer="secret",
    ),
    errors.NoSuchWay: ProblemKind(
        422,
        "no-such-way",
        Text("没有这一条，或者它不是回调。", "No such way, or it is no webhook."),
        pointer="way",
    ),
    errors.LoginUnfit: ProblemKind(
        422,
        "login-unfit",
        Text("登录名为 2 至 40 个字母、数字或 . _ - @。", "A login is 2 to 40 letters, digits and . _ - @."),
        pointer="login",
    ),
    errors.LoginTaken: ProblemKind(
        409,
        "login-taken",
        Text("这个登录名已有人用。", "Somebody signs in with this login."),
        pointer="login",
    ),
    errors.PasswordUnfit: ProblemKind(
        422,
        "password-unfit",
        Text(
            "密码须 10 至 200 个字，不含登录名，不能只有几个字重复。",
            "A password has 10 to 200 characters, not the login in it, and not the same few repeated.",
        ),
        pointer="password",
    ),
    errors.SignInRefused: ProblemKind(
        401, "sign-in-refused", Text("登录名或密码不对。", "Login or password is not right.")
    ),
    errors.SignInLocked: ProblemKind(
        429,
        "sign-in-locked",
        Text(
            "试得太多，请 {retry_after_seconds} 秒后再试。",
            "Too many attempts; try again in {retry_after_seconds} s.",
        ),
    ),
    errors.NoSuchPost: ProblemKind(
        422, "no-such-post", Text("您没有这个岗位。", "You do not have this post."), pointer="post"
    ),
    errors.NotAPerson: ProblemKind(
        403, "not-a-person", Text("须由人登录后办理，密钥不行。", "For people who signed in, not for keys.")
    ),
    errors.LastAdministratorPerson: ProblemKind(
        409,
        "last-administrator",
        Text(
            "这是最后一位全域管理员，先另设一位。",
            "This is the last administrator; appoint another one first.",
        ),
    ),
    errors.DutyUnfit: ProblemKind(
        422,
        "duty-unfit",
        Text(
            "值班须先开始后结束，代班人须是另一个人。",
            "A duty ends after it begins, and another person stands in.",
        ),
    ),
    errors.NotALeader: ProblemKind(
        422,
        "not-a-leader",
        Text(
            "值班人和代班人须在此辖区任值班领导，且未停用。",
            "On duty, or standing in, is a leader of this area.",
        ),
    ),
    errors.SignOnRefused: ProblemKind(
        401,
        "sign-on-refused",
        Text(
            "统一认证没有通过，请从登录页重新开始。",
            "The provider's word is not believed; begin again at the sign-in page.",
        ),
    ),
    errors.SignOnAway: ProblemKind(
        503, "sign-on-away", Text("统一认证暂时没有回应。", "The provider does not answer just now.")
    ),
    errors.NotEnlisted: ProblemKind(
        403,
        "not-enlisted",
        Text("您还没有在本平台登记，请找管理员。", "You have no place here yet; ask an administrator."),
    ),
    errors.SubjectTaken: ProblemKind(
        409,
        "subject-taken",
        Text("已有人以此身份登录。", "Somebody signs in as this subject."),
        pointer="subject",
    ),
}
