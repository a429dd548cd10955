import { useMutation } from '@tanstack/react-query';
import type { Service } from '../../../../src/contract/services.ts';
import { toastDone } from '../../actions/toasts.tsx';
import { updateService, servicesQuery, type ServiceChange } from '../../api/services.ts';
import { queryClient } from '../../live/queryClient.ts';

/** @param onDone when the server has accepted it */
export function useServiceMutation(name: string, onDone: () => void) {
  return useMutation({
    mutationFn: (change: ServiceChange) => updateService(name, change),
    onSuccess: ({ message, service: changed }) => {
      queryClient.setQueryData(servicesQuery.queryKey, (services: Service[] | undefined) =>
        services?.map((service) => (service.name === name ? changed : service)),
      );
      toastDone(message);
      onDone();
    },
  });
}
