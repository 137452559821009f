import { Kind, type DocumentNode } from 'graphql';
import { fragmentsOf, selectedIn } from '../pipeline/operation';
import { enumOf, hasFields, textOf } from '../supergraph/supergraph-links';

/** Fields, fragments spread, that are planned at once; more take a thread's time. */
const MAX_FIELDS = 40;
/** Ways to them: the planner weighs each combination. */
const MAX_WAYS = 8;

/**
 * Tells which operations are planned in a moment: those with few fields, nearly all of which one subgraph has.
 *
 * @param supergraph the planner's copy
 * @returns whether an operation's document, its fragments in it, is such a one
 */
export function smallPlans(supergraph: DocumentNode): (operation: DocumentNode) => boolean {
  const ways = waysByField(supergraph);
  return (operation) => {
    const [definition] = operation.definitions;
    if (definition?.kind !== Kind.OPERATION_DEFINITION) return false;
    const fragments = fragmentsOf(operation);
    let fields = 0;
    let product = 1;
    const waiting = [definition.selectionSet];
    for (let set = waiting.pop(); set; set = waiting.pop()) {
      for (const one of set.selections) {
        fields += 1;
        if (one.kind === Kind.FIELD) product *= ways.get(one.name.value) ?? 1;
        const within = selectedIn(one, fragments);
        if (within) waiting.push(within);
      }
      if (fields > MAX_FIELDS || product > MAX_WAYS) return false;
    }
    return true;
  };
}

/** By a field's name, how many subgraphs have it, where it is several; on the type that has it from the most. */
function waysByField(supergraph: DocumentNode): ReadonlyMap<string, number> {
  const ways = new Map<string, number>();
  for (const node of supergraph.definitions) {
    if (!hasFields(node)) continue;
    const joins = (node.directives ?? []).filter(({ name }) => name.value === 'join__type');
    const keys = new Set(joins.flatMap((join) => textOf(join, 'key')?.split(/\W+/) ?? []));
    const graphs = new Set(joins.map((join) => enumOf(join, 'graph')));
    for (const { name, directives = [] } of node.fields ?? []) {
      if (keys.has(name.value)) continue; // there wherever the object is
      const own = directives.filter((directive) => directive.name.value === 'join__field');
      const named = own.filter((directive) => enumOf(directive, 'graph') !== undefined);
      const count = named.length > 0 ? named.length : graphs.size;
      ways.set(name.value, Math.max(ways.get(name.value) ?? 1, count));
    }
  }
  return ways;
}
