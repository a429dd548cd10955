// Progress of work that takes minutes: logged when it begins and every 15 s, and shown in /health on each request.
const SAY_EVERY_MS = 15_000;

/** `Temporal is being built with go: 412 of 1,717 packages compiled` */
export type Report = (step: string) => void;

export function createProgress(say: (line: string) => void) {
  const startedAt = performance.now();
  let newest = '';
  const sentence = () => `${newest} (${duration(performance.now() - startedAt)} so far)`;
  const ticker = setInterval(() => newest && say(sentence()), SAY_EVERY_MS);
  return {
    report: (step: string) => {
      if (newest === '') say(step);
      newest = step;
    },
    sentence,
    stop: () => clearInterval(ticker),
  };
}

/** `48 s`, `3 min 12 s` */
export function duration(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
