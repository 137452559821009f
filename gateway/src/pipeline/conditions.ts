import { Kind, visit, type DocumentNode, type SelectionNode } from 'graphql';
import { perOperation, type Operation } from './operation';
import { operationDocument } from './operation-document';

/*
 * `@skip` and `@include` are decided before anything is worked out of an operation: each outcome has a cost and a plan of its
 * own. The planner would put conditions into its plans, and then tell a subgraph nothing of an entity when a field was left out
 * that only another, left out as well, requires.
 */

export type Variables = Readonly<Record<string, unknown>>;

/** Whether `@skip` and `@include` let a selection stand. */
export function isIncluded(selection: SelectionNode, variables: Variables): boolean {
  return (selection.directives ?? []).every(({ name, arguments: args }) => {
    if (name.value !== 'skip' && name.value !== 'include') return true;
    const value = args?.[0]?.value;
    const condition =
      value?.kind === Kind.VARIABLE
        ? variables[value.name.value]
        : value?.kind === Kind.BOOLEAN && value.value;
    return condition === (name.value === 'include');
  });
}

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

/** Stands in a key for a variable that is neither true nor false. */
export const UNDECIDED = '?';

/** Which of the conditions hold, as text to key by. */
export function conditionKey(names: readonly string[], variables: Variables): string {
  let key = '';
  for (const name of names) {
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    key += typeof value !== 'boolean' ? UNDECIDED : value ? '1' : '0';
  }
  return key;
}

/** Outcomes of an operation's conditions that are remembered; more than an honest client has. */
const MAX_OUTCOMES = 16;

/** As {@link perOperation}, once for each outcome of an operation's conditions. */
export function perOutcome<T>(
  compute: (operation: Operation, variables: Variables) => T,
): (operation: Operation, variables: Variables) => T {
  const known = perOperation((operation) => ({
    names: conditionVariables(operationDocument(operation)),
    outcomes: new Map<string, { value: T }>(),
  }));
  return (operation, variables) => {
    const { names, outcomes } = known(operation);
    const key = conditionKey(names, variables);
    let outcome = outcomes.get(key);
    if (!outcome) {
      outcome = { value: compute(operation, variables) };
      if (outcomes.size >= MAX_OUTCOMES) outcomes.clear();
      outcomes.set(key, outcome);
    }
    return outcome.value;
  };
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
