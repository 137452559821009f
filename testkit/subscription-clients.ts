import type { ExecutionResult } from 'graphql';
import { createClient as createSseClient, type Client as SseClient } from 'graphql-sse';
import { createClient, type Client, type ClientOptions } from 'graphql-ws';
import { WebSocket } from 'ws';

/** Data and errors as they came, of any shape. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a test looks into answers of every shape
export type Came = ExecutionResult<any, Record<string, unknown>>;

export interface SubscriptionClient {
  /** Begins a subscription (or runs a query); what refuses it is thrown by the first `next`. */
  subscribe(query: string, variables?: Record<string, unknown>): AsyncIterableIterator<Came>;
  /** Closes the connection, and with it all that runs. */
  dispose(): void;
}

const bearer = (token: string | null) => (token ? { authorization: `Bearer ${token}` } : {});

/**
 * A graphql-ws client, as a frontend has one.
 *
 * @param url of the endpoint, http://
 * @param token sent in `connection_init`; a function is asked at each connection
 */
export function socketClient(
  url: string,
  token: string | null | (() => string | null),
  options: Partial<ClientOptions> = {},
): SubscriptionClient & { readonly client: Client } {
  const client = createClient({
    url: `${url.replace(/^http/, 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: () => bearer(typeof token === 'function' ? token() : token),
    retryAttempts: 0,
    ...options,
  });
  return {
    client,
    subscribe: (query, variables) =>
      client.iterate({ query, ...(variables ? { variables } : {}) }) as AsyncIterableIterator<Came>,
    dispose: () => void client.dispose(),
  };
}

/** A graphql-sse client with a connection for each operation. */
export function eventStreamClient(
  url: string,
  token: string | null | (() => string | null),
  options: { retryAttempts?: number } = {},
): SubscriptionClient & { readonly client: SseClient } {
  const client = createSseClient({
    url: `${url}/graphql`,
    headers: () => bearer(typeof token === 'function' ? token() : token) as Record<string, string>,
    retryAttempts: 0,
    ...options,
  });
  return {
    client,
    subscribe: (query, variables) =>
      client.iterate({ query, ...(variables ? { variables } : {}) }) as AsyncIterableIterator<Came>,
    dispose: () => client.dispose(),
  };
}

/** The code and reason a socket is closed with. */
export const closeOf = (socket: WebSocket): Promise<{ code: number; reason: string }> =>
  new Promise((resolve) => {
    socket.once('close', (code, reason) => resolve({ code, reason: String(reason) }));
  });
