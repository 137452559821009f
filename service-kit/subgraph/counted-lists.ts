import {
  defaultFieldResolver,
  getNullableType,
  isListType,
  isObjectType,
  type GraphQLField,
  type GraphQLResolveInfo,
  type GraphQLSchema,
} from 'graphql';
import type { Spending } from './spending';
import { nextTurn } from './turns';

/** Points for an item, and for each field asked of it: 15 fields of 1,000 items are 2,500 points. */
const ITEM_POINTS = 1;
const FIELD_POINTS = 0.1;
/** Longer lists are completed in a turn of their own. */
const LONG_LIST = 50;

/**
 * Charges each list when its length is known, before anything of its items is worked out, and completes long ones one after
 * another, each in a turn of its own: so what an operation costs follows what really came, and no answer holds up others.
 *
 * @param schema its fields' resolvers are wrapped in place
 */
export function countLists(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      if (isListType(getNullableType(field.type))) count(field);
    }
  }
}

type AnyField = GraphQLField<unknown, { facts?: { spending?: Spending } }>;

function count(field: AnyField): void {
  const resolve = field.resolve ?? defaultFieldResolver;
  field.resolve = (source, args, context, info) => {
    const value = resolve(source, args, context, info) as unknown;
    return value instanceof Promise
      ? value.then((list) => counted(list, context, info))
      : counted(value, context, info);
  };
}

function counted(
  list: unknown,
  context: { facts?: { spending?: Spending } },
  info: GraphQLResolveInfo,
): unknown {
  if (!Array.isArray(list) || list.length === 0) return list;
  context.facts?.spending?.charge(list.length * (ITEM_POINTS + FIELD_POINTS * fieldsOf(info)));
  return list.length < LONG_LIST ? list : nextTurn().then(() => list as unknown);
}

function fieldsOf({ fieldNodes = [] }: GraphQLResolveInfo): number {
  return fieldNodes.reduce((sum, { selectionSet }) => sum + (selectionSet?.selections.length ?? 0), 0);
}
