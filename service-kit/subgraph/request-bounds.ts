import { HeaderMap, type ApolloServerPlugin, type BaseContext } from '@apollo/server';
import { GraphQLError, Kind, parse, visit } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { ErrorCode } from '../errors/errors';
import { nestingRefusal, type RequestRefusal } from '../http/http';
import { coerceVariables } from '../http/variables';

/*
 * What a subgraph's own port takes. Its callers are routers, whose documents are longer than people's; but whoever reaches the
 * port must not be able to hold it up: validation compares each pair of repeated fields and of fragments.
 */

/** What one request may cost, whatever its gateway allows. */
export const MAX_POINTS = 50_000;
/** Words and signs, as the parser reads them. */
export const MAX_TOKENS = 30_000;
const MAX_REPEATS = 500;
/** Fields beside one another; no router asks for so many. */
const MAX_SELECTIONS = 3_000;
const REMEMBERED = 1_000;

/** Makes the check of a request before anything is validated. A document that passed is not read again. */
export function createRequestBounds(): (sent: {
  query?: unknown;
  variables?: unknown;
}) => RequestRefusal | null {
  const passed = new LRUCache<string, true>({
    max: REMEMBERED,
    maxSize: 4_000_000,
    sizeCalculation: (_, text) => text.length + 1,
  });
  return (sent) => {
    const refusal = listRefusal(sent.variables) ?? nestingRefusal(sent);
    const { query } = sent;
    if (refusal || typeof query !== 'string' || passed.has(query)) return refusal;
    const message = refusalOfDocument(query);
    if (message !== null) return { message, code: 'BAD_REQUEST' };
    passed.set(query, true);
    return null;
  };
}

/** A list of so many can't be within a request's points: it is refused before each of its items is looked at. */
function listRefusal(variables: unknown): RequestRefusal | null {
  if (typeof variables !== 'object' || variables === null) return null;
  const isTooLong = Object.values(variables).some(
    (value) => Array.isArray(value) && value.length > MAX_POINTS,
  );
  const message = `A variable holds a list of more than ${MAX_POINTS} items. Send them in several requests.`;
  return isTooLong ? { message, code: 'BAD_REQUEST' } : null;
}

/** @returns null for a text that is not GraphQL too: the parser's own error tells more */
function refusalOfDocument(text: string): string | null {
  let repeats = 0;
  let spreads = 0;
  let most = 0;
  try {
    visit(parse(text, { maxTokens: MAX_TOKENS, noLocation: true }), {
      FragmentSpread: () => void (spreads += 1),
      SelectionSet({ selections }) {
        most = Math.max(most, selections.length);
        const keys = new Set<string>();
        for (const selection of selections) {
          if (selection.kind !== Kind.FIELD) continue;
          const key = (selection.alias ?? selection.name).value;
          if (keys.has(key)) repeats += 1;
          keys.add(key);
        }
      },
    });
  } catch {
    return null;
  }
  if (most > MAX_SELECTIONS) return `The document has more than ${MAX_SELECTIONS} fields beside one another.`;
  if (repeats <= MAX_REPEATS && spreads <= MAX_REPEATS) return null;
  return `The document repeats fields or fragments more than ${MAX_REPEATS} times.`;
}

/** Refuses wrong variables before graphql-js prints them, however long they are. */
export const variableCheck: ApolloServerPlugin<BaseContext> = {
  requestDidStart: async () => ({
    didResolveOperation: async ({ schema, operation, request }) => {
      const definitions = operation?.variableDefinitions ?? [];
      if (definitions.length === 0) return;
      const { errors } = coerceVariables(schema, definitions, request.variables ?? {}, 1);
      const [error] = errors ?? [];
      if (!error) return;
      const code = 'BAD_USER_INPUT' satisfies ErrorCode;
      const http = { status: 400, headers: new HeaderMap() }; // Apollo Server's own for what a hook throws is 500
      const extensions: Record<string, unknown> = { code, http };
      throw new GraphQLError(error.message, { nodes: error.nodes ?? null, extensions });
    },
  }),
};
