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
import { actualOfField, type Actual } from './actual-cost';
import { evaluate, largest, product, sum, type Amount } from './amount';
import type { CostWeights, FieldCost } from './cost-weights';
import { costOfArguments } from './input-cost';
import { costOfIntrospection } from './introspection-cost';
import { sizeOfList, slicesOf } from './list-size';

/** What some fields cost: at most, before they are asked for, and in an answer. */
export interface Cost {
  readonly estimate: Amount;
  readonly actual: Actual;
}

/** A mutation's root field, beside what its own `@cost` says: it writes. */
const MUTATION_WEIGHT = 10;
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

/** One field of an operation, as far as its price tells what could be cheaper. */
export interface DearField {
  /** Response keys from the root. */
  readonly path: readonly string[];
  /** What it may cost in all, the lists above it multiplied in; null where that is not known. */
  readonly points: number | null;
  readonly parent: GraphQLObjectType;
  /** null for what is asked of the schema itself. */
  readonly field: GraphQLField<unknown, unknown> | null;
  /** Whether it, or a field above it, is a list; whether its own arguments say how long. */
  readonly isList: boolean;
  readonly slicedBy: readonly string[];
}

/**
 * The fields that make most of an operation's price: the dearest of the root, the dearest within it, and so on, as long as one
 * is at least half of the whole. For a refusal, which says where to ask for less.
 *
 * @returns from the root down; empty when no field stands out, or the price can't be worked out
 */
export function dearestFields(operation: Operation, rules: CostRules, variables: Variables): DearField[] {
  const root = rules.schema.getRootType(operation.type);
  if (!root) return [];
  try {
    return new CostCompiler(operation, variables, rules).dearest(root);
  } catch (error) {
    if (error === TOO_INTRICATE) return [];
    throw error;
  }
}

/** A length that a field above has said for a list below. */
interface SizedBelow {
  readonly path: readonly string[];
  readonly size: Amount;
}

/** What is asked below a field. */
interface Below {
  readonly type: GraphQLCompositeType;
  readonly selected: readonly SelectionSetNode[];
  readonly sized: readonly SizedBelow[];
}

/** A field with its price, on one object of its parent. */
interface Priced {
  readonly key: string;
  readonly parent: GraphQLObjectType;
  /** null for introspection. */
  readonly field: GraphQLField<unknown, unknown> | null;
  readonly own: FieldCost | undefined;
  readonly cost: Cost;
  /** How many of what it is; 1 when it is no list. */
  readonly times: Amount;
  readonly isList: boolean;
  readonly below: Below | null;
}

function selectedIn(
  field: GraphQLField<unknown, unknown>,
  nodes: readonly FieldNode[],
  sized: readonly SizedBelow[],
): Below | null {
  const type = getNamedType(field.type);
  if (!isCompositeType(type)) return null;
  return { type, selected: nodes.flatMap(({ selectionSet }) => selectionSet ?? []), sized };
}

/** What is asked of the schema, under all its names together; null where nothing is. */
function ofSchema(level: readonly Priced[], prices: readonly number[]): DearField | null {
  const first = level.find(({ field }) => field === null);
  if (!first) return null;
  const points = prices.reduce((sum, price, index) => (level[index]?.field === null ? sum + price : sum), 0);
  return { path: [first.key], points, parent: first.parent, field: null, isList: false, slicedBy: [] };
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
            actual: largest(costs.map(({ actual }) => actual)),
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
    const costs = this.#fieldsOn(type, selected, sized).map(({ cost }) => cost);
    return {
      estimate: sum(costs.map(({ estimate }) => estimate)),
      actual: sum(costs.map(({ actual }) => actual)),
    };
  }

  dearest(root: GraphQLObjectType): DearField[] {
    const found: DearField[] = [];
    const variables = this.conditions;
    let level = this.#fieldsOn(root, [this.operation.definition.selectionSet], []);
    let whole: number | null = null;
    for (let times = 1; ;) {
      const prices = level.map((one) => times * evaluate(one.cost.estimate, variables));
      const points = Math.max(0, ...prices);
      const one = level[prices.indexOf(points)];
      whole ??= prices.reduce((sum, price) => sum + price, 0);
      const told = ofSchema(level, prices);
      if (told && (told.points ?? 0) * 2 >= whole) return [told];
      if (!one?.field || points * 2 < whole) return found;
      const { key, parent, field, isList, own, below } = one;
      const path = [...(found.at(-1)?.path ?? []), key];
      found.push({ path, points, parent, field, isList, slicedBy: slicesOf(own) });
      if (!below) return found;
      times *= evaluate(one.times, variables);
      const { type, selected, sized } = below;
      const possible = isAbstractType(type) ? this.rules.schema.getPossibleTypes(type) : [type];
      level = possible.flatMap((each) => this.#fieldsOn(each, selected, sized));
    }
  }

  #fieldsOn(
    type: GraphQLObjectType,
    selected: readonly SelectionSetNode[],
    sized: readonly SizedBelow[],
  ): Priced[] {
    const fields = collectFields(this.operation, type, selected, this.conditions, this.#step);
    return [...fields].flatMap(([key, nodes]) => this.#field(type, key, nodes, sized) ?? []);
  }

  #field(
    parent: GraphQLObjectType,
    key: string,
    nodes: readonly FieldNode[],
    sized: readonly SizedBelow[],
  ): Priced | null {
    const node = nodes[0];
    const name = node?.name.value ?? '';
    if (name === '__schema' || name === '__type') {
      const points = costOfIntrospection(this.operation.schema, nodes, this.operation.fragments);
      const cost = { estimate: points, actual: points };
      return { key, parent, cost, field: null, own: undefined, times: 1, isList: false, below: null };
    }
    const field = parent.getFields()[name];
    if (!node || !field) return null; // `__typename`
    const own = this.#costOf(parent, name);
    const isList = isListType(getNullableType(field.type));
    const sizes = own?.listSize?.sizedFields.length ? own.listSize.sizedFields : [];
    const size = isList || sizes.length > 0 ? this.#sizeOf(node, field, own) : 1;
    const told = sized.find(({ path }) => path.length === 1 && path[0] === name)?.size;
    const below = selectedIn(field, nodes, [
      ...sizes.map((path) => ({ path, size })),
      ...sized.flatMap(({ path, size: inner }) =>
        path.length > 1 && path[0] === name ? [{ path: path.slice(1), size: inner }] : [],
      ),
    ]);
    const within = below ? this.selections(below.type, below.selected, below.sized) : NOTHING;
    const weight = own?.weight ?? this.#weightOf(getNamedType(field.type));
    const extra = parent === this.rules.schema.getMutationType() ? MUTATION_WEIGHT : 0;
    const args = sum([costOfArguments(node, field, own, this.rules.weights), extra]);
    const times = !isList ? 1 : (told ?? (sizes.length > 0 ? this.rules.listSize : size));
    const cost = {
      estimate: sum([args, product(times, sum([weight, within.estimate]))]),
      actual: actualOfField({ key, args, weight, within: within.actual, isList }),
    };
    return { key, parent, field, own, cost, times, isList, below };
  }

  #sizeOf(node: FieldNode, field: GraphQLField<unknown, unknown>, own: FieldCost | undefined): Amount {
    return sizeOfList(node, field, own?.listSize ?? null, this.rules.listSize);
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
