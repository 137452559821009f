import { Kind, visit, type DocumentNode, type SelectionNode } from 'graphql';
import { isIncluded, type Variables } from './asked-fields';

/*
 * `@skip` and `@include` are decided before an operation is planned, and each outcome has a plan of its own. The planner
 * would put conditions into its plans, and then tell a subgraph nothing of an entity when a field was left out that only
 * another, left out as well, requires.
 */

/** The variables that the conditions of a document look at, in a fixed order. */
export function conditionVariables(document: DocumentNode): readonly string[] {
  const names = new Set<string>();
  visit(document, {
    Directive({ name, arguments: args }) {
      const value = args?.[0]?.value;
      const isCondition = name.value === 'skip' || name.value === 'include';
      if (isCondition && value?.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names].sort();
}

/** Which of the conditions hold, as text to key by; null when a variable is neither true nor false. */
export function conditionKey(names: readonly string[], variables: Variables): string | null {
  let key = '';
  for (const name of names) {
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    if (typeof value !== 'boolean') return null;
    key += value ? '1' : '0';
  }
  return key;
}

/** The document as it is with these variables: without conditions, and without what they leave out. */
export function decided(document: DocumentNode, variables: Variables): DocumentNode {
  return visit(document, {
    SelectionSet(node) {
      const selections = node.selections.filter((one) => isIncluded(one, variables)).map(unconditional);
      return { ...node, selections: selections.length > 0 ? selections : [TYPENAME] };
    },
  });
}

/** Stands where nothing is left: an object is asked for, and none of its fields. */
const TYPENAME: SelectionNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

function unconditional(selection: SelectionNode): SelectionNode {
  if (!selection.directives?.length) return selection;
  const directives = selection.directives.filter(
    ({ name }) => name.value !== 'skip' && name.value !== 'include',
  );
  return { ...selection, directives };
}
