import type { Service } from '../../../../src/contract/services.ts';
import { toastDone } from '../../actions/toasts.tsx';
import { useWrite } from '../../actions/useWrite.ts';
import { changeService, servicesQuery, type ServiceChange } from '../../api/services.ts';
import { queryClient } from '../../live/queryClient.ts';

/** @param onDone when the server has accepted it */
export function useChangeService(name: string, onDone: () => void) {
  const write = useWrite();
  const change = (wanted: ServiceChange) =>
    void write.run(async () => {
      const { message, service: changed } = await changeService(name, wanted);
      queryClient.setQueryData(servicesQuery.queryKey, (services: Service[] | undefined) =>
        services?.map((service) => (service.name === name ? changed : service)),
      );
      toastDone(message);
      onDone();
    });
  return { write, change };
}
