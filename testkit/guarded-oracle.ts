import {
  buildSchema,
  defaultFieldResolver,
  execute,
  getNamedType,
  GraphQLError,
  isAbstractType,
  isObjectType,
  parse,
  printSchema,
  Kind,
  type ExecutionResult,
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import { ROOTS } from './guarded-graph';

/*
 * What is right for the guarded graph, told a second time and in another way: a monolith executed by graphql-js with
 * every right, whose resolvers throw at what the table below refuses. The table is written by hand.
 */

export type Held = ReadonlySet<string> | null;

const login = (held: Held) => held !== null;
const has =
  (...all: string[]) =>
  (held: Held) =>
    all.every((one) => held?.has(one) === true);
const any =
  (...rules: ((held: Held) => boolean)[]) =>
  (held: Held) =>
    rules.some((rule) => rule(held));

/** Who may have an object through an interface or a union. */
const TYPES: Record<string, (held: Held) => boolean> = {
  Film: has('film'),
  ClosedOne: has('one'),
  ClosedTwo: has('two'),
};
/** Who may have a field. */
const FIELDS: Record<string, (held: Held) => boolean> = {
  'Query.me': login,
  'Query.secret': has('secret'),
  'Query.must': has('must'),
  'Query.ruled': any(has('p1', 'p2'), has('p3')),
  'Query.account': login,
  'Query.accounts': login,
  'Query.closed': any(has('one'), has('two')),
  'Mutation.wipe': has('admin'),
  'Mutation.purge': has('admin'),
  'User.email': has('email'),
  'User.ssn': has('ssn'),
  'User.mood': has('mood'),
  'User.moods': has('mood'),
  'User.token': has('p3'),
  'User.account': login,
  'User.badge': has('email'),
  'Account.balance': any(has('a', 'b'), has('c')),
  'Account.strictBalance': has('c'),
  'Film.twin': has('film'),
  'Song.title': has('song'),
  'Song.price': has('song'),
  'Book.likes': has('likes'),
  'Film.likes': has('likes'),
  'Song.likes': has('likes'),
};

/** Everything anyone could hold. */
export const WORDS = [
  'secret',
  'must',
  'p1',
  'p2',
  'p3',
  'one',
  'two',
  'admin',
  'email',
  'ssn',
  'mood',
].concat(['a', 'b', 'c', 'film', 'song', 'likes']);

const may = (held: Held, at: string) => FIELDS[at]?.(held) ?? true;
const mayBe = (held: Held, type: string) => TYPES[type]?.(held) ?? true;
const refused = (held: Held) =>
  new GraphQLError('refused', { extensions: { code: held ? 'FORBIDDEN' : 'UNAUTHENTICATED' } });

/** Makes the monolith of the schema that clients see. */
export function createOracle(apiSchema: GraphQLSchema) {
  const schema = buildSchema(printSchema(apiSchema));
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      const isAbstract = isAbstractType(getNamedType(field.type));
      field.resolve = (source, args, held: Held, info) => {
        if (!may(held, `${type.name}.${field.name}`)) throw refused(held);
        const value: unknown = defaultFieldResolver(source, args, held, info);
        return isAbstract ? censored(value, held) : value;
      };
    }
  }
  return (query: string, held: Held, variables: Record<string, unknown> = {}): ExecutionResult =>
    execute({
      schema,
      document: parse(query),
      rootValue: ROOTS,
      contextValue: held,
      variableValues: variables,
    }) as ExecutionResult;
}

/** An Error in a list is what graphql-js takes for a thrown one at that place. */
function censored(value: unknown, held: Held): unknown {
  if (Array.isArray(value)) return value.map((item) => censored(item, held));
  const type = (value as { __typename?: string } | null)?.__typename;
  return type !== undefined && !mayBe(held, type) ? refused(held) : value;
}

/**
 * Fields in a document for a subgraph that its receiver may not be asked for, on any type an object can have there.
 * Keys are left out: they join what subgraphs know.
 */
export function forbiddenFields(document: string, schema: GraphQLSchema, held: Held): string[] {
  const found: string[] = [];
  const typesOf = (type: unknown): readonly GraphQLObjectType[] =>
    isObjectType(type) ? [type] : isAbstractType(type) ? schema.getPossibleTypes(type) : [];
  const node = parse(document);
  const fragments = new Map(
    node.definitions.flatMap((one) => (one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one]] : [])),
  );

  function walk(
    { selections }: SelectionSetNode,
    live: readonly GraphQLObjectType[],
    reached: 'abstract' | 'itself',
  ) {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) field(selection, live, reached);
      else {
        const below =
          selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
        const condition =
          below?.typeCondition && new Set(typesOf(schema.getType(below.typeCondition.name.value)));
        if (below)
          walk(below.selectionSet, condition ? live.filter((one) => condition.has(one)) : live, reached);
      }
    }
  }
  function field(
    { name: { value: name }, selectionSet }: FieldNode,
    live: readonly GraphQLObjectType[],
    reached: string,
  ) {
    if (name === '_entities' && selectionSet)
      return walk(selectionSet, Object.values(schema.getTypeMap()).filter(isObjectType), 'itself');
    if (name.startsWith('_')) return;
    for (const type of live) {
      const at = `${type.name}.${name}`;
      // An interface object has no type of its own: what all of them demand has to be met.
      if (!may(held, at.replace(/^Media/, 'Book'))) found.push(at);
      if (reached === 'abstract' && name !== 'id' && !mayBe(held, type.name)) found.push(at);
      const returned = getNamedType(type.getFields()[name]?.type);
      const below = isAbstractType(returned) ? 'abstract' : 'itself';
      if (selectionSet) walk(selectionSet, typesOf(returned), below);
    }
  }
  for (const one of node.definitions) {
    if (one.kind !== Kind.OPERATION_DEFINITION) continue;
    walk(one.selectionSet, typesOf(schema.getRootType(one.operation)), 'itself');
  }
  return found;
}
