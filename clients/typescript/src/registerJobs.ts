// Registers a service's jobs in the background, however long the scheduler takes to answer.
import { request, SchedulerApiError, type Connection } from './api.ts';
import type { JobRegistered, JobRegistration } from './contract.ts';
import { backoffMs, messageOf, pause, type Log } from './environment.ts';

/** Without `service`, that of the options; without `endpoint`, `/jobs/<name>`; without `jobType`, `other`. */
export type JobDeclaration = Omit<JobRegistration, 'service' | 'endpoint' | 'jobType'> &
  Partial<Pick<JobRegistration, 'service' | 'endpoint' | 'jobType'>>;

export interface RegistrationOptions extends Connection {
  service?: string;
  /** `console` by default. */
  log?: Log;
}

export interface Registration {
  /** Resolves when each job is registered or refused. Never rejects. */
  done: Promise<{ registered: string[]; refused: { job: string; code: string; message: string }[] }>;
  /** Gives up what is not registered yet. */
  stop(): void;
}

const UNANSWERED_LIMIT_MS = 30_000;
/** A refusal may end without a change of this service: its address is added, or its token. */
const REFUSED_LIMIT_MS = 300_000;

export function registerJobs(jobs: JobDeclaration[], options: RegistrationOptions = {}): Registration {
  const log = options.log ?? console;
  const stopping = new AbortController();
  const said = new Set<string>();
  const registered: string[] = [];
  const refused: { job: string; code: string; message: string }[] = [];

  /** Each refusal once, however often it is repeated. */
  function say(level: 'warn' | 'error', job: string, code: string, message: string): void {
    const line = `scheduler: job "${job}" ${level === 'error' ? 'was refused' : 'has a warning'}: ${code}: ${message}`;
    if (said.has(line)) return;
    said.add(line);
    log[level](line);
  }

  /** @returns whether the same request may succeed later */
  async function register(declaration: JobDeclaration, tries: number): Promise<'done' | 'refused' | number> {
    try {
      const { warnings } = await request<JobRegistered>(options, 'POST', '/api/jobs/register', {
        body: {
          ...(options.service !== undefined && { service: options.service }),
          endpoint: `/jobs/${declaration.name}`,
          jobType: 'other',
          ...declaration,
        },
      });
      for (const { code, message } of warnings) say('warn', declaration.name, code, message);
      return 'done';
    } catch (error) {
      const isRefusal = error instanceof SchedulerApiError && error.status < 500 && error.status !== 429;
      if (!isRefusal) {
        if (tries === 0) {
          log.info(
            `scheduler: no answer yet to the registration of "${declaration.name}" (${messageOf(error)})`,
          );
        }
        const wanted = error instanceof SchedulerApiError ? (error.retryAfterSeconds ?? 0) * 1_000 : 0;
        return Math.max(wanted, backoffMs(tries, UNANSWERED_LIMIT_MS));
      }
      say('error', declaration.name, error.code, error.message);
      refused.push({ job: declaration.name, code: error.code, message: error.message });
      return 'refused';
    }
  }

  /** Until it is answered; then, if refused, ever more seldom, behind the others. */
  async function untilAnswered(declaration: JobDeclaration): Promise<boolean> {
    for (let tries = 0; !stopping.signal.aborted; tries += 1) {
      const outcome = await register(declaration, tries);
      if (outcome === 'done') registered.push(declaration.name);
      if (typeof outcome === 'string') return outcome === 'done';
      await pause(outcome, stopping.signal);
    }
    return true;
  }

  async function repeatRefused(declaration: JobDeclaration): Promise<void> {
    for (let tries = 5; !stopping.signal.aborted; tries += 1) {
      await pause(backoffMs(tries, REFUSED_LIMIT_MS), stopping.signal);
      if (!stopping.signal.aborted && (await untilAnswered(declaration))) return;
    }
  }

  async function registerAll(): Promise<Awaited<Registration['done']>> {
    const again: JobDeclaration[] = [];
    for (const declaration of jobs) if (!(await untilAnswered(declaration))) again.push(declaration);
    const outcome = { registered: [...registered], refused: [...refused] };
    for (const declaration of again) void repeatRefused(declaration);
    return outcome;
  }

  return { done: registerAll(), stop: () => stopping.abort() };
}
