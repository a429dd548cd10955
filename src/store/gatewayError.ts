// What a failed call over the REST gateway means: the database's own error under its SQLSTATE, or that the gateway is away, does
// not take the key, or is not there.
import { z } from 'zod';
import { databaseError, DatabaseFault, DatabaseRefusal, DatabaseUnavailable } from './database.ts';

/** An answer that is not the function's. */
export class GatewayAnswer extends Error {
  readonly status: number;
  readonly body: string;

  constructor(status: number, body: string, options?: ErrorOptions) {
    super(`the REST gateway answered ${status} ${inShort(body)}`, options);
    this.name = 'GatewayAnswer';
    this.status = status;
    this.body = body;
  }
}

/** As PostgREST writes an error, and Supabase's own gateway with a message alone. */
const Failure = z.object({
  code: z.string().nullish(),
  message: z.string(),
  details: z.string().nullish(),
});

const UNDEFINED_FUNCTION = '42883';
const INSUFFICIENT_PRIVILEGE = '42501';
const PROGRAM_LIMIT_EXCEEDED = '54000';
/** Of PostgREST: no such path. */
const WRONG_PATH = ['PGRST125', 'PGRST126'];

/** @param cause thrown by the call */
export function gatewayError(functionName: string, cause: unknown): Error {
  if (cause instanceof DatabaseRefusal) return cause;
  if (!(cause instanceof GatewayAnswer)) return new DatabaseUnavailable(functionName, cause);
  const { code, message, details } = readFailure(cause);
  if (code === 'PGRST202') {
    return new DatabaseFault(functionName, UNDEFINED_FUNCTION, explained(cause, NEXT_STEPS.notFound));
  }
  // The functions run as their owner, so this is about the call of answer_call itself.
  if (code !== undefined && code !== INSUFFICIENT_PRIVILEGE && /^[0-9A-Z]{5}$/.test(code)) {
    return databaseError(functionName, Object.assign(new Error(message), { code, detail: details }));
  }
  const step = nextStep(cause.status, code);
  // The gateway does not take this request, and would not take it again.
  if (step === undefined && code?.startsWith('PGRST1')) return new DatabaseFault(functionName, code, cause);
  if (cause.status === 413) return new DatabaseFault(functionName, PROGRAM_LIMIT_EXCEEDED, cause);
  return new DatabaseUnavailable(functionName, explained(cause, step));
}

const NEXT_STEPS = {
  notFound:
    'the gateway knows no function answer_call: run "npm run migrate"; if that was done, run the SQL "notify pgrst, \'reload schema\'"',
  role: 'the role of SUPABASE_SERVICE_KEY may not call the functions of the scheduler: set it to the secret key (sb_secret_…) or the service_role key of the project; if it is that, the roles were created after the migration: run the SQL "select scheduler_internal.restrict_functions()" as the database\'s owner',
  key: 'SUPABASE_SERVICE_KEY is not accepted: set it to the secret key (sb_secret_…) or the service_role key of the project that SUPABASE_URL names',
  schema: 'add the schema "public" to the exposed schemas of the project\'s Data API',
  address: 'SUPABASE_URL must be the https address of the project, without a path',
  busy: 'the gateway asks for fewer calls: reduce the load, or raise the limit',
};

function nextStep(status: number, code: string | undefined): string | undefined {
  if (code === INSUFFICIENT_PRIVILEGE) return NEXT_STEPS.role;
  if (code === 'PGRST106') return NEXT_STEPS.schema;
  if (status === 401 || status === 403) return NEXT_STEPS.key;
  if (status === 429) return NEXT_STEPS.busy;
  if (code !== undefined) return WRONG_PATH.includes(code) ? NEXT_STEPS.address : undefined;
  return status < 400 || status === 404 || status === 405 ? NEXT_STEPS.address : undefined;
}

function explained(answer: GatewayAnswer, step: string | undefined): Error {
  return step === undefined ? answer : new Error(`${step} (${answer.message})`, { cause: answer });
}

function readFailure({ body }: GatewayAnswer): { code?: string; message: string; details?: string } {
  const { code, message, details } = Failure.safeParse(parsed(body)).data ?? { message: body };
  return { ...(code && { code }), message, ...(details && { details }) };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined; // a proxy's page
  }
}

const LONGEST = 200;

function inShort(body: string): string {
  const text = Failure.safeParse(parsed(body)).data?.message ?? body;
  const line = text
    .slice(0, 10 * LONGEST)
    .replaceAll(/\s+/g, ' ')
    .trim();
  if (line === '') return 'with an empty body';
  return `with "${line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line}"`;
}
