// What follows a change: every view that shows the jobs asks for them again.
import { queryClient } from '../queryClient.ts';

type Listener = (names: readonly string[]) => void;
const listeners = new Set<Listener>();

/** @returns how to stop listening */
export function onJobsWritten(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function afterWrite(names: readonly string[]): void {
  for (const listener of listeners) listener(names);
  for (const name of names) void queryClient.invalidateQueries({ queryKey: ['job', name] });
  void queryClient.invalidateQueries({ queryKey: ['executions'] });
  void queryClient.invalidateQueries({ queryKey: ['execution'] });
}
