// The adapter for a Postgres behind the REST gateway of Supabase (SUPABASE_URL): PostgREST under /rest/v1. What may go wrong on
// the way is judged in gatewayError.ts.
import { createClient } from '@supabase/supabase-js';
import { Agent, fetch, Headers, type RequestInit } from 'undici';
import { parseExactJson } from '../json/exactJson.ts';
import { CALL_TIMEOUT_MS, throwRefusal, type Database } from './database.ts';
import { gatewayError, GatewayAnswer } from './gatewayError.ts';

/** As many as the pool of the other adapter. */
const CONNECTIONS = 10;

/** @param key a secret key (`sb_secret_…`) or a JWT with the role service_role */
export function createSupabaseDatabase({ url, key }: { url: string; key: string }): Database {
  // HTTP/2 is not used: the tests' gateway has none.
  const agent = new Agent({ connections: CONNECTIONS, allowH2: false });
  const client = createClient(url, key, {
    // Without sessions: every call carries the key.
    accessToken: () => Promise.resolve(key),
    global: { fetch: gatewayFetch(agent) },
  });

  return {
    async call(functionName, args) {
      try {
        const { data } = await client
          .rpc('answer_call', { args: { function: functionName, args } })
          .abortSignal(AbortSignal.timeout(CALL_TIMEOUT_MS))
          .csv()
          .throwOnError();
        const answer = parseAnswer(data);
        throwRefusal(answer);
        return answer;
      } catch (cause) {
        throw gatewayError(functionName, cause);
      }
    },
    close: () => agent.close(),
  };
}

/**
 * Throws what is not a 2xx, so that supabase-js does not judge it: it takes an empty 404 for an empty answer. And asks for JSON
 * although the client thinks that it asked for CSV: of CSV it hands on the text, where it would parse JSON and round its numbers.
 */
function gatewayFetch(dispatcher: Agent): typeof globalThis.fetch {
  const ask = async (url: string, init: RequestInit) => {
    const headers = new Headers(init.headers);
    headers.set('accept', 'application/json');
    // A redirected POST would come back as a GET.
    const response = await fetch(url, { ...init, headers, redirect: 'manual', dispatcher });
    if (!response.ok) throw new GatewayAnswer(response.status, await response.text());
    return response;
  };
  // Node's types of the same library.
  return ask as unknown as typeof globalThis.fetch;
}

/** @param text null when the answer had no body */
function parseAnswer(text: string | null): unknown {
  if (text === null) throw new GatewayAnswer(204, '');
  try {
    return parseExactJson(text);
  } catch (cause) {
    throw new GatewayAnswer(200, text, { cause });
  }
}
