import {
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  type GraphQLArgument,
  type GraphQLInputType,
} from 'graphql';
import type { Random } from './random';

/*
 * Random arguments: literals, variables with and without defaults and values, variables inside of literals.
 */

export type ValuePools = Readonly<Record<string, readonly unknown[]>>;

export interface DraftVariable {
  readonly name: string;
  readonly type: string;
  readonly defaultText: string | null;
}

/** The variables of one operation, as its text grows. */
export class DraftVariables {
  readonly definitions: DraftVariable[] = [];
  readonly values: Record<string, unknown> = {};

  /** Names of those that conditions look at: they are never null. */
  readonly #conditions: string[] = [];

  constructor(
    private readonly random: Random,
    private readonly pools: ValuePools,
  ) {}

  /** The text of an argument list, `''` for none. @param of `Type.field`, for the pools */
  argumentsOf(of: string, args: readonly GraphQLArgument[]): string {
    const given = args.flatMap((arg) => {
      const isNeeded = isNonNullType(arg.type) && arg.defaultValue === undefined;
      if (!isNeeded && this.random.chance(0.45)) return [];
      return [`${arg.name}: ${this.#argument(arg.type, `${of}(${arg.name})`)}`];
    });
    return given.length > 0 ? `(${given.join(', ')})` : '';
  }

  /** `@skip` or `@include`, with a literal or a variable. */
  condition(): string {
    const name = this.random.chance(0.5) ? 'skip' : 'include';
    if (this.random.chance(0.3)) return ` @${name}(if: ${this.random.chance(0.5)})`;
    return ` @${name}(if: ${this.#condition()})`;
  }

  #condition(): string {
    if (this.#conditions.length > 0 && this.random.chance(0.6))
      return `$${this.random.pick(this.#conditions)}`;
    const hasDefault = this.random.chance(0.5);
    const name = this.#define(hasDefault ? 'Boolean' : 'Boolean!', hasDefault ? 'true' : null);
    if (!hasDefault || this.random.chance(0.5)) this.values[name] = this.random.chance(0.5);
    this.#conditions.push(name);
    return `$${name}`;
  }

  #argument(type: GraphQLInputType, pool: string): string {
    return this.random.chance(0.4) ? this.#variable(type, pool) : this.#literal(type, pool);
  }

  #variable(type: GraphQLInputType, pool: string): string {
    const known = this.definitions.filter((one) => one.type === String(type));
    if (known.length > 0 && this.random.chance(0.3)) return `$${this.random.pick(known).name}`;
    const hasDefault = this.random.chance(0.35);
    const loosened = hasDefault && isNonNullType(type) && this.random.chance(0.5) ? type.ofType : type;
    const defaultText = hasDefault ? constant(this.#json(asPresent(type), pool), type) : null;
    const name = this.#define(String(loosened), defaultText);
    const isNeeded = isNonNullType(loosened) && !hasDefault;
    if (isNeeded || this.random.chance(0.7)) this.values[name] = this.#json(asPresent(type), pool);
    else if (!isNonNullType(type) && this.random.chance(0.2)) this.values[name] = null;
    return `$${name}`;
  }

  #define(type: string, defaultText: string | null): string {
    const name = `v${this.definitions.length + 1}`;
    this.definitions.push({ name, type, defaultText });
    return name;
  }

  /** A literal, which may hold variables inside. */
  #literal(type: GraphQLInputType, pool: string): string {
    if (isNonNullType(type)) return this.#literal(type.ofType, pool);
    if (isListType(type)) {
      const items = Array.from({ length: this.random.int(3) }, () => this.#argument(type.ofType, pool));
      return `[${items.join(', ')}]`;
    }
    if (!isInputObjectType(type)) return constant(this.#json(type, pool), type);
    const fields = Object.values(type.getFields()).flatMap((field) => {
      const isNeeded = isNonNullType(field.type) && field.defaultValue === undefined;
      if (!isNeeded && this.random.chance(0.5)) return [];
      const inner = `${type.name}.${field.name}`;
      const text = this.random.chance(0.15)
        ? this.#variable(field.type, inner)
        : this.#literal(field.type, inner);
      return [`${field.name}: ${text}`];
    });
    return `{ ${fields.join(', ')} }`;
  }

  #json(type: GraphQLInputType, pool: string): unknown {
    if (isNonNullType(type)) return this.#json(type.ofType, pool);
    if (isListType(type))
      return Array.from({ length: this.random.int(3) }, () => this.#json(type.ofType, pool));
    if (isInputObjectType(type)) return this.#object(type.name, Object.values(type.getFields()));
    if (isEnumType(type)) return this.random.pick(type.getValues()).name;
    const values = this.pools[pool] ?? this.pools[type.name] ?? BUILT_IN[type.name];
    if (!values) throw new Error(`say which values ${pool} of type ${type.name} may have`);
    return this.random.pick(values);
  }

  #object(
    name: string,
    fields: readonly { name: string; type: GraphQLInputType; defaultValue?: unknown }[],
  ): unknown {
    const entries = fields.flatMap((field) => {
      const isNeeded = isNonNullType(field.type) && field.defaultValue === undefined;
      if (!isNeeded && this.random.chance(0.5)) return [];
      return [[field.name, this.#json(asPresent(field.type), `${name}.${field.name}`)] as const];
    });
    return Object.fromEntries(entries);
  }
}

const BUILT_IN: ValuePools = {
  Int: [0, 1, 2, 3, -7],
  Float: [0, 0.5, 12.25, 100],
  Boolean: [true, false],
  String: ['', 'a', 'Ünïcode "quoted" \\ \n', '__proto__'],
  ID: ['1', '2', 'none'],
};

const asPresent = (type: GraphQLInputType): GraphQLInputType => (isNonNullType(type) ? type.ofType : type);

/** Writes a value as a literal. */
function constant(value: unknown, type: GraphQLInputType): string {
  if (isNonNullType(type)) return constant(value, type.ofType);
  if (value === null) return 'null';
  if (isListType(type))
    return `[${(value as unknown[]).map((item) => constant(item, type.ofType)).join(', ')}]`;
  if (isEnumType(type)) return String(value);
  if (!isInputObjectType(type)) return JSON.stringify(value);
  const fields = type.getFields();
  const entries = Object.entries(value as object).flatMap(([name, item]) => {
    const field = fields[name];
    return field ? [`${name}: ${constant(item, field.type)}`] : [];
  });
  return `{ ${entries.join(', ')} }`;
}
