import type { Credentials } from '../../api/client/credentials.ts';

/** Why somebody who has signed in is not let in; null when nobody has. */
export function refusalText(refusal: Credentials['refusal']): string | null {
  return typeof refusal === 'object' && refusal !== null ? refusal.noRole : null;
}
