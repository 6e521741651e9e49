"""Settings that every service has; each reads its own prefix (`INTAKE_DATABASE_URL`). Read by main only."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from services.chassis.access import SessionKeys
from services.chassis.store import KeyFolder, Keyring, KeySource
from services.chassis.web.limits import Rate, Rates
from services.chassis.web.office import Office
from services.contracts.reference.check import faults_in
from services.contracts.reference.files import use


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
    reference: Path | None = Field(
        default=None,
        validation_alias="RELIEF_REFERENCE",
        description="a folder with division codes, outlines, base map, calendar of one's own",
    )
    production: bool = Field(
        default=False, validation_alias="RELIEF_PRODUCTION", description="refuse keys made by ourselves"
    )
    office_name: str | None = Field(
        default=None, validation_alias="RELIEF_OFFICE", description="whose platform it is, as pages say it"
    )
    duty_telephone: str | None = Field(
        default=None,
        validation_alias="RELIEF_DUTY_TELEPHONE",
        description="for whoever cannot sign in at night",
    )
    requests_per_key: float = Field(
        default=500,
        ge=0,
        validation_alias="RELIEF_REQUESTS_PER_KEY",
        description="a second, of whoever shows a valid key, in each process; 0 is without limit",
    )
    requests_per_address: float = Field(
        default=10,
        ge=0,
        validation_alias="RELIEF_REQUESTS_PER_ADDRESS",
        description="a second, of whoever does not, from one address",
    )
    database_url: str | None = Field(
        default=None, description="SQLAlchemy URL; a file in the folder when absent"
    )
    owner_url: str | None = Field(
        default=None, description="the role that may change the schema; used by `relief migrate` alone"
    )
    sealing_keys: str | None = Field(
        default=None,
        validation_alias="RELIEF_SEALING_KEYS",
        description="`PURPOSE.KEY_ID=BASE64URL …`, the newest of a purpose last; files in the folder when absent",
    )

    session_public_keys: str | None = Field(
        default=None,
        validation_alias="RELIEF_SESSION_PUBLIC_KEYS",
        description="`KEY_ID=BASE64URL …`, whose sessions are believed; files in the folder when absent",
    )

    def rates(self) -> Rates:
        key, address = self.requests_per_key, self.requests_per_address
        return Rates(Rate(key, 2 * key + 1), Rate(address, 5 * address + 1))

    def session_keys(self) -> SessionKeys:
        if self.session_public_keys is not None:
            return SessionKeys.read(self.session_public_keys)
        return SessionKeys(self.folder / "keys")

    def keys(self) -> KeySource:
        if self.sealing_keys is not None:
            return Keyring.read(self.sealing_keys)
        return KeyFolder(self.folder / "keys", make=not self.production and not self._keys_were_lost())

    def use_reference(self) -> None:
        """Raises ValueError for files that cannot be used."""
        if self.reference and (faults := faults_in(self.reference)):
            more = f" (and {len(faults) - 1} more: relief reference check)" if len(faults) > 1 else ""
            raise ValueError(f"RELIEF_REFERENCE: {faults[0]}{more}")
        use(self.reference)

    def office(self) -> Office:
        return Office(self.office_name, self.duty_telephone)

    def owner_of(self, service: str) -> str:
        return self.owner_url or self.database_of(service)

    def database_of(self, service: str) -> str:
        return self.database_url or f"sqlite+aiosqlite:///{self.folder.absolute()}/{service}.sqlite"

    def _keys_were_lost(self) -> bool:
        """Data without any key: it was sealed with keys that are gone. New ones would hide it for ever."""
        return any(self.folder.glob("*.sqlite")) and not any((self.folder / "keys").glob("*.key"))
