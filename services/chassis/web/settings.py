"""Settings that every service has; each reads its own prefix (`INTAKE_DATABASE_URL`). Read by main only."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class ServiceSettings(BaseSettings):
    """`RELIEF_…` for what all share, the service's own prefix for what is its own."""

    model_config = SettingsConfigDict(extra="ignore")

    folder: Path = Field(
        default=Path("var"), validation_alias="RELIEF_VAR", description="where data and keys live"
    )
    log: str = Field(
        default="embedded",
        validation_alias="RELIEF_LOG",
        description="`embedded` or `kafka://HOST:PORT[,HOST:PORT]`",
    )
    production: bool = Field(
        default=False, validation_alias="RELIEF_PRODUCTION", description="refuse keys made by ourselves"
    )
    database_url: str | None = Field(
        default=None, description="SQLAlchemy URL; a file in the folder when absent"
    )

    def database_of(self, service: str) -> str:
        return self.database_url or f"sqlite+aiosqlite:///{self.folder.absolute()}/{service}.sqlite"
