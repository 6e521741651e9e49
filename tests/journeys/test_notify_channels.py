"""Signed webhooks, mail, and robots in DingTalk and WeCom: what leaves, what an answer means, what stays inside."""

import asyncio
import json
import sys
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks import Webhook

from services.notify.domain.signatures import PREFIX, signatures
from services.notify.timers import apprised
from tests.support import night
from tests.support.notify import API, COUNTY, OUTSIDE, Desk, at_the_desk
from tests.support.outside import MailServer, Robots, listening

on_real_sockets = partial(at_the_desk, in_real_time=True)
DINGTALK = "https://oapi.dingtalk.com/robot/send?access_token=0a1b2c3d4e5f"
WECOM = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7a0c-4bc4"
HOOK = {"party": "emergency_partner", "area": COUNTY, "channel": "webhook", "address": f"{OUTSIDE}/emergency"}


def signed_with(desk: Desk, *secrets: str) -> bool:
    """The latest webhook is signed with exactly these, by a second computation."""
    taken = desk.capture.captured[-1]
    body = json.dumps(taken.body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    id, at, signed = (taken.headers[f"webhook-{name}"] for name in ("id", "timestamp", "signature"))
    assert signed == signatures(secrets, id, int(at), body.encode())
    moment = desk.clock.now()
    assert int(at) == int(moment.timestamp())
    return signed.split(" ") == [Webhook(secret).sign(id, moment, body) for secret in secrets]


async def alarm(desk: Desk, number: int) -> None:
    await desk.say(
        night.opened(f"r{number}", f"s{number}", "19:00", night.Grade.LIFE_THREATENING), story=f"s{number}"
    )


@at_the_desk
async def test_a_webhook_is_signed_with_the_secret_that_its_administrator_was_shown_once(desk: Desk) -> None:
    secret = (await desk.admin.put("/contact-routes", HOOK))["secret"]
    await alarm(desk, 1)
    assert secret.startswith(PREFIX) and signed_with(desk, secret)
    assert (await desk.admin.get("/contact-routes"))["items"][0]["secret"] is None
    assert secret not in await desk.everything_written()
    again = await desk.admin.put("/contact-routes", {**HOOK, "language": "en"})
    assert again["secret"] is None, "the same address goes on with its secret"
    await alarm(desk, 2)
    assert signed_with(desk, secret)


@at_the_desk
async def test_a_repeated_request_is_not_shown_the_secret_again(desk: Desk) -> None:
    first, again = [await desk.admin.ask("PUT", "/contact-routes", HOOK, once="k1") for _ in range(2)]
    assert first.json()["secret"] and first.headers["Cache-Control"] == "no-store"
    assert again.json()["secret"] is None and again.headers["Idempotency-Replayed"] == "true"


@at_the_desk
async def test_a_changed_secret_signs_beside_the_old_one_for_a_day(desk: Desk) -> None:
    old = (await desk.admin.put("/contact-routes", HOOK))["secret"]
    route = f"emergency_partner:{COUNTY}"
    new = (await desk.admin.post(f"/contact-routes/{route}/secret", {}))["secret"]
    await alarm(desk, 1)
    assert signed_with(desk, new, old)
    given = PREFIX + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    answer = await desk.admin.post(f"/contact-routes/{route}/secret", {"secret": given, "hours": 0})
    assert answer["secret"] is None, "whoever brings it along knows it"
    await alarm(desk, 2)
    assert signed_with(desk, given)


@at_the_desk
async def test_only_a_webhook_has_a_secret_to_be_changed(desk: Desk) -> None:
    await desk.route("leader", "sms", "0000-5550009")
    for id, body, code in (
        (f"leader:{COUNTY}", {}, "no-such-way"),
        (f"leader:{COUNTY}", {"way": 3}, "no-such-way"),
        (f"team:{COUNTY}", {}, "not-found"),
    ):
        answer = await desk.admin.ask("POST", f"/contact-routes/{id}/secret", body)
        assert answer.json()["code"] == code
    await desk.admin.put("/contact-routes", HOOK)
    unfit = {"secret": "SECabcdefgh"}
    answer = await desk.admin.ask("POST", f"/contact-routes/emergency_partner:{COUNTY}/secret", unfit)
    assert answer.json()["code"] == "secret-unfit"


@at_the_desk
async def test_a_retry_carries_the_same_bytes_and_a_signature_of_its_own_time(desk: Desk) -> None:
    secret = (await desk.admin.put("/contact-routes", HOOK))["secret"]
    desk.capture.behave(503, "/emergency", times=1)
    await alarm(desk, 1)
    assert signed_with(desk, secret)
    await desk.reach("19:00:05")
    assert signed_with(desk, secret)
    first, second = desk.capture.captured
    assert first.body == second.body and first.id == second.id
    assert first.headers["webhook-signature"] != second.headers["webhook-signature"]


async def by_mail(desk: Desk, server: MailServer, **more: Any) -> None:
    body = {
        "host": "127.0.0.1",
        "port": server.port,
        "sender": "relief@office.example.org",
        "mode": "insecure",
    }
    await desk.admin.put("/providers/mail", {**body, **more})
    await desk.route("leader", "mail", "wang@office.example.org")


@on_real_sockets
async def test_a_mail_reaches_a_mail_server_with_the_messages_id(desk: Desk) -> None:
    server = MailServer()
    async with listening(server):
        await by_mail(desk, server)
        await desk.say(night.queued("r1"), story="s1")
    (mail,) = server.mails
    message = await desk.one("queued")
    assert message["state"] == "sent" and message["channel"] == "mail"
    assert mail.get_content().strip() == message["text"] and mail["subject"].startswith("【暖冬】救助 r1")
    assert (mail["x-relief-message"], mail["to"]) == (message["id"], "wang@office.example.org")
    assert mail["from"] == "relief@office.example.org"


@on_real_sockets
async def test_a_mail_that_is_refused_is_tried_again(desk: Desk) -> None:
    server = MailServer(refused={"wang@"})
    async with listening(server):
        await by_mail(desk, server)
        await desk.say(night.queued("r1"), story="s1")
        message = await desk.one("queued")
        assert (message["state"], message["reason"]) == ("resting", "provider_refused")
        server.refused.clear()
        await desk.reach("19:00:05")
    assert (await desk.one("queued"))["state"] == "sent" and len(server.mails) == 1


@on_real_sockets
async def test_a_silent_mail_server_costs_its_own_lane_and_nobody_else(desk: Desk) -> None:
    server = MailServer(silent=True)
    async with listening(server):
        await by_mail(desk, server)
        await desk.admin.put("/contact-routes", HOOK)
        started = asyncio.get_running_loop().time()
        await desk.append(desk.envelope(night.queued("r1"), story="s1"))
        await desk.until(lambda: server.connections == 1)
        await desk.append(
            desk.envelope(night.opened("r2", "s2", "19:00", night.Grade.LIFE_THREATENING), story="s2")
        )
        await desk.until(lambda: len(desk.capture.captured) == 1)
        assert asyncio.get_running_loop().time() - started < 2
        await desk.rest()
        assert asyncio.get_running_loop().time() - started < 7, (
            "nothing waits longer than an attempt may take"
        )
    assert (await desk.one("queued"))["state"] == "resting"


@pytest.mark.parametrize("channel", ["dingtalk", "wecom"])
@on_real_sockets
async def test_a_robot_is_told_what_it_is_to_say(
    desk: Desk, channel: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    robots = Robots()
    async with listening(robots):
        await with_robot(desk, channel, robots, monkeypatch)
        await desk.say(night.queued("r1"), story="s1")
    ((path, said),) = robots.came
    message = await desk.one("queued")
    assert (message["state"], message["channel"]) == ("sent", channel)
    assert said["msgtype"] == "text" and said["text"]["content"] == message["text"]
    assert ("0a1b2c3d4e5f" if channel == "dingtalk" else "693a91f6-7a0c-4bc4") in path
    assert ("sign=" in path) == (channel == "dingtalk"), "DingTalk's own signature"
    assert "0a1b2c3d4e5f" not in (written := await desk.everything_written()) and "SECabcdef" not in written


async def with_robot(desk: Desk, channel: str, robots: Robots, monkeypatch: pytest.MonkeyPatch) -> None:
    from apprise.plugins.dingtalk import NotifyDingTalk
    from apprise.plugins.wecombot import NotifyWeComBot

    outside = f"http://127.0.0.1:{robots.port}"
    monkeypatch.setattr(NotifyDingTalk, "notify_url", outside + "/robot/send?access_token={token}")
    monkeypatch.setattr(NotifyWeComBot, "notify_url", outside + "/cgi-bin/webhook/send?key={key}")
    secret = {"secret": "SECabcdefghij"} if channel == "dingtalk" else {}
    await desk.route("leader", channel, DINGTALK if channel == "dingtalk" else WECOM, **secret)


@pytest.mark.parametrize(
    ("answer", "status", "headers", "state", "reason"),
    [
        ({"errcode": 310000, "errmsg": "sign not match"}, 200, "", "resting", "provider_refused"),
        ({"errcode": 0}, 503, "", "resting", "http_503"),
        ({"errcode": 0}, 404, "", "failed", "http_404"),
        ({"errcode": 0}, 302, "location: http://127.0.0.1:9/\r\n", "failed", "http_302"),
    ],
)
@on_real_sockets
async def test_a_robots_no_is_a_no_also_when_it_comes_with_a_200(
    desk: Desk,
    answer: dict[str, Any],
    status: int,
    headers: str,
    state: str,
    reason: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    robots = Robots(answer, status, headers)
    async with listening(robots):
        await with_robot(desk, "dingtalk", robots, monkeypatch)
        await desk.say(night.queued("r1"), story="s1")
    message = await desk.one("queued")
    assert (message["state"], message["reason"]) == (state, reason) and len(robots.came) == 1


@pytest.mark.parametrize(
    "address",
    ["file:///etc/passwd", "exec://ls", "json://outside.test", "dingtalk://0a1b2c3d4e5f", "syslog://"],
)
@at_the_desk
async def test_what_only_apprise_would_understand_is_no_address(desk: Desk, address: str) -> None:
    for channel in ("mail", "dingtalk", "wecom", "webhook"):
        body = {**HOOK, "party": "leader", "channel": channel, "address": address}
        answer = await desk.admin.ask("PUT", "/contact-routes", body)
        assert (answer.status_code, answer.json()["code"]) == (422, "address-unfit")


def test_of_apprise_three_senders_are_loaded_and_its_addresses_are_never_read() -> None:
    """Whoever imports `apprise.Apprise().add` loads all of them."""
    source = Path(apprised.__file__).read_text(encoding="utf-8")
    assert "Apprise(" not in source and "instantiate" not in source
    loaded = {name.split(".")[2] for name in sys.modules if name.startswith("apprise.plugins.")}
    assert loaded <= {"base", "email", "dingtalk", "wecombot"}


@at_the_desk
async def test_the_mail_server_is_shown_without_its_password(desk: Desk) -> None:
    body = {"host": "mail.test", "sender": "relief@example.org", "user": "relief", "password": "open sesame"}
    await desk.admin.put("/providers/mail", body)
    shown = await desk.admin.get("/providers/mail")
    assert shown == {
        "host": "mail.test",
        "sender": "relief@example.org",
        "port": 587,
        "mode": "starttls",
        "user": "relief",
    }
    assert "open sesame" not in await desk.everything_written()
    unfit = await desk.admin.ask("PUT", "/providers/mail", {**body, "sender": "a b"})
    assert unfit.status_code == 422
    assert (await desk.http.get(f"{API}/providers/mail")).status_code == 401


@at_the_desk
async def test_without_a_mail_server_a_mail_waits_until_one_is_set(desk: Desk) -> None:
    await desk.route("leader", "mail", "wang@office.example.org")
    await desk.say(night.queued("r1"), story="s1")
    message = await desk.one("queued")
    assert (message["state"], message["reason"]) == ("no_route", "no_mail_server")
