/** Origin of the page that may embed the portal (FRONTEND_URL of the scheduler). */
export const hostOrigin = document.querySelector<HTMLMetaElement>(
  'meta[name="scheduler-portal-host"]',
)?.content;

export const isEmbedded = window.parent !== window && hostOrigin !== undefined;
