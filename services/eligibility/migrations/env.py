"""Schema versions of eligibility."""

from services.chassis.store.migration import run_migrations
from services.eligibility.tables import Base

run_migrations(Base.metadata)
