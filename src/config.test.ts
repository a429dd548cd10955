import { expect, it } from 'vitest';
import { isReservedVariable, loadConfig } from './config.ts';

const MINIMAL = { DATABASE_URL: 'postgres://localhost/scheduler' };
const CREDENTIALS = { ADMIN_TOKENS: `ada:${'x'.repeat(32)}` };
const PRODUCTION = {
  ...MINIMAL,
  ...CREDENTIALS,
  NODE_ENV: 'production',
  PUBLIC_URL: 'https://scheduler.example',
  TEMPORAL_ADDRESS: 'temporal:7233',
};

it('needs a database only, and listens on this machine only in development', () => {
  expect(loadConfig(MINIMAL)).toMatchObject({
    port: 8080,
    host: '127.0.0.1',
    publicUrl: 'http://127.0.0.1:8080',
    role: 'all',
    production: false,
  });
});

it('names every bad variable at once, with the near miss of a missing one', () => {
  expect(() => loadConfig({ DATABASE_URI: 'postgres://localhost/x', PORT: 'eighty', ROLE: 'boss' })).toThrow(
    /3 problem\(s\):\n- DATABASE_URL is not set \(found DATABASE_URI: a typo\?\), and neither .*\n- PORT .*\n- ROLE /,
  );
});

it('names in one list what production lacks, and listens on all interfaces there', () => {
  expect(() => loadConfig({ NODE_ENV: 'production' })).toThrow(
    /4 problem\(s\):\n- DATABASE_URL is not set, .*\n- PUBLIC_URL is not set .*\n- TEMPORAL_ADDRESS is not set .*\n- no credentials are set /,
  );
  const config = loadConfig({ ...PRODUCTION, PUBLIC_URL: 'https://scheduler.example/base/' });
  expect(config.serviceUrls.size).toBe(0);
  expect(config).toMatchObject({ host: '0.0.0.0', publicUrl: 'https://scheduler.example/base' });
});

const SUPABASE = { SUPABASE_URL: 'https://project.supabase.co', SUPABASE_SERVICE_KEY: 'sb_secret_abc' };

it("takes Postgres itself or Supabase's REST gateway for its database", () => {
  expect(loadConfig(MINIMAL).database).toEqual({ kind: 'postgres', url: MINIMAL.DATABASE_URL });
  expect(loadConfig(SUPABASE).database).toEqual({
    kind: 'supabase',
    url: SUPABASE.SUPABASE_URL,
    key: SUPABASE.SUPABASE_SERVICE_KEY,
  });
  // What `npm run migrate` takes, and a key that is left over, name no second database.
  expect(loadConfig({ ...SUPABASE, MIGRATION_DATABASE_URL: MINIMAL.DATABASE_URL }).database.kind).toBe(
    'supabase',
  );
  expect(loadConfig({ ...MINIMAL, SUPABASE_SERVICE_KEY: 'sb_secret_abc' }).database.kind).toBe('postgres');
});

it.each([
  [
    { ...MINIMAL, ...SUPABASE },
    /both set: drop DATABASE_URL to use .*, or SUPABASE_URL to use Postgres itself/,
  ],
  [{ SUPABASE_URL: SUPABASE.SUPABASE_URL }, /SUPABASE_SERVICE_KEY is not set: SUPABASE_URL needs it/],
  [
    { SUPABASE_URL: SUPABASE.SUPABASE_URL, SUPABASE_SERVICEKEY: 'x' },
    /SUPABASE_SERVICE_KEY is not set \(found SUPABASE_SERVICEKEY: a typo\?\)/,
  ],
  [{ SUPABASE_SERVICE_KEY: 'sb_secret_abc' }, /SUPABASE_URL is not set: SUPABASE_SERVICE_KEY needs it/],
  [{ ...SUPABASE, SUPABASE_SERVICE_KEY: 'sb_publishable_abc' }, /SUPABASE_SERVICE_KEY is a publishable key/],
  [
    { ...SUPABASE, SUPABASE_URL: 'https://project.supabase.co/rest/v1/' },
    /SUPABASE_URL .* without \/rest\/v1/,
  ],
  [{ ...SUPABASE, SUPABASE_URL: 'postgres://localhost/db' }, /SUPABASE_URL must be the http/],
])('refuses a database that is not clear: %j', (environment, problem) => {
  expect(() => loadConfig(environment)).toThrow(problem);
  expect(() => loadConfig(environment)).toThrow('1 problem(s)');
});

it('takes master keys and exempt addresses, and quotes no key that it refuses', () => {
  const [first, second] = ['first-'.repeat(6), 'second-'.repeat(6)];
  expect(
    loadConfig({
      ...MINIMAL,
      SIGNING_KEYS: `${first}, ${second}`,
      ALLOWED_ADDRESSES: '169.254.7.8, fe80::/10',
    }),
  ).toMatchObject({ signingKeys: [first, second], allowedAddresses: ['169.254.7.8', 'fe80::/10'] });
  expect(loadConfig(MINIMAL)).toMatchObject({ signingKeys: [], allowedAddresses: [] });
  const bad = {
    SIGNING_KEYS: `${first},short-one`,
    SIGNING_KEYS_FILE: '/keys',
    ALLOWED_ADDRESSES: 'metadata',
  };
  expect(() => loadConfig({ ...MINIMAL, ...bad })).toThrow(
    /^(?!.*(first-|short-one))[^]*- SIGNING_KEYS must be [^]*- ALLOWED_ADDRESSES must be [^]*both set/,
  );
});

it('takes the server of a Temporal profile in production, too', () => {
  const { TEMPORAL_ADDRESS: _, ...environment } = PRODUCTION;
  expect(() => loadConfig(environment)).toThrow(/TEMPORAL_ADDRESS/);
  expect(loadConfig({ ...environment, TEMPORAL_PROFILE: 'cloud' }).production).toBe(true);
});

it('has services report where people are sent, unless CALLBACK_URL says otherwise', () => {
  expect(loadConfig(PRODUCTION).callbackUrl).toBe('https://scheduler.example');
  expect(loadConfig({ ...PRODUCTION, CALLBACK_URL: 'http://scheduler:7007/' })).toMatchObject({
    publicUrl: 'https://scheduler.example',
    callbackUrl: 'http://scheduler:7007',
  });
});

it('takes an empty variable as an unset one', () => {
  expect(loadConfig({ ...MINIMAL, PORT: '', FRONTEND_URL: '' }).port).toBe(8080);
});

it("reads the services' addresses: http(s) origins with an optional path, nothing else", () => {
  const { serviceUrls } = loadConfig({
    ...MINIMAL,
    EMAIL_SERVICE_URL: 'http://email:3000/',
    CRAWLER_URL: 'https://crawler.example/api/v2',
    WITH_PASSWORD_URL: 'https://me:secret@host',
    WITH_QUERY_URL: 'https://host/?a=b',
    FTP_URL: 'ftp://host',
    PUBLIC_URL: 'http://127.0.0.1:8080',
  });
  expect([...serviceUrls]).toEqual([
    ['EMAIL_SERVICE_URL', 'http://email:3000'],
    ['CRAWLER_URL', 'https://crawler.example/api/v2'],
  ]);
});

it("reserves its own settings from being taken for a service's address", () => {
  expect(isReservedVariable('DATABASE_URL')).toBe(true);
  expect(isReservedVariable('SUPABASE_URL')).toBe(true);
  expect(isReservedVariable('EMAIL_SERVICE_URL')).toBe(false);
});

it('listens beyond this machine in production only', () => {
  expect(() => loadConfig({ ...MINIMAL, HOST: '0.0.0.0' })).toThrow(/HOST must be a loopback address/);
  expect(loadConfig({ ...MINIMAL, HOST: '::1' }).host).toBe('::1');
});

const ADDRESSES = {
  EMAIL_SERVICE_URL: 'http://email:3000',
  CRAWLER_URL: 'http://crawler:3000',
  AWS_ENDPOINT_URL: 'http://169.254.169.254',
  RENDER_EXTERNAL_URL: 'https://me.onrender.com',
  AUTH_ISSUER: 'https://id.example',
  AUTH_AUDIENCE: 'scheduler',
  AUTH_JWKS_URL: 'https://id.example/jwks',
};

it("takes no platform's variable for a service's address", () => {
  const { serviceUrls } = loadConfig({ ...MINIMAL, ...ADDRESSES });
  expect([...serviceUrls.keys()]).toEqual(['EMAIL_SERVICE_URL', 'CRAWLER_URL']);
});

it('calls the services of SERVICES only, and none of them without an address', () => {
  const environment = { ...PRODUCTION, ...ADDRESSES };
  const { services, serviceUrls } = loadConfig({ ...environment, SERVICES: 'email-service, aws-endpoint' });
  expect(services).toEqual(['email-service', 'aws-endpoint']);
  expect([...serviceUrls.keys()]).toEqual(['EMAIL_SERVICE_URL', 'AWS_ENDPOINT_URL']);
  expect(() => loadConfig({ ...environment, SERVICES: 'email-service,absent' })).toThrow(
    /SERVICES names absent, and ABSENT_URL is not set/,
  );
  expect(() => loadConfig({ ...environment, SERVICES: 'email service' })).toThrow(
    /SERVICES must be service names/,
  );
});

it('wants SERVICES in production as soon as anything could be called', () => {
  expect(() => loadConfig({ ...PRODUCTION, ...ADDRESSES })).toThrow(
    /neither SERVICES nor SERVICES_FILE is set .*: email-service,crawler\)/,
  );
  expect(loadConfig({ ...MINIMAL, ...ADDRESSES }).services).toBeUndefined();
});

it('leaves the list of services to a file, and their addresses to it and the variables', () => {
  const environment = { ...PRODUCTION, ...ADDRESSES, SERVICES_FILE: '/etc/services.yaml' };
  const { services, servicesFile, serviceUrls } = loadConfig(environment);
  expect([services, servicesFile]).toEqual([undefined, '/etc/services.yaml']);
  expect([...serviceUrls.keys()]).toContain('AWS_ENDPOINT_URL');
  expect(serviceUrls.has('AUTH_JWKS_URL')).toBe(false);
  expect(() => loadConfig({ ...environment, SERVICES: 'email-service' })).toThrow(
    /SERVICES and SERVICES_FILE are both set; unset SERVICES/,
  );
});

it.each([
  ['DATABASE_URL', 'mysql://localhost/scheduler', 'must be a postgres:// address'],
  ['PORT', '0', 'PORT'],
  ['PORT', '65536', 'PORT'],
  ['PUBLIC_URL', 'scheduler.example', 'must be an http(s) address'],
  ['FRONTEND_URL', 'ftp://portal.example', 'must be an http(s) address'],
  ['TEMPORAL_UI_URL', 'localhost:8233', 'must be an http(s) address'],
  ['SHUTDOWN_GRACE_SECONDS', '-1', 'SHUTDOWN_GRACE_SECONDS'],
  ['SHUTDOWN_GRACE_SECONDS', '3601', 'SHUTDOWN_GRACE_SECONDS'],
  ['SHUTDOWN_GRACE_SECONDS', 'soon', 'must be a number of seconds'],
  ['EXECUTION_RETENTION_DAYS', '0', 'EXECUTION_RETENTION_DAYS'],
  ['EXECUTION_RETENTION_DAYS', '1.5', 'EXECUTION_RETENTION_DAYS'],
  ['LOG_LEVEL', 'loud', 'LOG_LEVEL'],
  ['NODE_ENV', 'staging', 'NODE_ENV'],
])('refuses %s=%s', (name, value, message) => {
  const load = () => loadConfig({ ...MINIMAL, [name]: value });
  expect(load).toThrow('1 problem(s)');
  expect(load).toThrow(message);
});

it('leaves the settings of Temporal to Temporal, and drops the slashes that addresses end with', () => {
  expect(
    loadConfig({
      ...MINIMAL,
      TEMPORAL_NAMESPACE: 'jobs',
      TEMPORAL_TLS: 'true',
      TEMPORAL_UI_URL: 'http://temporal/ui//',
    }),
  ).toMatchObject({
    temporalUiUrl: 'http://temporal/ui',
    temporalEnvironment: { TEMPORAL_NAMESPACE: 'jobs', TEMPORAL_TLS: 'true' },
  });
});

it('takes no misspelled setting for a near miss when it is not near', () => {
  expect(() => loadConfig({ POSTGRES: 'postgres://localhost/x' })).toThrow(
    /DATABASE_URL is not set, and neither are SUPABASE_URL and SUPABASE_SERVICE_KEY$/m,
  );
});

it('has a configuration that nobody changes', () => {
  const config = loadConfig(MINIMAL);
  expect(Object.isFrozen(config)).toBe(true);
  expect(Object.isFrozen(config.temporalEnvironment)).toBe(true);
});
