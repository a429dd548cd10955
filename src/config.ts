// The environment → one frozen Config. The only reader of process.env besides the stand-alone scripts.
import { closest, distance } from 'fastest-levenshtein';
import { z } from 'zod';
import { AuthSettings, readCredentials, type Credentials } from './auth/settings.ts';
import { RATE_LIMITS, type RateClass } from './domain/rateLimits.ts';
import { readDatabaseSettings, type DatabaseSettings } from './databaseSettings.ts';
import { NAME_PATTERN, serviceUrlVariable } from './domain/identifiers.ts';
import { MASTER_KEYS_RULE, parseMasterKeys } from './domain/masterKeys.ts';
import { parseServiceUrl } from './domain/serviceUrl.ts';
import { PLATFORM_VARIABLES } from './platformVariables.ts';

const HttpUrl = z.url({ protocol: /^https?$/, error: 'must be an http(s) address' });
const ServiceNames = z
  .string()
  .transform((list) => list.split(',').map((name) => name.trim()))
  .refine(
    (names) => names.every((name) => NAME_PATTERN.test(name)),
    'must be service names, with commas between them',
  );
const PostgresUrl = z.string().regex(/^postgres(ql)?:\/\//, 'must be a postgres:// address');
const GatewayUrl = z
  .string()
  .refine(
    (value) => parseServiceUrl(value) !== undefined && !/\/rest(\/v1)?\/*$/.test(value),
    'must be the http(s) address of the project, without /rest/v1',
  );
const MasterKeys = z
  .string()
  .refine((text) => parseMasterKeys(text) !== undefined, MASTER_KEYS_RULE)
  .transform((text) => parseMasterKeys(text) ?? []);
const AddressRange = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]);
const AddressRanges = z
  .string()
  .transform((list) => list.split(',').map((range) => range.trim()))
  .refine(
    (ranges) => ranges.every((range) => AddressRange.safeParse(range).success),
    'must be IP addresses or ranges such as 10.1.0.0/16, with commas between them',
  );
const Port = z.coerce.number('must be a port number').int().min(1).max(65_535);

/** `read=6000,trigger=off`: requests per minute; those that are not named keep their default. */
const RateLimits = z.string().transform((text, ctx): Record<RateClass, number | null> => {
  const limits: Record<RateClass, number | null> = { ...RATE_LIMITS };
  for (const pair of text.split(',').filter((part) => part.trim() !== '')) {
    const { name = '', limit } =
      /^\s*(?<name>\w+)\s*=\s*(?<limit>off|[1-9]\d{0,8})\s*$/.exec(pair)?.groups ?? {};
    if (name in limits && limit !== undefined)
      limits[name as RateClass] = limit === 'off' ? null : Number(limit);
    else {
      ctx.addIssue({
        code: 'custom',
        message: `must be pairs of ${Object.keys(RATE_LIMITS).join(', ')} with requests per minute or "off", such as read=6000`,
      });
    }
  }
  return limits;
});

/** All settings except service addresses and TEMPORAL_* (read by @temporalio/envconfig). */
export const Settings = z.object({
  DATABASE_URL: PostgresUrl.optional(),
  SUPABASE_URL: GatewayUrl.optional(),
  SUPABASE_SERVICE_KEY: z.string().optional(),
  /** Read by `npm run migrate` alone. */
  MIGRATION_DATABASE_URL: PostgresUrl.optional(),
  TEMPORAL_TASK_QUEUE: z.string().min(1).default('scheduler'),
  TEMPORAL_UI_URL: HttpUrl.optional(),
  PORT: Port.default(8080),
  HOST: z.string().min(1).optional(),
  PUBLIC_URL: HttpUrl.optional(),
  CALLBACK_URL: HttpUrl.optional(),
  FRONTEND_URL: HttpUrl.optional(),
  SERVICES: ServiceNames.optional(),
  SERVICES_FILE: z.string().min(1).optional(),
  SIGNING_KEYS: MasterKeys.optional(),
  SIGNING_KEYS_FILE: z.string().min(1).optional(),
  ALLOWED_ADDRESSES: AddressRanges.optional(),
  ROLE: z.enum(['all', 'api', 'worker']).default('all'),
  SHUTDOWN_GRACE_SECONDS: z.coerce.number('must be a number of seconds').int().min(0).max(3_600).default(25),
  EXECUTION_RETENTION_DAYS: z.coerce.number('must be a number of days').int().min(1).max(36_500).default(90),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  NODE_ENV: z.enum(['production', 'development', 'test']).default('development'),
  RATE_LIMITS: RateLimits.optional(),
  TRUST_PROXY: z.coerce.number('must be a number of proxies').int().min(0).max(10).default(0),
  ...AuthSettings.shape,
});

export const TEMPORAL_SETTINGS = [
  'TEMPORAL_ADDRESS',
  'TEMPORAL_NAMESPACE',
  'TEMPORAL_API_KEY',
  'TEMPORAL_TLS',
  'TEMPORAL_PROFILE',
  'TEMPORAL_CONFIG_FILE',
];
const RESERVED = new Set(Object.keys(Settings.shape));

export interface Config {
  readonly database: DatabaseSettings;
  readonly temporalTaskQueue: string;
  readonly temporalUiUrl: string | undefined;
  readonly port: number;
  readonly host: string;
  readonly publicUrl: string;
  /** How services reach the API, to report what they have accepted. */
  readonly callbackUrl: string;
  readonly frontendUrl: string | undefined;
  readonly role: 'all' | 'api' | 'worker';
  /** How long calls in flight may continue after this process is asked to stop. */
  readonly shutdownGraceSeconds: number;
  /** Finished executions are deleted after this. */
  readonly executionRetentionDays: number;
  readonly logLevel: string;
  readonly production: boolean;
  /** Null: open mode, in which every caller is an admin. */
  readonly credentials: Credentials | null;
  /** Requests per minute of one caller to this process, by class; null = any number. */
  readonly rateLimits: Readonly<Record<RateClass, number | null>>;
  /** How many proxies stand before this process: that many entries of X-Forwarded-For are true. */
  readonly trustProxy: number;
  /** Whether viewers see the config and metadata of jobs and runs. */
  readonly viewersSeeConfig: boolean;
  /** The only services that may be called; undefined = those of the services file, else every service with an address. */
  readonly services: readonly string[] | undefined;
  /** Path of the YAML file with the services that may be called. */
  readonly servicesFile: string | undefined;
  /**
   * `<SERVICE>_URL` variables: an http(s) origin with an optional path prefix, without a trailing slash. Of services that may
   * be called; with a services file all variables that look like one, as the file decides.
   */
  readonly serviceUrls: ReadonlyMap<string, string>;
  /** Master keys of call signatures, the newest first. */
  readonly signingKeys: readonly string[];
  /** Instead: the file that has them. */
  readonly signingKeysFile: string | undefined;
  /** Addresses and ranges that may be called although they are refused by default. */
  readonly allowedAddresses: readonly string[];
  /** Variables for @temporalio/envconfig. */
  readonly temporalEnvironment: Readonly<Record<string, string | undefined>>;
}

/** @throws Error naming every bad variable at once, with the near miss of an unknown one. */
export function loadConfig(environment: Record<string, string | undefined>): Config {
  // An empty variable is an unset one, as in a .env file that lists them all.
  const set = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  ) as Record<string, string>;
  // As it stands: with another bad variable there is no parsed one.
  const production = set['NODE_ENV'] === 'production';
  const parsed = Settings.safeParse(set);
  const problems = parsed.success
    ? []
    : parsed.error.issues.map(({ path, message }) => `${String(path[0])}${placeIn(path)} ${message}`);
  const database = readDatabaseSettings(set, (name) => nearMiss(name, Object.keys(set)));
  if (typeof database === 'string') problems.unshift(database);
  if (production) problems.push(...missingInProduction(set));
  const services = parsed.data?.SERVICES;
  const file = parsed.data?.SERVICES_FILE;
  if (services !== undefined && file !== undefined) {
    problems.push(
      "SERVICES and SERVICES_FILE are both set; unset SERVICES, as the file's names are the services that may be called",
    );
  }
  if (set['SIGNING_KEYS'] && set['SIGNING_KEYS_FILE']) {
    problems.push('SIGNING_KEYS and SIGNING_KEYS_FILE are both set; unset one of them');
  }
  const addresses = Object.entries(set).flatMap(([name, value]) => {
    const url = isAddressVariable(name) ? parseServiceUrl(value) : undefined;
    return url === undefined ? [] : [[name, url] as const];
  });
  const listed = services?.map((service) => [service, serviceUrlVariable(service)] as const);
  for (const [service, variable] of listed ?? []) {
    if (!addresses.some(([name]) => name === variable)) {
      problems.push(`SERVICES names ${service}, and ${variable} is not set to an http(s) address`);
    }
  }
  const callable = addresses.filter(([name]) =>
    listed
      ? listed.some(([, variable]) => variable === name)
      : file !== undefined || !PLATFORM_VARIABLES.has(name),
  );
  if (production && !set['SERVICES'] && !file && callable.length > 0) {
    const names = callable.map(([name]) => name.replace(/_URL$/, '').replaceAll('_', '-').toLowerCase());
    problems.push(
      `neither SERVICES nor SERVICES_FILE is set (one is required in production: the services that may be called; these have an address: ${names.join(',')})`,
    );
  }
  // By themselves: what is missing is named in one list, whatever else is wrong.
  const auth = AuthSettings.safeParse(set);
  const { credentials, problems: ofCredentials } = auth.success
    ? readCredentials(auth.data)
    : { credentials: null, problems: [] };
  problems.push(...ofCredentials);
  if (production && set['ROLE'] !== 'worker' && auth.success && credentials === null) {
    problems.push(
      'no credentials are set (required in production): set SERVICE_TOKENS for services, and ADMIN_TOKENS or AUTH_ISSUER for people',
    );
  }
  if (parsed.data?.HOST && !production && credentials === null && !isLoopback(parsed.data.HOST)) {
    problems.push(
      'HOST must be a loopback address while no credentials are set: every caller is an admin then',
    );
  }
  if (problems.length > 0 || !parsed.success || typeof database === 'string') {
    throw new Error(
      `The configuration has ${problems.length} problem(s):\n${problems.map((p) => `- ${p}`).join('\n')}`,
    );
  }
  const settings = parsed.data;
  const publicUrl = withoutSlashes(settings.PUBLIC_URL ?? `http://127.0.0.1:${settings.PORT}`);
  return Object.freeze({
    database,
    temporalTaskQueue: settings.TEMPORAL_TASK_QUEUE,
    temporalUiUrl: settings.TEMPORAL_UI_URL && withoutSlashes(settings.TEMPORAL_UI_URL),
    port: settings.PORT,
    // Outside production there may be no authentication, so only this machine may call unless HOST says otherwise.
    host: settings.HOST ?? (production ? '0.0.0.0' : '127.0.0.1'),
    publicUrl,
    callbackUrl: withoutSlashes(settings.CALLBACK_URL ?? publicUrl),
    frontendUrl: settings.FRONTEND_URL,
    role: settings.ROLE,
    shutdownGraceSeconds: settings.SHUTDOWN_GRACE_SECONDS,
    executionRetentionDays: settings.EXECUTION_RETENTION_DAYS,
    logLevel: settings.LOG_LEVEL,
    production,
    credentials,
    rateLimits: settings.RATE_LIMITS ?? RATE_LIMITS,
    trustProxy: settings.TRUST_PROXY,
    viewersSeeConfig: settings.VIEWERS_SEE_CONFIG,
    services,
    servicesFile: file,
    serviceUrls: new Map(callable),
    signingKeys: settings.SIGNING_KEYS ?? [],
    signingKeysFile: settings.SIGNING_KEYS_FILE,
    allowedAddresses: settings.ALLOWED_ADDRESSES ?? [],
    temporalEnvironment: Object.freeze(
      Object.fromEntries(Object.entries(set).filter(([name]) => name.startsWith('TEMPORAL_'))),
    ),
  });
}

/** `[0].services`: where in a variable that holds a list. */
function placeIn([, ...path]: PropertyKey[]): string {
  return path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
}

/** Their defaults are right on a developer's machine only. */
function missingInProduction(set: Record<string, string>): string[] {
  const elsewhere = set['TEMPORAL_CONFIG_FILE'] || set['TEMPORAL_PROFILE'];
  const required = {
    PUBLIC_URL: 'the address at which people reach this API',
    ...(!elsewhere && { TEMPORAL_ADDRESS: 'the Temporal server, as host:port' }),
  };
  return Object.entries(required)
    .filter(([name]) => !set[name])
    .map(([name, what]) => `${name} is not set (required in production: ${what})`);
}

function withoutSlashes(url: string): string {
  return url.replace(/\/+$/, '');
}

/** Names and addresses of this machine only. */
function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|::1)$/.test(host);
}

/** True when a service of this variable would be given one of the scheduler's own settings as its address. */
export function isReservedVariable(name: string): boolean {
  return RESERVED.has(name) || TEMPORAL_SETTINGS.includes(name);
}

function isAddressVariable(name: string): boolean {
  return name.endsWith('_URL') && !isReservedVariable(name);
}

function nearMiss(name: string, candidates: string[]): string | undefined {
  const unknown = candidates.filter((candidate) => !(candidate in Settings.shape));
  if (unknown.length === 0) return undefined;
  const near = closest(name, unknown);
  return distance(name, near) <= 2 ? near : undefined;
}
