import type { RouterContext } from '@koa/router';
import { expect, it } from 'vitest';
import { thrownBy } from '../../../test/support/thrownBy.ts';
import { backfillIdOf, executionIdOf, jobNameOf } from './pathParameters.ts';

const ID = '7b0d3f5e-0000-7000-8000-000000000001';
const ctx = (params: Record<string, string>) => ({ params }) as unknown as RouterContext;

it('takes names and ids', () => {
  expect(jobNameOf(ctx({ jobName: 'billing.close_2-a' }))).toBe('billing.close_2-a');
  expect(executionIdOf(ctx({ id: ID }))).toBe(ID);
  expect(backfillIdOf(ctx({ id: ID }))).toBe(ID);
});

it('answers 404 for what cannot be one, without asking the database', () => {
  for (const jobName of ['', '-x', 'a b', 'a/b', 'x'.repeat(101), 'ü']) {
    expect(thrownBy(() => jobNameOf(ctx({ jobName })))).toMatchObject({
      code: 'JOB_NOT_FOUND',
      details: { jobName },
    });
  }
  expect(thrownBy(() => executionIdOf(ctx({ id: '1' }))).code).toBe('EXECUTION_NOT_FOUND');
  expect(thrownBy(() => backfillIdOf(ctx({ id: '1' }))).code).toBe('BACKFILL_NOT_FOUND');
});
