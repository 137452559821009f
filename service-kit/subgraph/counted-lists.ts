import {
  defaultFieldResolver,
  getNullableType,
  isListType,
  isObjectType,
  type GraphQLField,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  type SelectionSetNode,
  Kind,
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
      if (isListType(getNullableType(field.type))) count(field, `${type.name}.${field.name}`);
    }
  }
}

type AnyField = GraphQLField<unknown, { facts?: { spending?: Spending } }>;

/** @param name as `Type.field` */
function count(field: AnyField, name: string): void {
  const resolve = field.resolve ?? defaultFieldResolver;
  const isEntities = field.name === '_entities';
  field.resolve = (source, args, context, info) => {
    // How many come is known before any of them is looked for.
    const { representations } = args as { representations?: unknown };
    if (isEntities && Array.isArray(representations)) {
      charge(representations.length, name, context, info);
      return resolve(source, args, context, info);
    }
    const value = resolve(source, args, context, info) as unknown;
    return value instanceof Promise
      ? value.then((list) => counted(list, name, context, info))
      : counted(value, name, context, info);
  };
}

function counted(
  list: unknown,
  name: string,
  context: { facts?: { spending?: Spending } },
  info: GraphQLResolveInfo,
): unknown {
  if (!Array.isArray(list) || list.length === 0) return list;
  charge(list.length, name, context, info);
  return list.length < LONG_LIST ? list : nextTurn().then(() => list as unknown);
}

function charge(
  items: number,
  name: string,
  { facts }: { facts?: { spending?: Spending } },
  { fieldNodes = [], fragments }: GraphQLResolveInfo,
): void {
  const fields = fieldNodes.reduce((sum, { selectionSet }) => sum + fieldsOf(selectionSet, fragments), 0);
  facts?.spending?.charge(items * (ITEM_POINTS + FIELD_POINTS * fields), name);
}

/** Fields asked of an item, those in fragments too; validation has seen to it that fragments come to an end. */
function fieldsOf(set: SelectionSetNode | undefined, fragments: GraphQLResolveInfo['fragments']): number {
  const known = counts.get(set ?? NOTHING);
  if (known !== undefined || !set) return known ?? 0;
  let count = 0;
  for (const one of set.selections) {
    if (one.kind === Kind.FIELD) count += 1;
    else if (one.kind === Kind.INLINE_FRAGMENT) count += fieldsOf(one.selectionSet, fragments);
    else count += fieldsOf(fragments[one.name.value]?.selectionSet, fragments);
  }
  counts.set(set, count);
  return count;
}

/** By selections: an operation's are looked at once, however many lists they are asked of. */
const counts = new WeakMap<object, number>();
const NOTHING = {};
