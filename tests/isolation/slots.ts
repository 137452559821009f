import {
  getNamedType,
  isInputObjectType,
  isListType,
  isNonNullType,
  type GraphQLInputType,
  type GraphQLSchema,
} from 'graphql';

/*
 * The places in an operation's variables where an id can stand. Each is attacked by itself: all other ids are the
 * attacker's own, so that the answer shows what *this* slot lets through.
 */

/** Where an id stands: the path in the variables, and the coordinate that `KINDS` names a kind for. */
export interface Slot {
  path: string[];
  /** `Query.lead(id)` or `AddPositionInput.sectionId`. */
  coordinate: string;
}

/** How deep input objects are followed. */
const DEPTH = 4;

/** Every id slot of a root field. */
export function slotsOf(schema: GraphQLSchema, field: string): Slot[] {
  const [typeName = '', name = ''] = field.split('.');
  const type = schema.getType(typeName) as {
    getFields?(): Record<string, { args: readonly { name: string; type: GraphQLInputType }[] }>;
  };
  const args = type.getFields?.()[name]?.args ?? [];
  return args.flatMap((argument) => slotsIn(argument.type, [argument.name], `${field}(${argument.name})`));
}

function slotsIn(type: GraphQLInputType, path: string[], coordinate: string): Slot[] {
  const named = getNamedType(type);
  if (named.name === 'ID') return [{ path, coordinate }];
  if (!isInputObjectType(named) || path.length > DEPTH) return [];
  return Object.values(named.getFields()).flatMap((inner) =>
    slotsIn(inner.type, [...path, inner.name], `${named.name}.${inner.name}`),
  );
}

/** The id for a slot; undefined leaves an optional one out. */
export type IdAt = (slot: Slot, optional: boolean) => string | undefined;

/** What stands where the schema demands something: enough to be valid, nothing more. */
const SCALARS: Record<string, unknown> = {
  String: 'isolation',
  Int: 1,
  Float: 1,
  Boolean: true,
  Decimal: '1',
  DateTime: '2030-01-01T00:00:00Z',
  Date: '2030-01-01',
};

/** Special values, where "isolation" would not reach the part that looks at ids. */
export type Fillers = Record<string, unknown>;

/**
 * Fills in variables: what is required, and the ids that `idAt` wants.
 *
 * @param fillers values by coordinate
 */
export function variablesFor(
  schema: GraphQLSchema,
  field: string,
  idAt: IdAt,
  fillers: Fillers,
): Record<string, unknown> {
  const [typeName = '', name = ''] = field.split('.');
  const type = schema.getType(typeName) as {
    getFields?(): Record<
      string,
      { args: readonly { name: string; type: GraphQLInputType; defaultValue?: unknown }[] }
    >;
  };
  const args = type.getFields?.()[name]?.args ?? [];
  const variables: Record<string, unknown> = {};
  for (const argument of args) {
    const optional = !isNonNullType(argument.type) || argument.defaultValue !== undefined;
    const value = fill(argument.type, [argument.name], `${field}(${argument.name})`, optional, idAt, fillers);
    if (value !== undefined) variables[argument.name] = value;
  }
  return variables;
}

function fill(
  type: GraphQLInputType,
  path: string[],
  coordinate: string,
  optional: boolean,
  idAt: IdAt,
  fillers: Fillers,
): unknown {
  if (coordinate in fillers) return fillers[coordinate];
  const inner = isNonNullType(type) ? type.ofType : type;
  if (isListType(inner)) {
    const item = fill(inner.ofType, path, coordinate, optional, idAt, fillers);
    return item === undefined ? undefined : [item];
  }
  const named = getNamedType(inner);
  if (named.name === 'ID') return idAt({ path, coordinate }, optional);
  if (isInputObjectType(named)) return fillObject(named, path, optional, idAt, fillers);
  if (optional) return undefined;
  if ('getValues' in named) return named.getValues()[0]?.name;
  return SCALARS[named.name];
}

function fillObject(
  type: Extract<GraphQLInputType, { getFields(): unknown }>,
  path: string[],
  optional: boolean,
  idAt: IdAt,
  fillers: Fillers,
): unknown {
  if (path.length > DEPTH) return undefined;
  const value: Record<string, unknown> = {};
  let wanted = false;
  for (const field of Object.values(type.getFields())) {
    const fieldOptional = !isNonNullType(field.type) || field.defaultValue !== undefined;
    const filled = fill(
      field.type,
      [...path, field.name],
      `${type.name}.${field.name}`,
      fieldOptional,
      idAt,
      fillers,
    );
    if (filled === undefined) continue;
    value[field.name] = filled;
    if (fieldOptional) wanted = true;
  }
  const required = Object.values(type.getFields()).some(
    (field) => isNonNullType(field.type) && field.defaultValue === undefined,
  );
  // An optional object is filled in only when a slot inside is wanted, not for its required scalars' sake.
  if (optional && !wanted && !(required && holdsId(value))) return undefined;
  return value;
}

const UUID = /^[0-9a-f]{8}-/;
const holdsId = (value: Record<string, unknown>): boolean =>
  Object.values(value).some((inner) => typeof inner === 'string' && UUID.test(inner));
