// "(3 failing) Scheduler", and a dot on the favicon while jobs are failing, for tabs in the background.
import { useEffect } from 'react';
import { useJobs } from '../../live/jobs.ts';

export function usePageTitle(): void {
  const failing = useJobs(({ jobs }) => {
    let count = 0;
    for (const job of jobs?.values() ?? []) if (job.failing !== null) count += 1;
    return count;
  });
  useEffect(() => {
    document.title = failing === 0 ? 'Scheduler' : `(${failing} failing) Scheduler`;
    const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
    if (icon) icon.href = `data:image/svg+xml,${encodeURIComponent(favicon(failing > 0))}`;
  }, [failing]);
}

/** The cut-out ring makes the dot visible without colour. */
function favicon(hasDot: boolean): string {
  const clock = '<circle cx="16" cy="16" r="13"/><path d="M16 8v8l5.5 4"/>';
  const dot = '<circle cx="24" cy="8" r="7.5" fill="#c92a2a" stroke="none"/>';
  const cut =
    '<mask id="cut"><rect width="32" height="32" fill="#fff" stroke="none"/>' +
    '<circle cx="24" cy="8" r="10" fill="#000" stroke="none"/></mask>';
  const drawing = hasDot ? `${cut}<g mask="url(#cut)">${clock}</g>${dot}` : clock;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" fill="none" stroke="#1864ab" stroke-width="3.5" stroke-linecap="round" stroke-linejoin="round">${drawing}</svg>`;
}
