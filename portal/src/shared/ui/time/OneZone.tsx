import { createContext, type ReactNode } from 'react';

export const OneZoneContext = createContext(false);

/** Around a list of many jobs: every instant in it is shown in one zone, whatever its job's is. */
export function OneZone({ children }: { children: ReactNode }) {
  return <OneZoneContext value>{children}</OneZoneContext>;
}
