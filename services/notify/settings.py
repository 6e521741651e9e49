"""Notify's settings: `NOTIFY_DATABASE_URL`, `NOTIFY_SMS`, `NOTIFY_OIDC`, and what all services share."""

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from services.chassis.web import ServiceSettings
from services.notify.schemas.people import OidcBody
from services.notify.schemas.sending import SmsProviderBody


class Settings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="NOTIFY_", extra="ignore")

    oidc: OidcBody | None = Field(
        default=None, description="OpenID Connect provider as JSON: issuer, client_id, client_secret, address"
    )
    sms: SmsProviderBody | None = Field(
        default=None, description="SMS gateway as JSON, used where none was set through the API"
    )
