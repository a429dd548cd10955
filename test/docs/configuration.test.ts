// docs/reference/configuration.md and .env.example have every variable that config.ts and the development stack read.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { loadConfig, Settings, TEMPORAL_SETTINGS } from '../../src/config.ts';
import { readDevSettings } from '../../dev/settings.ts';
import { listedCodes, ROOT, sectionsOf } from './pages.ts';

const page = sectionsOf('docs/reference/configuration.md', 2);
const ofCompose = listedCodes(page.get('docker compose')!);
const example = readFileSync(join(ROOT, '.env.example'), 'utf8');
const variables = z.toJSONSchema(Settings, { io: 'input' }).properties as Record<
  string,
  { default?: string | number; minimum?: number; maximum?: number; enum?: string[] }
>;

it('lists every variable of the scheduler', () => {
  const listed = ['The scheduler', 'Credentials', 'Temporal'].flatMap((section) =>
    listedCodes(page.get(section)!),
  );
  expect(listed.toSorted()).toEqual(
    [...Object.keys(variables), ...TEMPORAL_SETTINGS, '<SERVICE>_URL'].toSorted(),
  );
});

it.each(Object.entries(variables))('%s: has its default and range', (name, schema) => {
  const line = [...page.values()]
    .join('')
    .split('\n')
    .find((text) => text.startsWith(`- **\`${name}\`**`));
  if (schema.default !== undefined) expect(line).toContain(`(default \`${String(schema.default)}\``);
  if (schema.maximum !== undefined && name !== 'PORT') {
    expect(line).toContain(`, ${schema.minimum} to ${schema.maximum.toLocaleString('en-US')})`);
  }
  for (const value of schema.enum ?? []) expect(line).toContain(`\`${value}\``);
});

it('lists every variable of the development stack', () => {
  const listed = listedCodes(page.get('npm run dev')!);
  const defaults = { ...readDevSettings({}), DATA_DIR: '.data' };
  const own = Object.entries(defaults).filter(([name]) => !(name in variables));
  for (const [name, value] of own) {
    expect(page.get('npm run dev')).toContain(`- **\`${name}\`** (default \`${value}\`)`);
  }
  expect(listed.toSorted()).toEqual(
    [...own.map(([name]) => name), 'TEMPORAL_CLI_PATH', 'XDG_CACHE_HOME'].toSorted(),
  );
});

it('has an example of every variable, which is its default where there is one', () => {
  const given = Object.fromEntries(
    [...example.matchAll(/^(?:# )?([A-Z_0-9]+)=(.*)$/gm)].map(([, name, value]) => [name, value]),
  );
  expect(Object.keys(given).toSorted()).toEqual(
    [
      ...new Set([...Object.keys(variables), ...TEMPORAL_SETTINGS, 'EMAIL_SERVICE_URL', ...ofCompose]),
    ].toSorted(),
  );
  for (const [name, schema] of Object.entries(variables)) {
    if (schema.default !== undefined) expect(given[name], name).toBe(String(schema.default));
  }
  expect(() => loadConfig(given)).not.toThrow();
});
