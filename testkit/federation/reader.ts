import { isInterfaceType, isObjectType, Kind, valueFromASTUntyped, type SelectionNode } from 'graphql';
import type { FederatedGraph } from './federated-graph';
import { isRow, type Row, type Shapeless, type World } from './world';

/** Reads fields of rows, for both sides. */
export interface Reader {
  /** The value of a field that needs nothing of other fields. */
  read(world: World, row: Row, field: string, args: Record<string, unknown>): unknown;
  /** The value of any field, where a whole row is at hand. */
  readWhole(world: World, row: Row, field: string, args: Record<string, unknown>): unknown;
  /** What a field set selects of a row. */
  project(world: World, row: Row, selections: readonly SelectionNode[]): Shapeless;
  /** The function that computes a field from what it requires. */
  requirement(type: string, field: string): ((given: Shapeless, args: Shapeless) => unknown) | null;
  isA(type: string, condition: string): boolean;
}

export function createReader(graph: FederatedGraph): Reader {
  const { fields, requires = {} } = graph.definition;
  const supertypes = supertypesOf(graph);
  const isA = (type: string, condition: string) => supertypes(type).includes(condition);
  const lookUp = <T>(entries: Readonly<Record<string, T>>, type: string, field: string): T | null => {
    const name = supertypes(type).find((one) => Object.hasOwn(entries, `${one}.${field}`));
    return name === undefined ? null : (entries[`${name}.${field}`] as T);
  };
  const requiredSets = new Map(
    graph.contracts.flatMap(({ types }) =>
      [...types.values()].flatMap((type) =>
        [...type.fields].flatMap(([name, { requires: set }]) =>
          set ? [[`${type.name}.${name}`, set] as const] : [],
        ),
      ),
    ),
  );
  const absent = absenceOf(graph, supertypes);

  const reader: Reader = {
    isA,
    requirement: (type, field) => lookUp(requires, type, field),
    read(world, row, field, args) {
      const compute = lookUp(fields, row.__typename, field);
      const isOwn = Object.hasOwn(row, field);
      return world.settle(compute ? compute(row, args, world) : isOwn ? row[field] : null);
    },
    readWhole(world, row, field, args) {
      if (absent(row, field)) return null;
      const compute = lookUp(requires, row.__typename, field);
      if (!compute) return reader.read(world, row, field, args);
      const set = supertypes(row.__typename).flatMap((one) => requiredSets.get(`${one}.${field}`) ?? []);
      return world.settle(compute(reader.project(world, row, set), args));
    },
    project: (world, row, selections) => projectRow(reader, world, row, selections),
  };
  return reader;
}

function projectRow(reader: Reader, world: World, row: Row, selections: readonly SelectionNode[]): Shapeless {
  const result: Record<string, unknown> = {};
  for (const node of selections) {
    if (node.kind === Kind.FRAGMENT_SPREAD) continue; // field sets have none
    if (node.kind === Kind.INLINE_FRAGMENT) {
      const condition = node.typeCondition?.name.value;
      if (condition && !reader.isA(row.__typename, condition)) continue;
      Object.assign(result, projectRow(reader, world, row, node.selectionSet.selections));
      continue;
    }
    const args = Object.fromEntries(
      (node.arguments ?? []).map((one) => [one.name.value, valueFromASTUntyped(one.value)]),
    );
    const name = node.name.value;
    const value = name === '__typename' ? row.__typename : reader.readWhole(world, row, name, args);
    const inner = node.selectionSet?.selections;
    result[name] = inner ? projectAll(reader, world, value, inner) : value;
  }
  return result;
}

function projectAll(
  reader: Reader,
  world: World,
  value: unknown,
  selections: readonly SelectionNode[],
): unknown {
  if (Array.isArray(value)) return value.map((item) => projectAll(reader, world, item, selections));
  return isRow(value) ? projectRow(reader, world, value, selections) : value;
}

/** A type's own name and those of its interfaces, as any subgraph declares them. */
function supertypesOf(graph: FederatedGraph): (type: string) => readonly string[] {
  const known = new Map<string, readonly string[]>();
  return (name) => {
    let names = known.get(name);
    if (!names) {
      const type = graph.schema.getType(name);
      const interfaces = isObjectType(type) || isInterfaceType(type) ? type.getInterfaces() : [];
      names = [name, ...interfaces.map((one) => one.name)];
      known.set(name, names);
    }
    return names;
  };
}

/** Whether every subgraph that could answer the field has no such entity. */
function absenceOf(graph: FederatedGraph, supertypes: (type: string) => readonly string[]) {
  const owners = (type: string, field: string) =>
    graph.contracts
      .filter(({ types }) =>
        supertypes(type).some((one) => {
          const contract = types.get(one);
          const isKey = contract?.keys.some((key) => key.fields.some((node) => isField(node, field)));
          return contract?.fields.get(field)?.external === false || isKey === true;
        }),
      )
      .map(({ name }) => name);
  return ({ __typename, $absentIn = [] }: Row, field: string): boolean =>
    $absentIn.length > 0 && owners(__typename, field).every((name) => $absentIn.includes(name));
}

/** Whether the selection is the field. */
export const isField = (node: SelectionNode, field: string): boolean =>
  node.kind === Kind.FIELD && node.name.value === field;
