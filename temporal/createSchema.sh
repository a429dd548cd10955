#!/bin/sh
# Creates or updates the schemas of Temporal's two databases. Repeatable. Runs in the image temporalio/admin-tools, whose version is
# the server's; the SQL_* variables are the tool's own.
set -eu

for name in temporal:temporal temporal_visibility:visibility; do
  export SQL_DATABASE="${name%%:*}"
  temporal-sql-tool setup-schema --version 0.0
  temporal-sql-tool update-schema --schema-name "postgresql/v12/${name##*:}"
done
