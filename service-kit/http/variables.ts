import {
  GraphQLError,
  isInputType,
  isNonNullType,
  print,
  typeFromAST,
  valueFromAST,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLLeafType,
  type GraphQLSchema,
  type VariableDefinitionNode,
} from 'graphql';
import { holdsOverflow } from '../data/overflow';
import type { ErrorCode } from '../errors/errors';
import { shapeOf, type LeafShape, type ObjectShape, type Shape } from './input-shapes';
import { shortName, shortValue } from './short-value';

/*
 * Coercion of variables as graphql-js does it (https://spec.graphql.org/October2021/#sec-Coercing-Variable-Values), in its
 * words, but with bounds: graphql-js prints the whole value into each error, which for a few megabytes of wrong variables
 * takes seconds. Here no error is longer than a line or two, and coercion ends at the first few mistakes.
 */

/** Mistakes that are told. */
export const MAX_VARIABLE_MISTAKES = 10;
/** A text that long is no number, and no value of an enum. */
const MAX_LEAF_TEXT = 200;

export type CoercedVariables =
  | { readonly coerced: Record<string, unknown>; readonly errors?: undefined }
  | { readonly coerced?: undefined; readonly errors: readonly GraphQLError[] };

/**
 * Coerces an operation's variables.
 *
 * @param given as parsed from JSON, of any shape
 * @param maxMistakes after which it ends
 * @returns the values with defaults filled in, or the first mistakes
 */
export function coerceVariables(
  schema: GraphQLSchema,
  definitions: readonly VariableDefinitionNode[],
  given: Readonly<Record<string, unknown>>,
  maxMistakes = MAX_VARIABLE_MISTAKES,
): CoercedVariables {
  const coerced: Record<string, unknown> = {};
  const coercion = new Coercion(maxMistakes);
  try {
    for (const definition of definitions) coercion.variable(schema, definition, given, coerced);
  } catch (error) {
    if (error !== ENOUGH) throw error;
    const words = 'There are more mistakes in the variables; these are the first.';
    coercion.errors.push(new GraphQLError(words, { extensions: WRONG }));
  }
  return coercion.errors.length > 0 ? { errors: coercion.errors } : { coerced };
}

/** It was read as infinity, and would be sent on as null. */
const TOO_LARGE = 'a number that is too large, such as 1e400.';

const WRONG = { code: 'BAD_USER_INPUT' satisfies ErrorCode };

/** A signal, caught above. */
const ENOUGH = new Error('enough mistakes');

type Path = { readonly before: Path; readonly key: string | number } | null;

class Coercion {
  readonly errors: GraphQLError[] = [];
  #definition: VariableDefinitionNode | null = null;
  #printed: { readonly value: unknown; readonly text: string } | null = null;

  constructor(readonly maxMistakes: number) {}

  variable(
    schema: GraphQLSchema,
    definition: VariableDefinitionNode,
    given: Readonly<Record<string, unknown>>,
    coerced: Record<string, unknown>,
  ): void {
    this.#definition = definition;
    const name = definition.variable.name.value;
    const type = typeFromAST(schema, definition.type as never) as GraphQLInputType | undefined;
    const refuse = (words: string) =>
      this.#add(new GraphQLError(`Variable "$${name}" ${words}`, { nodes: definition, extensions: WRONG }));
    if (!isInputType(type)) {
      return refuse(
        `expected value of type "${print(definition.type)}" which cannot be used as an input type.`,
      );
    }
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    if (!Object.hasOwn(given, name)) {
      if (definition.defaultValue) {
        const value: unknown = valueFromAST(definition.defaultValue, type);
        if (holdsOverflow(value)) return refuse(`has a default value with ${TOO_LARGE}`);
        set(coerced, name, value);
      } else if (isNonNullType(type)) refuse(`of required type "${String(type)}" was not provided.`);
    } else if (value === null && isNonNullType(type)) {
      refuse(`of non-null type "${String(type)}" must not be null.`);
    } else set(coerced, name, this.#value(value, shapeOf(type), null));
  }

  #value(value: unknown, shape: Shape, path: Path): unknown {
    if (shape.kind === 'required') {
      if (value !== null && value !== undefined) return this.#value(value, shape.inner, path);
      return this.#refuse(path, value, `Expected non-nullable type "${String(shape.type)}" not to be null.`);
    }
    if (value === null || value === undefined) return null;
    if (shape.kind === 'leaf') return this.#leaf(value, shape, path);
    if (shape.kind === 'list') {
      if (!Array.isArray(value)) return [this.#value(value, shape.inner, path)];
      return value.map((item, key) => this.#value(item, shape.inner, { before: path, key }));
    }
    if (typeof value === 'object' && !Array.isArray(value)) {
      return this.#object(value as Record<string, unknown>, shape, path);
    }
    return this.#refuse(path, value, `Expected type "${shape.type.name}" to be an object.`);
  }

  #object(value: Readonly<Record<string, unknown>>, shape: ObjectShape, path: Path): unknown {
    const { type, fields, names } = shape;
    for (const key of Object.keys(value)) {
      if (names.has(key)) continue;
      this.#refuse(path, value, `Field "${shortName(key)}" is not defined by type "${type.name}".`);
    }
    const coerced: Record<string, unknown> = {};
    for (const { name, inner, defaultValue } of fields) {
      const given = Object.hasOwn(value, name) ? value[name] : undefined;
      if (given !== undefined) set(coerced, name, this.#value(given, inner, { before: path, key: name }));
      else if (defaultValue !== undefined) set(coerced, name, defaultValue);
      else if (inner.kind === 'required') {
        const words = `Field "${name}" of required type "${String(inner.type)}" was not provided.`;
        this.#refuse(path, value, words);
      }
    }
    if (type.isOneOf) this.#checkOneOf(coerced, type, path);
    return coerced;
  }

  #checkOneOf(coerced: Readonly<Record<string, unknown>>, type: GraphQLInputObjectType, path: Path): void {
    const [key = '', ...more] = Object.keys(coerced);
    if (key === '' || more.length > 0) {
      this.#refuse(path, coerced, `Exactly one key must be specified for OneOf type "${type.name}".`);
    } else if (coerced[key] === null) {
      this.#refuse({ before: path, key }, null, `Field "${key}" must be non-null.`);
    }
  }

  #leaf(value: unknown, { type, isOwn }: LeafShape, path: Path): unknown {
    if (isOwn && isTooLarge(value, type))
      return this.#refuse(path, value, `${type.name} cannot represent this value.`);
    try {
      const parsed = (type as { parseValue(value: unknown): unknown }).parseValue(value);
      if (holdsOverflow(parsed))
        return this.#refuse(path, value, `${type.name} cannot represent ${TOO_LARGE}`);
      if (parsed !== undefined) return parsed;
      return this.#refuse(path, value, `Expected type "${type.name}".`);
    } catch (thrown) {
      if (thrown === ENOUGH) throw thrown;
      const error = thrown as Error;
      const words =
        error instanceof GraphQLError ? error.message : `Expected type "${type.name}". ${error.message}`;
      return this.#refuse(path, value, words, error);
    }
  }

  #refuse(path: Path, value: unknown, words: string, thrown?: Error): undefined {
    const nodes = this.#definition;
    const name = nodes?.variable.name.value ?? '';
    const at = path ? ` at "${name}${printPath(path)}"` : '';
    const message = `Variable "$${name}" got invalid value ${this.#print(value)}${at}; ${words}`;
    // A scalar of ours says by a code what is wrong; whatever else it threw is the client's mistake, too.
    const said = thrown instanceof GraphQLError ? thrown.extensions : {};
    this.#add(new GraphQLError(message, { nodes, extensions: { ...WRONG, ...said } }));
    return undefined;
  }

  /** Once for the many mistakes of one value: to look at the keys of a large object takes long. */
  #print(value: unknown): string {
    if (this.#printed?.value !== value) this.#printed = { value, text: shortValue(value) };
    return this.#printed?.text ?? '';
  }

  #add(error: GraphQLError): void {
    if (this.errors.length >= this.maxMistakes) throw ENOUGH;
    this.errors.push(error);
  }
}

/** Whether a type of GraphQL's own would print a long value that it can't be. */
function isTooLarge(value: unknown, type: GraphQLLeafType): boolean {
  const isText = type.name === 'String' || type.name === 'ID';
  if (typeof value === 'string') return !isText && value.length > MAX_LEAF_TEXT;
  return typeof value === 'object' && value !== null; // none of them takes a list or an object
}

/** A variable may be named `__proto__`. */
function set(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== '__proto__') object[key] = value;
  else Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true });
}

function printPath(path: Path): string {
  const keys: string[] = [];
  for (let at = path; at; at = at.before) {
    keys.push(typeof at.key === 'number' ? `[${at.key}]` : `.${at.key}`);
  }
  return keys.toReversed().join('');
}
