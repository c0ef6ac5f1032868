#!/usr/bin/env bash
# Makes a database for each name, and a role of that name that owns it and may do nothing else: databases.sh NAME...
# Where it is and who asks come from PGHOST, POSTGRES_USER and POSTGRES_PASSWORD. Safe to repeat; the roles' password
# becomes POSTGRES_PASSWORD each time.
set -euo pipefail
export PGUSER=$POSTGRES_USER PGPASSWORD=$POSTGRES_PASSWORD PGDATABASE=postgres

for name in "$@"; do
    psql -X -q -v ON_ERROR_STOP=1 -v name="$name" -v password="$POSTGRES_PASSWORD" <<'SQL'
select format('create role %I', :'name') where not exists (select from pg_roles where rolname = :'name') \gexec
select format('alter role %I login nosuperuser nobypassrls password %L', :'name', :'password') \gexec
select format('create database %I owner %I', :'name', :'name')
 where not exists (select from pg_database where datname = :'name') \gexec
SQL
    echo "$name: there"
done
