"""One service's own database: SQLite or PostgreSQL behind the same few words."""

from services.chassis.store.bulk import bulk_insert
from services.chassis.store.columns import Instant, JsonText
from services.chassis.store.database import Database
from services.chassis.store.failures import Conflict
from services.chassis.store.metadata import NAMING, service_base, service_registry
from services.chassis.store.recent import Recent
from services.chassis.store.sealing import KeyFolder, Keyring, KeySource, Unsealable
from services.chassis.store.soon import insert_soon
from services.chassis.store.upserting import insert_into

__all__ = [
    "NAMING",
    "Conflict",
    "Database",
    "Instant",
    "JsonText",
    "KeyFolder",
    "KeySource",
    "Keyring",
    "Recent",
    "Unsealable",
    "bulk_insert",
    "insert_into",
    "insert_soon",
    "service_base",
    "service_registry",
]
