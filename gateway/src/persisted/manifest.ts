import { isRecord } from '../../../service-kit/http/json-body';

/*
 * A manifest lists the operations that clients were built with. Two formats are common, and told apart by their shape:
 *
 * - Apollo's: `{ "format": "apollo-persisted-query-manifest", "version": 1, "operations": [{ id, name, type, body }] }`,
 *   an operation with a `clientName` counting for that client only
 *   (https://www.apollographql.com/docs/graphos/platform/security/persisted-queries);
 * - Relay's: `{ "<id>": "<document>" }` (https://relay.dev/docs/guides/persisted-queries/).
 */

/** One document of a manifest. It may hold several operations. */
export interface PersistedOperation {
  readonly id: string;
  readonly body: string;
  /** The clients it counts for; null means every client. */
  readonly clients: ReadonlySet<string> | null;
}

/** Thrown when a manifest can't be used; the message names the file and says what to mend. */
export class ManifestError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ManifestError';
  }
}

const APOLLO_FORMAT = 'apollo-persisted-query-manifest';
const BOTH = `It has to be an Apollo manifest ({"format": "${APOLLO_FORMAT}", …}) or a Relay one ({"<id>": "<document>"}).`;

/**
 * Reads a manifest of either format. The documents are not parsed: whether they fit the schema is another question.
 *
 * @param text the file's
 * @param name of the file, for the errors' words
 * @returns one entry per id, in the file's order
 * @throws ManifestError for broken JSON, another format, a malformed entry, or one id with different bodies
 */
export function parseManifest(text: string, name: string): PersistedOperation[] {
  const refuse = (what: string) => new ManifestError(`The manifest ${name} ${what}`);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw refuse(`is not valid JSON: ${(error as Error).message}.`);
  }
  if (!isRecord(json)) throw refuse(`is not a JSON object. ${BOTH}`);
  const isApollo = json['format'] === APOLLO_FORMAT;
  return unique(isApollo ? readApollo(json, refuse) : readRelay(json, refuse), refuse);
}

type Refuse = (what: string) => ManifestError;

function readApollo(json: Record<string, unknown>, refuse: Refuse): PersistedOperation[] {
  const { version, operations } = json;
  if (version !== 1) throw refuse(`has the version ${JSON.stringify(version)}; 1 is the one known here.`);
  if (!Array.isArray(operations)) throw refuse('has no list "operations".');
  return operations.map((entry: unknown, index) => {
    const { id, body, clientName } = isRecord(entry) ? entry : {};
    const where = `operations[${index}]`;
    if (!isText(id)) throw refuse(`has no "id" in ${where}.`);
    if (!isText(body)) throw refuse(`has no "body" in ${where} (id ${id}).`);
    if (clientName != null && !isText(clientName))
      throw refuse(`has a "clientName" that is no text in ${where} (id ${id}).`);
    return { id, body, clients: clientName == null ? null : new Set([clientName]) };
  });
}

function readRelay(json: Record<string, unknown>, refuse: Refuse): PersistedOperation[] {
  return Object.entries(json).map(([id, body]) => {
    if (!isText(body)) throw refuse(`has no document under ${JSON.stringify(id)}. ${BOTH}`);
    if (id === 'format') throw refuse(`has the unknown format ${JSON.stringify(body)}. ${BOTH}`);
    if (id === '') throw refuse('has an empty id.');
    return { id, body, clients: null };
  });
}

function unique(operations: readonly PersistedOperation[], refuse: Refuse): PersistedOperation[] {
  const byId = new Map<string, PersistedOperation>();
  for (const operation of operations) {
    const former = byId.get(operation.id);
    if (former && former.body !== operation.body)
      throw refuse(`has the id ${operation.id} twice, with different bodies.`);
    byId.set(operation.id, former ? forBoth(former, operation) : operation);
  }
  return [...byId.values()];
}

/** The first, for the clients of both. */
export function forBoth(one: PersistedOperation, other: PersistedOperation): PersistedOperation {
  const clients = one.clients && other.clients ? new Set([...one.clients, ...other.clients]) : null;
  return { ...one, clients };
}

const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';
