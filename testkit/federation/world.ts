import { GraphQLError } from 'graphql';

/*
 * The data behind a test's graph: rows, in memory. The subgraphs and the monolith read the same rows, each by its own
 * rules; neither goes through the other.
 */

/** An object of the graph, entity or not: its concrete type and its fields. Names with `$` are notes, not fields. */
export interface Row {
  readonly __typename: string;
  /** Subgraphs that don't know this entity: a reference to it resolves to null there. */
  readonly $absentIn?: readonly string[];
  readonly [field: string]: unknown;
}

/** Stands for another row in a field's value. */
export class Ref {
  constructor(
    readonly type: string,
    readonly id: string,
  ) {}
}

/** Stands for a field whose resolver throws. */
export class Fault {
  constructor(readonly message: string) {}
}

export const ref = (type: string, id: string): Ref => new Ref(type, id);
export const refs = (type: string, ...ids: string[]): Ref[] => ids.map((id) => new Ref(type, id));
export const fault = (what: string): Fault => new Fault(`fault: ${what}`);

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- arguments and representations have the schema's shape
export type Shapeless = any;

/** Computes a field that has arguments, or a root field. What it returns is read as a row's value is. */
export type FieldFunction = (row: Row, args: Shapeless, world: World) => unknown;

/** One copy of the data, which mutations may change. */
export class World {
  /** What mutations did, in order. */
  readonly log: string[] = [];
  /** Free to be used by mutations. */
  readonly state: Record<string, number> = {};
  readonly #rows: Row[];

  constructor(rows: readonly Row[]) {
    this.#rows = [...rows];
  }

  /** The rows of these concrete types, in the order they were given. */
  rowsOf(...types: readonly string[]): Row[] {
    return this.#rows.filter(({ __typename }) => types.includes(__typename));
  }

  find(type: string, id: unknown): Row | null {
    return this.#rows.find((row) => row.__typename === type && row['id'] === id) ?? null;
  }

  add(row: Row): Row {
    this.#rows.push(row);
    return row;
  }

  /** Replaces references by rows; @throws GraphQLError for a fault */
  settle(value: unknown): unknown {
    if (value instanceof Ref) {
      const row = this.find(value.type, value.id);
      if (!row) throw new Error(`the test's data has no ${value.type} ${value.id}`);
      return row;
    }
    if (value instanceof Fault) throw new GraphQLError(value.message, { extensions: { code: 'CONFLICT' } });
    if (Array.isArray(value)) {
      return value.map((item) =>
        item instanceof Fault ? new GraphQLError(item.message) : this.settle(item),
      );
    }
    return value;
  }
}

export const isRow = (value: unknown): value is Row =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, '__typename');
