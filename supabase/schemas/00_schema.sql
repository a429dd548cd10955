-- The database as it is: tables in 10_tables.sql, functions in the files after it, each defined once. Every
-- file may be read by itself. Functions of `public` take and give one JSON object, `f(args jsonb)`, and are
-- all that the service calls; those of `scheduler_internal` are theirs.

-- Functions name one another in any order.
set check_function_bodies = off;

create schema scheduler_internal;
comment on schema scheduler_internal is
  'Helpers of the functions in public; nothing outside the database calls them.';
