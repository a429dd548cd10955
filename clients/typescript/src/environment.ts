// Variables and a console, in every runtime that has them.

interface Host {
  process?: { env?: Record<string, string | undefined> };
}

/** The variable without blanks around it; undefined when it is unset or empty, or the runtime has no variables. */
export function variable(name: string): string | undefined {
  return (globalThis as Host).process?.env?.[name]?.trim() || undefined;
}

export interface Log {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

export const DEFAULT_URL = 'http://127.0.0.1:8080';

/** Without slashes at its end. */
export function schedulerUrl(given: string | undefined): string {
  return (given ?? variable('SCHEDULER_URL') ?? DEFAULT_URL).replace(/\/+$/, '');
}

export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? `: ${error.cause.message}` : '';
  return `${error.message}${cause}`;
}

/** A timer that does not keep a process alive by itself. */
export function after(ms: number, act: () => void): { cancel(): void } {
  const timer: unknown = setTimeout(act, ms);
  if (typeof timer === 'object' && timer !== null && 'unref' in timer) (timer as { unref(): void }).unref();
  return { cancel: () => clearTimeout(timer as number) };
}

export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const end = () => {
      timer.cancel();
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = after(ms, end);
    signal?.addEventListener('abort', end);
  });
}

/** Doubles from a second to the limit, less up to a fifth, so that many services do not come back as one. */
export function backoffMs(tries: number, limitMs: number): number {
  return Math.min(limitMs, 1_000 * 2 ** Math.min(tries, 20)) * (1 - Math.random() / 5);
}
