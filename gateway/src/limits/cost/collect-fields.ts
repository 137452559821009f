import {
  isAbstractType,
  Kind,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import { narrowed, type Condition } from './conditions';

/** A selection set, and when it counts. */
export interface Selected {
  readonly set: SelectionSetNode;
  readonly when: Condition;
}

/** A field as it was written, and when it counts. */
export interface Occurrence {
  readonly node: FieldNode;
  readonly when: Condition;
}

/**
 * The fields of an object type that some selection sets ask for, by response key, as graphql-js collects them: fields that are
 * merged into one in the answer are one here.
 *
 * @param onStep called for each selection looked at; may throw to end it
 */
export function collectFields(
  graph: { schema: GraphQLSchema; fragments: Readonly<Record<string, FragmentDefinitionNode>> },
  type: GraphQLObjectType,
  selected: readonly Selected[],
  onStep: () => void,
): Map<string, Occurrence[]> {
  const fields = new Map<string, Occurrence[]>();
  const spread = new Set<string>();

  function collect({ set, when }: Selected): void {
    for (const selection of set.selections) {
      onStep();
      const condition = narrowed(when, selection.directives);
      if (!condition) continue;
      if (selection.kind === Kind.FIELD) add(selection, condition);
      else if (selection.kind === Kind.INLINE_FRAGMENT) {
        const on = selection.typeCondition?.name.value;
        if (on === undefined || applies(on)) collect({ set: selection.selectionSet, when: condition });
      } else collectFragment(selection.name.value, condition);
    }
  }

  function add(node: FieldNode, when: Condition): void {
    const key = (node.alias ?? node.name).value;
    const before = fields.get(key);
    if (before) before.push({ node, when });
    else fields.set(key, [{ node, when }]);
  }

  function collectFragment(name: string, when: Condition): void {
    const once = `${name} ${when.key}`;
    const fragment = graph.fragments[name];
    if (spread.has(once) || !fragment) return;
    spread.add(once);
    if (applies(fragment.typeCondition.name.value)) collect({ set: fragment.selectionSet, when });
  }

  function applies(on: string): boolean {
    if (on === type.name) return true;
    const other = graph.schema.getType(on);
    return isAbstractType(other) && graph.schema.isSubType(other, type);
  }

  for (const one of selected) collect(one);
  return fields;
}
