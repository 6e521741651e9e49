"""Settings of patrol: `PATROL_DATABASE_URL` beside what all services share."""

from pydantic_settings import SettingsConfigDict

from services.chassis.web import ServiceSettings


class Settings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="PATROL_", extra="ignore")
