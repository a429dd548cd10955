// A call of the scheduler: from whom it is, and what it asks for.
import { SignatureError, type Verifier } from './signature.ts';

export interface IncomingCall {
  /** By its name in lower case. */
  header(name: string): string | undefined;
  /** As it was sent, byte by byte: the signature is of that. */
  body: string;
}

export interface JobCall<Config = Record<string, unknown>> {
  jobName: string;
  config: Config;
  executionId: string;
  /** From 1. */
  attempt: number;
  triggeredBy: 'scheduler' | 'manual' | 'admin';
  triggeredByUser: string | undefined;
  /** When the run was due; absent for triggers. */
  scheduledFor: Date | undefined;
}

export class CallRefused extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** @throws CallRefused */
export async function readCall(
  { header, body }: IncomingCall,
  verifier: Verifier | undefined,
): Promise<JobCall & { callbackToken: string }> {
  const signedId = await verified({ header, body }, verifier);
  const context = contextOf(body);
  const attempt = signedId?.slice(context.executionId.length + 1) ?? header('x-scheduler-attempt') ?? '1';
  if (signedId !== undefined && signedId !== `${context.executionId}.${attempt}`) {
    throw new CallRefused(401, 'webhook-id is not of this execution');
  }
  if (!/^[1-9]\d{0,8}$/.test(attempt)) throw new CallRefused(400, 'the number of the attempt is none');
  const scheduledFor = header('x-scheduler-scheduled-for');
  return {
    ...context,
    attempt: Number(attempt),
    scheduledFor: scheduledFor === undefined ? undefined : new Date(scheduledFor),
    callbackToken: header('x-scheduler-callback-token') ?? '',
  };
}

async function verified(call: IncomingCall, verifier: Verifier | undefined): Promise<string | undefined> {
  try {
    return await verifier?.verify(call.header, call.body);
  } catch (error) {
    if (error instanceof SignatureError) throw new CallRefused(401, error.message);
    throw error;
  }
}

type Context = Pick<JobCall, 'jobName' | 'config' | 'executionId' | 'triggeredBy' | 'triggeredByUser'>;

function contextOf(body: string): Context {
  let context: unknown;
  try {
    context = JSON.parse(body);
  } catch (error) {
    if (error instanceof SyntaxError) throw new CallRefused(400, 'the body is no JSON');
    throw error;
  }
  if (typeof context !== 'object' || context === null)
    throw new CallRefused(400, 'the body is no JobContext');
  const { jobName, config, executionId, triggeredBy, triggeredByUser } = context as Record<string, unknown>;
  const isContext =
    typeof jobName === 'string' &&
    typeof executionId === 'string' &&
    executionId !== '' &&
    typeof config === 'object' &&
    config !== null &&
    !Array.isArray(config) &&
    (triggeredBy === 'scheduler' || triggeredBy === 'manual' || triggeredBy === 'admin');
  if (!isContext) throw new CallRefused(400, 'the body is no JobContext');
  return {
    jobName,
    config: config as Record<string, unknown>,
    executionId,
    triggeredBy,
    triggeredByUser: typeof triggeredByUser === 'string' ? triggeredByUser : undefined,
  };
}
