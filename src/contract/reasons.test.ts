// The table of reasons, and the reference page that is made from it.
import { expect, it } from 'vitest';
import { z } from 'zod';
import { ATTEMPT_CODES, REASONS, type ReasonCode } from './reasons.ts';
import { ALL_REASONS } from './reasons.fixture.ts';

it.each(ALL_REASONS)('$code has details of the form that the table says', ({ code, details }) => {
  expect(z.strictObject(REASONS[code].details).parse(details)).toEqual(details);
});

/** `vitest run src/contract/reasons.test.ts -u` writes it anew. */
it('the reference page lists every code', async () => {
  await expect(referencePage()).toMatchFileSnapshot('../../docs/reference/reasons.md');
});

function referencePage(): string {
  const reasons = (Object.keys(REASONS) as ReasonCode[]).map((code) => {
    const { status, meaning, details } = REASONS[code];
    const names = Object.keys(details);
    const fields = names.length === 0 ? 'No details.' : `Details: ${names.map(asCode).join(', ')}.`;
    return `- ${asCode(code)} (${status}). ${meaning} ${fields}`;
  });
  const attempts = Object.entries(ATTEMPT_CODES).map(([code, meaning]) => `- ${asCode(code)}: ${meaning}`);
  return `# Reasons

Why a run waits, did not run, was cancelled or failed is data: ${asCode('reason_code')} and ${asCode('reason_details')}, in the table ${asCode('scheduled_jobs')} and in every execution that the API answers. Branch on the code. The sentences are made from both, for people, and may be worded differently one day: ${asCode('reason')} of a run that waits, did not run or was cancelled, ${asCode('error_message')} of one that failed.

## Codes of a run

${reasons.join('\n')}

Details are named as in JSON; instants are ISO 8601 in UTC. Those without a value are left out.

## Codes of an attempt

In ${asCode('attempts')}, beside ${asCode('class')} and ${asCode('http_status')}: ${asCode('code')}, ${asCode('said')} (the service's own words, or those of the connection's failure) and ${asCode('limit_seconds')} (the limit that ran out). ${asCode('attempts_allowed')} of the run says how many attempts its retry rule allowed when it began.

${attempts.join('\n')}
`;
}

function asCode(name: string): string {
  return `\`${name}\``;
}
