import { expect, it } from 'vitest';
import type { Job } from '../../../../src/contract/jobs.ts';
import { changesOf, draftOf, isEdited, rebased } from './scheduleDraft.ts';

const job = (changed: Partial<Job> = {}) =>
  ({
    name: 'digest',
    version: 3,
    updatedAt: '2027-01-11T12:00:00.000Z',
    cronExpression: '0 9 * * *',
    timeZone: 'Europe/London',
    overlap: 'skip',
    catchup: 'latest',
    jitterSeconds: 0,
    declared: { cronExpression: '0 9 * * *' },
    ...changed,
  }) as Job;

it('names what is changed', () => {
  const draft = { ...draftOf(job()), jitterSeconds: 30 };
  expect([isEdited(draftOf(job())), isEdited(draft)]).toEqual([false, true]);
  expect(changesOf(draft, job())).toEqual({ jitterSeconds: 30 });
});

it('drops an expression only where the service declares none', () => {
  const emptied = { ...draftOf(job()), cronExpression: '' };
  expect(changesOf(emptied, job())).toEqual({});
  const declared = { cronExpression: null } as Job['declared'];
  expect(changesOf(emptied, job({ declared }))).toEqual({ cronExpression: null });
});

it('lays the draft on top of what somebody else has changed', () => {
  const draft = { ...draftOf(job()), cronExpression: '0 7 * * *', reason: 'earlier' };
  const theirs = job({ version: 4, timeZone: 'Europe/Paris', cronExpression: '0 8 * * *' });
  const mine = rebased(draft, theirs);
  expect(mine).toMatchObject({
    cronExpression: '0 7 * * *',
    timeZone: 'Europe/Paris',
    reason: 'earlier',
    base: { version: 4 },
  });
  expect(changesOf(mine, theirs)).toEqual({ cronExpression: '0 7 * * *' });
});
