import {
  isAbstractType,
  Kind,
  type FieldNode,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import { isIncluded, type Variables } from './conditions';
import type { Operation } from './operation';

/** The name of a field in the answer. */
export const responseKey = (field: FieldNode): string => (field.alias ?? field.name).value;

/** An interface stands for an object of which no more is known (compile/type-facts.ts). */
type ObjectLike = GraphQLObjectType | GraphQLInterfaceType;

/**
 * The fields selected on an object type, by their keys in the answer, in order; each with all the selections that are
 * merged into it (https://spec.graphql.org/October2021/#CollectFields()).
 *
 * @param onStep called for each selection looked at; may throw to end it
 */
export function collectFields(
  operation: Pick<Operation, 'schema' | 'fragments'>,
  type: ObjectLike,
  sets: readonly SelectionSetNode[],
  conditions: Variables,
  onStep?: () => void,
): Map<string, FieldNode[]> {
  const { schema, fragments } = operation;
  const fields = new Map<string, FieldNode[]>();
  const spread = new Set<string>();
  const visit = (set: SelectionSetNode): void => {
    for (const selection of set.selections) {
      onStep?.();
      if (!isIncluded(selection, conditions)) continue;
      if (selection.kind === Kind.FIELD) {
        const known = fields.get(responseKey(selection));
        if (known) known.push(selection);
        else fields.set(responseKey(selection), [selection]);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        const condition = selection.typeCondition?.name.value;
        if (!condition || applies(schema, type, condition)) visit(selection.selectionSet);
      } else if (!spread.has(selection.name.value)) {
        spread.add(selection.name.value);
        const fragment = fragments[selection.name.value];
        if (fragment && applies(schema, type, fragment.typeCondition.name.value))
          visit(fragment.selectionSet);
      }
    }
  };
  sets.forEach(visit);
  return fields;
}

function applies(schema: GraphQLSchema, type: ObjectLike, condition: string): boolean {
  if (condition === type.name) return true;
  const wanted = schema.getType(condition);
  return isAbstractType(wanted) && schema.isSubType(wanted, type);
}
