import { expect, test } from 'vitest';
import { settingLabel, valueTexts } from './changeTexts.ts';

test('settings have their names and units, parts of them their path', () => {
  expect(settingLabel('timeoutSeconds')).toBe('timeout');
  expect(valueTexts({ setting: 'timeoutSeconds', before: 300, after: 900 })).toEqual({
    before: '300 s',
    after: '900 s',
  });
  expect(settingLabel('config.batchSize')).toBe('config.batchSize');
  expect(settingLabel('config.batchSize', 'whole')).toBe('config');
  expect(valueTexts({ setting: 'config.batchSize', before: undefined, after: [1] })).toEqual({
    before: 'none',
    after: '[1]',
  });
});
