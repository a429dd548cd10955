// docs/reference/permissions.md has a row for each route, with what contract/permissions.ts says.
import { expect, it } from 'vitest';
import { PERMISSIONS, type Permission } from '../../src/contract/permissions.ts';
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
      personIn(permission),
      serviceIn(permission),
    ]),
  );
});

function personIn({ credentials, role, unless }: Permission): string {
  if (credentials === 'open') return 'anybody';
  if (credentials === 'attempt') return 'the callback token';
  return unless === undefined ? role! : `${role}; ${unless.role} ${unless.body}`;
}

function serviceIn({ credentials, serviceToken }: Permission): string {
  if (credentials === 'open') return 'yes';
  return serviceToken === undefined ? 'no' : { own: 'its own', all: 'yes' }[serviceToken];
}
