// docs/internals/reconcile.md has every step of the repair loop, in its order, and every counter of /health.
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT, sectionsOf } from './pages.ts';

const sections = sectionsOf('docs/internals/reconcile.md', 3);
// The list of steps is made where they are given what they need, so it is read from the source.
const loop = readFileSync(join(ROOT, 'src/reconcile/startReconcile.ts'), 'utf8');
const counters = [...loop.matchAll(/^ {4}\['(\w+)', /gm)].map(([, counter]) => counter!);

it('has the counter of each step, in order', () => {
  const documented = [...sections.values()].map((text) => /^Counter: `(\w+)`\.$/m.exec(text)?.[1]);
  expect(documented).toEqual(counters);
});

it('has a section for each step with a file of its own', () => {
  const files = globSync('src/reconcile/steps/*.ts', { cwd: ROOT }).map((path) => basename(path, '.ts'));
  const steps = files.filter((name) => !name.endsWith('.test'));
  expect(steps.length).toBeGreaterThan(0);
  expect(steps.filter((step) => !sections.has(step))).toEqual([]);
});
