// The inputs of a compiled Schedule. They are stored with the job, and a Schedule with other inputs is recompiled. Anything
// else that influences a compiled Schedule must be added here.
import { v5 } from 'uuid';
import type { CompiledSchedule } from './compileSchedule.ts';
import type { ZoneData } from '../zoneData.ts';

/** Increase it when the same expression, zone and zone data give other occurrences or another Schedule than before. */
export const COMPILER_VERSION = 2;

/** The same for all jobs of a process. */
export interface CompilerInputs {
  /** Version of the zone data. */
  zones: string;
  compiler: number;
}

export interface ScheduleInputs extends CompilerInputs {
  /** Hash of the result: a Schedule that comes out the same is left alone. */
  spec: string;
}

const NAMESPACE = '0d6f4cf2-51c1-5b39-8a1e-9c3f7e2b6a10';

export function compilerInputs(zoneData: ZoneData): CompilerInputs {
  return { zones: zoneData.version, compiler: COMPILER_VERSION };
}

export function scheduleInputs(compiled: CompiledSchedule, zoneData: ZoneData): ScheduleInputs {
  return { ...compilerInputs(zoneData), spec: v5(JSON.stringify(compiled.calendars), NAMESPACE) };
}
