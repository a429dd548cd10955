// docs/internals/reconcile.md has every step of the repair loop, in the order in which they run.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT, sectionsOf } from './pages.ts';

it('has a section for each step, in order', () => {
  // Steps are listed where they are given what they need, so the list is read from the source.
  const loop = readFileSync(join(ROOT, 'src/reconcile/startReconcile.ts'), 'utf8');
  const list = /const steps: [^\n]*\{\n([^}]*)\};/.exec(loop)![1]!;
  const steps = [...list.matchAll(/^ *(\w+)/gm)].map(([, name]) => name);
  expect([...sectionsOf('docs/internals/reconcile.md', 3).keys()]).toEqual(steps);
});
