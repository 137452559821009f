import { GraphQLError, Kind, type ConstDirectiveNode, type DocumentNode } from 'graphql';
import {
  idempotencyInProgress,
  idempotencyKeyReused,
  isCoded,
  type ErrorCode,
  formattedOf,
} from '../../../service-kit/errors/errors';
import {
  fingerprintOf,
  IDEMPOTENCY_HEADER,
  readIdempotencyKey,
} from '../../../service-kit/postgres/idempotency';
import type { Viewer } from '../../../service-kit/auth/viewer';
import { perOperation } from '../pipeline/operation';
import { rootFieldsOf } from '../pipeline/root-fields';
import type { Execute, OperationRequest } from '../pipeline/stage';
import type { OperationAnswer } from '../pipeline/answer';
import { refusal } from '../pipeline/refusal';
import type { StageFactory } from '../graphs/served-graph';
import { isGiven } from '../supergraph/supergraph-links';
import { HEARTBEAT_MS, type IdempotencyStore, type KeptAnswer, type KeyOwner } from './store';

/*
 * A mutation that is sent again with the same `Idempotency-Key` answers what it answered first (docs/idempotency.md;
 * draft-ietf-httpapi-idempotency-key-header). Whole answers are kept here; that the effect happens once even
 * when this process dies in between is the subgraphs' part (service-kit/postgres/idempotency.ts).
 */

/** Answers above this are not kept: a repetition runs, and the subgraphs see to it that nothing happens twice. */
const MAX_KEPT_BYTES = 1024 * 1024;
const REPLAYED = 'idempotency-replayed';
/** Trouble that may be over next time: the key is free again. */
const TRANSIENT = new Set(['SERVICE_UNAVAILABLE', 'REQUEST_TIMEOUT', 'RATE_LIMITED']);

/** Makes the stage. Without a key, and for queries, it costs one look at the headers. */
export function idempotency(store: IdempotencyStore): StageFactory {
  return ({ supergraph }) => {
    const marked = markedMutations(supergraph.document);
    const secret = markedMutations(supergraph.document, isSecret);
    const readMarksOf = perOperation((operation) => {
      const fields = [...rootFieldsOf(operation).values()].filter((name) => name !== '__typename');
      return {
        unmarked: fields.find((name) => !marked.has(name)),
        showsSecret: fields.some((name) => secret.has(name)),
      };
    });
    return (next) => (request) => {
      const { operation, context } = request;
      if (operation.type !== 'mutation' || context.headers[IDEMPOTENCY_HEADER] === undefined) {
        return next(request);
      }
      const key = readIdempotencyKey(context.headers);
      const { unmarked, showsSecret } = readMarksOf(operation);
      if (key == null) throw refusal(400, 'BAD_REQUEST', INVALID_KEY);
      if (unmarked !== undefined) throw refusal(400, 'BAD_REQUEST', takesNoKey(unmarked));
      if (!context.viewer) return next(request); // refused by the rules of every marked field
      return runOnce(store, context.viewer, { key, isKept: !showsSecret }, request, next);
    };
  };
}

async function runOnce(
  store: IdempotencyStore,
  { orgId, userId, permissions }: Viewer,
  { key, isKept }: { key: string; isKept: boolean },
  request: OperationRequest,
  next: Execute,
): Promise<OperationAnswer> {
  const { operation, variables, head } = request;
  const owner: KeyOwner = { orgId, userId, key };
  // With other rights it is another request: the first answer may hold what its caller may not see any more.
  const asked = [operation.hash, operation.name, variables, [...permissions].sort()];
  const claim = await store.claim(owner, fingerprintOf(asked));
  if (claim.kind === 'reused') throw refusalOf(422, idempotencyKeyReused());
  if (claim.kind === 'in-progress') throw refusalOf(409, idempotencyInProgress(), [['retry-after', '1']]);
  if (claim.kind === 'answered') {
    head.headers.set(REPLAYED, 'true');
    return revive(claim.answer);
  }
  const { token } = claim;
  const heartbeat = setInterval(() => void store.renew(owner, token).catch(() => undefined), HEARTBEAT_MS);
  try {
    const answer = await next(request);
    // An answer with a secret is kept nowhere in clear: a repetition runs, and the subgraph shows what it has sealed.
    const kept = isKept ? keptForm(answer) : null;
    // What happened has happened: when its answer can't be kept, a repetition finds the effect (service-kit/postgres/idempotency.ts).
    await (kept ? store.finish(owner, token, kept) : store.release(owner, token)).catch(() => undefined);
    return answer;
  } catch (error) {
    await store.release(owner, token).catch(() => undefined); // the lease ends by itself
    throw error;
  } finally {
    clearInterval(heartbeat);
  }
}

/** What to keep of an answer; null for one that may be another next time. */
function keptForm({ data, errors }: OperationAnswer): KeptAnswer | null {
  if (data === undefined || !(errors ?? []).every(isLasting)) return null;
  const kept: KeptAnswer = { data, ...(errors ? { errors: errors.map(formattedOf) } : {}) };
  return Buffer.byteLength(JSON.stringify(kept)) > MAX_KEPT_BYTES ? null : kept;
}

const isLasting = (error: GraphQLError): boolean =>
  isCoded(error) && !TRANSIENT.has(String(error.extensions['code']));

const revive = ({ data, errors }: KeptAnswer): OperationAnswer => ({
  data,
  ...(errors
    ? {
        errors: errors.map(
          ({ message, path, extensions }) =>
            new GraphQLError(message, { path: path ?? null, extensions: extensions ?? null }),
        ),
      }
    : {}),
});

/** Whether a mark says that the answer is not to be kept. */
const isSecret = (mark: ConstDirectiveNode): boolean => isGiven(mark, 'keepAnswer', false);

/** Mutation fields marked `@idempotent` in any subgraph. @param isMeant which marks count; all, unless told */
function markedMutations(
  document: DocumentNode,
  isMeant: (mark: ConstDirectiveNode) => boolean = () => true,
): ReadonlySet<string> {
  const names = document.definitions.flatMap((definition) =>
    definition.kind === Kind.OBJECT_TYPE_DEFINITION && definition.name.value === 'Mutation'
      ? (definition.fields ?? [])
          .filter(({ directives }) =>
            directives?.some((mark) => mark.name.value === 'idempotent' && isMeant(mark)),
          )
          .map(({ name }) => name.value)
      : [],
  );
  return new Set(names);
}

const INVALID_KEY =
  'The Idempotency-Key must be one header of 1 to 255 visible ASCII characters. A UUID is a good one.';
const takesNoKey = (field: string) =>
  `The mutation "${field}" takes no Idempotency-Key: send it without one.`;

const refusalOf = (status: number, { message, extensions }: GraphQLError, headers: [string, string][] = []) =>
  refusal(status, extensions['code'] as ErrorCode, message, { headers });
