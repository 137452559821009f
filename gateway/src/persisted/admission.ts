import type { HTTPGraphQLRequest } from '@apollo/server';
import { LRUCache } from 'lru-cache';
import type { Logger } from '../../../service-kit/process/logger';
import { clientOf, type ClientName } from '../telemetry/client-name';
import type { GatewayContext } from '../pipeline/context';
import { askByText, readAsked, type Asked } from './asked';
import type { ModeOf } from './modes';
import type { PersistedMetrics } from './persisted-metrics';
import { countsFor, sha256, type Safelist } from './safelist';
import { refusal } from '../pipeline/refusal';

/**
 * Decides whether what a request asks may be run, before anything of it is parsed. Where it names a listed document, the
 * request is rewritten to hold its text.
 *
 * @throws GraphQLError OPERATION_NOT_ALLOWED (403), PERSISTED_QUERY_NOT_FOUND (404), BAD_REQUEST
 */
export type Admission = (request: HTTPGraphQLRequest, context: GatewayContext) => void;

export interface AdmissionParts {
  /** The list of the moment. */
  safelist: () => Safelist;
  modeOf: ModeOf;
  metrics: PersistedMetrics;
  log: Logger;
}

const HASH = /^[0-9a-f]{64}$/;
/** What load balancers and clients ask to see whether anyone answers. It tells nothing. */
const PROBE = /^\s*(query\s*)?\{\s*__typename\s*\}\s*$/;
const MAX_PROBE = 100;

export function createAdmission({ safelist, modeOf, metrics, log }: AdmissionParts): Admission {
  const noteUnlisted = createNotes(log);
  return (request, { headers }) => {
    const asked = readAsked(request);
    if (!asked || (asked.query === null && asked.names.length === 0 && asked.hash === undefined)) return;
    const client = clientOf(headers);
    const mode = modeOf(client.name);
    const list = safelist();
    const found = asked.query === null ? byName(list, asked) : byText(list, asked, mode !== 'off');
    if (found && countsFor(found, client.name)) {
      metrics.count('listed', client.name);
      if (asked.query === null) askByText(request, found.body);
      return;
    }
    if (isProbe(asked)) return;
    if (mode === 'enforce') {
      metrics.count('refused', client.name);
      throw notAllowed(found !== undefined);
    }
    if (asked.query === null) mustBeHash(asked, () => metrics.count('not_found', client.name));
    if (mode === 'log') {
      metrics.count('unlisted', client.name);
      noteUnlisted(asked, client);
    }
  };
}

function byName(list: Safelist, { names }: Asked) {
  if (names.length > 1) throw contradiction();
  return names[0] === undefined ? undefined : list.byId(names[0]);
}

function byText(list: Safelist, { query, names, hash }: Asked, normalized: boolean) {
  if (query === null) return undefined;
  for (const name of names) {
    const named = name === hash ? undefined : list.byId(name); // Apollo Server compares a hash with the text
    if (named && named.body !== query) throw contradiction();
  }
  return list.byText(query) ?? (normalized ? list.byNormalizedText(query) : undefined);
}

const isProbe = ({ query }: Asked): boolean =>
  query !== null && query.length <= MAX_PROBE && PROBE.test(query);

/** What is not listed may still be known by Apollo's protocol; only that has hashes. */
function mustBeHash({ hash }: Asked, onUnknownId: () => void): void {
  if (hash === undefined) {
    onUnknownId();
    throw unknownId();
  }
  if (typeof hash !== 'string' || !HASH.test(hash)) throw malformedHash();
}

const REMEMBERED_NOTES = 2_000;

/** Each unlisted operation is logged once per client and version: the metric counts the rest. Never its text or variables. */
function createNotes(log: Logger) {
  const noted = new LRUCache<string, true>({ max: REMEMBERED_NOTES });
  return ({ query, names, operationName }: Asked, { name, version }: ClientName) => {
    const operationHash = query === null ? names[0] : sha256(query);
    const key = JSON.stringify([operationHash, name, version]);
    if (noted.has(key)) return;
    noted.set(key, true);
    const operation = operationName?.slice(0, 200) ?? nameIn(query);
    log.warn({ operation, operationHash, client: name, clientVersion: version }, 'operation is not listed');
  };
}

/** A document's first operation's name, as far as its beginning tells. */
const nameIn = (query: string | null): string | null =>
  /^\s*(?:query|mutation)\s+(\w{1,100})/.exec(query?.slice(0, 1000) ?? '')?.[1] ?? null;

/** The operation is not on the list, and only listed ones are run. */
const notAllowed = (isListedForOthers: boolean) =>
  refusal(
    403,
    'OPERATION_NOT_ALLOWED',
    isListedForOthers
      ? 'This operation is listed for another client: send your client\'s name as "apollographql-client-name".'
      : "This server runs registered operations only, and this one is not registered. Publish it in your client's manifest.",
  );

/** Nobody knows a document by this id. */
const unknownId = () =>
  refusal(404, 'PERSISTED_QUERY_NOT_FOUND', 'No document with this id is stored here. Send the whole query.');

const malformedHash = () =>
  refusal(
    400,
    'BAD_REQUEST',
    'The sha256Hash of a persisted query is the SHA-256 of its text, as 64 hexadecimal digits in lower case.',
  );

/** The request names different documents. */
const contradiction = () =>
  refusal(400, 'BAD_REQUEST', 'The request names more than one document. Send only one.');
