-- A role and a database for each service that keeps something; the role owns it, and is bound by row level security.
CREATE ROLE steward_orchestrator LOGIN PASSWORD 'steward-dev' NOSUPERUSER NOBYPASSRLS;
CREATE DATABASE steward_orchestrator OWNER steward_orchestrator;
CREATE ROLE steward_catalog LOGIN PASSWORD 'steward-dev' NOSUPERUSER NOBYPASSRLS;
CREATE DATABASE steward_catalog OWNER steward_catalog;
