import {
  getNamedType,
  isInputObjectType,
  Kind,
  type FieldNode,
  type GraphQLField,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type ValueNode,
} from 'graphql';
import { sum, type Amount } from './amount';
import type { Variables } from '../../pipeline/conditions';
import type { CostWeights, FieldCost } from './cost-weights';

/** Of an object in a list that is given: it is checked, and written, one by one. */
const ITEM_WEIGHT = 1;

/** What a field's arguments cost: those that are given and weigh something, the input fields in them, and the objects in their lists. */
export function costOfArguments(
  node: FieldNode,
  field: GraphQLField<unknown, unknown>,
  cost: FieldCost | undefined,
  weights: CostWeights,
): Amount {
  if (!node.arguments?.length) return 0;
  return sum(
    node.arguments.flatMap(({ name, value }) => {
      const type = field.args.find((one) => one.name === name.value)?.type;
      const own = cost?.argumentWeights.get(name.value) ?? 0;
      return type ? [whenGiven(value, own), costOfValue(value, type, weights)] : [];
    }),
  );
}

/** A variable that is not sent gives no argument. */
function whenGiven(value: ValueNode, weight: number): Amount {
  if (weight === 0 || value.kind !== Kind.VARIABLE) return weight;
  const name = value.name.value;
  return (variables) => (variables[name] === undefined ? 0 : weight);
}

function costOfValue(value: ValueNode, type: GraphQLInputType, weights: CostWeights): Amount {
  const named = getNamedType(type);
  if (!isInputObjectType(named)) return 0;
  if (value.kind === Kind.VARIABLE) {
    const name = value.name.value;
    return (variables) => costOfSent(variables[name], named, weights);
  }
  if (value.kind === Kind.LIST)
    return sum(value.values.map((item) => sum([ITEM_WEIGHT, costOfValue(item, named, weights)])));
  if (value.kind !== Kind.OBJECT) return 0;
  return sum(
    value.fields.flatMap((field) => {
      const definition = named.getFields()[field.name.value];
      const own = weights.inputFields.get(`${named.name}.${field.name.value}`) ?? 0;
      return definition
        ? [whenGiven(field.value, own), costOfValue(field.value, definition.type, weights)]
        : [];
    }),
  );
}

/** What a value that came in a variable costs. Fields that share a variable have it priced once. */
function costOfSent(value: unknown, type: GraphQLInputObjectType, weights: CostWeights): number {
  if (typeof value !== 'object' || value === null) return 0;
  const known = sent.get(value);
  if (known?.type === type && known.weights === weights) return known.cost;
  const cost = added(value, type, weights);
  sent.set(value, { type, weights, cost });
  return cost;
}

const sent = new WeakMap<object, { type: GraphQLInputObjectType; weights: CostWeights; cost: number }>();

function added(value: unknown, type: GraphQLInputObjectType, weights: CostWeights): number {
  if (typeof value !== 'object' || value === null) return 0;
  let cost = 0;
  if (Array.isArray(value)) {
    for (const item of value) cost += ITEM_WEIGHT + added(item, type, weights);
    return cost;
  }
  const prices = pricesOf(type, weights);
  for (const name in value) {
    const price = prices.get(name);
    if (!price) continue;
    cost += price.own;
    if (price.inner) cost += added((value as Variables)[name], price.inner, weights);
  }
  return cost;
}

/** Of the fields of an input type that cost something, or hold what may. A value may have a hundred thousand: they are looked up here. */
type Prices = ReadonlyMap<string, { readonly own: number; readonly inner: GraphQLInputObjectType | null }>;
const tables = new WeakMap<CostWeights, Map<GraphQLInputObjectType, Prices>>();

function pricesOf(type: GraphQLInputObjectType, weights: CostWeights): Prices {
  let ofTypes = tables.get(weights);
  if (!ofTypes) tables.set(weights, (ofTypes = new Map()));
  let prices = ofTypes.get(type);
  if (!prices) {
    const all = Object.values(type.getFields()).map((field) => {
      const named = getNamedType(field.type);
      const own = weights.inputFields.get(`${type.name}.${field.name}`) ?? 0;
      return [field.name, { own, inner: isInputObjectType(named) ? named : null }] as const;
    });
    prices = new Map(all.filter(([, { own, inner }]) => own !== 0 || inner !== null));
    ofTypes.set(type, prices);
  }
  return prices;
}
