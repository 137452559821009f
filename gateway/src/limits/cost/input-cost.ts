import {
  getNamedType,
  isInputObjectType,
  Kind,
  type FieldNode,
  type GraphQLField,
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
    return (variables) => costOfSent(variables[name], type, weights);
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

/** The same for a value that came in a variable. */
function costOfSent(value: unknown, type: GraphQLInputType, weights: CostWeights): number {
  if (!isInputObjectType(getNamedType(type))) return 0;
  if (Array.isArray(value))
    return value.reduce<number>((all, item) => all + ITEM_WEIGHT + costOfSent(item, type, weights), 0);
  const named = getNamedType(type);
  if (!isInputObjectType(named) || typeof value !== 'object' || value === null) return 0;
  const fields = named.getFields();
  return Object.entries(value as Variables).reduce((all, [name, inner]) => {
    const definition = fields[name];
    const own = weights.inputFields.get(`${named.name}.${name}`) ?? 0;
    return definition ? all + own + costOfSent(inner, definition.type, weights) : all;
  }, 0);
}
