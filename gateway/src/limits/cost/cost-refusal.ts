import {
  getNamedType,
  getNullableType,
  isListType,
  isObjectType,
  type GraphQLError,
  type GraphQLObjectType,
} from 'graphql';
import { refusal } from '../../pipeline/refusal';
import type { CostWeights } from './cost-weights';
import { slicesOf } from './list-size';
import type { CostRules, DearField } from './operation-cost';

/**
 * The refusal of an operation that costs too much. It names the field that makes most of the price, and what costs less: a
 * smaller page, the field that has the same in pages, or less of the schema.
 *
 * @param dearest as `dearestFields` tells; empty when none stands out
 */
export function tooExpensive(
  requested: number,
  max: number,
  dearest: readonly DearField[],
  weights: CostWeights,
): GraphQLError {
  const isKnown = Number.isFinite(requested);
  const price = isKnown ? `${requested} points` : 'more than can be worked out';
  const most = dearest.findLast(({ isList, slicedBy }) => isList || slicedBy.length > 0) ?? dearest.at(-1);
  const name = most?.path.join('.');
  const points = most?.points == null ? '' : `: ${Math.round(most.points)} points`;
  const what = most?.field === null ? 'what is asked of the schema' : `"${name}"`;
  const named = most ? ` Most of it is ${what}${points}.` : '';
  const message = `This operation may cost ${price}; ${max} is the limit.${named} ${adviceOn(most, dearest, weights)}`;
  const extensions = {
    ...(isKnown ? { cost: requested } : {}),
    maximum: max,
    ...(name === undefined ? {} : { field: name }),
  };
  return refusal(400, 'COST_LIMIT_EXCEEDED', message, { extensions });
}

const OF_SCHEMA =
  'Ask for the schema once, or for single types by "__type", with fewer fields within fields, or in several operations.';
const GENERAL = 'Ask for smaller pages, or for fewer lists within lists, or in several operations.';

function adviceOn(most: DearField | undefined, dearest: readonly DearField[], weights: CostWeights): string {
  if (most?.field === null) return OF_SCHEMA;
  const inPages = most && most.slicedBy.length === 0 ? pagesOf(most, weights) : null;
  if (inPages) return `Ask for "${inPages}" there, which has the same in pages, or in several operations.`;
  const sliced = dearest.findLast(({ slicedBy }) => slicedBy.length > 0);
  if (!sliced) return GENERAL;
  const by = sliced.slicedBy.map((name) => `"${name}"`).join(' or ');
  return `Give "${sliced.path.join('.')}" a smaller ${by}, or ask for fewer lists within lists, or in several operations.`;
}

/** The field beside a list that gives the same objects by pages. */
function pagesOf({ parent, field }: DearField, { fields }: CostWeights): string | null {
  if (!field) return null;
  const item = getNamedType(field.type).name;
  const found = Object.values(parent.getFields()).find(({ name, type }) => {
    const named = getNamedType(type);
    const hasPages = fields.get(`${parent.name}.${name}`)?.listSize?.slicingArguments.length;
    return name !== field.name && hasPages && isObjectType(named) && nodeOf(named) === item;
  });
  return found?.name ?? null;
}

/** The type of a connection's nodes. */
function nodeOf(connection: GraphQLObjectType): string | null {
  const edges = connection.getFields()['edges']?.type;
  const edge = edges && isListType(getNullableType(edges)) ? getNamedType(edges) : null;
  const node = isObjectType(edge) ? edge.getFields()['node'] : undefined;
  return node ? getNamedType(node.type).name : null;
}

/** A field that turned out to be dear. @param name as `Type.field` @returns none when the schema has no such field */
export function fieldNamed(name: string | null, { schema, weights }: CostRules): DearField[] {
  const [typeName = '', fieldName = ''] = name?.split('.') ?? [];
  const parent = schema.getType(typeName);
  const field = isObjectType(parent) ? parent.getFields()[fieldName] : undefined;
  if (!isObjectType(parent) || !field) return [];
  return [
    {
      path: [typeName, fieldName],
      points: null,
      parent,
      field,
      isList: true,
      slicedBy: slicesOf(weights.fields.get(`${typeName}.${fieldName}`)),
    },
  ];
}
