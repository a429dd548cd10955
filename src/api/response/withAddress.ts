// A service with its address, which the database does not know.
import type { Service, StoredService } from '../../contract/services.ts';
import { serviceUrlVariable } from '../../domain/identifiers.ts';
import type { ServiceAddresses } from '../../services/serviceAddresses.ts';

export function withAddress({ find }: Pick<ServiceAddresses, 'find'>, service: StoredService): Service {
  const address = find(service.name);
  return {
    ...service,
    address: {
      source: address?.source ?? 'missing',
      url: address?.url ?? null,
      variable: serviceUrlVariable(service.name),
    },
  };
}
