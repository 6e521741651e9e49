from sqlalchemy import MetaData

from services.chassis.store.migration import run_migrations

run_migrations(MetaData())
