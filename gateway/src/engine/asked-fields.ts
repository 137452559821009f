import { Kind, type SelectionNode, type SelectionSetNode } from 'graphql';
import type { Operation } from '../pipeline/operation';
import { responseKey, type ClientNames } from './client-names';
import type { ConcretePath } from './places';

/*
 * What the client asked for, as errors need it: the tree of results has other keys than the answer (client-names.ts), and
 * fields the client did not ask for. Made when the first error turns up, and only where errors are.
 */

/** The fields asked for at one place, by their keys in the tree of results. Types are not looked at. */
export type AskedFields = ReadonlyMap<string, AskedField>;

export interface AskedField {
  /** In the answer. */
  readonly key: string;
  inner(): AskedFields;
}

export type Variables = Readonly<Record<string, unknown>>;

/** Takes an operation and its variables; answers the fields at its root. Those left out by a condition are not there. */
export function askedFields(operation: Operation, names: ClientNames, variables: Variables): AskedFields {
  function fieldsOf(sets: readonly SelectionSetNode[]): AskedFields {
    const found = new Map<string, { key: string; sets: SelectionSetNode[] }>();
    const spread = new Set<string>();
    const visit = (selection: SelectionNode): void => {
      if (!isIncluded(selection, variables)) return;
      if (selection.kind === Kind.INLINE_FRAGMENT) selection.selectionSet.selections.forEach(visit);
      else if (selection.kind === Kind.FRAGMENT_SPREAD) {
        const name = selection.name.value;
        if (spread.has(name)) return;
        spread.add(name);
        operation.fragments[name]?.selectionSet.selections.forEach(visit);
      } else {
        const key = names.internalKey(selection);
        const entry = found.get(key) ?? { key: responseKey(selection), sets: [] };
        if (selection.selectionSet) entry.sets.push(selection.selectionSet);
        found.set(key, entry);
      }
    };
    for (const set of sets) set.selections.forEach(visit);
    return new Map([...found].map(([internal, { key, sets: inner }]) => [internal, lazily(key, inner)]));
  }

  function lazily(key: string, sets: readonly SelectionSetNode[]): AskedField {
    let inner: AskedFields | undefined;
    return { key, inner: () => (inner ??= fieldsOf(sets)) };
  }

  return fieldsOf([operation.definition.selectionSet]);
}

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

/** A path of the client's, and the fields it asked for there. */
export interface ClientPlace {
  readonly path: ConcretePath;
  readonly fields: AskedFields;
}

const NOTHING: AskedFields = new Map();

/** Translates a path within the tree of results; it ends where it leaves what the client asked for. */
export function clientPlace(from: ClientPlace, internal: ConcretePath): ClientPlace {
  const path = [...from.path];
  let { fields } = from;
  for (const key of internal) {
    if (typeof key === 'number') {
      path.push(key);
      continue;
    }
    const field = fields.get(key);
    if (!field) return { path, fields: NOTHING };
    path.push(field.key);
    fields = field.inner();
  }
  return { path, fields };
}
