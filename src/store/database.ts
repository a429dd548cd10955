// The port to Postgres: one call per SQL function, JSON in, JSON out. Adapters stand beside this file, under one contract suite.

export interface Database {
  /**
   * Calls `public.<functionName>(args)` through answer_call, which turns a refusal into an answer instead of an error in
   * Postgres' log (decision 25). Takes at most 5 s. A call that timed out may have committed: functions are repeatable.
   * @throws DatabaseRefusal when the function refused, DatabaseUnavailable when no answer came.
   */
  call(functionName: string, args: object): Promise<unknown>;
  close(): Promise<void>;
}

export const CALL_TIMEOUT_MS = 5_000;

/** The function said no, with an SQLSTATE of ours (SJ0xx). */
export class DatabaseRefusal extends Error {
  readonly sqlState: string;
  readonly details: unknown;

  constructor(sqlState: string, message: string, details: string | null | undefined) {
    super(message);
    this.name = 'DatabaseRefusal';
    this.sqlState = sqlState;
    this.details = details ? JSON.parse(details) : undefined;
  }
}

/** No answer: unreachable, overloaded, too slow, or out of disk space. Worth retrying. */
export class DatabaseUnavailable extends Error {
  /** SQLSTATE of the database's answer, if there was one. */
  readonly sqlState: string | undefined;

  constructor(functionName: string, cause: unknown, sqlState?: string) {
    const takesNone = sqlState !== undefined && TAKES_NO_WRITES.includes(sqlState);
    super(
      takesNone
        ? `the database takes no writes (${functionName})`
        : `the database did not answer ${functionName}`,
      { cause },
    );
    this.name = 'DatabaseUnavailable';
    this.sqlState = sqlState;
  }
}

/** The call itself is wrong: an unknown function, a bad argument, a constraint. Retrying cannot help. */
export class DatabaseFault extends Error {
  readonly sqlState: string;

  constructor(functionName: string, sqlState: string, cause: unknown) {
    super(`database function ${functionName} failed with SQLSTATE ${sqlState}`, { cause });
    this.name = 'DatabaseFault';
    this.sqlState = sqlState;
  }
}

/** disk_full */
export const DISK_FULL = '53100';
/** And read_only_sql_transaction: a standby, or what providers switch to when the disk is nearly full. */
const TAKES_NO_WRITES = [DISK_FULL, '25006'];

/** The answer of answer_call to a function that refused. */
interface Refused {
  refused: { sqlState: string; message: string; details: string | null };
}

/** @throws DatabaseRefusal when that is the answer */
export function throwRefusal(answer: unknown): void {
  if (typeof answer !== 'object' || answer === null || !('refused' in answer)) return;
  const { sqlState, message, details } = (answer as Refused).refused;
  throw new DatabaseRefusal(sqlState, message, details);
}

// Classes of SQLSTATE that say nothing about the call: connection, resources, operator intervention, transaction rollback
// (serialization, deadlock), lock not available, a database that is read-only for now.
const PASSING = /^(08|40|53|57|58|55P03|25006)/;

/** Turns a function's SQLSTATE into the error that says what to do about it. */
export function databaseError(
  functionName: string,
  failure: { code?: string | undefined; message: string; detail?: string | undefined },
): Error {
  const { code, message, detail } = failure;
  if (code?.startsWith('SJ0')) return new DatabaseRefusal(code, message, detail);
  if (code && /^[0-9A-Z]{5}$/.test(code) && !PASSING.test(code))
    return new DatabaseFault(functionName, code, failure);
  return new DatabaseUnavailable(functionName, failure, code);
}
