import {
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isLeafType,
  isListType,
  isObjectType,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import { collectFields } from '../../pipeline/collect-fields';
import type { Variables } from '../../pipeline/conditions';
import type { Operation } from '../../pipeline/operation';
import { actualOfField, largestActual, sumActual, type Actual } from './actual-cost';
import { largest, product, sum, type Amount } from './amount';
import type { CostWeights, FieldCost } from './cost-weights';
import { costOfArguments } from './input-cost';
import { sizeOfList } from './list-size';

/** What some fields cost: at most, before they are asked for, and in an answer. */
export interface Cost {
  readonly estimate: Amount;
  readonly actual: Actual;
}

/** A mutation's root field, beside what its own `@cost` says: it writes. */
const MUTATION_WEIGHT = 10;
/** `__schema` and `__type`: there is no end to what they hold, but it is computed from memory. */
const INTROSPECTION_WEIGHT = 50;
/** What working a cost out may take. Only operations made for it come near. */
const MAX_STEPS = 100_000;

const NOTHING: Cost = { estimate: 0, actual: 0 };
const TOO_INTRICATE: Cost = { estimate: Infinity, actual: Infinity };

/** What makes an operation's cost in one schema. */
export interface CostRules {
  readonly schema: GraphQLSchema;
  readonly weights: CostWeights;
  /** How long a list without `@listSize` is taken to be. */
  readonly listSize: number;
}

/**
 * Works out an operation's cost, by IBM's cost specification with Apollo's weights: an object 1, a scalar or an enum 0, a
 * list its length times its items, a mutation 10 more. Of an abstract type's selections the dearest counts.
 *
 * @param conditions variables that decide what is skipped
 * @returns amounts that are quick to evaluate; an operation too intricate to be worked out costs Infinity
 */
export function costOfOperation(operation: Operation, conditions: Variables, rules: CostRules): Cost {
  const root = rules.schema.getRootType(operation.type);
  if (!root) return NOTHING;
  try {
    const compiler = new CostCompiler(operation, conditions, rules);
    return compiler.selections(root, [operation.definition.selectionSet], []);
  } catch (error) {
    if (error === TOO_INTRICATE) return TOO_INTRICATE;
    throw error;
  }
}

/** A length that a field above has said for a list below. */
interface SizedBelow {
  readonly path: readonly string[];
  readonly size: Amount;
}

class CostCompiler {
  readonly #known = new Map<string, Cost>();
  readonly #ids = new Map<SelectionSetNode, number>();
  #steps = 0;

  constructor(
    readonly operation: Operation,
    readonly conditions: Variables,
    readonly rules: CostRules,
  ) {}

  /** What the selections on an object of a type cost, without the object itself. */
  selections(
    type: GraphQLCompositeType,
    selected: readonly SelectionSetNode[],
    sized: readonly SizedBelow[],
  ): Cost {
    const key = sized.length === 0 ? this.#keyOf(type, selected) : null;
    const before = key === null ? undefined : this.#known.get(key);
    if (before) return before;
    const possible = isAbstractType(type) ? this.rules.schema.getPossibleTypes(type) : [type];
    const costs = possible.map((one) => this.#selectionsOn(one, selected, sized));
    const cost =
      costs.length === 1 && costs[0]
        ? costs[0]
        : {
            estimate: largest(costs.map(({ estimate }) => estimate)),
            actual: largestActual(costs.map(({ actual }) => actual)),
          };
    if (key !== null) this.#known.set(key, cost);
    return cost;
  }

  /** Selections met again, in a fragment say, are worked out once. */
  #keyOf(type: GraphQLNamedType, selected: readonly SelectionSetNode[]): string {
    const parts = selected.map((set) => {
      const id = this.#ids.get(set) ?? this.#ids.size;
      this.#ids.set(set, id);
      return id;
    });
    return `${type.name} ${parts.join()}`;
  }

  #step = (): void => {
    this.#steps += 1;
    if (this.#steps > MAX_STEPS) throw TOO_INTRICATE; // a signal, caught above
  };

  #selectionsOn(
    type: GraphQLObjectType,
    selected: readonly SelectionSetNode[],
    sized: readonly SizedBelow[],
  ): Cost {
    const fields = collectFields(this.operation, type, selected, this.conditions, this.#step);
    const costs = [...fields].map(([key, nodes]) => this.#field(type, key, nodes, sized));
    return {
      estimate: sum(costs.map(({ estimate }) => estimate)),
      actual: sumActual(costs.map(({ actual }) => actual)),
    };
  }

  #field(
    parent: GraphQLObjectType,
    key: string,
    nodes: readonly FieldNode[],
    sized: readonly SizedBelow[],
  ): Cost {
    const node = nodes[0];
    const name = node?.name.value ?? '';
    if (name === '__schema' || name === '__type') {
      return { estimate: INTROSPECTION_WEIGHT, actual: INTROSPECTION_WEIGHT };
    }
    const field = parent.getFields()[name];
    if (!node || !field) return NOTHING; // `__typename`
    const own = this.#costOf(parent, name);
    const isList = isListType(getNullableType(field.type));
    const below = own?.listSize?.sizedFields.length ? own.listSize.sizedFields : [];
    const size = isList || below.length > 0 ? this.#sizeOf(node, field, own) : 1;
    const told = sized.find(({ path }) => path.length === 1 && path[0] === name)?.size;
    const within = this.#selectedIn(field, nodes, [
      ...below.map((path) => ({ path, size })),
      ...sized.flatMap(({ path, size: inner }) =>
        path.length > 1 && path[0] === name ? [{ path: path.slice(1), size: inner }] : [],
      ),
    ]);
    const weight = own?.weight ?? this.#weightOf(getNamedType(field.type));
    const extra = parent === this.rules.schema.getMutationType() ? MUTATION_WEIGHT : 0;
    const args = sum([costOfArguments(node, field, own, this.rules.weights), extra]);
    const times = !isList ? 1 : (told ?? (below.length > 0 ? this.rules.listSize : size));
    return {
      estimate: sum([args, product(times, sum([weight, within.estimate]))]),
      actual: actualOfField({ key, args, weight, within: within.actual, isList }),
    };
  }

  #sizeOf(node: FieldNode, field: GraphQLField<unknown, unknown>, own: FieldCost | undefined): Amount {
    return sizeOfList(node, field, own?.listSize ?? null, this.rules.listSize);
  }

  #selectedIn(
    field: GraphQLField<unknown, unknown>,
    nodes: readonly FieldNode[],
    sized: readonly SizedBelow[],
  ): Cost {
    const type = getNamedType(field.type);
    if (!isCompositeType(type)) return NOTHING;
    const selected = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
    return this.selections(type, selected, sized);
  }

  /** What is said of a field, at its type or at an interface of it. */
  #costOf(parent: GraphQLObjectType, name: string): FieldCost | undefined {
    const { fields } = this.rules.weights;
    const own = fields.get(`${parent.name}.${name}`);
    if (own) return own;
    return parent
      .getInterfaces()
      .map((one) => fields.get(`${one.name}.${name}`))
      .find((cost) => cost !== undefined);
  }

  #weightOf(type: GraphQLNamedType): number {
    const { weights, schema } = this.rules;
    const own = weights.types.get(type.name);
    if (own !== undefined) return own;
    if (isLeafType(type)) return 0;
    if (isObjectType(type) || !isAbstractType(type)) return 1;
    return Math.max(1, ...schema.getPossibleTypes(type).map((one) => weights.types.get(one.name) ?? 1));
  }
}
