"""Notify's settings: `NOTIFY_DATABASE_URL`, `NOTIFY_SMS`, and what all services share."""

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from services.chassis.web import ServiceSettings
from services.notify.schemas.sending import SmsProviderBody


class Settings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="NOTIFY_", extra="ignore")

    sms: SmsProviderBody | None = Field(
        default=None, description="SMS gateway as JSON, used where none was set through the API"
    )
