"""What goes over the wire, and what the answer means."""

import json

import pytest

from services.notify.domain.message import Channel, Verdict
from services.notify.domain.outgoing import Parcel, SmsProvider, judge, outgoing, unknown_placeholders


def parcel(provider: SmsProvider | None, address: str) -> Parcel:
    channel = Channel.SMS if provider else Channel.WEBHOOK
    body = {"type": "offer", "timestamp": "2026-12-05T11:00:00+00:00", "data": {"number": "001"}}
    return Parcel("message-1", 1, "lane", channel, address, "新任务 001", body, provider)


def test_a_webhook_carries_the_messages_id_so_that_the_other_side_may_notice_a_repetition():
    request = outgoing(parcel(None, "https://partner.example/alarm"), 1_790_000_000)

    assert (request.method, request.url) == ("POST", "https://partner.example/alarm")
    assert request.headers == {
        "content-type": "application/json",
        "webhook-id": "message-1",
        "webhook-timestamp": "1790000000",
    }
    said = json.loads(request.content)
    assert said["type"] == "offer" and said["text"] == "新任务 001"


def test_an_sms_gateway_is_spoken_to_in_its_own_fields():
    provider = SmsProvider(
        "https://sms.example/v2",
        method="PUT",
        encoding="form",
        fields={"mobile": "86{to}", "content": "{text}", "uid": "{id}", "sign": "暖冬"},
        headers={"Authorization": "secret"},
    )
    request = outgoing(parcel(provider, "0000-5550001"), 0)

    assert (request.method, request.url, request.as_form) == ("PUT", "https://sms.example/v2", True)
    assert request.headers == {"Authorization": "secret"}
    assert request.content == {
        "mobile": "860000-5550001",
        "content": "新任务 001",
        "uid": "message-1",
        "sign": "暖冬",
    }


def test_neither_addresses_nor_secrets_are_shown_by_accident():
    provider = SmsProvider("https://sms.example", headers={"Authorization": "secret"})
    shown = repr(parcel(provider, "0000-5550001")) + repr(outgoing(parcel(provider, "0000-5550001"), 0))
    assert "5550001" not in shown and "secret" not in shown


@pytest.mark.parametrize("template", ["{to}", "86{to}", "plain", "{{braces}}", ""])
def test_these_fields_can_be_filled(template: str):
    assert unknown_placeholders(template) == set()


@pytest.mark.parametrize(
    "template", ["{phone}", "{to.__class__}", "{to[0]}", "{to!r}", "{to:>20}", "{", "{}"]
)
def test_these_fields_cannot(template: str):
    assert unknown_placeholders(template) != set()


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        (200, Verdict.SENT),
        (202, Verdict.SENT),
        (204, Verdict.SENT),
        (302, Verdict.REFUSED),
        (400, Verdict.REFUSED),
        (404, Verdict.REFUSED),
        (410, Verdict.REFUSED),
        (408, Verdict.BROKEN),
        (429, Verdict.BROKEN),
        (500, Verdict.BROKEN),
        (503, Verdict.BROKEN),
    ],
)
def test_a_status_means(status: int, verdict: Verdict):
    assert judge(status, b"", {}).verdict is verdict


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        (b'{"code": 0, "msg": "OK"}', Verdict.SENT),
        (b'{"code": 30, "msg": "no balance"}', Verdict.BROKEN),
        (b"[]", Verdict.BROKEN),
        (b"<html>", Verdict.BROKEN),
    ],
)
def test_a_gateway_that_says_200_to_everything_is_read(body: bytes, verdict: Verdict):
    assert judge(200, body, {"code": "0"}).verdict is verdict
