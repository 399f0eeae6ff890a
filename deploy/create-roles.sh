#!/bin/sh
# Run once by the postgres image on an empty volume: the three roles without login, and the product's login, which has
# no rights of its own and takes one of them when it connects. The same as src/platform/embedded/bootstrap-roles.ts.
set -eu
psql -v ON_ERROR_STOP=1 -v password="$BENCAO_PASSWORD" --username "$POSTGRES_USER" --dbname postgres <<'SQL'
create role bencao_owner nologin;
create role bencao_app nologin;
create role bencao_system nologin;
create role bencao login noinherit;
alter role bencao password :'password';
grant bencao_owner, bencao_app, bencao_system to bencao with admin false, inherit false, set true;
create database bencao owner bencao_owner;
revoke all on database bencao from public;
grant connect, temporary on database bencao to bencao;
SQL
