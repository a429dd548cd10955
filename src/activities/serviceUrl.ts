// The address of a service: only from its own environment variable.
import type { Config } from '../config.ts';
import { serviceUrlVariable } from '../domain/identifiers.ts';

/** The service's address without a trailing slash, or null when this process does not know it. */
export function serviceUrl(
  { serviceUrls }: Pick<Config, 'serviceUrls'>,
  service: string,
): { url: string | null; variable: string } {
  const variable = serviceUrlVariable(service);
  return { url: serviceUrls.get(variable) ?? null, variable };
}
