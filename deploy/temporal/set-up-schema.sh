#!/bin/sh
# Makes Temporal's two databases and brings their schemas up to date; may run any number of times.
# Connection: SQL_PLUGIN, SQL_HOST, SQL_PORT, SQL_USER, SQL_PASSWORD, read by temporal-sql-tool itself.
set -eu

set_up() { # database, name of the schema inside the tool
  temporal-sql-tool --database "$1" create-database
  temporal-sql-tool --database "$1" setup-schema --version 0.0
  temporal-sql-tool --database "$1" update-schema --schema-name "postgresql/v12/$2"
}

set_up temporal temporal
set_up temporal_visibility visibility
