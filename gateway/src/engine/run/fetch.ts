import type { FetchNode } from '@apollo/query-planner';
import type { Variables } from '../../pipeline/conditions';
import {
  SubgraphFailure,
  type SubgraphAnswer,
  type SubgraphDocument,
  type SubgraphSource,
} from '../../sources/subgraph-source';
import { REPRESENTATIONS } from '../compile/client-names';
import { reportErrors, reportFailure, type Entities, type FetchFacts } from './fetch-errors';
import { objectsAt, type PlanPath } from './places';
import type { PlanParts, Step } from './plan-parts';
import { compileExtract, gather } from './representations';
import { compileRewrites, renamedKeys, type Rewrite } from './rewrites';
import type { Run } from './run';
import { isTree, merge, type Tree } from './tree';
import type { AnswerReader } from '../verbatim/answer-reader';

/** A fetch, compiled: what all its requests have in common. */
export interface CompiledFetch extends FetchFacts {
  readonly source: SubgraphSource;
  readonly operationType: FetchNode['operationKind'];
  readonly variables: (variables: Variables) => Record<string, unknown>;
  readonly rewrites: readonly Rewrite[];
  readonly reader: AnswerReader | undefined;
}

/**
 * Compiles a fetch.
 *
 * @param path where its entities stand
 * @throws Error for a subgraph without a source
 */
export function compileFetch(node: FetchNode, path: PlanPath, parts: PlanParts): Step {
  const fetch = compileParts(node, node.requires ? path : null, parts);
  if (!node.requires) return rootFetch(fetch, path);
  const extract = compileExtract(node, parts);
  return (run) => {
    const objects = objectsAt(run.tree, path);
    if (objects.length === 0) return undefined;
    const { representations, slots, untold } = gather(objects, extract, run.errors.length === 0);
    if (untold.length > 0) reportFailure(run, fetch, new NumberTooLarge(), allOf(untold));
    if (representations.length === 0) return undefined;
    const variables = fetch.variables(run.variables);
    variables[REPRESENTATIONS] = representations;
    const entities = { objects, slots };
    return send(fetch, run, variables, entities, (answer) => {
      const received = answer.data?.['_entities'];
      if (!Array.isArray(received) || received.length !== representations.length) {
        if (!answer.errors) throw new SubgraphFailure(fetch.subgraph, 'malformed');
      } else mergeEntities(fetch, entities, received);
    });
  };
}

/** A subgraph's fault: masked, and logged. */
class NumberTooLarge extends Error {
  constructor() {
    super('What another subgraph requires is a number that is too large: it was not sent on.');
  }
}

const allOf = (objects: readonly Tree[]): Entities => ({ objects, slots: objects.map(() => 0) });

/** What {@link compileFetch} and subscriptions share. */
export function compileParts(node: FetchNode, path: PlanPath | null, parts: PlanParts): CompiledFetch {
  const { serviceName: subgraph, operation: query, operationName } = node;
  const source = parts.sources.get(subgraph);
  if (!source) throw new Error(`the plan asks the subgraph "${subgraph}", which has no source`);
  return {
    subgraph,
    path,
    source,
    document: documentOf(query, operationName),
    operationType: node.operationKind,
    variables: compileVariables(node.variableUsages ?? [], parts.clientVariable),
    rewrites: compileRewrites(node.outputRewrites, parts.types),
    reader: parts.readers.get(node),
    renamed: renamedKeys(node.outputRewrites),
    types: parts.types,
  };
}

function documentOf(query: string, operationName: string | undefined): SubgraphDocument {
  const head = JSON.stringify({ query, ...(operationName ? { operationName } : {}) });
  return { query, operationName, bodyHead: `${head.slice(0, -1)},"variables":` };
}

/** Compiles which variables a fetch sends. */
function compileVariables(names: readonly string[], clientVariable: PlanParts['clientVariable']) {
  const pairs = names
    .filter((name) => name !== REPRESENTATIONS)
    .map((name) => [name, clientVariable(name)] as const);
  return (given: Variables): Record<string, unknown> => {
    const variables: Record<string, unknown> = {};
    for (const [name, clients] of pairs) {
      if (Object.hasOwn(given, clients) && given[clients] !== undefined) variables[name] = given[clients];
    }
    return variables;
  };
}

function rootFetch(fetch: CompiledFetch, path: PlanPath): Step {
  return (run) => {
    const targets = path.length === 0 ? [run.tree] : objectsAt(run.tree, path);
    if (targets.length === 0) return undefined;
    return send(fetch, run, fetch.variables(run.variables), null, ({ data }) => {
      if (data) for (const target of targets) mergeRoot(fetch, target, data);
    });
  };
}

/** Merges the answer of a fetch of root fields. */
export function mergeRoot({ rewrites, types }: CompiledFetch, target: Tree, data: Tree): void {
  for (const rewrite of rewrites) rewrite(data);
  merge(target, data, types.isConcrete);
}

function mergeEntities(
  fetch: CompiledFetch,
  { objects, slots }: Entities,
  received: readonly unknown[],
): void {
  const { rewrites, types } = fetch;
  const rewritten = new Set<number>();
  for (let at = 0; at < objects.length; at += 1) {
    const slot = slots[at] ?? -1;
    const entity = slot < 0 ? null : received[slot];
    const object = objects[at] as Tree;
    if (!isTree(entity)) continue;
    if (rewrites.length > 0 && !rewritten.has(slot)) {
      entity['__typename'] ??= object['__typename'];
      for (const rewrite of rewrites) rewrite(entity);
      rewritten.add(slot);
    }
    merge(object, entity, types.isConcrete);
  }
}

/** Asks the subgraph. What goes wrong is reported, and what came is kept. */
function send(
  fetch: CompiledFetch,
  run: Run,
  variables: Record<string, unknown>,
  entities: Entities | null,
  keep: (answer: SubgraphAnswer) => void,
): Promise<void> {
  const { source, document, operationType } = fetch;
  const { facts, deadlineAt } = run.context;
  const reader = run.mayBeVerbatim ? fetch.reader : undefined;
  const fail = (failure: unknown) => reportFailure(run, fetch, failure, entities);
  return source.fetch({ ...document, variables, operationType, facts, deadlineAt, reader }).then((answer) => {
    try {
      keep(answer);
      if (answer.errors) reportErrors(run, fetch, answer.errors, entities);
    } catch (error) {
      fail(error);
    }
  }, fail);
}
