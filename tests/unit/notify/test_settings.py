"""The gateway by setting."""

import pytest
from pydantic import ValidationError

from services.notify.settings import Settings


def test_without_a_setting_there_is_no_gateway(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("NOTIFY_SMS", raising=False)
    assert Settings().sms is None


def test_a_gateway_is_set_as_json(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(
        "NOTIFY_SMS", '{"url": "https://sms.example/v2", "fields": {"mobile": "{to}", "words": "{text}"}}'
    )
    sms = Settings().sms
    assert sms is not None
    provider = sms.as_provider()
    assert provider.url == "https://sms.example/v2" and provider.fields == {
        "mobile": "{to}",
        "words": "{text}",
    }


@pytest.mark.parametrize(
    "text", ['{"url": "sms.example"}', "{}", '{"url": "https://x.test", "fields": {"to": "{phone}"}}']
)
def test_a_gateway_that_cannot_be_spoken_to_is_refused_at_the_start(
    monkeypatch: pytest.MonkeyPatch, text: str
):
    monkeypatch.setenv("NOTIFY_SMS", text)
    with pytest.raises(ValidationError):
        Settings()
