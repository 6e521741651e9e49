"""Mail, DingTalk and WeCom, through apprise.

Of its hundred and more senders exactly three are ever loaded, by name, and none is chosen by an address: apprise's own
addresses (`file:`, `exec:`, `json://…`) are never read. It works in threads that cannot be stopped. So each attempt has
one of its own, which holds up neither the loop nor the end of the process, and there are never more than MOST.
"""

import asyncio
import logging
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from services.notify.domain.addresses import token_of
from services.notify.domain.message import Channel, Result, Verdict
from services.notify.domain.outgoing import Parcel, judge

MOST = 16
PATIENCE = {
    "cto": 2.0,
    "rto": 2.5,
}  # seconds to connect, and for each answer; the wire's own five end it for us
LONGEST_SUBJECT = 60
YES = {"errcode": "0"}
"""DingTalk and WeCom say no with a 200, too."""
logger = logging.getLogger("apprise")
logger.disabled = True  # it logs addresses, tokens and words


class _Answers(threading.local):
    """What the other side said in this thread."""

    result: Result | None = None


answers, under_way = _Answers(), set[threading.Thread]()


async def send(parcel: Parcel) -> Result:
    """Never raises for what the other side does. Whoever stops waiting leaves a thread that ends by itself."""
    under_way.difference_update([one for one in under_way if not one.is_alive()])
    if len(under_way) >= MOST:
        return Result(Verdict.BROKEN, "timeout")
    loop = asyncio.get_running_loop()
    answered: asyncio.Future[Result] = loop.create_future()

    def tell(result: Result) -> None:
        if not answered.done():
            answered.set_result(result)

    def deliver() -> None:
        result = _delivered(parcel)
        with suppress(RuntimeError):  # the loop is closed: nobody asks any more
            loop.call_soon_threadsafe(tell, result)

    thread = threading.Thread(target=deliver, name="apprise", daemon=True)
    under_way.add(thread)
    thread.start()
    return await answered


def _delivered(parcel: Parcel) -> Result:
    answers.result = None
    try:
        sender, subject = SENDERS[parcel.channel](parcel)
        took = sender.notify(body=parcel.text, title=subject)
    except Exception:  # a sender that cannot even be made, whatever apprise calls it
        return Result(Verdict.REFUSED, "unfit_address")
    silent = "provider_refused" if parcel.channel is Channel.MAIL else "unreachable"
    return answers.result or (Result(Verdict.SENT) if took else Result(Verdict.BROKEN, silent))


def _mail(parcel: Parcel) -> tuple[Any, str]:
    from apprise.plugins.email.base import NotifyEmail

    server = parcel.mail
    assert server is not None, "a way by mail has its server"
    sender = NotifyEmail(
        host=server.sender.rpartition("@")[2],
        smtp_host=server.host,
        port=server.port,
        secure_mode=server.mode,
        user=server.user,
        password=server.password,
        from_addr=server.sender,
        targets=[parcel.address],
        headers={"X-Relief-Message": parcel.message},
        format="text",
        **PATIENCE,
    )
    return sender, parcel.text[:LONGEST_SUBJECT]


def _dingtalk(parcel: Parcel) -> tuple[Any, str]:
    from apprise.plugins import dingtalk

    vars(dingtalk)["requests"] = _Listening()
    secret = parcel.secrets[0] if parcel.secrets else None
    token = token_of(Channel.DINGTALK, parcel.address)
    return dingtalk.NotifyDingTalk(token, secret=secret, redirect="no", **PATIENCE), ""


def _wecom(parcel: Parcel) -> tuple[Any, str]:
    from apprise.plugins import wecombot

    vars(wecombot)["requests"] = _Listening()
    return wecombot.NotifyWeComBot(token_of(Channel.WECOM, parcel.address), redirect="no", **PATIENCE), ""


class _Listening:
    """What a sender knows as `requests`. apprise takes every 200 for a yes; here the answer itself is heard."""

    def __init__(self) -> None:
        import requests

        self._requests = requests
        self.codes, self.RequestException = requests.codes, requests.RequestException

    def post(self, *asked: Any, **more: Any) -> Any:
        response = self._requests.post(*asked, **more)
        answers.result = judge(response.status_code, response.content, YES)
        return response


SENDERS: Mapping[Channel, Callable[[Parcel], tuple[Any, str]]] = {
    Channel.MAIL: _mail,
    Channel.DINGTALK: _dingtalk,
    Channel.WECOM: _wecom,
}
CHANNELS = frozenset(SENDERS)
