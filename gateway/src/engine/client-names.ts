import { Kind, visit, type DocumentNode, type FieldNode } from 'graphql';

/*
 * A plan fetches fields the client did not ask for (keys, what `@requires` wants) into the same objects. A client that
 * gives another field the name of one of them (`{ products { id: name reviews { text } } }`) would have the one taken for
 * the other. So the planner gets such fields under another alias, and the projector gives them the client's name again.
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
  const internalKey = (field: FieldNode) =>
    mayCollide(field) ? responseKey(field) + suffix : responseKey(field);
  const variable = `${REPRESENTATIONS}${suffix}`;
  const document = visit(given, {
    Field: (field) =>
      mayCollide(field) ? { ...field, alias: { kind: Kind.NAME, value: internalKey(field) } } : undefined,
    Variable: (node) =>
      node.name.value === REPRESENTATIONS
        ? { ...node, name: { kind: Kind.NAME, value: variable } }
        : undefined,
  });
  return {
    document,
    internalKey,
    clientVariable: (name) => (name === variable ? REPRESENTATIONS : name),
  };
}

/** The variable of every fetch of entities. */
export const REPRESENTATIONS = 'representations';

/** The name of a field in the answer. */
export const responseKey = (field: FieldNode): string => (field.alias ?? field.name).value;

function namesIn(document: DocumentNode): Set<string> {
  const names = new Set<string>();
  visit(document, {
    Field: (field) => void names.add(responseKey(field)),
    Variable: ({ name }) => void names.add(name.value),
  });
  return names;
}

function freeSuffix(taken: ReadonlySet<string>, fetched: ReadonlySet<string>): string {
  const all = [...taken, ...fetched];
  let suffix = '__client';
  while (all.some((name) => name.endsWith(suffix))) suffix += '_';
  return suffix;
}
