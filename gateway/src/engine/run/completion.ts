import {
  getNamedType,
  GraphQLError,
  isAbstractType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  type FieldNode,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type SelectionSetNode,
} from 'graphql';
import type { Variables } from '../../pipeline/conditions';
import { collectFields } from '../../pipeline/collect-fields';
import type { Operation } from '../../pipeline/operation';
import type { ClientNames } from '../compile/client-names';
import { introspect, isIntrospection } from './introspection';
import { isMisfit } from '../compile/leaf-code';
import type { ConcretePath } from './places';
import { runtimeType, type TypeFacts } from '../compile/type-facts';
import { isTree, own, type Tree } from './tree';

/*
 * The answer by the book (https://spec.graphql.org/October2021/#CompleteValue()): slow, and right in all that the projector
 * leaves to it: introspection, nulls that go up to the next field that may be null, and an error for each of them.
 */

export interface Completed {
  readonly data: Record<string, unknown> | null;
  /** One for each contract a subgraph broke, at the client's path. */
  readonly errors: readonly GraphQLError[];
}

/** Completes a tree of results. */
export function complete(
  operation: Operation,
  names: ClientNames,
  types: TypeFacts,
  tree: Tree,
  variables: Variables,
): Completed {
  const root = operation.schema.getRootType(operation.type);
  if (!root) throw new Error(`the schema has no ${operation.type}`);
  const completion = new Completion(operation, names, types, variables);
  let data;
  try {
    data = completion.object(root, [operation.definition.selectionSet], tree);
  } catch (error) {
    if (error !== NULLED) throw error;
  }
  return { data: data ?? null, errors: completion.errors };
}

/** Thrown where a null may not be: the next field that may be null becomes it. */
const NULLED = Symbol('nulled');

type ObjectLike = GraphQLObjectType | GraphQLInterfaceType;

class Completion {
  readonly errors: GraphQLError[] = [];
  readonly #path: (string | number)[] = [];

  constructor(
    readonly operation: Operation,
    readonly names: ClientNames,
    readonly types: TypeFacts,
    readonly variables: Variables,
  ) {}

  object(type: ObjectLike, sets: readonly SelectionSetNode[], tree: Tree): Record<string, unknown> {
    const object = Object.create(null) as Record<string, unknown>; // any key is a property
    for (const [key, nodes] of collectFields(this.operation, type, sets, this.variables)) {
      this.#path.push(key);
      object[key] = this.#field(type, key, nodes, tree);
      this.#path.pop();
    }
    return object;
  }

  #field(type: ObjectLike, key: string, nodes: readonly FieldNode[], tree: Tree): unknown {
    const [node] = nodes as [FieldNode];
    const { value: name } = node.name;
    if (isIntrospection(node)) return introspect(this.operation, nodes, this.variables)[key];
    if (name === '__typename') {
      if (this.types.isConcrete(type.name)) return type.name;
      throw this.#fault('an object of which the type is not known');
    }
    const field = type.getFields()[name];
    if (!field) throw new Error(`${type.name} has no field ${name}`);
    const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
    const value = own(tree, this.names.internalKey(node));
    return this.#value(field.type, sets, value, `${type.name}.${name}`);
  }

  #value(type: GraphQLOutputType, sets: readonly SelectionSetNode[], value: unknown, field: string): unknown {
    const { length } = this.#path;
    if (isNonNullType(type)) {
      const known = this.errors.length;
      const completed = this.#nullable(type.ofType, sets, value, field);
      if (completed !== null) return completed;
      if (this.errors.length === known)
        throw this.#fault(`Cannot return null for non-nullable field ${field}.`);
      throw NULLED;
    }
    try {
      return this.#nullable(type, sets, value, field);
    } catch (error) {
      if (error !== NULLED) throw error;
      this.#path.length = length;
      return null;
    }
  }

  /** @throws NULLED from within */
  #nullable(
    type: GraphQLOutputType,
    sets: readonly SelectionSetNode[],
    value: unknown,
    field: string,
  ): unknown {
    if (value === undefined || value === null) return null;
    if (isListType(type)) {
      if (!Array.isArray(value)) return this.#misfit(field);
      return value.map((element, index) => {
        this.#path.push(index);
        const completed = this.#value(type.ofType, sets, element, field);
        this.#path.pop();
        return completed;
      });
    }
    const named = getNamedType(type);
    if (isLeafType(named)) {
      if (isEnumType(named) && this.types.isHiddenValue(named, value)) return null;
      if (isMisfit(named, value)) return this.#misfit(field);
      return named.name === 'ID' ? String(value) : value;
    }
    if (!isTree(value)) return this.#misfit(field);
    if (!isAbstractType(named)) return this.object(named as GraphQLObjectType, sets, value);
    const typename = own(value, '__typename');
    const object = runtimeType(this.operation.schema, named, typename);
    if (object) return this.object(object, sets, value);
    return this.types.isConcrete(typename) && !this.operation.schema.getType(String(typename))
      ? null // a type that clients may not know of
      : this.#misfit(field);
  }

  #misfit(field: string): null {
    void this.#fault(`Invalid value for ${field}.`);
    return null;
  }

  #fault(message: string): typeof NULLED {
    this.errors.push(new GraphQLError(message, { path: [...this.#path] }));
    return NULLED;
  }
}

type Filter = (
  violations: readonly GraphQLError[],
  reported: readonly { readonly path?: ConcretePath | undefined }[],
) => readonly GraphQLError[];

/**
 * Makes the filter of violations that no reported error tells of: when a subgraph says why a field is null, the client need
 * not be told that it should not be. An error beside it, in the same object, says it too: a subgraph that fails at one
 * field which may not be null leaves out the whole object.
 */
export function createUnexplained(operation: Operation, conditions: Variables): Filter {
  const root = operation.schema.getRootType(operation.type);
  const fields = root && collectFields(operation, root, [operation.definition.selectionSet], conditions);
  const mayNotBeNull = (key: unknown) => {
    const node = fields?.get(String(key))?.[0];
    return node !== undefined && isNonNullType(root?.getFields()[node.name.value]?.type);
  };
  const explains = (reported: ConcretePath, path: ConcretePath) => {
    if (startsWith(reported, path) || startsWith(path, reported)) return true;
    return path.length > 1 ? startsWith(reported, path.slice(0, -1)) : mayNotBeNull(reported[0]);
  };
  return (violations, reported) =>
    violations.filter(
      ({ path }) => !path || !reported.some((error) => error.path && explains(error.path, path)),
    );
}

const startsWith = (path: ConcretePath, start: ConcretePath): boolean =>
  start.every((key, index) => path[index] === key);
