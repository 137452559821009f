import {
  getNamedType,
  getOperationAST,
  isAbstractType,
  isCompositeType,
  isObjectType,
  Kind,
  OperationTypeNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import { LRUCache } from 'lru-cache';

/*
 * What an operation asks of each type: collected once for each compiled operation, and put in the context of each of its
 * requests. Reads take it to choose their columns (columns.ts).
 */

/** Statements that are kept for one operation; a list has one for each combination of its filters. */
const KEPT_STATEMENTS = 200;

/** The fields that an operation selects, whatever its directives leave out of them. */
export class Asked {
  /** What was made for this operation once and serves all its requests: the SQL of each of its reads. */
  readonly kept = new LRUCache<object | string, object>({ max: KEPT_STATEMENTS });

  /** @param fields by type; null: everything */
  constructor(private readonly fields: ReadonlyMap<string, ReadonlySet<string>> | null) {}

  /** Whether all fields of all types count as asked for. */
  get everything(): boolean {
    return this.fields === null;
  }

  /** The fields asked of a type; none when the operation does not come to it. */
  of(type: string): ReadonlySet<string> {
    return this.fields?.get(type) ?? NONE;
  }

  /** Whether a cursor of any list is asked for: reads then have to hold what their lists are ordered by. */
  get cursors(): boolean {
    if (!this.fields) return true;
    const page = this.of('PageInfo');
    if (page.has('startCursor') || page.has('endCursor')) return true;
    return [...this.fields].some(([type, fields]) => type.endsWith('Edge') && fields.has('cursor'));
  }
}

const NONE: ReadonlySet<string> = new Set();

/** For mutations, which read whole rows, and for whatever has no operation. */
export const EVERYTHING = new Asked(null);

const known = new WeakMap<DocumentNode, Map<string, Asked>>();

/**
 * Collects what an operation asks for; the same document is looked at once.
 *
 * @param document validated against the schema
 * @param operationName null or undefined for the document's only operation
 * @returns {@link EVERYTHING} for a mutation or a subscription
 */
export function askedBy(schema: GraphQLSchema, document: DocumentNode, operationName?: string | null): Asked {
  let operations = known.get(document);
  if (!operations) known.set(document, (operations = new Map()));
  const name = operationName ?? '';
  let asked = operations.get(name);
  if (!asked) operations.set(name, (asked = collect(schema, document, operationName)));
  return asked;
}

function collect(schema: GraphQLSchema, document: DocumentNode, operationName?: string | null): Asked {
  const operation = getOperationAST(document, operationName);
  const root = schema.getQueryType();
  if (operation?.operation !== OperationTypeNode.QUERY || !root) return EVERYTHING;
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const collector = new Collector(schema, fragments);
  collector.visit(operation.selectionSet, root);
  return new Asked(collector.fields);
}

class Collector {
  readonly fields = new Map<string, Set<string>>();
  /** A fragment's selections are of its own type, wherever it is spread. */
  readonly #seen = new Set<string>();

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  ) {}

  visit({ selections }: SelectionSetNode, type: GraphQLNamedType): void {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        this.#add(type, selection.name.value);
        const field = isObjectType(type) ? type.getFields()[selection.name.value] : undefined;
        const returned = field ? getNamedType(field.type) : this.#returnedByAny(type, selection.name.value);
        if (selection.selectionSet && returned) this.visit(selection.selectionSet, returned);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        this.visit(selection.selectionSet, this.#typeNamed(selection.typeCondition?.name.value) ?? type);
      } else this.#spread(selection.name.value);
    }
  }

  #spread(name: string): void {
    const fragment = this.fragments.get(name);
    if (!fragment || this.#seen.has(name)) return;
    this.#seen.add(name);
    const type = this.#typeNamed(fragment.typeCondition.name.value);
    if (type) this.visit(fragment.selectionSet, type);
  }

  #typeNamed(name: string | undefined): GraphQLNamedType | undefined {
    const type = name === undefined ? undefined : this.schema.getType(name);
    return isCompositeType(type) ? type : undefined;
  }

  /** A field of an interface is asked of all types that may stand there. */
  #add(type: GraphQLNamedType, field: string): void {
    const types = isAbstractType(type) ? this.schema.getPossibleTypes(type) : [type];
    for (const { name } of types) {
      const fields = this.fields.get(name);
      if (fields) fields.add(field);
      else this.fields.set(name, new Set([field]));
    }
  }

  #returnedByAny(type: GraphQLNamedType, field: string): GraphQLNamedType | undefined {
    if (!isAbstractType(type)) return undefined;
    const found = this.schema.getPossibleTypes(type).map((one) => one.getFields()[field]);
    return found[0] && getNamedType(found[0].type);
  }
}
