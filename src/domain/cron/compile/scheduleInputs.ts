// What a Schedule was compiled with. It is kept with the job, and a Schedule with other inputs is compiled anew. Whatever else
// decides a compiled Schedule becomes one more of them.
import { v5 } from 'uuid';
import type { CompiledSchedule } from './compileSchedule.ts';
import type { ZoneData } from '../zoneData.ts';

/** Rises when the same expression, zone and zone data give other occurrences or another Schedule than before. */
export const COMPILER_VERSION = 2;

/** The same for all jobs of a process. */
export interface CompilerInputs {
  /** Version of the zone data. */
  zones: string;
  compiler: number;
}

export interface ScheduleInputs extends CompilerInputs {
  /** A hash of the result, by which Schedules that come out the same are left alone. */
  spec: string;
}

const NAMESPACE = '0d6f4cf2-51c1-5b39-8a1e-9c3f7e2b6a10';

export function compilerInputs(zoneData: ZoneData): CompilerInputs {
  return { zones: zoneData.version, compiler: COMPILER_VERSION };
}

export function scheduleInputs(compiled: CompiledSchedule, zoneData: ZoneData): ScheduleInputs {
  return { ...compilerInputs(zoneData), spec: v5(JSON.stringify(compiled.calendars), NAMESPACE) };
}
