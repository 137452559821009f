import { Kind, type SelectionSetNode } from 'graphql';
import { responseKey } from '../../pipeline/collect-fields';
import { isIncluded, type Variables } from '../../pipeline/conditions';
import type { Operation } from '../../pipeline/operation';
import type { ClientNames } from './client-names';
import type { ConcretePath } from '../run/places';
import { isTree, own, type Tree } from '../run/tree';
import type { TypeFacts } from './type-facts';

/*
 * What the client asked for, as errors need it: the tree of results has other keys than the answer (client-names.ts), and
 * fields the client did not ask for. Made when the first error turns up, and only where errors are.
 */

/** The fields asked for at one place, whatever type is there, by their keys in the tree of results. */
export type AskedFields = ReadonlyMap<string, AskedField>;

interface AskedField {
  /** In the answer. */
  readonly key: string;
  /** The type conditions it stands under; several lists when it is selected several times. */
  readonly conditions: readonly (readonly string[])[];
  inner(): AskedFields;
}

interface Found {
  key: string;
  conditions: (readonly string[])[];
  sets: SelectionSetNode[];
}

/** Takes an operation and its variables; answers the fields at its root. Those left out by a condition are not there. */
export function askedFields(operation: Operation, names: ClientNames, variables: Variables): AskedFields {
  function fieldsOf(sets: readonly SelectionSetNode[]): AskedFields {
    const found = new Map<string, Found>();
    const visit = (set: SelectionSetNode, conditions: readonly string[]): void => {
      for (const selection of set.selections) {
        if (!isIncluded(selection, variables)) continue;
        if (selection.kind === Kind.FIELD) {
          const key = names.internalKey(selection);
          const entry = found.get(key) ?? { key: responseKey(selection), conditions: [], sets: [] };
          entry.conditions.push(conditions);
          if (selection.selectionSet) entry.sets.push(selection.selectionSet);
          found.set(key, entry);
          continue;
        }
        const name = selection.kind === Kind.FRAGMENT_SPREAD ? selection.name.value : '';
        const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? operation.fragments[name] : selection;
        const type = fragment?.typeCondition?.name.value;
        if (fragment) visit(fragment.selectionSet, type ? [...conditions, type] : conditions);
      }
    };
    for (const set of sets) visit(set, []);
    return new Map([...found].map(([internal, entry]) => [internal, lazily(entry)]));
  }

  function lazily({ key, conditions, sets }: Found): AskedField {
    let inner: AskedFields | undefined;
    return { key, conditions, inner: () => (inner ??= fieldsOf(sets)) };
  }

  return fieldsOf([operation.definition.selectionSet]);
}

/** A path of the client's, and the fields it asked for there. */
export interface ClientPlace {
  readonly path: ConcretePath;
  readonly fields: AskedFields;
}

const NOTHING: AskedFields = new Map();

/**
 * Translates a path within the tree of results; it ends where it leaves what the client asked for.
 *
 * @param tree tells the types on the way
 * @returns null for a field that the client asked for on other types only: it need not know
 */
export function clientPlace(
  from: ClientPlace,
  internal: ConcretePath,
  tree: Tree,
  matches: TypeFacts['matches'],
): ClientPlace | null {
  const path = [...from.path];
  let { fields } = from;
  let value: unknown = tree;
  for (const key of internal) {
    if (typeof key === 'number') {
      path.push(key);
      value = Array.isArray(value) ? (value as unknown[])[key] : undefined;
      continue;
    }
    const field = fields.get(key);
    if (!field) return { path, fields: NOTHING };
    const type = isTree(value) ? own(value, '__typename') : undefined;
    const isMeant = (conditions: readonly string[]) => conditions.every((one) => matches(type, one));
    if (type !== undefined && !field.conditions.some(isMeant)) return null;
    path.push(field.key);
    fields = field.inner();
    value = isTree(value) ? own(value, key) : undefined;
  }
  return { path, fields };
}
