const CODE =
  /^(?:overlap|queue_full|service_limit|service_paused|scheduler_down|schedule_outdated|catchup_passed|superseded|disabled|paused): /u;

/** Reasons are `code: sentence` where the scheduler decided, and only a sentence where a person did. */
export function withoutCode(reason: string): string {
  return reason.replace(CODE, '');
}
