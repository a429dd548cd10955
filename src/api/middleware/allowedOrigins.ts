import type { Config } from '../../config.ts';

/** Origins whose pages may call the API: PUBLIC_URL (the portal) and FRONTEND_URL. */
export function allowedOrigins({
  publicUrl,
  frontendUrl,
}: Pick<Config, 'publicUrl' | 'frontendUrl'>): string[] {
  return [publicUrl, frontendUrl].flatMap((url) => (url === undefined ? [] : [new URL(url).origin]));
}
