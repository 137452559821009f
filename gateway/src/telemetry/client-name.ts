import type { GatewayContext } from '../pipeline/context';

/** How a client calls itself. A claim, good for statistics and for being stricter; never a reason to be more lenient. */
export interface ClientName {
  readonly name: string | null;
  readonly version: string | null;
}

/** Longer names are cut: they go into logs. */
const MAX_LENGTH = 100;

/** Reads the headers of Apollo's clients, and those that others call theirs (`graphql-client-name`). */
export const clientOf = (headers: GatewayContext['headers']): ClientName => ({
  name: text(headers['apollographql-client-name'] ?? headers['graphql-client-name']),
  version: text(headers['apollographql-client-version'] ?? headers['graphql-client-version']),
});

const text = (value: string | string[] | undefined): string | null =>
  typeof value === 'string' && value !== '' ? value.slice(0, MAX_LENGTH) : null;
