import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
} from 'graphql';

const MAX_DEPTH = 4;

/**
 * Writes a random operation: aliases, fragments of every kind, `@skip`/`@include` by `$yes` and `$no`, the same key twice.
 * It may be invalid where two selections of a key don't go together: validate it.
 *
 * @param seed the same seed gives the same operation
 */
export function randomOperation(schema: GraphQLSchema, seed: number): string {
  const writer = new OperationWriter(schema, mulberry(seed));
  return writer.operation();
}

class OperationWriter {
  readonly #fragments: string[] = [];

  constructor(
    readonly schema: GraphQLSchema,
    readonly random: () => number,
  ) {}

  operation(): string {
    const kind = this.#chance(0.1) && this.schema.getMutationType() ? 'mutation' : 'query';
    const root = kind === 'query' ? this.schema.getQueryType() : this.schema.getMutationType();
    const body = this.#set(root as GraphQLCompositeType, 0);
    const text = [body, ...this.#fragments].join('\n');
    const used = ['yes', 'no']
      .filter((name) => text.includes(`$${name}`))
      .map((name) => `$${name}: Boolean!`);
    return `${kind}${used.length > 0 ? `(${used.join(', ')})` : ''} ${text}`;
  }

  #set(type: GraphQLCompositeType, depth: number): string {
    const count = 1 + Math.floor(this.random() * (depth === 0 ? 4 : 3));
    const selections = Array.from({ length: count }, () => this.#selection(type, depth));
    return `{ ${selections.join(' ')} }`;
  }

  #selection(type: GraphQLCompositeType, depth: number): string {
    const isUnion = !isObjectType(type) && !isInterfaceType(type);
    if (this.#chance(0.08)) return `${this.#chance(0.5) ? 'kind: ' : ''}__typename`;
    if (isUnion || (depth > 0 && this.#chance(isAbstractType(type) ? 0.4 : 0.15)))
      return this.#fragment(type, depth);
    const fields = Object.values(type.getFields()).filter(
      (field) => depth < MAX_DEPTH || !isCompositeType(getNamedType(field.type)),
    );
    const field = this.#one(fields);
    return field ? this.#field(field, depth) : '__typename';
  }

  #field(field: GraphQLField<unknown, unknown>, depth: number): string {
    const named = getNamedType(field.type);
    const alias = this.#chance(0.2) ? `${this.#one(['x', 'y', 'number'])}${field.name}: ` : '';
    const wants = field.args
      .filter(({ type }) => String(type).endsWith('!'))
      .map(({ name }) => `${name}: "u1"`);
    const given = wants.length > 0 ? `(${wants.join(', ')})` : '';
    const below = isCompositeType(named) ? ` ${this.#set(named, depth + 1)}` : '';
    return `${alias}${field.name}${given}${this.#directive()}${below}`;
  }

  #fragment(type: GraphQLCompositeType, depth: number): string {
    const on = this.#one([type, ...this.#overlapping(type)]) ?? type;
    const below = this.#set(on, depth + 1 > MAX_DEPTH ? MAX_DEPTH : depth + 1);
    if (this.#chance(0.5)) return `... on ${on.name}${this.#directive()} ${below}`;
    const name = `F${this.#fragments.length}`;
    this.#fragments.push(`fragment ${name} on ${on.name} ${below}`);
    return `...${name}${this.#directive()}${this.#chance(0.2) ? ` ...${name}` : ''}`;
  }

  /** Types an object can have that is of this type. */
  #overlapping(type: GraphQLCompositeType): GraphQLCompositeType[] {
    const possible = isAbstractType(type) ? this.schema.getPossibleTypes(type) : [type];
    return [...possible, ...possible.flatMap((one) => (isObjectType(one) ? one.getInterfaces() : []))];
  }

  #directive(): string {
    return this.#chance(0.15)
      ? ` ${this.#one(['@skip', '@include'])}(if: ${this.#one(['$yes', '$no', 'true'])})`
      : '';
  }

  #chance(share: number): boolean {
    return this.random() < share;
  }

  #one<T>(items: readonly T[]): T | undefined {
    return items[Math.floor(this.random() * items.length)];
  }
}

/** A small generator of random numbers (mulberry32). */
function mulberry(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
