// The jobs list in memory, kept up to date by polling for changes. (No stream: this works through any proxy, with bearer
// tokens and any number of API processes.) Unchanged rows stay the same objects.
import { replaceEqualDeep } from '@tanstack/react-query';
import { createStore } from '@tanstack/react-store';
import type { JobSummaries, JobSummary } from '../../../src/contract/jobSummaries.ts';
import { ApiError } from '../api/client/ApiError.ts';
import { pollDelay } from './pollDelay.ts';

export interface JobsState {
  /** By name, with our unconfirmed changes applied; null until the first answer. */
  jobs: ReadonlyMap<string, JobSummary> | null;
  /** Jobs with an unconfirmed change. */
  saving: ReadonlySet<string>;
  /** When the last answer came, epoch ms. */
  receivedAt: number | null;
  paused: boolean;
  /** A request is on its way. */
  loading: boolean;
  problem: { error: unknown; retryAt: number } | null;
}

export interface JobsFeed {
  store: {
    readonly state: JobsState;
    get(): JobsState;
    subscribe(listener: (state: JobsState) => void): { unsubscribe(): void };
  };
  start(): void;
  stop(): void;
  /** Polls now, even when paused. */
  refresh(): Promise<void>;
  pause(): void;
  resume(): void;
  /** Call when the viewer did something, or the tab was shown or hidden. */
  wake(): void;
  setFloor(floorMs: number): void;
  /** Applies an optimistic patch. Call the returned function to drop it, once confirmed or rejected. */
  change(names: readonly string[], patch: Partial<JobSummary>): () => void;
}

export interface JobsFeedDeps {
  list(since: string | null, signal: AbortSignal): Promise<JobSummaries>;
  now(): number;
  random(): number;
  viewer(): { visible: boolean; idleMs: number };
  onAnswer(answer: JobSummaries): void;
}

export function createJobsFeed({ list, now, random, viewer, onAnswer }: JobsFeedDeps): JobsFeed {
  const store = createStore<JobsState>({
    jobs: null,
    saving: new Set<string>(),
    receivedAt: null,
    paused: false,
    loading: false,
    problem: null,
  });
  /** The server's answer, and the patches on top of it. */
  let answered: ReadonlyMap<string, JobSummary> | null = null;
  const changes = new Set<{ names: readonly string[]; patch: Partial<JobSummary> }>();
  let cursor: string | null = null;
  let floorMs = 0;
  let failures = 0;
  let retryAfterMs: number | null = null;
  let running = false;
  let request: AbortController | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let dueAt = 0;

  const set = (changed: Partial<JobsState>) => store.setState((state) => ({ ...state, ...changed }));

  function show(): void {
    if (answered === null) return;
    const jobs = new Map(answered);
    for (const { names, patch } of changes) {
      for (const name of names) {
        const job = jobs.get(name);
        if (job !== undefined) jobs.set(name, { ...job, ...patch });
      }
    }
    set({ jobs, saving: new Set([...changes].flatMap(({ names }) => names)) });
  }

  async function refresh(): Promise<void> {
    clearTimeout(timer);
    request?.abort();
    const own = new AbortController();
    request = own;
    set({ loading: true });
    try {
      const answer = await list(cursor, own.signal);
      if (own.signal.aborted) return;
      merge(answer);
      failures = 0;
      set({ loading: false, problem: null, receivedAt: now() });
    } catch (error) {
      if (own.signal.aborted) return;
      failures += 1;
      retryAfterMs = error instanceof ApiError ? error.retryAfterMs : null;
      set({ loading: false, problem: { error, retryAt: now() + nextDelay() } });
    }
    request = undefined;
    if (!store.state.paused)
      schedule(store.state.problem ? store.state.problem.retryAt - now() : nextDelay());
  }

  function merge(answer: JobSummaries): void {
    onAnswer(answer);
    const before = answered;
    cursor = answer.cursor;
    if (!answer.full && answer.jobs.length === 0 && answer.deleted.length === 0) return;
    const next = new Map(answer.full ? [] : before);
    for (const name of answer.deleted) next.delete(name);
    let differs =
      before === null || answer.deleted.length > 0 || (answer.full && before.size !== answer.jobs.length);
    for (const job of answer.jobs) {
      const known = before?.get(job.name);
      const merged = known === undefined ? job : replaceEqualDeep(known, job);
      differs ||= merged !== known;
      next.set(job.name, merged);
    }
    if (!differs) return;
    answered = next;
    show();
  }

  const nextDelay = () => pollDelay({ ...viewer(), failures, floorMs, retryAfterMs, random: random() });

  function schedule(delayMs: number): void {
    clearTimeout(timer);
    if (!running) return;
    dueAt = now() + delayMs;
    timer = setTimeout(() => void refresh(), delayMs);
  }

  return {
    store,
    refresh,
    start() {
      running = true;
      void refresh();
    },
    stop() {
      running = false;
      clearTimeout(timer);
      request?.abort();
    },
    pause() {
      clearTimeout(timer);
      set({ paused: true });
    },
    resume() {
      set({ paused: false });
      void refresh();
    },
    wake() {
      if (!running || store.state.paused || request !== undefined || failures > 0) return;
      const delayMs = Math.max(0, (store.state.receivedAt ?? 0) + nextDelay() - now());
      if (now() + delayMs < dueAt) schedule(delayMs);
    },
    setFloor(given) {
      floorMs = given;
    },
    change(names, patch) {
      const change = { names, patch };
      changes.add(change);
      show();
      return () => {
        changes.delete(change);
        show();
      };
    },
  };
}
