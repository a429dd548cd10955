// Addresses of the portal and its API, from the page's <base>, which includes a proxy's prefix.

/** Path of the portal, without a slash at its end: "/admin/scheduler". */
export const PORTAL_PATH = new URL(document.baseURI).pathname.replace(/\/$/, '');

/** The scheduler's address, two levels above the portal. */
export const SCHEDULER_URL = new URL('../../', document.baseURI);

/** @param path from the scheduler's root, without a slash before it: "api/jobs" */
export function apiUrl(path: string): URL {
  return new URL(path, SCHEDULER_URL);
}
