import {
  doTypesOverlap,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isLeafType,
  isObjectType,
  isUnionType,
  parse,
  validate,
  type DocumentNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
} from 'graphql';
import type { Random } from './random';
import { DraftVariables, type ValuePools } from './random-values';

export interface RandomOperation {
  readonly text: string;
  readonly document: DocumentNode;
  readonly variables: Record<string, unknown>;
}

export interface OperationLimits {
  /** How deep fields may nest. */
  depth: number;
  /** About how many fields. */
  fields: number;
}

const USUAL: OperationLimits = { depth: 4, fields: 12 };
const ATTEMPTS = 200;

/**
 * Makes a random operation that is valid for the schema.
 *
 * @param pools values of arguments, by `Type.field(argument)` or input type
 * @throws Error when none of 200 attempts is valid
 */
export function randomOperation(
  schema: GraphQLSchema,
  random: Random,
  pools: ValuePools,
  limits: OperationLimits = USUAL,
): RandomOperation {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const draft = new Draft(schema, random, pools, limits);
    const text = draft.write();
    const document = parse(text, { noLocation: true });
    if (validate(schema, document).length === 0) return { text, document, variables: draft.variables.values };
  }
  throw new Error('no valid operation was found: the generator is wrong');
}

/** Names that hurt who builds objects carelessly. */
const ALIASES = [
  'a',
  'b',
  'c',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'length',
  'id',
  'then',
];

const INTROSPECTION = [
  '__schema { queryType { name } mutationType { name } subscriptionType { name } }',
  '__schema { directives { name locations args { name defaultValue } } }',
  'meta: __type(name: "Query") { ...on __Type { name fields { name args { name defaultValue type { name kind } } } } }',
];

interface DraftFragment {
  readonly name: string;
  readonly on: GraphQLCompositeType;
  readonly text: string;
}

/** One operation in the making. */
class Draft {
  readonly variables: DraftVariables;
  readonly #fragments: DraftFragment[] = [];
  /** What stands behind each response name: the same everywhere, so that selections can always be merged. */
  readonly #meanings = new Map<string, string>();
  readonly #heads: { on: string; head: string; field: GraphQLField<unknown, unknown> }[] = [];
  #left: number;

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly random: Random,
    pools: ValuePools,
    private readonly limits: OperationLimits,
  ) {
    this.variables = new DraftVariables(random, pools);
    this.#left = 2 + random.int(limits.fields);
  }

  write(): string {
    const mutation = this.schema.getMutationType();
    const isMutation = mutation && this.random.chance(0.15);
    const root = isMutation ? mutation : this.schema.getQueryType();
    if (!root) throw new Error('a schema needs a query type');
    const body = this.#selectionSet(root, this.limits.depth);
    const definitions = this.variables.definitions.map(
      ({ name, type, defaultText }) => `$${name}: ${type}${defaultText === null ? '' : ` = ${defaultText}`}`,
    );
    const head = definitions.length > 0 ? `(${definitions.join(', ')})` : '';
    const fragments = this.#fragments.map(({ name, on, text }) => `\nfragment ${name} on ${on.name} ${text}`);
    return `${isMutation ? 'mutation' : 'query'} Random${head} ${body}${fragments.join('')}`;
  }

  #selectionSet(type: GraphQLCompositeType, depth: number): string {
    const count = 1 + this.random.int(4);
    const selections: string[] = [];
    for (let index = 0; index < count; index += 1) selections.push(this.#selection(type, depth));
    const isQuery = type === this.schema.getQueryType();
    if (isQuery && depth === this.limits.depth && this.random.chance(0.04)) {
      selections.push(this.random.pick(INTROSPECTION));
    }
    return `{ ${selections.join(' ')} }`;
  }

  #selection(type: GraphQLCompositeType, depth: number): string {
    const roll = this.random.next();
    const fragmentShare = isAbstractType(type) ? 0.5 : 0.2;
    if (roll < 0.07)
      return `${this.#alias('__typename', '__typename', 'String!')}__typename${this.#maybe(0.1)}`;
    if (depth > 0 && roll < fragmentShare) return this.#fragment(type, depth);
    if (isUnionType(type)) return depth > 0 ? this.#fragment(type, depth) : '__typename';
    if (roll > 0.9) return this.#again(type, depth);
    const fields = Object.values(type.getFields());
    const isOver = depth <= 0 || this.#left <= 0;
    const leaves = fields.filter((field) => isLeafType(getNamedType(field.type)));
    const candidates = isOver ? leaves : fields;
    return candidates.length > 0 ? this.#field(type, this.random.pick(candidates), depth) : '__typename';
  }

  #field(type: GraphQLCompositeType, field: GraphQLField<unknown, unknown>, depth: number): string {
    this.#left -= 1;
    const args = this.variables.argumentsOf(`${type.name}.${field.name}`, field.args);
    const alias = this.#alias(field.name, field.name + args, String(field.type));
    const head = `${alias}${field.name}${args}`;
    this.#heads.push({ on: type.name, head, field });
    return `${head}${this.#maybe(0.12)}${this.#inner(field, depth)}`;
  }

  /** A field that was asked before, with other things inside: both merge. */
  #again(type: GraphQLCompositeType, depth: number): string {
    const known = this.#heads.filter(({ on }) => on === type.name);
    if (known.length === 0) return '__typename';
    const { head, field } = this.random.pick(known);
    return `${head}${this.#maybe(0.12)}${this.#inner(field, depth)}`;
  }

  #inner(field: GraphQLField<unknown, unknown>, depth: number): string {
    const type = getNamedType(field.type);
    return isCompositeType(type) ? ` ${this.#selectionSet(type, depth - 1)}` : '';
  }

  /** `alias: ` or nothing, such that no response name ever means two things. */
  #alias(name: string, meaning: string, type: string): string {
    const signature = `${meaning}: ${type}`;
    const wish = this.random.chance(0.2) ? this.random.pick(ALIASES) : name;
    for (let counter = 0; ; counter += 1) {
      const key = counter === 0 ? wish : `${name.replace(/^__/, '')}_${counter}`;
      // Now and then the same name for another thing: types that exclude one another allow it, else it is no valid operation.
      const isFree = (this.#meanings.get(key) ?? signature) === signature || this.random.chance(0.02);
      if (!isFree) continue;
      this.#meanings.set(key, signature);
      return key === name ? '' : `${key}: `;
    }
  }

  #fragment(type: GraphQLCompositeType, depth: number): string {
    const conditions = this.#conditions(type);
    const reusable = this.#fragments.filter(({ on }) => conditions.includes(on));
    if (reusable.length > 0 && this.random.chance(0.3)) {
      return `...${this.random.pick(reusable).name}${this.#maybe(0.2)}`;
    }
    if (this.random.chance(0.3)) {
      const on = this.random.pick(conditions);
      const text = this.#selectionSet(on, depth - 1);
      const name = `F${this.#fragments.length + 1}`;
      this.#fragments.push({ name, on, text });
      return `...${name}${this.#maybe(0.2)}`;
    }
    if (this.random.chance(0.15)) return `...${this.#maybe(0.7)} ${this.#selectionSet(type, depth - 1)}`;
    const on = this.random.pick(conditions);
    return `... on ${on.name}${this.#maybe(0.15)} ${this.#selectionSet(on, depth - 1)}`;
  }

  /** The type itself and what shares objects with it; concrete types twice, they say the most. */
  #conditions(type: GraphQLCompositeType): GraphQLCompositeType[] {
    const overlapping = Object.values(this.schema.getTypeMap()).filter(
      (one): one is GraphQLCompositeType =>
        isCompositeType(one) && !one.name.startsWith('__') && doTypesOverlap(this.schema, type, one),
    );
    return [...overlapping, ...overlapping.filter((one) => isObjectType(one))];
  }

  #maybe(probability: number): string {
    return this.random.chance(probability) ? this.variables.condition() : '';
  }
}
