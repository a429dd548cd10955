// Signing in and out. An admin's token becomes a session, in a cookie that no script can read; any other is a bearer token.
import { ApiError } from './client/ApiError.ts';
import { forgetToken, setToken } from './client/credentials.ts';
import { request } from './client/request.ts';

/** @throws ApiError that says why the token is not accepted; what the page had until then stays */
export async function signIn(token: string): Promise<void> {
  if (await startsSession(token)) {
    setToken(null);
    return;
  }
  await request('GET', 'api/me', { token });
  setToken(token);
}

async function startsSession(token: string): Promise<boolean> {
  try {
    await request('POST', 'api/sign-in', { body: { token }, token: null });
    // In a frame of another site, browsers keep no cookie.
    await request('GET', 'api/me', { token: null });
    return true;
  } catch (error) {
    if (isRefused(error)) return false;
    throw error;
  }
}

/** Loads the page anew, so that nothing of what was shown stays in memory. */
export async function signOut(): Promise<void> {
  try {
    await request('POST', 'api/sign-out', { body: {}, token: null });
  } catch (error) {
    // No page at this address can have a session.
    if (!isRefused(error)) throw error;
  }
  forgetToken();
  window.location.reload();
}

/** An outage or a rate limit says nothing of the token. */
function isRefused(error: unknown): boolean {
  return error instanceof ApiError && [400, 401, 403].includes(error.status ?? 0);
}
