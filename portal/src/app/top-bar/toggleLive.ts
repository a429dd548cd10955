import { jobsFeed } from '../../live/jobs.ts';
import { queryClient } from '../../live/queryClient.ts';
import { announce } from '../../shared/ui/announce.ts';

/** While paused, the page requests nothing by itself, not even when it regains the focus. */
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
