import {
  isAbstractType,
  isEnumType,
  isObjectType,
  type GraphQLEnumType,
  type GraphQLSchema,
  isInterfaceType,
  type GraphQLAbstractType,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
} from 'graphql';

/** What execution has to know of the supergraph's types, inaccessible ones included. */
export interface TypeFacts {
  /** Whether this is the name of an object type. */
  readonly isConcrete: (type: unknown) => boolean;
  /** Whether an object of the type `type` (a `__typename`) is selected by `... on condition`. */
  readonly matches: (type: unknown, condition: string) => boolean;
  /** Whether an enum has the value in the supergraph, and clients may not know of it. */
  readonly isHiddenValue: (type: GraphQLEnumType, value: unknown) => boolean;
}

/** @param schema the supergraph's own, not the one clients see */
export function createTypeFacts(schema: GraphQLSchema): TypeFacts {
  const types = schema.getTypeMap();
  const concrete = new Set(Object.keys(types).filter((name) => isObjectType(types[name])));
  const members = new Map<string, ReadonlySet<string>>();
  for (const type of Object.values(types)) {
    if (!isAbstractType(type)) continue;
    const { objects, interfaces } = schema.getImplementations(type as never) ?? {};
    const names = [...schema.getPossibleTypes(type), ...(objects ?? []), ...(interfaces ?? [])];
    members.set(type.name, new Set(names.map(({ name }) => name)));
  }
  return {
    isConcrete: (type) => concrete.has(type as string),
    isHiddenValue(type, value) {
      const whole = types[type.name];
      const has = (one: unknown) => isEnumType(one) && one.getValues().some(({ name }) => name === value);
      return has(whole) && !has(type);
    },
    matches: (type, condition) => type === condition || members.get(condition)?.has(type as string) === true,
  };
}

/**
 * The type to complete an object by, of which a field says that it is of an abstract type. It may be the interface itself: a
 * subgraph with an interface object does not know better, and when the client asks only for the interface's fields, nobody
 * has to.
 *
 * @param typename the object's `__typename`, if there is one
 * @returns nothing for a type that the object can't be, or that clients don't know of
 */
export function runtimeType(
  schema: GraphQLSchema,
  type: GraphQLAbstractType,
  typename: unknown,
): GraphQLObjectType | GraphQLInterfaceType | undefined {
  if (typename === undefined || typename === type.name) return isInterfaceType(type) ? type : undefined;
  const found = typeof typename === 'string' ? schema.getType(typename) : undefined;
  if (!isObjectType(found) && !isInterfaceType(found)) return undefined;
  return schema.isSubType(type, found) ? found : undefined;
}
