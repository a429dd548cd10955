// The order of the files: the longest first, so that no core idles while a last long one ends. Vitest knows that only from its
// cache, which a clean checkout does not have.
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The longest first; all others take less than 15 s on two cores. */
const LONG = ['portal/a11y/states'];

/** Workers are kept for the files of one project, so those stay together. */
const PROJECTS = ['portal', 'behaviour', 'unit', 'resilience'];

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return Promise.resolve(files.toSorted((a, b) => projectRank(a) - projectRank(b) || rank(a) - rank(b)));
  }
}

const projectRank = ({ project }: TestSpecification) => PROJECTS.indexOf(project.name);

function rank({ moduleId }: TestSpecification): number {
  const index = LONG.findIndex((path) => moduleId.endsWith(`/${path}.test.ts`));
  return index === -1 ? LONG.length : index;
}
