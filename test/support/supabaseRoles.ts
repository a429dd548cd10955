// The roles that a project of Supabase has, for the databases of the tests.

/** The login of the REST gateway. It is nobody until a key says which role it becomes. */
export const AUTHENTICATOR = { name: 'authenticator', password: 'gateway' };

/** Who owns the database and applies migrations, as the role postgres there: no superuser. */
export const PROJECT_OWNER = { name: 'project_owner', password: 'owner' };

/** Roles belong to the server: all its databases have them. */
export const SUPABASE_ROLES = `
  create role anon nologin noinherit;
  create role authenticated nologin noinherit;
  create role service_role nologin noinherit bypassrls;
  create role ${AUTHENTICATOR.name} login noinherit password '${AUTHENTICATOR.password}';
  create role ${PROJECT_OWNER.name} login createrole bypassrls password '${PROJECT_OWNER.password}';
  grant anon, authenticated, service_role to ${AUTHENTICATOR.name}, ${PROJECT_OWNER.name}`;

/** Of one database: what is created in it belongs to the gateway's roles, unless a migration says otherwise. */
export const SUPABASE_DEFAULTS = `
  grant usage on schema public to anon, authenticated, service_role;
  alter default privileges in schema public grant all on tables to anon, authenticated, service_role;
  alter default privileges in schema public grant all on sequences to anon, authenticated, service_role;
  alter default privileges in schema public grant all on functions to anon, authenticated, service_role`;
