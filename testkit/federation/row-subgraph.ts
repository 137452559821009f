import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  execute,
  GraphQLError,
  Kind,
  parse,
  validate,
  type DocumentNode,
  type FieldNode,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  type SelectionNode,
} from 'graphql';
import type { SubgraphExecutor } from '../../service-kit/subgraph/subgraph';
import type { FederatedGraph } from './federated-graph';
import { createReader, isField, type Reader } from './reader';
import type { FieldContract, SubgraphContract, TypeContract } from './subgraph-contract';
import { isRow, type Row, type Shapeless, type World } from './world';

/*
 * A subgraph over the rows, which keeps strictly to its SDL: it answers what is its own, what it provides and what its
 * keys say; a field with `@requires` sees the representation only. A gateway that asks for more gets an error, so a wrong
 * plan can't pass by luck.
 */

/** A row as a subgraph sees it. */
interface View {
  __typename: string;
  readonly row: Row;
  /** The representation, if it came by `_entities`. */
  readonly given: Shapeless;
  readonly provided: readonly SelectionNode[];
}

interface Room {
  readonly contract: SubgraphContract;
  readonly reader: Reader;
  readonly graph: FederatedGraph;
  readonly schema: GraphQLSchema;
}

/**
 * Makes the executor of a subgraph.
 *
 * @param world the data of the moment
 */
export function createRowSubgraph(graph: FederatedGraph, name: string, world: () => World): SubgraphExecutor {
  const contract = graph.contracts.find((one) => one.name === name);
  if (!contract) throw new Error(`there is no subgraph ${name}`);
  const room: Room = { contract, graph, reader: createReader(graph), schema: schemaOf(contract) };
  attachReferences(room);
  const prepared = new Map<string, DocumentNode>();
  const prepare = (query: string): DocumentNode => {
    let document = prepared.get(query);
    if (!document) {
      document = parse(query);
      const [error] = validate(room.schema, document);
      if (error) throw new Error(`${name} was asked for what is not valid there: ${error.message}\n${query}`);
      if (prepared.size > MAX_PREPARED) prepared.clear();
      prepared.set(query, document);
    }
    return document;
  };
  return async ({ query, variables, operationName }) => {
    const { data, errors } = await execute({
      schema: room.schema,
      document: prepare(query),
      contextValue: { world: world() },
      variableValues: variables,
      operationName,
      fieldResolver: (view: View | undefined, args: Record<string, unknown>, context, info) =>
        resolve(room, view, args, context as Context, info),
      typeResolver: (view: View) => view.row.__typename,
    });
    return { data, ...(errors ? { errors: errors.map((error) => error.toJSON()) } : {}) };
  };
}

const MAX_PREPARED = 2_000;

interface Context {
  world: World;
}

const schemaOf = (contract: SubgraphContract): GraphQLSchema =>
  buildSubgraphSchema({ typeDefs: contract.document });

/** Gives each type with a key what finds its rows by representations. */
function attachReferences(room: Room): void {
  for (const type of room.contract.types.values()) {
    const node = room.schema.getType(type.name);
    if (!node || type.keys.length === 0) continue;
    const resolveReference = (given: Shapeless, { world }: Context) => findView(room, type, given, world);
    node.extensions = { ...node.extensions, apollo: { subgraph: { resolveReference } } };
  }
}

function findView(room: Room, type: TypeContract, given: Shapeless, world: World): View | null {
  const usable = type.keys.filter(({ resolvable, fields }) => resolvable && covers(room, given, fields));
  if (usable.length === 0) {
    throw new GraphQLError(`${room.contract.name}: no resolvable key of ${type.name} in ${textOf(given)}`);
  }
  const names = room.graph.schema.getTypeMap();
  const rows = world.rowsOf(...Object.keys(names).filter((name) => room.reader.isA(name, type.name)));
  const row = rows.find((one) =>
    usable.some(
      ({ fields }) =>
        textOf(pickSet(room, given, fields)) === textOf(room.reader.project(world, one, fields)) &&
        !textOf(pickSet(room, given, fields)).includes('null'),
    ),
  );
  if (!row || row.$absentIn?.includes(room.contract.name)) return null;
  return { __typename: row.__typename, row, given, provided: [] };
}

const textOf = (value: unknown): string => JSON.stringify(value);

/** Whether a representation has every field of a set. */
function covers(room: Room, given: Shapeless, selections: readonly SelectionNode[]): boolean {
  if (given === null || typeof given !== 'object') return true;
  if (Array.isArray(given)) return given.every((item) => covers(room, item, selections));
  return selectedOf(room, given.__typename, selections).every((node) => {
    const name = node.name.value;
    if (!Object.hasOwn(given as object, name)) return false;
    return !node.selectionSet || covers(room, given[name], node.selectionSet.selections);
  });
}

/** A representation's fields of a set, in the set's order, and no more: it may hold what other fields require. */
function pickSet(room: Room, given: Shapeless, selections: readonly SelectionNode[]): Shapeless {
  if (given === null || typeof given !== 'object') return given;
  if (Array.isArray(given)) return given.map((item) => pickSet(room, item, selections) as unknown);
  const entries = selectedOf(room, given.__typename ?? ANY, selections).map(({ name, selectionSet }) => {
    const value: unknown = given[name.value];
    return [name.value, selectionSet ? pickSet(room, value, selectionSet.selections) : value] as const;
  });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** A type that is not told: a representation says so of its parts only when the field set asks for `__typename`. */
const ANY = Symbol('any type');

/** The fields a set selects of an object of a type. */
function selectedOf(room: Room, type: unknown, selections: readonly SelectionNode[]): FieldNode[] {
  return selections.flatMap((node) => {
    if (node.kind === Kind.FIELD) return [node];
    if (node.kind === Kind.FRAGMENT_SPREAD) return []; // field sets have none
    const condition = node.typeCondition?.name.value;
    const applies =
      !condition || type === ANY || (typeof type === 'string' && room.reader.isA(type, condition));
    return applies ? selectedOf(room, type, node.selectionSet.selections) : [];
  });
}

function resolve(
  room: Room,
  view: View | undefined,
  args: Record<string, unknown>,
  { world }: Context,
  info: GraphQLResolveInfo,
): unknown {
  const { fieldName, parentType } = info;
  if (!view) {
    const operation = info.operation.operation;
    const row: Row = { __typename: operation === 'mutation' ? 'Mutation' : 'Query' };
    view = { __typename: row.__typename, row, given: null, provided: [] };
  }
  const type = room.contract.types.get(parentType.name);
  const contract = type?.fields.get(fieldName);
  refuseForeign(room, view, type, contract, fieldName);
  const provided = [...(contract?.provides ?? []), ...innerProvided(room, view, fieldName)];
  const required = contract?.requires;
  if (required)
    return asViews(world.settle(computed(room, view, required, fieldName, args, world)), provided);
  return asViews(room.reader.read(world, view.row, fieldName, args), provided);
}

function computed(
  room: Room,
  view: View,
  required: readonly SelectionNode[],
  field: string,
  args: Record<string, unknown>,
  world: World,
): unknown {
  const compute = room.reader.requirement(view.row.__typename, field);
  if (!compute) throw new Error(`the test does not say how ${field} is computed`);
  return compute(pickSet(room, requiredValues(room, view, required, world), required), args);
}

/** What a field requires: from the representation, or, where it is provided, from the subgraph's own copy. */
function requiredValues(room: Room, view: View, required: readonly SelectionNode[], world: World): Shapeless {
  if (view.given !== null && covers(room, view.given, required)) return view.given;
  const fields = selectedOf(room, view.row.__typename, required);
  if (fields.every(({ name }) => isProvided(room, view, name.value))) {
    return room.reader.project(world, view.row, required);
  }
  throw new GraphQLError(`${room.contract.name}: ${view.row.__typename} was not given what a field requires`);
}

function refuseForeign(
  room: Room,
  view: View,
  type: TypeContract | undefined,
  contract: FieldContract | undefined,
  field: string,
): void {
  const { name, overridden } = room.contract;
  if (!type || type.keys.some((key) => key.fields.some((node) => isField(node, field)))) return;
  if (overridden.has(`${type.name}.${field}`)) throw new GraphQLError(`${name}: ${field} is overridden`);
  if (contract?.external && !isProvided(room, view, field)) {
    throw new GraphQLError(`${name}: ${type.name}.${field} is external here and not provided`);
  }
}

const isProvided = (room: Room, view: View, field: string): boolean =>
  selectedOf(room, view.row.__typename, view.provided).some((node) => isField(node, field));

const innerProvided = (room: Room, view: View, field: string): readonly SelectionNode[] =>
  selectedOf(room, view.row.__typename, view.provided).flatMap((node) =>
    isField(node, field) ? (node.selectionSet?.selections ?? []) : [],
  );

function asViews(value: unknown, provided: readonly SelectionNode[]): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => asViews(item, provided));
  return isRow(value) ? { __typename: value.__typename, row: value, given: null, provided } : value;
}
