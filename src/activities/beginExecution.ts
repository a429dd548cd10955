// First step of a run: checks that it is due and may start now. The database decides and writes the row.
import type { RunJobInput } from '../contract/runJobInput.ts';
import type { BeginDecision } from '../store/verbs/executions.ts';
import { isOccurrence, nextOccurrence } from '../domain/cron/occurrences.ts';
import { occurrenceExecutionId } from '../domain/identifiers.ts';
import { runPage } from '../domain/portalAddress.ts';
import type { ActivityDeps } from './deps.ts';
import { toActivityFailure } from './toActivityFailure.ts';

interface Run {
  workflowId: string;
  runId: string;
  /** ISO; null when the workflow was not started by a Schedule. */
  scheduledFor: string | null;
}
type OccurrenceRun = Run & Extract<RunJobInput, { kind: 'occurrence' }>;
type ExecutionRun = Run & Extract<RunJobInput, { kind: 'execution' }>;

type Begun =
  | (Omit<Extract<BeginDecision, { decision: 'run' }>, 'effects'> & {
      /** Method and address, for people who look at the run in the Temporal UI. */
      request: string;
      /** The execution in the portal. */
      url: string;
    })
  | { decision: 'queued'; executionId: string; reason: string }
  | { decision: 'skipped' | 'nothing'; executionId?: string | null | undefined; reason: string };

const NO_RUN = {
  nothing: 'no run begins',
  skipped: 'run skipped',
  queued: 'run waits for a slot',
};

/** Without `definition`: this activity then asks again with the other definition. */
type Decided = Exclude<BeginDecision, { decision: 'definition' }>;

export function createBeginExecution({
  store,
  config,
  addresses,
  applyEffects,
  zoneData,
  log,
}: ActivityDeps) {
  return async function beginExecution(input: OccurrenceRun | ExecutionRun | Run): Promise<Begun> {
    const decision = await toActivityFailure(() => decide(input));
    if (decision.decision === 'skipped' || decision.decision === 'nothing') {
      logNoRun(input, decision);
      return decision;
    }
    const { effects, ...begun } = decision;
    await applyEffects(effects);
    if (begun.decision === 'queued') {
      logNoRun(input, begun);
      return begun;
    }
    const { executionId, jobName, service, endpoint } = begun;
    log.info({ executionId, jobName, service, workflowId: input.workflowId }, 'run begun');
    return {
      ...begun,
      request: `POST ${addresses.find(service)?.url ?? ''}${endpoint}`,
      url: runPage(config.publicUrl, executionId),
    };
  };

  function logNoRun({ workflowId }: Run, begun: Exclude<Begun, { decision: 'run' }>): void {
    const { decision, executionId, reason } = begun;
    log.info({ workflowId, executionId, reason }, NO_RUN[decision]);
  }

  async function decide(input: OccurrenceRun | ExecutionRun | Run): Promise<Decided> {
    if (!('kind' in input)) return STARTED_BY_HAND;
    return input.kind === 'execution' ? queued(input) : occurrence(input);
  }

  async function queued(input: ExecutionRun): Promise<Decided> {
    const { executionId, workflowId, runId } = input;
    const decision = await store.beginExecution({ kind: 'execution', executionId, workflowId, runId });
    if (decision.decision === 'definition') throw new Error('a queued execution has no definition to check');
    return decision;
  }

  /** Checks the instant against the definition that was in force then; the Schedule may carry another one. */
  async function occurrence(input: OccurrenceRun): Promise<Decided> {
    const { scheduledFor, jobName, workflowId, runId } = input;
    if (scheduledFor === null) return STARTED_BY_HAND;
    const instant = new Date(scheduledFor);
    let { revision, cronExpression, timeZone } = input;
    for (;;) {
      if (!isOccurrence({ cronExpression, timeZone, jobName, zoneData, instant })) {
        return noOp(`${scheduledFor} is not an occurrence of "${cronExpression}" (${timeZone})`);
      }
      const next = nextOccurrence({
        cronExpression,
        timeZone,
        jobName,
        zoneData,
        after: new Date(Math.max(Date.now(), instant.getTime())),
      });
      const decision = await store.beginExecution({
        kind: 'occurrence',
        executionId: occurrenceExecutionId(jobName, scheduledFor),
        jobName,
        revision,
        scheduledFor,
        workflowId,
        runId,
        nextRunAt: next?.toISOString() ?? null,
      });
      if (decision.decision !== 'definition') return decision;
      ({ revision, cronExpression, timeZone } = decision);
    }
  }
}

const STARTED_BY_HAND = noOp(
  "this workflow was started by hand and not by the job's Schedule; use POST /api/jobs/:jobName/trigger",
);

function noOp(reason: string): { decision: 'nothing'; reason: string } {
  return { decision: 'nothing', reason };
}
