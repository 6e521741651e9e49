#!/bin/sh
# Five databases and ten roles, with the passwords of the environment. The image of PostgreSQL runs this once, on an
# empty cluster; it may be run again by hand, and then renews the passwords (PGHOST and so on say where).
# The passwords go by environment: a command line could be read by others.
set -eu
for service in intake eligibility payments patrol notify; do
    prefix=$(echo "$service" | tr '[:lower:]' '[:upper:]')
    psql -XqAt -U "${POSTGRES_USER:-postgres}" -d postgres -v ON_ERROR_STOP=1 >/dev/null <<SQL
\set service $service
\getenv owner_password ${prefix}_OWNER_PASSWORD
\getenv runtime_password ${prefix}_RUNTIME_PASSWORD
\i ${ROLES:-/roles.sql}
SQL
done
