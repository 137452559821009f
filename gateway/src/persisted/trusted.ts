import { setImmediate } from 'node:timers/promises';
import {
  parse,
  specifiedRules,
  validate,
  type GraphQLSchema,
  type ParseOptions,
  type ValidationRule,
} from 'graphql';
import { documentNestsTooDeep } from '../../../service-kit/subgraph/nesting';
import type { ValidDocuments } from '../known-documents/known-documents';
import type { Operation } from '../pipeline/operation';
import { validDocument, type ValidDocument } from '../pipeline/valid-document';
import { sha256 } from './safelist';
import type { PersistedOperation } from './manifest';

export interface Unfit {
  readonly id: string;
  readonly why: string;
}

/** What the gateway asks of every document. */
export interface DocumentRules {
  readonly parseOptions: ParseOptions;
  readonly rules: readonly ValidationRule[];
}

/** How long it works before it lets others work, in ms. */
const SLICE_MS = 10;

/**
 * Parses, validates and prepares listed documents, in slices that leave room for requests between them.
 *
 * @param graph whose schema they have to fit; `prepare` does what can be done before an operation's first request
 * @param former documents of the same graph: those are taken over with what hangs on them
 * @returns the ones that fit, and why the others don't
 */
export async function trustDocuments(
  operations: readonly PersistedOperation[],
  graph: { schema: GraphQLSchema; prepare?: ((operation: Operation) => unknown) | undefined },
  rules: DocumentRules,
  former?: ValidDocuments,
): Promise<{ trusted: ValidDocuments; unfit: Unfit[] }> {
  const trusted = new Map<string, ValidDocument>();
  const unfit: Unfit[] = [];
  let since = performance.now();
  for (const { id, body } of operations) {
    try {
      const document = former?.get(body) ?? trusted.get(body) ?? trust(body, graph.schema, rules);
      if (!former?.has(body))
        for (const operation of document.operations.values()) await graph.prepare?.(operation);
      trusted.set(body, document);
    } catch (error) {
      unfit.push({ id, why: (error as Error).message });
    }
    if (performance.now() - since > SLICE_MS) {
      await setImmediate();
      since = performance.now();
    }
  }
  return { trusted, unfit };
}

/** @throws Error with the first thing that doesn't fit */
function trust(body: string, schema: GraphQLSchema, rules: DocumentRules): ValidDocument {
  if (documentNestsTooDeep(body)) throw new Error('It nests too deep.');
  const document = parse(body, rules.parseOptions);
  const [error] = validate(schema, document, [...specifiedRules, ...rules.rules], { maxErrors: 1 });
  if (error) throw error;
  return validDocument(document, schema, sha256(body));
}
