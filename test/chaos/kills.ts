// SIGKILLs in random order: every kind comes once in each round of four, sometimes two parts at once, each down for a while.
import { setTimeout as delay } from 'node:timers/promises';
import { KINDS, type Kind, type Part } from './part.ts';
import { createRandom } from './random.ts';

export interface Kill {
  at: Date;
  parts: string[];
  kinds: Kind[];
  downMs: number;
  /** When every part was up again. */
  upAt: Date;
}

const DOWN_MS = [200, 4_000] as const;
const QUIET_MS = [2_000, 7_000] as const;
/** Nothing is killed in the last seconds: what follows then is the settling. */
const LAST_KILL_BEFORE_END_MS = 5_000;

/** Until the deadline, but every kind at least once. */
export async function killInRandomOrder(options: {
  parts: Part[];
  allUp: () => Promise<void>;
  seed: number;
  deadline: Date;
  say: (line: string) => void;
}): Promise<Kill[]> {
  const { parts, allUp, seed, deadline, say } = options;
  const random = createRandom(seed, 'kills');
  const kills: Kill[] = [];
  const last = deadline.getTime() - LAST_KILL_BEFORE_END_MS;
  for (let first = true; first || Date.now() < last; first = false) {
    for (const kind of random.shuffled(KINDS)) {
      // Drawn whatever happens, so that timing does not change the order.
      const [quietMs, downMs] = [random.between(...QUIET_MS), random.between(...DOWN_MS)];
      const [also, both] = [random.oneOf(KINDS), random.between(0, 1) < 0.3];
      if (!first && Date.now() + quietMs > last) break;
      await delay(quietMs);
      const victims = [kind, ...(both ? [also] : [])].map((each) =>
        random.oneOf(parts.filter((part) => part.kind === each)),
      );
      kills.push(await killTogether([...new Set(victims)], { downMs, allUp, say }));
    }
  }
  await delay(Math.max(0, deadline.getTime() - Date.now()));
  return kills;
}

async function killTogether(
  victims: Part[],
  { downMs, allUp, say }: { downMs: number; allUp: () => Promise<void>; say: (line: string) => void },
): Promise<Kill> {
  const at = new Date();
  const names = victims.map(({ name }) => name);
  await Promise.all(victims.map((victim) => victim.kill()));
  await delay(downMs);
  victims.forEach((victim) => victim.start());
  await allUp();
  const upAt = new Date();
  say(`killed ${names.join(' and ')} for ${Math.round(downMs)} ms; all up after ${upAt.getTime() - at.getTime()} ms`);
  return { at, parts: names, kinds: victims.map(({ kind }) => kind), downMs, upAt };
}
