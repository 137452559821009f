import { v7 } from 'uuid';
import { notFound } from '../errors/errors';

/** A new id: a UUIDv7 (RFC 9562, 5.7), so that ids grow with time and indexes stay compact. */
export const newId = (): string => v7();

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether a text has the shape of our ids. */
export const isId = (text: string): boolean => UUID.test(text);

/**
 * Checks an id given by a client before it reaches SQL.
 *
 * @param kind what it should be the id of, for the message
 * @returns the id in lower case
 * @throws GraphQLError NOT_FOUND: a malformed id names nothing, just as an unknown or a foreign one
 */
export function checkId(id: string, kind: string): string {
  if (!isId(id)) throw notFound(kind);
  return id.toLowerCase();
}

/** The id; null for a malformed one, which names nothing, like one that is unknown. */
export const idOrNull = (id: string): string | null => (isId(id) ? id : null);
