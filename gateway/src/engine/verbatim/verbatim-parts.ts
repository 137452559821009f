import type { FetchNode, PlanNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import {
  isListType,
  isObjectType,
  Kind,
  parse,
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type SelectionSetNode,
} from 'graphql';
import { type Variables, conditionVariables } from '../../pipeline/conditions';
import { responseKey, collectFields } from '../../pipeline/collect-fields';
import { operationDocument } from '../../pipeline/operation-document';
import type { Operation } from '../../pipeline/operation';
import type { ClientNames } from '../compile/client-names';
import { scanRun, type Scan } from './scan';
import { isPlain, nullable, SelectionScans } from './selection-scans';

/*
 * Finds the parts of a plan's fetches that are the client's as they come: of a field with a selection, all that the client
 * asked there is asked of one subgraph, in the same order, under the same names, of object types only; and no other fetch
 * adds to it or needs anything of it.
 */

/** Response keys from a root; lists are not steps of their own. */
type KeyPath = readonly string[];

export interface Fetched {
  readonly node: FetchNode;
  /** Where its fields go. */
  readonly at: KeyPath;
  /** All that it asks there. */
  readonly all: SelectionSetNode;
  /** The same, where it is fields only, at least at the top; else null. */
  readonly fields: SelectionSetNode | null;
  /** Its verbatim parts, by where they are below `at`. */
  readonly parts: Part[];
}

interface Part {
  readonly path: KeyPath;
  readonly scan: Scan;
  readonly isList: boolean;
  /** Of a run: all of its members, that of `path` first. */
  readonly run: readonly string[] | null;
}

/** The runs in the objects at a place; its key is {@link placeKey}. */
export type Runs = ReadonlyMap<string, readonly (readonly string[])[]>;

export const placeKey = (path: KeyPath): string => path.join();

/** @returns the fetches that have verbatim parts, with these; none for a plan with conditions */
export function findVerbatim(
  operation: Operation,
  conditions: Variables,
  names: ClientNames,
  plan: PlanNode,
): { fetches: Fetched[]; runs: Runs } {
  const fetches = fetchesOf(plan, []);
  const root = operation.schema.getRootType(operation.type);
  if (!fetches || !root) return { fetches: [], runs: new Map() };
  const finder = new Finder(operation, conditions, names, fetches);
  finder.visit(root, [operation.definition.selectionSet], []);
  return { fetches: fetches.filter(({ parts }) => parts.length > 0), runs: finder.runs };
}

function fetchesOf(node: PlanNode, at: KeyPath): Fetched[] | null {
  switch (node.kind) {
    case 'Fetch':
      return [fetched(node, at)];
    case 'Flatten':
      // A step with a type condition is more than a key.
      if (node.path.some((step) => String(step).includes('|'))) return null;
      return fetchesOf(node.node, [...at, ...node.path.map(String).filter((step) => step !== '@')]);
    case 'Sequence':
    case 'Parallel': {
      const inner = node.nodes.map((one) => fetchesOf(one, at));
      return inner.includes(null) ? null : inner.flatMap((one) => one ?? []);
    }
    case 'Condition':
    case 'Defer':
      return null;
  }
}

function fetched(node: FetchNode, at: KeyPath): Fetched {
  const definition = parse(node.operation, { noLocation: true }).definitions.find(
    (one) => one.kind === Kind.OPERATION_DEFINITION,
  );
  if (!definition) throw new Error('a fetch without an operation');
  const [entities] = definition.selectionSet.selections;
  const isOfEntities = node.requires !== undefined && entities?.kind === Kind.FIELD && entities.selectionSet;
  const all = isOfEntities || definition.selectionSet;
  const [only, ...others] = all.selections;
  const fields =
    isOfEntities && only?.kind === Kind.INLINE_FRAGMENT && others.length === 0 ? only.selectionSet : all;
  const isChanged = (node.outputRewrites?.length ?? 0) > 0;
  return { node, at, all, fields: !isChanged && isPlain(fields) ? fields : null, parts: [] };
}

const startsWith = (path: KeyPath, start: KeyPath): boolean =>
  start.length <= path.length && start.every((key, index) => path[index] === key);

/** A field that could be left as it comes. */
interface Candidate {
  readonly fetch: Fetched;
  /** Its path below the fetch's. */
  readonly path: KeyPath;
  readonly key: string;
  readonly scan: Scan;
  readonly isList: boolean;
  readonly isLeaf: boolean;
  /** Whether what it costs is known without looking at it: then nobody will look for it in the data. */
  readonly isOfKnownCost: boolean;
  /** What stands beside it in the fetch, and where it stands there. */
  readonly among: SelectionSetNode;
  readonly index: number;
}

class Finder {
  readonly runs = new Map<string, readonly (readonly string[])[]>();
  /** With conditions, what an answer did cost is read from its fields, which a run doesn't have. */
  readonly #hasRuns: boolean;
  readonly #scans: SelectionScans;

  constructor(
    readonly operation: Operation,
    readonly conditions: Variables,
    readonly names: ClientNames,
    readonly fetches: readonly Fetched[],
  ) {
    this.#scans = new SelectionScans(operation, conditions, names);
    this.#hasRuns = conditionVariables(operationDocument(operation)).length === 0;
  }

  visit(type: GraphQLObjectType, sets: readonly SelectionSetNode[], at: KeyPath): void {
    const candidates: (Candidate | null)[] = [];
    for (const [key, nodes] of collectFields(this.operation, type, sets, this.conditions)) {
      const [node] = nodes as [FieldNode];
      const field = type.getFields()[node.name.value];
      const inner = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
      const path = [...at, this.names.internalKey(node)];
      const candidate = field && path.at(-1) === key ? this.#candidate(path, node, field.type, inner) : null;
      candidates.push(candidate);
      const object = field && !candidate ? objectIn(field.type) : null;
      if (object) this.visit(object, inner, path);
    }
    this.#take(candidates, at);
  }

  #candidate(
    path: KeyPath,
    node: FieldNode,
    type: GraphQLOutputType,
    sets: readonly SelectionSetNode[],
  ): Candidate | null {
    const found = this.fetches.flatMap((fetch) => {
      const below = startsWith(path, fetch.at) ? path.slice(fetch.at.length) : [];
      const place = fetch.fields && below.length > 0 ? placeIn(fetch.fields, below) : null;
      return place ? [{ fetch, path: below, ...place }] : [];
    });
    const [only, ...others] = found;
    if (!only || others.length > 0 || this.#isShared(path, only.fetch)) return null;
    const { field, ...rest } = only;
    const scan = field.name.value === node.name.value ? this.#scans.of(type, sets, field.selectionSet) : null;
    const key = path.at(-1) ?? '';
    if (!scan) return null;
    const isOfKnownCost = this.#scans.isOfKnownCost(type, node, sets);
    return {
      ...rest,
      key,
      scan,
      isOfKnownCost,
      isList: isListType(nullable(type)),
      isLeaf: sets.length === 0,
    };
  }

  /** Makes parts of candidates. All runs of an object are one fetch's: it brings them all, or none. */
  #take(candidates: readonly (Candidate | null)[], at: KeyPath): void {
    const runs: string[][] = [];
    let runsOf: Fetched | null = null;
    for (const group of groupsOf(candidates, this.#hasRuns)) {
      const [{ fetch, path }] = group as [Candidate];
      if (group.length > 1 && (runsOf ?? fetch) === fetch) {
        runsOf = fetch;
        const run = group.map(({ key }) => key);
        runs.push(run);
        fetch.parts.push({
          path,
          scan: scanRun(group.map((one) => [one.key, one.scan])),
          isList: false,
          run,
        });
        continue;
      }
      const parts = group.filter(({ isLeaf }) => !isLeaf);
      fetch.parts.push(
        ...parts.map((one) => ({ path: one.path, scan: one.scan, isList: one.isList, run: null })),
      );
    }
    if (runs.length > 0) this.runs.set(placeKey(at), runs);
  }

  /** Whether another fetch goes into this part, adds to it, or needs something of it. */
  #isShared(path: KeyPath, by: Fetched): boolean {
    return this.fetches.some((fetch) => {
      if (startsWith(fetch.at, path)) return true;
      if (!startsWith(path, fetch.at)) return false;
      const below = path.slice(fetch.at.length);
      return needs(fetch.node.requires ?? [], below) || (fetch !== by && asks(fetch.all, below));
    });
  }
}

function objectIn(type: GraphQLOutputType): GraphQLObjectType | null {
  const there = nullable(type);
  if (isListType(there)) return objectIn(there.ofType);
  return isObjectType(there) ? there : null;
}

/** Candidates that follow one another, for the client and for their subgraph; alone where there may be no runs. */
function groupsOf(candidates: readonly (Candidate | null)[], mayRun: boolean): Candidate[][] {
  const groups: Candidate[][] = [];
  let before: Candidate | null = null;
  for (const one of candidates) {
    const joins: boolean =
      mayRun && isNext(before, one) && Boolean(before?.isOfKnownCost && one?.isOfKnownCost);
    if (one && joins) groups.at(-1)?.push(one);
    else if (one) groups.push([one]);
    before = one;
  }
  return groups;
}

const isNext = (one: Candidate | null, next: Candidate | null): boolean =>
  one !== null && one.among === next?.among && one.index + 1 === next.index;

/** A field that is reached by fields only, and where it stands. */
function placeIn(
  among: SelectionSetNode,
  [key, ...rest]: KeyPath,
): { field: FieldNode; among: SelectionSetNode; index: number } | null {
  if (!isPlain(among)) return null;
  const index = among.selections.findIndex((one) => one.kind === Kind.FIELD && responseKey(one) === key);
  const field = among.selections[index];
  if (field?.kind !== Kind.FIELD) return null;
  if (rest.length === 0) return { field, among, index };
  return field.selectionSet ? placeIn(field.selectionSet, rest) : null;
}

/** Whether a selection may ask something at a path, of whatever type. */
function asks({ selections }: SelectionSetNode, path: KeyPath): boolean {
  const [key, ...rest] = path;
  if (key === undefined) return true;
  return selections.some((one) => {
    if (one.kind === Kind.FRAGMENT_SPREAD) return true;
    if (one.kind === Kind.INLINE_FRAGMENT) return asks(one.selectionSet, path);
    return responseKey(one) === key && (!one.selectionSet || asks(one.selectionSet, rest));
  });
}

/** The same for what a fetch sends. */
function needs(selections: readonly QueryPlanSelectionNode[], path: KeyPath): boolean {
  const [key, ...rest] = path;
  if (key === undefined) return true;
  return selections.some((one) =>
    one.kind === 'Field'
      ? (one.alias ?? one.name) === key && needs(one.selections ?? [], rest)
      : needs(one.selections, path),
  );
}
