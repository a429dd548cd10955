// The database's functions as typed verbs, one per SQL function of the same name; what each does is said in supabase/migrations.
import { z } from 'zod';
import { Backfill } from '../contract/backfills.ts';
import { Dependencies } from '../contract/dependencies.ts';
import { Execution, type ListedExecution, type Progress } from '../contract/executions.ts';
import { Job, JobEvent, type OperatorSettings } from '../contract/jobs.ts';
import { Service } from '../contract/services.ts';
import type { CompilerInputs, ScheduleInputs } from '../domain/cron/compile/scheduleInputs.ts';
import { SchedulerError, type ErrorCode } from '../domain/errors.ts';
import type { CatchUpPlan } from '../domain/catchUp.ts';
import {
  Accepted,
  Admitted,
  AuditEvents,
  BackfillBasis,
  BeginDecision,
  CalledExecution,
  CancelledBackfill,
  CancelledExecution,
  ChangedJob,
  ChangedJobs,
  Completion,
  Cursor,
  DeletedJob,
  Dependent,
  DesiredSchedule,
  ExpressionCounts,
  EndAnswer,
  ExecutionAnswer,
  Feed,
  Finished,
  IncompleteOccurrence,
  Instant,
  JobAnswer,
  LedgerJob,
  LedgerRecord,
  Projection,
  ProjectionState,
  ReconcileState,
  type ReconcileFailure,
  RecordedEnd,
  ServiceAnswer,
  StaleNextRun,
  Stats,
  Summaries,
  UndeliveredEnd,
  UnfinishedExecution,
} from './answers.ts';
import { jsonText, type JsonText } from './jsonText.ts';
import { DatabaseFault, DatabaseRefusal, DatabaseUnavailable, type Database } from './database.ts';
import type {
  AttemptEnd,
  AttemptOf,
  Author,
  BackfillRequest,
  BeginRequest,
  BulkChange,
  Change,
  EventsRequest,
  FeedPosition,
  FeedRequest,
  OccurrenceChange,
  Registration,
  RerunRequest,
  ServiceChange,
  TriggerRequest,
} from './requests.ts';

export type Store = ReturnType<typeof createStore>;

/** Lists that are passed on unread. Without it the database answers as to the version before. */
const AS_TEXT = { asText: true };

/**
 * @throws SchedulerError from every verb: the refusal's own code, DATABASE_UNAVAILABLE (worth repeating) or INTERNAL.
 */
export function createStore(database: Database) {
  function verb<Args extends object, Answer>(
    functionName: string,
    answer: z.ZodType<Answer>,
    always: object = {},
  ): (args: Args) => Promise<Answer> {
    return async (args) => {
      try {
        return answer.parse(await database.call(functionName, { ...args, ...always }));
      } catch (cause) {
        throw asSchedulerError(functionName, cause);
      }
    };
  }

  return {
    registerJob: verb<Registration, z.infer<typeof ChangedJob> & { created: boolean }>(
      'register_job',
      ChangedJob.extend({ created: z.boolean() }),
    ),
    getJob: verb<{ jobName: string }, { job: Job }>('get_job', JobAnswer),
    listJobs: verb<
      {
        search?: string | undefined;
        service?: string | undefined;
        status?: string | undefined;
        limit?: number | undefined;
        cursor?: string | undefined;
      },
      { jobs: JsonText<Job[]>; nextCursor: string | null }
    >('list_jobs', z.object({ jobs: jsonText<Job[]>(), nextCursor: Cursor }), AS_TEXT),
    jobsVersion: verb<object, { version: string }>('jobs_version', z.object({ version: z.string() })),
    countJobs: verb<object, { count: number; pending: number }>(
      'count_jobs',
      z.object({ count: z.int(), pending: z.int() }),
    ),
    enableJob: verb<Change, { job: Job }>('enable_job', JobAnswer),
    disableJob: verb<Change & { until?: string | undefined }, { job: Job }>('disable_job', JobAnswer),
    changeCron: verb<Change & { cronExpression: string | null }, { job: Job }>('change_cron', JobAnswer),
    changeSettings: verb<
      Change & { settings: OperatorSettings; dropped: (keyof OperatorSettings)[] },
      z.infer<typeof ChangedJob>
    >('change_settings', ChangedJob),
    deleteJob: verb<Change, z.infer<typeof DeletedJob>>('delete_job', DeletedJob),
    changeJobs: verb<BulkChange, z.infer<typeof ChangedJobs>>('change_jobs', ChangedJobs),
    setNextRun: verb<{ jobName: string; revision: number; nextRunAt: string | null }, { stored: boolean }>(
      'set_next_run',
      z.object({ stored: z.boolean() }),
    ),
    listEvents: verb<
      { jobName: string; limit?: number | undefined; cursor?: string | undefined },
      { events: JobEvent[]; nextCursor: string | null }
    >('list_events', z.object({ events: z.array(JobEvent), nextCursor: Cursor })),
    /** Of a repair: the audit says so, whatever the actor is called. */
    recordJobEvent: verb<
      { jobName: string; actor: string; action: string; before?: unknown; after?: unknown; reason: string },
      object
    >('record_job_event', z.object({})),

    acceptTrigger: verb<TriggerRequest, z.infer<typeof Accepted>>('accept_trigger', Accepted),
    rerunExecution: verb<RerunRequest, z.infer<typeof Accepted>>('rerun_execution', Accepted),
    listSkippedAhead: verb<
      { jobName: string },
      { skipped: string[]; planned: { executionId: string; scheduledFor: string }[] }
    >(
      'list_skipped_ahead',
      z.object({
        skipped: z.array(Instant),
        planned: z.array(z.object({ executionId: z.string(), scheduledFor: Instant })),
      }),
    ),
    planRun: verb<{ jobName: string; executionId: string; runAt: string }, { execution: Execution | null }>(
      'plan_run',
      z.object({ execution: Execution.nullable() }),
    ),
    listUnplannedRuns: verb<{ limit: number }, { jobs: { jobName: string; runAt: string }[] }>(
      'list_unplanned_runs',
      z.object({ jobs: z.array(z.object({ jobName: z.string(), runAt: Instant })) }),
    ),
    acceptDependent: verb<
      { jobName: string; executionId?: string; parentExecutionIds?: string[] },
      z.infer<typeof Dependent>
    >('accept_dependent', Dependent),
    countExpressions: verb<{ exceptJob?: string | undefined }, z.infer<typeof ExpressionCounts>>(
      'count_expressions',
      ExpressionCounts,
    ),
    listDependents: verb<
      { limit: number; cursor?: string | undefined },
      { jobs: string[]; nextCursor: string | null }
    >('list_dependents', z.object({ jobs: z.array(z.string()), nextCursor: Cursor })),
    jobDependencies: verb<{ jobName: string }, Dependencies>('job_dependencies', Dependencies),
    getBackfillBasis: verb<{ jobName: string; from: string; to: string }, z.infer<typeof BackfillBasis>>(
      'get_backfill_basis',
      BackfillBasis,
    ),
    listIncomplete: verb<{ jobName: string; instants: string[] }, { occurrences: IncompleteOccurrence[] }>(
      'list_incomplete',
      z.object({ occurrences: z.array(IncompleteOccurrence) }),
    ),
    acceptBackfill: verb<BackfillRequest, { backfill: Backfill; first: Execution | null }>(
      'accept_backfill',
      z.object({ backfill: Backfill, first: Execution.nullable() }),
    ),
    getBackfill: verb<{ backfillId: string }, { backfill: Backfill }>(
      'get_backfill',
      z.object({ backfill: Backfill }),
    ),
    listBackfills: verb<{ jobName: string; limit: number }, { backfills: Backfill[] }>(
      'list_backfills',
      z.object({ backfills: z.array(Backfill) }),
    ),
    cancelBackfill: verb<
      Author & { backfillId: string; reason?: string | undefined },
      z.infer<typeof CancelledBackfill>
    >('cancel_backfill', CancelledBackfill),
    releaseBackfills: verb<{ limit: number }, { released: number }>(
      'release_backfills',
      z.object({ released: z.int() }),
    ),
    skipOccurrence: verb<OccurrenceChange & { executionId: string }, { execution: Execution }>(
      'skip_occurrence',
      ExecutionAnswer,
    ),
    unskipOccurrence: verb<OccurrenceChange, { executionId: string }>(
      'unskip_occurrence',
      z.object({ executionId: z.string() }),
    ),
    cancelExecution: verb<
      Author & { executionId: string; reason?: string | undefined },
      z.infer<typeof CancelledExecution>
    >('cancel_execution', CancelledExecution),
    beginExecution: verb<BeginRequest, BeginDecision>('begin_execution', BeginDecision),
    startAttempt: verb<AttemptOf & { tokenHash: string }, { execution: CalledExecution }>(
      'start_attempt',
      z.object({ execution: CalledExecution }),
    ),
    endAttempt: orUndecorated(
      verb<AttemptOf & AttemptEnd, { end: RecordedEnd | null }>('end_attempt', EndAnswer),
    ),
    acceptAttempt: verb<AttemptOf, { end: RecordedEnd | null }>('accept_attempt', EndAnswer),
    checkAttempt: verb<AttemptOf, { end: RecordedEnd | null; waitMs: number }>(
      'check_attempt',
      EndAnswer.extend({ waitMs: z.int() }),
    ),
    settleAttempt: verb<AttemptOf & AttemptEnd, { end: RecordedEnd | null; status: string }>(
      'settle_attempt',
      EndAnswer.extend({ status: z.string() }),
    ),
    completeAttempt: orUndecorated(
      verb<
        { executionId: string; tokenHash: string } & AttemptEnd & { class: 'succeeded' | 'failed' },
        z.infer<typeof Completion>
      >('complete_attempt', Completion),
    ),
    reportProgress: verb<
      { executionId: string; tokenHash: string; progress: Progress },
      { cancelRequested: boolean; cancelReason: string | null; heartbeatSeconds: number }
    >(
      'report_progress',
      z.object({
        cancelRequested: z.boolean(),
        cancelReason: z.string().nullable(),
        heartbeatSeconds: z.int(),
      }),
    ),
    finishExecution: verb<
      {
        executionId: string;
        status: 'completed' | 'failed' | 'cancelled';
        message?: string | undefined;
        reason?: string | undefined;
      },
      z.infer<typeof Finished>
    >('finish_execution', Finished),
    finishLostExecution: verb<{ executionId: string; message: string }, z.infer<typeof Finished>>(
      'finish_lost_execution',
      Finished,
    ),
    getExecution: verb<{ executionId: string }, { execution: Execution }>('get_execution', ExecutionAnswer),
    listHistory: verb<
      { jobName: string; offset?: number | undefined } & FeedRequest,
      {
        executions: JsonText<Execution[]>;
        total: number;
        totalIsAtLeast: boolean;
        next: FeedPosition | null;
      }
    >(
      'list_history',
      Feed.extend({ executions: jsonText<Execution[]>(), total: z.int(), totalIsAtLeast: z.boolean() }),
      AS_TEXT,
    ),
    listExecutions: verb<
      { jobs?: string[] | undefined; services?: string[] | undefined; full?: boolean } & FeedRequest,
      { executions: JsonText<ListedExecution[] | Execution[]>; next: FeedPosition | null }
    >('list_executions', Feed.extend({ executions: jsonText<ListedExecution[] | Execution[]>() }), AS_TEXT),
    listSummaries: verb<
      {
        since?: string | undefined;
        jobName?: string | undefined;
        cursor?: string | undefined;
        limit?: number;
      },
      z.infer<typeof Summaries>
    >('list_summaries', Summaries),
    listAllEvents: verb<EventsRequest, z.infer<typeof AuditEvents>>('list_all_events', AuditEvents),
    setService: verb<ServiceChange, z.infer<typeof ServiceAnswer>>('set_service', ServiceAnswer),
    listServices: verb<{ cursor?: string | undefined }, { services: Service[]; nextCursor: string | null }>(
      'list_services',
      z.object({ services: z.array(Service), nextCursor: Cursor }),
    ),
    jobStats: verb<
      {
        jobName: string;
        from: string;
        to: string;
        bucket?: 'day' | undefined;
        previous?: boolean | undefined;
      },
      z.infer<typeof Stats>
    >('job_stats', Stats),

    claimProjection: verb<
      { jobName: string; token: string; force?: boolean | undefined },
      z.infer<typeof Projection>
    >('claim_projection', Projection),
    finishProjection: verb<
      {
        jobName: string;
        token: string;
        revision: number;
        conflictToken: string | null;
        inputs: ScheduleInputs | null;
      },
      z.infer<typeof Projection>
    >('finish_projection', Projection),
    releaseProjection: verb<{ jobName: string; token: string }, object>('release_projection', z.object({})),
    getProjection: verb<{ jobName: string }, z.infer<typeof ProjectionState>>(
      'get_projection',
      ProjectionState,
    ),
    listDesiredSchedules: verb<
      { limit: number; cursor?: string | undefined; behindOnly?: boolean | undefined },
      { schedules: DesiredSchedule[]; nextCursor: string | null }
    >('list_desired_schedules', z.object({ schedules: z.array(DesiredSchedule), nextCursor: Cursor })),
    listOutdatedSchedules: verb<{ inputs: CompilerInputs; limit: number }, { schedules: DesiredSchedule[] }>(
      'list_outdated_schedules',
      z.object({ schedules: z.array(DesiredSchedule) }),
    ),
    noteScheduleInputs: verb<
      { jobName: string; revision: number; inputs: ScheduleInputs },
      { noted: boolean }
    >('note_schedule_inputs', z.object({ noted: z.boolean() })),
    listStaleNextRuns: verb<{ limit: number }, { jobs: z.infer<typeof StaleNextRun>[] }>(
      'list_stale_next_runs',
      z.object({ jobs: z.array(StaleNextRun) }),
    ),
    listLedgerDue: verb<
      { limit: number; cursor?: string | undefined },
      { jobs: LedgerJob[]; nextCursor: string | null }
    >('list_ledger_due', z.object({ jobs: z.array(LedgerJob), nextCursor: Cursor })),
    recordLedger: verb<
      { jobName: string; revision: number; from: string } & CatchUpPlan,
      z.infer<typeof LedgerRecord>
    >('record_ledger', LedgerRecord),
    admitWaiting: verb<{ service: string }, z.infer<typeof Admitted>>('admit_waiting', Admitted),
    listUndeliveredEnds: verb<{ limit: number }, { executions: z.infer<typeof UndeliveredEnd>[] }>(
      'list_undelivered_ends',
      z.object({ executions: z.array(UndeliveredEnd) }),
    ),
    purgeHistory: verb<{ days: number; limit: number }, { deleted: number }>(
      'purge_history',
      z.object({ deleted: z.int() }),
    ),
    listUnfinishedExecutions: verb<
      {
        status: 'running' | 'queued';
        olderThanSeconds: number;
        limit: number;
        cursor?: string | undefined;
      },
      { executions: UnfinishedExecution[]; nextCursor: string | null }
    >(
      'list_unfinished_executions',
      z.object({ executions: z.array(UnfinishedExecution), nextCursor: Cursor }),
    ),
    holdReconcileLease: verb<
      { holder: string; seconds: number; step?: string | undefined },
      { held: boolean }
    >('hold_reconcile_lease', z.object({ held: z.boolean() })),
    endReconcilePass: verb<
      { holder: string } & ({ summary?: Record<string, number> | undefined } | { failure: ReconcileFailure }),
      object
    >('end_reconcile_pass', z.object({})),
    getReconcileState: verb<object, ReconcileState>('get_reconcile_state', ReconcileState),
    probeWrites: verb<object, object>('probe_writes', z.object({})),
    schemaVersion: verb<object, { version: string | null }>(
      'schema_version',
      z.object({ version: z.string().nullable() }),
    ),
  };
}

/**
 * Whether a service succeeded is never lost because of what it says besides: when the database refuses that as data
 * (SQLSTATE class 22), the same end is recorded without it.
 */
function orUndecorated<Args extends AttemptEnd, Answer>(
  record: (args: Args) => Promise<Answer>,
): (args: Args) => Promise<Answer> {
  return async (args) => {
    try {
      return await record(args);
    } catch (error) {
      const fault = error instanceof SchedulerError ? error.cause : undefined;
      if (!(fault instanceof DatabaseFault) || !fault.sqlState.startsWith('22') || !args.result) throw error;
      return record({
        ...args,
        message: args.message === undefined ? undefined : plainText(args.message),
        note: 'the database refused what came with the result',
        result: { ...args.result, error: null, metadata: { unstorable: true } },
      });
    }
  };
}

function plainText(text: string): string {
  return text.replaceAll('\0', '\uFFFD').toWellFormed();
}

const REFUSALS: Record<string, ErrorCode> = {
  SJ001: 'JOB_NOT_FOUND',
  SJ002: 'JOB_OWNED_BY_OTHER_SERVICE',
  SJ003: 'JOB_ALREADY_RUNNING',
  SJ004: 'IDEMPOTENCY_KEY_REUSED',
  SJ005: 'EXECUTION_NOT_FOUND',
  SJ006: 'SERVICE_NAME_COLLISION',
  SJ007: 'ATTEMPT_ALREADY_STARTED',
  SJ008: 'EXECUTION_NOT_RUNNING',
  SJ009: 'VERSION_CONFLICT',
  SJ010: 'EXECUTION_NOT_FINISHED',
  SJ011: 'CALLBACK_TOKEN_INVALID',
  SJ012: 'ATTEMPT_ALREADY_ENDED',
  SJ013: 'EXECUTION_ALREADY_FINISHED',
  SJ014: 'QUEUE_FULL',
  SJ015: 'DEPENDENCY_CYCLE',
  SJ016: 'BACKFILL_NOT_FOUND',
  SJ017: 'NOTHING_TO_BACKFILL',
  SJ023: 'DEPENDENCIES_TOO_MANY',
  SJ024: 'NOTHING_TO_UNSKIP',
};

function asSchedulerError(functionName: string, cause: unknown): SchedulerError {
  if (cause instanceof DatabaseRefusal) {
    const code = REFUSALS[cause.sqlState] ?? 'INTERNAL';
    return new SchedulerError(code, cause.message, { details: cause.details, cause });
  }
  if (cause instanceof DatabaseUnavailable) {
    return new SchedulerError('DATABASE_UNAVAILABLE', cause.message, { cause });
  }
  const message =
    cause instanceof DatabaseFault && cause.sqlState === '42883'
      ? `the database lacks a function that ${functionName} needs; run "npm run migrate"`
      : `the answer of ${functionName} could not be used`;
  return new SchedulerError('INTERNAL', message, { cause });
}
