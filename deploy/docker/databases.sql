-- One database and one role for each service that keeps something; the passwords are those of docker-compose.yml.
create role steward_orchestrator login password 'steward';
create database steward_orchestrator owner steward_orchestrator;
create role steward_catalog login password 'steward';
create database steward_catalog owner steward_catalog;
