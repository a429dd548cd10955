import type { Config } from '../../config.ts';

/** Whose pages may call the API: the portal's own under PUBLIC_URL, and those of FRONTEND_URL. */
export function allowedOrigins({
  publicUrl,
  frontendUrl,
}: Pick<Config, 'publicUrl' | 'frontendUrl'>): string[] {
  return [publicUrl, frontendUrl].flatMap((url) => (url === undefined ? [] : [new URL(url).origin]));
}
