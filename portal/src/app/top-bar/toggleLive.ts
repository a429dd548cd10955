import { jobsFeed } from '../../live/jobs.ts';
import { queryClient } from '../../live/queryClient.ts';
import { announce } from '../../shared/ui/announce.ts';

/** Paused, the page asks for nothing by itself: neither the jobs nor any other view, nor when it gets the focus again. */
export function toggleLive(): void {
  const pausing = !jobsFeed.store.state.paused;
  const defaults = queryClient.getDefaultOptions();
  queryClient.setDefaultOptions({
    ...defaults,
    queries: { ...defaults.queries, refetchOnWindowFocus: !pausing, refetchOnReconnect: !pausing },
  });
  if (pausing) jobsFeed.pause();
  else {
    jobsFeed.resume();
    void queryClient.invalidateQueries();
  }
  announce(pausing ? 'Live updates paused' : 'Live updates resumed');
}
