import {
  isInterfaceType,
  isObjectType,
  type GraphQLAbstractType,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';

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
