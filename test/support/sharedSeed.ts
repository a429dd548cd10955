// The seeded scheduler that all files of a test run share. They only read: whoever changes something starts one of their own.
import { inject } from 'vitest';
import { demand } from './serveOnDemand.ts';
import type { SeededScheduler } from './seededScheduler.ts';

export const sharedSeed = () => demand<SeededScheduler>(inject('seededScheduler'));
