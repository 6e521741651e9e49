from services.chassis.store.migration import run_migrations
from tests.chassis.lanterns import Base

run_migrations(Base.metadata)
