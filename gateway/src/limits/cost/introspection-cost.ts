import {
  getIntrospectionQuery,
  getNamedType,
  getOperationAST,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  Kind,
  parse,
  type FieldNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import { fragmentsOf, selectedIn, type Fragments } from '../../pipeline/operation';

/*
 * What it costs to tell of the schema: it is computed from memory, all of it in one round of the event loop. So the price follows how
 * much is told: the query that tools send, which asks for everything once, is 5,000 points in a schema of ordinary size or more.
 */

/** The least that `__schema` or `__type` costs. */
const LEAST = 50;
const WHOLE = 5_000;
/** As many values as a schema of ordinary size tells; of a smaller one all costs less. */
const ORDINARY = 40_000;
/** Of each type around another (a list, what may not be null): about half of what is typed has one, and half of those one more. */
const WRAPPED = 0.5;

/** How many objects a field of a kind of object answers; one, where it is not named. */
type Lengths = Readonly<Record<string, number>>;

/** What a schema's lists hold on the average, and the longest. */
interface Extent {
  readonly types: number;
  readonly directives: number;
  /** Of all types. */
  readonly ofEach: Lengths;
  /** Of those that fields have. */
  readonly ofTyped: Lengths;
  readonly ofLongest: Lengths;
  readonly args: number;
}

const extents = new WeakMap<GraphQLSchema, { readonly extent: Extent; readonly whole: number }>();

/**
 * What a field costs that asks for the schema.
 *
 * @param nodes of `__schema`, or of `__type`, under one response key
 */
export function costOfIntrospection(
  schema: GraphQLSchema,
  nodes: readonly FieldNode[],
  fragments: Fragments,
): number {
  const { extent, whole } = extentOf(schema);
  const values = new Counting(extent, fragments).root(nodes);
  return Math.max(LEAST, Math.ceil((WHOLE * values) / Math.max(ORDINARY, whole)));
}

function extentOf(schema: GraphQLSchema) {
  const known = extents.get(schema);
  if (known) return known;
  const extent = measure(schema);
  const document = parse(getIntrospectionQuery({ inputValueDeprecation: true }), { noLocation: true });
  const { selections = [] } = getOperationAST(document)?.selectionSet ?? {};
  const made = { extent, whole: new Counting(extent, fragmentsOf(document)).root(selections as FieldNode[]) };
  extents.set(schema, made);
  return made;
}

function measure(schema: GraphQLSchema): Extent {
  const types = Object.values(schema.getTypeMap());
  const fields = types.flatMap((type) => (hasFields(type) ? Object.values(type.getFields()) : []));
  const typed = fields.map(({ type }) => getNamedType(type));
  const mean = (all: readonly Lengths[], name: string) =>
    all.reduce((sum, one) => sum + (one[name] ?? 0), 0) / Math.max(1, all.length);
  const means = (all: readonly GraphQLNamedType[]): Lengths => {
    const lengths = all.map((type) => lengthsOf(schema, type));
    return Object.fromEntries(LISTS.map((name) => [name, mean(lengths, name)]));
  };
  const most = (name: string) =>
    types.reduce((max, type) => Math.max(max, lengthsOf(schema, type)[name] ?? 0), 0);
  return {
    types: types.length,
    directives: schema.getDirectives().length,
    ofEach: means(types),
    ofTyped: means(typed),
    ofLongest: Object.fromEntries(LISTS.map((name) => [name, most(name)])),
    args: fields.reduce((sum, { args }) => sum + args.length, 0) / Math.max(1, fields.length),
  };
}

const LISTS = ['fields', 'inputFields', 'enumValues', 'interfaces', 'possibleTypes'] as const;

const hasFields = (type: GraphQLNamedType) => isObjectType(type) || isInterfaceType(type);

function lengthsOf(schema: GraphQLSchema, type: GraphQLNamedType): Lengths {
  return {
    fields: hasFields(type) ? Object.keys(type.getFields()).length : 0,
    inputFields: isInputObjectType(type) ? Object.keys(type.getFields()).length : 0,
    enumValues: isEnumType(type) ? type.getValues().length : 0,
    interfaces: hasFields(type) ? type.getInterfaces().length : 0,
    possibleTypes: 'getTypes' in type || isInterfaceType(type) ? schema.getPossibleTypes(type).length : 0,
  };
}

/** Counts the values that are told; a fragment that is spread again counts again. */
class Counting {
  constructor(
    readonly extent: Extent,
    readonly fragments: Fragments,
  ) {}

  root(nodes: readonly FieldNode[]): number {
    return nodes.reduce((sum, { name, selectionSet }) => {
      const within =
        name.value === '__type'
          ? this.#type(selectionSet, this.extent.ofLongest)
          : this.#schema(selectionSet);
      return sum + 1 + within;
    }, 0);
  }

  #schema(set: SelectionSetNode | undefined): number {
    return this.#sum(set, ({ name, selectionSet }) => {
      if (name.value === 'types') return this.extent.types * this.#type(selectionSet, this.extent.ofEach);
      if (name.value === 'directives') return this.extent.directives * this.#member(selectionSet);
      return this.#type(selectionSet, this.extent.ofLongest);
    });
  }

  #type(set: SelectionSetNode | undefined, lengths: Lengths): number {
    return this.#sum(set, ({ name: { value: name }, selectionSet }) => {
      if (name === 'ofType') return WRAPPED * this.#type(selectionSet, lengths);
      const length = lengths[name] ?? 0;
      if (name === 'interfaces' || name === 'possibleTypes')
        return length * this.#type(selectionSet, this.extent.ofTyped);
      return length * this.#member(selectionSet);
    });
  }

  /** A field, an argument, a value of an enum, or a directive. */
  #member(set: SelectionSetNode | undefined): number {
    return this.#sum(set, ({ name: { value: name }, selectionSet }) => {
      if (name === 'args') return this.extent.args * this.#member(selectionSet);
      return name === 'type' ? this.#type(selectionSet, this.extent.ofTyped) : 0;
    });
  }

  /** 1 for each field, and what is in it. */
  #sum(set: SelectionSetNode | undefined, within: (field: FieldNode) => number): number {
    let sum = 0;
    for (const node of set?.selections ?? []) {
      if (node.kind === Kind.FIELD) sum += 1 + within(node);
      else sum += this.#sum(selectedIn(node, this.fragments), within);
    }
    return sum;
  }
}
