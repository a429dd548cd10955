import { expect, it } from 'vitest';
import { JobSettings } from '../../../../src/contract/jobs.ts';
import { overriddenSettings, settingValue } from './settingsText.ts';

it('says values with their units', () => {
  expect(settingValue('timeoutSeconds', 900)).toBe('900 s');
  expect(settingValue('enabled', false)).toBe('no');
  expect(settingValue('cronExpression', null)).toBe('none');
  expect(settingValue('after', [{ job: 'import', on: 'any' }])).toBe('import (any)');
  expect(settingValue('retry', JobSettings.parse({ cronExpression: null }).retry)).toBe(
    '1 attempt, after 10 s, × 2, at most 600 s',
  );
});

it('puts what is in force beside what was declared', () => {
  const declared = JobSettings.parse({ cronExpression: '0 9 * * 1', timeoutSeconds: 300 });
  expect(
    overriddenSettings({ declared, overrides: { timeoutSeconds: 900, cronExpression: '0 6 * * *' } }),
  ).toEqual([
    { name: 'timeoutSeconds', now: '900 s', declared: '300 s' },
    { name: 'cronExpression', now: '0 6 * * *', declared: '0 9 * * 1' },
  ]);
});
