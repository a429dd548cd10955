import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Service } from '../../../src/contract/service.ts';
import { changeService, servicesQuery, type ServiceChange } from '../api/services.ts';
import { tell } from '../frame/tell.ts';

/** @param onDone when the server has accepted it */
export function useChangeService(name: string, onDone: () => void) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (change: ServiceChange) => changeService(name, change),
    onSuccess: ({ message, service: changed }) => {
      queryClient.setQueryData(servicesQuery.queryKey, (services: Service[] | undefined) =>
        services?.map((service) => (service.name === name ? changed : service)),
      );
      tell(message);
      onDone();
    },
  });
}
