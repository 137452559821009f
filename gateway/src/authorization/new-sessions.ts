import {
  Kind,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldNode,
  type SelectionSetNode,
} from 'graphql';
import { selectedIn, type Operation } from '../pipeline/operation';
import { directiveName, enumOf, isGiven, JOIN_SPEC, linksOf } from '../supergraph/supergraph-links';
import type { Supergraph } from '../supergraph/supergraph';
import type { Position, Positions } from './positions';

/*
 * The answer to a log-in shows the person who has just logged in, with what is theirs, though the request itself is nobody's.
 * The gateway doesn't know who that is; the subgraph that let them in does, and judges by its own rules what stands below a
 * field marked `@public` that is no root field (`LogInPayload.user`). Fields of other subgraphs there would be asked for
 * without the new token: they are refused, with what to do.
 */

/** Fields below such a payload; both empty for nearly every operation. */
export interface PayloadFields {
  /** Left to the subgraph that answers the payload. */
  readonly own: ReadonlySet<FieldNode>;
  /** Of other subgraphs. */
  readonly foreign: ReadonlySet<FieldNode>;
}

/** Makes the function that finds them in an operation. A node that stands elsewhere too, by a fragment, counts as below. */
export function payloadFields(
  { document, auth: { publicFields } }: Pick<Supergraph, 'document' | 'auth'>,
  positions: Positions,
): (operation: Operation, root: Position | null) => PayloadFields {
  const graphsOf = ownership(document);
  return (operation, root) => {
    const own = new Set<FieldNode>();
    const foreign = new Set<FieldNode>();
    const seen = new Map<SelectionSetNode, Set<string>>();

    function walk(set: SelectionSetNode, type: Position, above: Above): void {
      const key = `${type.name} ${above.graph ?? ''} ${above.isBelow}`;
      const before = seen.get(set) ?? new Set();
      if (before.has(key)) return;
      seen.set(set, before.add(key));
      for (const selection of set.selections) {
        const within = selectedIn(selection, operation.fragments);
        if (selection.kind === Kind.FIELD) field(selection, type, above);
        else if (within) walk(within, type, above);
      }
    }

    function field(node: FieldNode, { types, isAbstract }: Position, above: Above): void {
      const [type] = types;
      const returned = isAbstract ? undefined : type?.getFields()[node.name.value]?.type;
      if (!type || !returned) return;
      const at = `${type.name}.${node.name.value}`;
      const graph = above.graph ?? graphsOf(type.name, node.name.value)[0] ?? null;
      const isOwn = graph !== null && graphsOf(type.name, node.name.value).includes(graph);
      if (above.isBelow) (isOwn ? own : foreign).add(node);
      const below = node.selectionSet && isOwn ? positions.under(returned) : null;
      const isBelow = above.isBelow || (above.graph !== null && publicFields.has(at));
      if (below && node.selectionSet) walk(node.selectionSet, below, { graph, isBelow });
    }

    const isNeeded = root?.types.some((type) =>
      Object.keys(type.getFields()).some((name) => publicFields.has(`${type.name}.${name}`)),
    );
    if (root && isNeeded) walk(operation.definition.selectionSet, root, { graph: null, isBelow: false });
    return { own, foreign };
  };
}

interface Above {
  /** Of the root field; null at the root. */
  readonly graph: string | null;
  readonly isBelow: boolean;
}

/** Makes the function that tells which subgraphs answer a field, by their names in the supergraph. */
function ownership(document: DocumentNode): (type: string, field: string) => readonly string[] {
  const link = linksOf(document).find(({ identity }) => identity === JOIN_SPEC);
  const typeName = link && directiveName(link, 'type');
  const fieldName = link && directiveName(link, 'field');
  const byType = new Map<string, readonly string[]>();
  const byField = new Map<string, readonly string[]>();
  for (const node of document.definitions) {
    if (node.kind !== Kind.OBJECT_TYPE_DEFINITION) continue;
    byType.set(node.name.value, graphsIn(node.directives, typeName));
    for (const field of node.fields ?? []) {
      if (field.directives?.some(({ name }) => name.value === fieldName)) {
        byField.set(`${node.name.value}.${field.name.value}`, graphsIn(field.directives, fieldName));
      }
    }
  }
  return (type, field) => byField.get(`${type}.${field}`) ?? byType.get(type) ?? [];
}

/** Leaves out the subgraphs that only refer to the field. */
function graphsIn(directives: readonly ConstDirectiveNode[] | undefined, name: string | undefined): string[] {
  return (directives ?? []).flatMap((directive) =>
    directive.name.value === name && !isGiven(directive, 'external', true)
      ? (enumOf(directive, 'graph') ?? [])
      : [],
  );
}
