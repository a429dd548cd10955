// A job is registered only if the scheduler knows where to call its service.
import { isReservedVariable } from '../../config.ts';
import { SchedulerError } from '../../domain/errors.ts';
import { serviceUrlVariable } from '../../domain/identifiers.ts';
import { PLATFORM_VARIABLES } from '../../platformVariables.ts';
import type { ServiceAddresses } from '../../services/serviceAddresses.ts';

/** @throws SchedulerError SERVICE_NAME_RESERVED or SERVICE_URL_MISSING, naming what to set */
export function requireServiceUrl(
  { find, listedIn, isListed }: Pick<ServiceAddresses, 'find' | 'listedIn' | 'isListed'>,
  service: string,
): void {
  if (find(service) !== undefined && isListed(service)) return;
  const variable = serviceUrlVariable(service);
  const details = { service, variable };
  if (listedIn === 'SERVICES_FILE') {
    throw new SchedulerError(
      'SERVICE_URL_MISSING',
      `the scheduler calls only the services in its SERVICES_FILE, and service "${service}" is not in it: add it there with its url; the scheduler reads the file again by itself`,
      { details },
    );
  }
  if (isReservedVariable(variable)) {
    throw new SchedulerError(
      'SERVICE_NAME_RESERVED',
      `service "${service}" would be called at ${variable}, which is a setting of the scheduler itself; choose another service name`,
      { details },
    );
  }
  if (listedIn === undefined && PLATFORM_VARIABLES.has(variable)) {
    throw new SchedulerError(
      'SERVICE_NAME_RESERVED',
      `service "${service}" would be called at ${variable}, which platforms set for themselves; choose another service name, or list the services in the scheduler's SERVICES`,
      { details },
    );
  }
  if (!isListed(service)) {
    throw new SchedulerError(
      'SERVICE_URL_MISSING',
      `the scheduler calls only the services listed in its setting SERVICES, and service "${service}" is not listed: add it there, set ${variable} to its http(s) address, and restart the scheduler`,
      { details },
    );
  }
  throw new SchedulerError(
    'SERVICE_URL_MISSING',
    `the scheduler does not know the address of service "${service}": set ${variable} to its http(s) address in the scheduler's environment and restart the scheduler`,
    { details },
  );
}
