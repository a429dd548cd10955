// The environment variables that `npm run dev` itself reads; all others are the scheduler's (src/config.ts).
import { resolve } from 'node:path';
import { z } from 'zod';

const Port = (byDefault: number) => z.coerce.number().int().min(1).max(65_535).default(byDefault);

const DevSettings = z.object({
  /** Holds the databases and logs; relative to the checkout. */
  DATA_DIR: z.string().default('.data'),
  PORT: Port(8080),
  POSTGRES_PORT: Port(54_329),
  TEMPORAL_PORT: Port(7233),
  TEMPORAL_UI_PORT: Port(8233),
  /** Set: that server is used and none is started. */
  TEMPORAL_ADDRESS: z.string().optional(),
  TEMPORAL_UI_URL: z.string().optional(),
});
export type DevSettings = z.infer<typeof DevSettings>;

export function readDevSettings(env: NodeJS.ProcessEnv): DevSettings {
  const parsed = DevSettings.safeParse(setVariables(env));
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw new Error(`these variables cannot be used:\n  ${problems.join('\n  ')}`);
  }
  return { ...parsed.data, DATA_DIR: resolve(import.meta.dirname, '..', parsed.data.DATA_DIR) };
}

/** Without the empty ones: an empty variable is an unset one. */
export function setVariables(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
}
