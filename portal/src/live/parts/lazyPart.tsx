// Lazily loaded code: views, drawers, dialogs. It is fetched while the page idles, so that it is there during an outage.
// A failed fetch can be retried. (React's lazy() keeps the first failure forever.)
import { useEffect, useReducer, useState, type ComponentType, type ReactNode } from 'react';
import { onRecovery } from '../onRecovery.ts';
import { waitingFor } from './progress.ts';

/** All parts, in fetch order. */
export const lazyParts: (() => Promise<void>)[] = [];

interface Options<Props> {
  load: () => Promise<ComponentType<Props>>;
  /** Shown when the fetch failed. */
  failed: (props: Props, error: unknown, retry: () => void) => ReactNode;
  /** Shown while it loads. */
  waiting?: ReactNode;
}

export function lazyPart<Props extends object>({ load, failed, waiting = null }: Options<Props>) {
  let Part: ComponentType<Props> | undefined;
  let loading: Promise<void> | undefined;

  async function fetchOnce(): Promise<void> {
    try {
      Part = await load();
    } finally {
      loading = undefined;
    }
  }
  async function fetchPart(): Promise<void> {
    if (Part === undefined) await (loading ??= fetchOnce());
  }
  lazyParts.push(fetchPart);

  function LazyPart(props: Props) {
    const [failure, setFailure] = useState<{ error: unknown } | null>(null);
    const [, renderAgain] = useReducer((count: number) => count + 1, 0);
    useEffect(() => {
      if (Part !== undefined) return undefined;
      if (failure !== null) return onRecovery(() => setFailure(null));
      let isGone = false;
      waitingFor(fetchPart()).then(
        () => isGone || renderAgain(),
        (error: unknown) => isGone || setFailure({ error }),
      );
      return () => {
        isGone = true;
      };
    }, [failure]);
    if (Part !== undefined) return <Part {...props} />;
    return failure === null ? waiting : failed(props, failure.error, () => setFailure(null));
  }
  /** For the router's preload. The view itself shows a failure. */
  LazyPart.preload = () =>
    fetchPart().catch((error: unknown) => {
      console.warn('A part of the page could not be fetched', error);
    });
  return LazyPart;
}
