// The order of the files: the longest first, so that no core idles while a last long one ends. Vitest knows that only from its
// cache, which a clean checkout does not have.
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The longest first; all others take less than 20 s on two cores. Those that mostly wait begin before those that compute. */
const LONG = [
  'resilience/chaos/chaos',
  'runs/catchUp',
  'resilience/restore',
  'portal/a11y/states',
  'resilience/lostTemporalStore',
  'portal/views',
  'resilience/manyProcesses',
  'temporal/outage',
  'portal/a11y/reflow',
  'runs/async',
  'portal/a11y/keyboard',
  'portal/liveList',
  'portal/truths',
  'portal/layers',
  'portal/scheduleEditor',
  'portal/lists',
  'portal/viewer',
  'portal/signIn',
  'store/admission',
  'portal/a11y/legibility',
  'portal/actions',
  'runs/scheduled',
  'runs/failures',
  'store/reads',
  'runs/backfill',
  'resilience/firstStart',
  'api/settings',
  'runs/retries',
  'temporal/cronFires',
];

/** Workers are kept for the files of one project, so those stay together. */
const PROJECTS = ['portal', 'behaviour', 'supabase', 'resilience', 'unit'];

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return Promise.resolve(files.toSorted((a, b) => rank(a) - rank(b) || projectRank(a) - projectRank(b)));
  }
}

const projectRank = ({ project }: TestSpecification) => PROJECTS.indexOf(project.name);

function rank({ moduleId }: TestSpecification): number {
  const index = LONG.findIndex((path) => moduleId.endsWith(`/${path}.test.ts`));
  return index === -1 ? LONG.length : index;
}
