import { Kind, print, visit, type DocumentNode, type FieldNode } from 'graphql';
import { responseKey } from '../../pipeline/collect-fields';

/*
 * A plan fetches fields the client did not ask for (keys, what `@requires` wants) into the same objects. A client that
 * gives another field the name of one of them (`{ products { id: name reviews { text } } }`) would have the one taken for
 * the other. So the planner gets such fields under another alias, and the projector gives them the client's name again.
 * The same where one name stands for different fields of different types: an interface object's fields may be fetched for
 * more types than were asked.
 */

export interface ClientNames {
  /** What the planner is to plan. */
  readonly document: DocumentNode;
  /** The key under which a client's field stands in the tree of results. */
  internalKey(field: FieldNode): string;
  /** The client's name of a variable of the plan. */
  clientVariable(name: string): string;
}

/** Takes an operation's document and the names plans use by themselves; answers what to plan and how its names differ. */
export function clientNames(given: DocumentNode, fetchedNames: ReadonlySet<string>): ClientNames {
  const taken = namesIn(given);
  const suffix = freeSuffix(taken, fetchedNames);
  const mayCollide = (field: FieldNode) => {
    const key = responseKey(field);
    if (key in Object.prototype) return true; // in the tree no key may mean something to JavaScript
    const isPlain = key === field.name.value && !field.arguments?.length;
    return !isPlain && fetchedNames.has(key);
  };
  const fieldsByKey = fieldsOf(given);
  const internalKey = (field: FieldNode) => {
    const key = responseKey(field);
    const fields = fieldsByKey.get(key) ?? [];
    if (fields.length > 1) return `${key}${suffix}${fields.indexOf(fieldText(field))}`;
    return mayCollide(field) ? key + suffix : key;
  };
  // In the plan no variable may be taken for that of a fetch of entities, or mean something to JavaScript (`__proto__`).
  const isRenamed = (name: string) => name === REPRESENTATIONS || name in Object.prototype;
  const withoutSuffix = (name: string) => name.slice(0, -suffix.length);
  const document = visit(given, {
    Field(field) {
      const key = internalKey(field);
      return key === responseKey(field) ? undefined : { ...field, alias: { kind: Kind.NAME, value: key } };
    },
    Variable: (node) =>
      isRenamed(node.name.value)
        ? { ...node, name: { kind: Kind.NAME, value: `${node.name.value}${suffix}` } }
        : undefined,
  });
  return {
    document,
    internalKey,
    clientVariable: (name) =>
      name.endsWith(suffix) && isRenamed(withoutSuffix(name)) ? withoutSuffix(name) : name,
  };
}

/** The variable of every fetch of entities. */
export const REPRESENTATIONS = 'representations';

function namesIn(document: DocumentNode): Set<string> {
  const names = new Set<string>();
  visit(document, {
    Field: (field) => void names.add(responseKey(field)),
    Variable: ({ name }) => void names.add(name.value),
  });
  return names;
}

/** Which fields each response name stands for; several on types that exclude one another. */
function fieldsOf(document: DocumentNode): Map<string, string[]> {
  const fields = new Map<string, string[]>();
  visit(document, {
    Field(field) {
      const key = responseKey(field);
      const text = fieldText(field);
      const known = fields.get(key) ?? [];
      if (!known.includes(text)) fields.set(key, [...known, text]);
    },
  });
  return fields;
}

const fieldText = ({ name, arguments: args = [] }: FieldNode): string =>
  name.value +
  args
    .map((one) => print(one))
    .sort()
    .join();

function freeSuffix(taken: ReadonlySet<string>, fetched: ReadonlySet<string>): string {
  const all = [...taken, ...fetched];
  let suffix = '__client';
  while (all.some((name) => name.includes(suffix))) suffix += '_';
  return suffix;
}
