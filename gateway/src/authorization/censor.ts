import {
  getNamedType,
  GraphQLError,
  isAbstractType,
  isListType,
  isNonNullType,
  isObjectType,
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
} from 'graphql';
import { collectFields } from '../pipeline/collect-fields';
import { internalError, unauthenticated } from '../../../service-kit/errors/errors';
import type { OperationRequest } from '../pipeline/stage';
import type { OperationAnswer } from '../pipeline/answer';
import { refusalOf, type Demand } from './demand';
import type { PayloadFields } from './new-sessions';
import type { PermittedPart } from './permitted-part';
import type { Verdicts } from './verdicts';

/*
 * The client's answer, made of the answer to the permitted part: the client's selections are walked over it as
 * graphql-js walks them over resolvers, and what is refused becomes null with an error where the client looks for it.
 */

const SEND_NEW_TOKEN =
  'Another part of the service answers this: ask for it in a request of its own that sends the new access token.';

type Key = string | number;
type Fields = ReadonlyMap<string, readonly FieldNode[]>;
interface Path {
  readonly before: Path | null;
  readonly key: Key;
}

/** Stands for a null that its place doesn't admit: the nearest place that does takes it. */
const NOTHING = Symbol('nothing');

/**
 * Puts back what was refused.
 *
 * @param request the client's
 * @param answer to the permitted part; an empty object as its data when nothing was to be fetched
 */
export function censored(
  request: OperationRequest,
  part: PermittedPart,
  judged: { verdicts: Verdicts; payload: PayloadFields },
  answer: OperationAnswer,
): OperationAnswer {
  if (!answer.data) return answer;
  const walk = new Walk(request, part, judged);
  const fields = rootFields(request);
  const data = walk.object(rootType(request), answer.data, fields, null);
  const errors = [...(answer.errors ?? []), ...walk.errors];
  return {
    ...answer,
    data: data === NOTHING ? null : (data as Record<string, unknown>),
    ...(errors.length > 0 ? { errors } : {}),
  };
}

/**
 * Finds what makes all of the answer null before anything is fetched: a refused root field that can't be null.
 *
 * @returns the whole answer, or null when the permitted part is to be executed
 */
export function refusedAltogether(request: OperationRequest, verdicts: Verdicts): OperationAnswer | null {
  const type = rootType(request);
  for (const [key, nodes] of rootFields(request)) {
    const field = type.getFields()[nodes[0]?.name.value ?? ''];
    if (!field || !isNonNullType(field.type)) continue;
    const demand = verdicts.ofField(type, field.name);
    if (demand) return { data: null, errors: [refusedAt(demand, request, nodes, { before: null, key })] };
  }
  return null;
}

function rootType({ operation }: OperationRequest): GraphQLObjectType {
  const type = operation.schema.getRootType(operation.type);
  if (!type) throw new Error(`the schema has no ${operation.type}`);
  return type;
}

const rootFields = (request: OperationRequest): Fields => {
  const { operation, variables } = request;
  return collectFields(operation, rootType(request), [operation.definition.selectionSet], variables);
};

class Walk {
  readonly errors: GraphQLError[] = [];
  readonly #subfields = new Map<readonly FieldNode[], Map<GraphQLObjectType, Fields>>();

  constructor(
    readonly request: OperationRequest,
    readonly part: PermittedPart,
    readonly judged: { verdicts: Verdicts; payload: PayloadFields },
  ) {}

  object(type: GraphQLObjectType, source: object, fields: Fields, path: Path | null): unknown {
    const made = Object.create(null) as Record<string, unknown>;
    for (const [key, nodes] of fields) {
      const value = this.#field(type, source, nodes, { before: path, key });
      if (value === NOTHING) return NOTHING;
      made[key] = value;
    }
    return made;
  }

  #field(type: GraphQLObjectType, source: object, nodes: readonly FieldNode[], path: Path): unknown {
    const name = nodes[0]?.name.value ?? '';
    if (name === '__typename') return type.name;
    const field = type.getFields()[name];
    const value = ownValue(source, path.key);
    if (!field) return value; // introspection
    const { verdicts, payload } = this.judged;
    if (nodes.some((node) => payload.foreign.has(node)))
      return this.#refuse(at(unauthenticated(SEND_NEW_TOKEN), nodes, path), field.type);
    const isOwn = nodes.every((node) => payload.own.has(node));
    const demand = isOwn ? null : verdicts.ofField(type, field.name);
    if (demand) return this.#refuse(refusedAt(demand, this.request, nodes, path), field.type);
    if (nodes.some((node) => this.part.touched.has(node))) return this.#value(field.type, value, nodes, path);
    return value === null && isNonNullType(field.type) ? NOTHING : value;
  }

  #value(type: GraphQLOutputType, value: unknown, nodes: readonly FieldNode[], path: Path): unknown {
    if (isNonNullType(type)) {
      const inner = this.#value(type.ofType, value, nodes, path);
      return inner === null ? NOTHING : inner;
    }
    if (typeof value !== 'object' || value === null) return value;
    const made = Array.isArray(value)
      ? this.#list(type, value, nodes, path)
      : this.#composite(type, value, nodes, path);
    return made === NOTHING ? null : made;
  }

  #list(
    type: GraphQLOutputType,
    items: readonly unknown[],
    nodes: readonly FieldNode[],
    path: Path,
  ): unknown {
    if (!isListType(type)) return items; // a scalar may be one
    const made: unknown[] = [];
    for (let index = 0; index < items.length; index += 1) {
      const item = this.#value(type.ofType as GraphQLOutputType, items[index] ?? null, nodes, {
        before: path,
        key: index,
      });
      if (item === NOTHING) return NOTHING;
      made.push(item);
    }
    return made;
  }

  #composite(type: GraphQLOutputType, source: object, nodes: readonly FieldNode[], path: Path): unknown {
    const named = getNamedType(type);
    if (isObjectType(named)) return this.object(named, source, this.#below(nodes, named), path);
    if (!isAbstractType(named)) return source; // a leaf that is refused on other types, as an object or a list of them
    const { schema } = this.request.operation;
    const actual = schema.getType(String(ownValue(source, this.part.typeKey)));
    if (!isObjectType(actual) || !schema.isSubType(named, actual)) {
      this.errors.push(at(internalError(this.request.context.facts.requestId), nodes, path));
      return null;
    }
    const demand = this.judged.verdicts.ofType(actual);
    if (demand) return this.#refuse(refusedAt(demand, this.request, nodes, path), type);
    return this.object(actual, source, this.#below(nodes, actual), path);
  }

  #refuse(error: GraphQLError, type: GraphQLOutputType): unknown {
    this.errors.push(error);
    return isNonNullType(type) ? NOTHING : null;
  }

  #below(nodes: readonly FieldNode[], type: GraphQLObjectType): Fields {
    const known = this.#subfields.get(nodes) ?? new Map<GraphQLObjectType, Fields>();
    this.#subfields.set(nodes, known);
    let fields = known.get(type);
    if (!fields) {
      const { operation, variables } = this.request;
      const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
      fields = collectFields(operation, type, sets, variables);
      known.set(type, fields);
    }
    return fields;
  }
}

/** An own property: an alias may be called `__proto__` or `constructor`. */
const ownValue = (source: object, key: Key): unknown =>
  Object.hasOwn(source, key) ? ((source as Record<Key, unknown>)[key] ?? null) : null;

const refusedAt = (demand: Demand, { context }: OperationRequest, nodes: readonly FieldNode[], path: Path) =>
  at(refusalOf(demand, context.viewer), nodes, path);

function at(error: GraphQLError, nodes: readonly FieldNode[], path: Path): GraphQLError {
  const keys: Key[] = [];
  for (let step: Path | null = path; step; step = step.before) keys.unshift(step.key);
  const { message, extensions } = error;
  return new GraphQLError(message, { nodes, path: keys, extensions });
}
