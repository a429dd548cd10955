-- The databases of docker-compose.yml, created when Postgres starts on an empty volume. Each role reaches its own only.
\getenv password POSTGRES_PASSWORD
create role scheduler login password :'password';
create role temporal login password :'password';
create database scheduler owner scheduler;
create database temporal owner temporal;
create database temporal_visibility owner temporal;
revoke connect on database scheduler, temporal, temporal_visibility from public;

-- Supabase has these. The REST gateway connects as authenticator and becomes the role that a key names.
create role anon nologin;
create role authenticated nologin;
create role service_role nologin bypassrls;
create role authenticator login noinherit password :'password';
grant anon, authenticated, service_role to authenticator;
grant connect on database scheduler to authenticator;
