-- The database as it is now. Tables are in 10_tables.sql, functions in the files after it, one noun per file,
-- and every function is defined once. supabase/migrations is generated from these files.
--
-- Functions in `public` take one JSON object and return one, `f(args jsonb)`. The service calls nothing else.
-- The comment before each shows both shapes: {arguments} -> {answer}. Functions in `scheduler_internal` are
-- their helpers. A refusal has a SQLSTATE of our own (SJ0xx), which src/store/refusals.ts maps to a code.
--
-- The order of locks. A transaction that holds a lock never waits for one of an earlier kind.
--   1. a service's address (advisory, register_job)
--   2. a service's row; for decisions about its runs only when it has a limit or is paused (lock_service)
--   3. rows of jobs; several in the order of their names
--   4. all dependencies (advisory, refuse_cycle)
--   5. a backfill's row, then rows of executions. Several executions of one job: under the job's lock.
--      Executions of other jobs: only those that are not locked (`skip locked`). The purge locks finished
--      executions only.
--   6. rows of job_days: under the job's lock, as the last act of a transaction. The purge takes only those
--      that are not locked.
-- Attempts lock the execution alone. Foreign keys make no transaction wait: services are locked `for no key
-- update`, and a transaction that inserts a row with a job's name holds the job's lock.

-- A function may be defined before those that it calls.
set check_function_bodies = off;

create schema scheduler_internal;
comment on schema scheduler_internal is
  'Helpers of the functions in public; nothing outside the database calls them.';
