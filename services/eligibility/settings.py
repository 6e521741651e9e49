"""Settings of eligibility: `ELIGIBILITY_DATABASE_URL` beside what all services share."""

from pydantic_settings import SettingsConfigDict

from services.chassis.web import ServiceSettings


class Settings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="ELIGIBILITY_", extra="ignore")
