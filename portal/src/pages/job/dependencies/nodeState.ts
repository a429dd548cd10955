// State of a node: what the job is doing, else how its last run ended.
import type { Dependencies } from '../../../../../src/contract/dependencies.ts';
import { STATUS_WORDS, type Status } from '../../../shared/ui/status/vocabulary.ts';

type Node = Dependencies['nodes'][number];

export interface NodeState {
  /** Null: nothing is known of it. */
  status: Status | null;
  words: string;
}

export function nodeState({ registered, running, queued, enabled, lastRunStatus }: Node): NodeState {
  if (!registered) return { status: null, words: 'Not registered' };
  if (running > 0) return { status: 'running', words: STATUS_WORDS.running };
  if (queued > 0) return { status: 'queued', words: STATUS_WORDS.queued };
  const last = isStatus(lastRunStatus) ? lastRunStatus : null;
  if (enabled === false) return { status: 'disabled', words: STATUS_WORDS.disabled };
  if (last === null) return { status: null, words: 'Has not run yet' };
  return { status: last, words: `Last run ${STATUS_WORDS[last].toLowerCase()}` };
}

function isStatus(word: string | null): word is Status {
  return word !== null && word in STATUS_WORDS;
}
