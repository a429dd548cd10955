// docs/reference/permissions.md has a row for each route, with what contract/permissions.ts says.
import { expect, it } from 'vitest';
import { PERMISSIONS, personInWords, serviceTokenInWords } from '../../src/contract/permissions.ts';
import { sectionsOf } from './pages.ts';

const table = sectionsOf('docs/reference/permissions.md', 2).get('Routes')!;

it('has a row for each route', () => {
  const rows = table.split('\n').filter((line) => line.startsWith('| `'));
  expect(
    rows.map((row) =>
      row
        .split('|')
        .map((cell) => cell.trim())
        .slice(1, -1),
    ),
  ).toEqual(
    Object.entries(PERMISSIONS).map(([route, permission]) => [
      `\`${route}\``,
      personInWords(permission),
      serviceTokenInWords(permission),
    ]),
  );
});
