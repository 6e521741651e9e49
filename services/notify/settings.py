"""Notify's settings: `NOTIFY_DATABASE_URL`, `NOTIFY_SMS`, `NOTIFY_MAIL`, `NOTIFY_OIDC`, and what all services share."""

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from services.chassis.web import ServiceSettings
from services.notify.schemas.contacts import MailProviderBody, SmsProviderBody
from services.notify.schemas.people import OidcBody


class Settings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="NOTIFY_", extra="ignore")

    oidc: OidcBody | None = Field(
        default=None, description="OpenID Connect provider as JSON: issuer, client_id, client_secret, address"
    )
    mail: MailProviderBody | None = Field(
        default=None, description="mail server as JSON, used where none was set through the API"
    )
    sms: SmsProviderBody | None = Field(
        default=None, description="SMS gateway as JSON, used where none was set through the API"
    )
