// What the Dockerfile gives to every container of the image.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKOUT } from './composeConfig.ts';

/** Of the last stage. */
export function imageConfig() {
  const text = readFileSync(join(CHECKOUT, 'Dockerfile'), 'utf8').replaceAll('\\\n', ' ');
  const stage = text.split(/^FROM /m).at(-1)!;
  const list = (pattern: RegExp) => JSON.parse(pattern.exec(stage)![1]!) as string[];
  return {
    environment: Object.fromEntries(
      [...stage.matchAll(/^ENV (\w+)=(\S+)$/gm)].map(([, name, value]) => [name!, value!]),
    ),
    command: list(/^CMD (\[.*\])$/m),
    healthcheck: list(/^HEALTHCHECK .*CMD (\[.*\])$/m),
  };
}
