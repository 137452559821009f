import type { FetchNode, PlanNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import { Kind, parse, type DocumentNode, type FieldNode, type SelectionNode } from 'graphql';
import { enumOf, hasFields, subgraphsOf, textOf } from '../../supergraph/supergraph-links';
import { own, type Tree } from '../run/tree';
import { isResolvableKey, isUnresolvableKey } from './planning-supergraph';

/** Keys of an entity in one subgraph, as selections. */
interface Keys {
  readonly resolvable: (readonly SelectionNode[])[];
  readonly others: (readonly SelectionNode[])[];
}

/** What subgraphs resolve entities by. */
export interface EntityKeys {
  /**
   * Plans are checked for fetches of entities by keys that the subgraph declares it doesn't resolve (`resolvable: false`):
   * it would answer nonsense or nothing. @returns why a plan can't be executed, or nothing
   */
  faultIn(plan: PlanNode): string | undefined;
  /**
   * Whether a fetch may send a representation. Plans are seen (planner 2.14.4, interface objects) whose representations
   * have what a field requires, and lack the key: those objects are not meant.
   *
   * @returns nothing when it may send all that it makes
   */
  mayBeSent(fetch: FetchNode): ((representation: Tree) => boolean) | undefined;
}

/** @param supergraph the planner's */
export function readEntityKeys(supergraph: DocumentNode): EntityKeys {
  const keys = keysOf(supergraph);
  return {
    faultIn: createCheck(keys),
    mayBeSent(fetch) {
      const keysHere = (type: string) => keys.get(`${fetch.serviceName}/${type}`)?.resolvable ?? [];
      const hasKey = (node: QueryPlanSelectionNode) => {
        if (node.kind !== 'InlineFragment' || node.typeCondition === undefined) return true;
        const known = keysHere(typeSent(fetch, node.typeCondition));
        return known.length === 0 || known.some((key) => covers(node.selections, key));
      };
      if ((fetch.requires ?? []).every(hasKey)) return undefined;
      return (representation) => {
        const known = keysHere(String(representation['__typename']));
        return known.some((key) => key.every((field) => isTold(representation, field)));
      };
    },
  };
}

const isTold = (representation: Tree, field: SelectionNode): boolean =>
  field.kind !== Kind.FIELD || own(representation, field.name.value) !== undefined;

function createCheck(keys: ReadonlyMap<string, Keys>): EntityKeys['faultIn'] {
  const faultOf = (fetch: FetchNode): string | undefined => {
    for (const node of fetch.requires ?? []) {
      if (node.kind !== 'InlineFragment' || node.typeCondition === undefined) continue;
      const found = keys.get(`${fetch.serviceName}/${typeSent(fetch, node.typeCondition)}`);
      const isCovered = (key: readonly SelectionNode[]) => covers(node.selections, key);
      if (!found || found.resolvable.some(isCovered) || !found.others.some(isCovered)) continue;
      return `the subgraph "${fetch.serviceName}" does not resolve ${node.typeCondition} by the keys at hand`;
    }
    return undefined;
  };
  return function find(plan): string | undefined {
    switch (plan.kind) {
      case 'Fetch':
        return faultOf(plan);
      case 'Flatten':
        return find(plan.node);
      case 'Sequence':
      case 'Parallel':
        for (const node of plan.nodes) {
          const fault = find(node);
          if (fault) return fault;
        }
        return undefined;
      // Conditions are decided before planning (conditions.ts), and nothing offers @defer.
      case 'Condition':
      case 'Defer':
        return `it has the node ${plan.kind}`;
    }
  };
}

/** An implementation is sent under its interface's name to a subgraph that has the interface as an object. */
function typeSent({ inputRewrites }: FetchNode, type: string): string {
  for (const rewrite of inputRewrites ?? []) {
    const [fragment, field] = rewrite.path;
    if (rewrite.kind !== 'ValueSetter' || rewrite.path.length !== 2 || field !== '__typename') continue;
    if (fragment === `... on ${type}`) return String(rewrite.setValueTo);
  }
  return type;
}

function covers(selections: readonly QueryPlanSelectionNode[], key: readonly SelectionNode[]): boolean {
  return key.every((wanted) => {
    if (wanted.kind !== Kind.FIELD) return true; // a fragment in a key: not judged
    return selections.some(
      (node) =>
        node.kind === 'Field' && node.name === wanted.name.value && coversInner(node.selections, wanted),
    );
  });
}

const coversInner = (selections: readonly QueryPlanSelectionNode[] | undefined, wanted: FieldNode): boolean =>
  !wanted.selectionSet || covers(selections ?? [], wanted.selectionSet.selections);

function keysOf(supergraph: DocumentNode): Map<string, Keys> {
  const names = graphNames(supergraph);
  const keys = new Map<string, Keys>();
  for (const node of supergraph.definitions) {
    if (!hasFields(node)) continue;
    for (const join of node.directives ?? []) {
      if (join.name.value !== 'join__type') continue;
      const id = `${names.get(enumOf(join, 'graph') ?? '')}/${node.name.value}`;
      const known = keys.get(id) ?? { resolvable: [], others: [] };
      if (isResolvableKey(join)) known.resolvable.push(selectionsOf(join));
      else if (isUnresolvableKey(join)) known.others.push(selectionsOf(join));
      keys.set(id, known);
    }
  }
  return keys;
}

function selectionsOf(join: Parameters<typeof textOf>[0]): readonly SelectionNode[] {
  const [definition] = parse(`{${textOf(join, 'key')}}`, { noLocation: true }).definitions;
  return definition?.kind === Kind.OPERATION_DEFINITION ? definition.selectionSet.selections : [];
}

/** Subgraphs' names by their names in the enum `join__Graph`. */
export const graphNames = (supergraph: DocumentNode): ReadonlyMap<string, string> =>
  new Map(subgraphsOf(supergraph).map(({ graph, name }) => [graph, name]));
