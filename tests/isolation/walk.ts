import {
  getNamedType,
  isEnumType,
  isInterfaceType,
  isLeafType,
  isNonNullType,
  isObjectType,
  isUnionType,
  parse,
  visit,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';

/*
 * Walks a schema for the isolation suite: what there is to attack, and the widest selection to attack it with.
 */

/** How many objects deep a generated selection goes at most. */
const DEPTH = 4;
/** An operation asks for 2,000 fields at most. */
const MOST_FIELDS = 1_900;

/** `Query.lead`, `Mutation.sendEstimate` … of a schema. */
export function rootFields(schema: GraphQLSchema): string[] {
  return [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].flatMap((type) =>
    type
      ? Object.keys(type.getFields())
          .filter((name) => !name.startsWith('_'))
          .map((name) => `${type.name}.${name}`)
      : [],
  );
}

/** Types a subgraph resolves by reference: the members of its `_Entity` union. */
export function entityTypes(schema: GraphQLSchema): string[] {
  const union = schema.getType('_Entity');
  return isUnionType(union) ? schema.getPossibleTypes(union).map(({ name }) => name) : [];
}

/** Fields beside the roots that take arguments which could name another organisation's object. */
export function fieldsWithArguments(schema: GraphQLSchema): string[] {
  return objectTypes(schema)
    .filter((type) => !['Query', 'Mutation', 'Subscription'].includes(type.name))
    .flatMap((type) =>
      Object.values(type.getFields())
        .filter((field) => field.args.some((argument) => mentionsId(getNamedType(argument.type))))
        .map((field) => `${type.name}.${field.name}`),
    );
}

function mentionsId(type: GraphQLNamedType): boolean {
  if (type.name === 'ID') return true;
  if (!('getFields' in type) || isObjectType(type) || isInterfaceType(type)) return false;
  return Object.values(type.getFields()).some((field) => mentionsId(getNamedType(field.type)));
}

const objectTypes = (schema: GraphQLSchema): GraphQLObjectType[] =>
  Object.values(schema.getTypeMap()).filter(
    (type): type is GraphQLObjectType => isObjectType(type) && !type.name.startsWith('__'),
  );

/**
 * The widest selection of a type that an operation may ask for: every leaf, and objects down to {@link DEPTH}, or less deep where
 * that would be too many fields; fields with required arguments and types already on the path are left out.
 */
export function widestSelection(schema: GraphQLSchema, type: GraphQLNamedType): string {
  const known = selections.get(schema) ?? new Map<string, string>();
  selections.set(schema, known);
  const selection = known.get(type.name) ?? findWidest(schema, type);
  known.set(type.name, selection);
  return selection;
}

/** Of each schema, by type: thousands of attacks ask for a few hundred. */
const selections = new WeakMap<GraphQLSchema, Map<string, string>>();

function findWidest(schema: GraphQLSchema, type: GraphQLNamedType): string {
  for (let depth = DEPTH; ; depth -= 1) {
    const selection = selectionOf({ schema, depth }, type, []);
    if (depth === 1 || selection === '' || fieldsIn(selection) <= MOST_FIELDS) return selection;
  }
}

function fieldsIn(selection: string): number {
  let count = 0;
  visit(parse(selection), { Field: () => void (count += 1) });
  return count;
}

interface Walk {
  readonly schema: GraphQLSchema;
  readonly depth: number;
}

function selectionOf(walk: Walk, type: GraphQLNamedType, path: readonly string[]): string {
  const { schema } = walk;
  if (isLeafType(type) || isEnumType(type)) return '';
  if (isUnionType(type) || isInterfaceType(type)) {
    const members = schema.getPossibleTypes(type);
    return `{ __typename ${members.map((one) => `... on ${one.name} ${selectionOf(walk, one, path)}`).join(' ')} }`;
  }
  if (!isObjectType(type)) return '';
  // Every second field is money: its amount tells all.
  if (type.name === 'Money') return '{ amount }';
  const fields = Object.values(type.getFields()).flatMap((field) =>
    selectField(walk, field, [...path, type.name]),
  );
  return `{ __typename ${fields.join(' ')} }`;
}

function selectField(walk: Walk, field: GraphQLField<unknown, unknown>, path: readonly string[]): string[] {
  if (field.name.startsWith('_') || field.args.some(isRequired)) return [];
  const named = getNamedType(field.type);
  if (isLeafType(named)) return [field.name];
  const wrapper = /(Connection|Edge|PageInfo|Payload)$/.test(named.name); // these don't count as depth
  const depth = path.filter((name) => !/(Connection|Edge|Payload)$/.test(name)).length;
  if (!wrapper && (depth >= walk.depth || path.includes(named.name))) return [];
  // Two rows of a nested list show a leak as well as 25 do; 25 × 25 × 25 would only take long.
  const page = field.args.some(({ name }) => name === 'first') ? '(first: 2)' : '';
  return [`${field.name}${page} ${selectionOf(walk, named, path)}`];
}

const isRequired = (argument: GraphQLArgument): boolean =>
  isNonNullType(argument.type) && argument.defaultValue === undefined;

/** An operation for one root field: the given arguments as variables, the widest selection. */
export function operationFor(schema: GraphQLSchema, coordinate: string, given: readonly string[]): string {
  const { kind, field } = rootFieldOf(schema, coordinate);
  const args = field.args.filter(({ name }) => given.includes(name));
  const declared = args.map((argument) => `$${argument.name}: ${String(argument.type)}`);
  const passed = args.map((argument) => `${argument.name}: $${argument.name}`);
  const list = (texts: string[]) => (texts.length > 0 ? `(${texts.join(', ')})` : '');
  const selection = widestSelection(schema, getNamedType(field.type));
  return `${kind} ${list(declared)} { attacked: ${field.name}${list(passed)} ${selection} }`;
}

function rootFieldOf(schema: GraphQLSchema, coordinate: string) {
  const [typeName = '', name = ''] = coordinate.split('.');
  const type = schema.getType(typeName);
  const field = isObjectType(type) ? type.getFields()[name] : undefined;
  if (!field) throw new Error(`The schema has no field ${coordinate}.`);
  return { kind: typeName.toLowerCase(), field };
}
