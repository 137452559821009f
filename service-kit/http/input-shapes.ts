import {
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isSpecifiedScalarType,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLLeafType,
} from 'graphql';

/*
 * What coercion wants to know of an input type, looked up once: to ask a type what it is takes longer than to coerce a value, and values
 * come by tens of thousands.
 */

/** Of a non-null type. */
interface RequiredShape {
  readonly kind: 'required';
  readonly type: GraphQLInputType;
  readonly inner: Shape;
}

interface ListShape {
  readonly kind: 'list';
  readonly inner: Shape;
}

/** Of an input object. */
export interface ObjectShape {
  readonly kind: 'object';
  readonly type: GraphQLInputObjectType;
  readonly names: ReadonlySet<string>;
  readonly fields: readonly {
    readonly name: string;
    readonly inner: Shape;
    readonly defaultValue: unknown;
  }[];
}

/** Of a scalar or an enum. */
export interface LeafShape {
  readonly kind: 'leaf';
  readonly type: GraphQLLeafType;
  /** Whether it is GraphQL's own, an enum included: others do as they like with their values. */
  readonly isOwn: boolean;
}

export type Shape = RequiredShape | ListShape | ObjectShape | LeafShape;

const known = new WeakMap<GraphQLInputType, Shape>();

/** Takes an input type of any schema. */
export function shapeOf(type: GraphQLInputType): Shape {
  let shape = known.get(type);
  if (shape) return shape;
  if (isNonNullType(type)) shape = { kind: 'required', type, inner: shapeOf(type.ofType) };
  else if (isListType(type)) shape = { kind: 'list', inner: shapeOf(type.ofType as GraphQLInputType) };
  else if (isInputObjectType(type)) return shapeOfObject(type);
  else shape = { kind: 'leaf', type, isOwn: isEnumType(type) || isSpecifiedScalarType(type) };
  known.set(type, shape);
  return shape;
}

/** Known before its fields are looked at: an input type may hold itself. */
function shapeOfObject(type: GraphQLInputObjectType): ObjectShape {
  const all = Object.values(type.getFields());
  const fields: ObjectShape['fields'][number][] = [];
  const shape: ObjectShape = { kind: 'object', type, names: new Set(all.map(({ name }) => name)), fields };
  known.set(type, shape);
  for (const { name, type: inner, defaultValue } of all) {
    fields.push({ name, inner: shapeOf(inner), defaultValue });
  }
  return shape;
}
