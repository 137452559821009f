import { v7 } from 'uuid';
import { badInput, notFound } from '../errors/errors';

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

/**
 * Checks an id by which a list is narrowed. What is no id at all is a mistake of the client's, which an empty list would hide.
 *
 * @param path of the argument
 * @returns the id in lower case
 * @throws GraphQLError BAD_USER_INPUT
 */
export function checkFilterId(id: string, path: string): string {
  if (!isId(id)) throw badInput(`"${path}" is not an id. Take the "id" of an object of ours.`, path);
  return id.toLowerCase();
}
