import { createHash } from 'node:crypto';
import {
  GraphQLError,
  Kind,
  print,
  visit,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type InlineFragmentNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { createOperation, selectedIn, type Operation } from '../pipeline/operation';
import type { PayloadFields } from './new-sessions';
import { eachField, type Position, type Positions } from './positions';
import type { Verdicts } from './verdicts';

/*
 * The part of an operation that may be fetched: the same operation without what is refused. Where only some of the
 * types an object can have allow a field, the field is asked for on these; and where an answer's walk (censor.ts) needs
 * to know an object's type, it is asked for.
 */

export interface PermittedPart {
  /** Null when nothing is left to be fetched. */
  readonly operation: Operation | null;
  /** Fields of the client's operation with something refused in or below them. */
  readonly touched: ReadonlySet<FieldNode>;
  /** Under which key the types of objects are in the answer. */
  readonly typeKey: string;
}

/** Selections that an operation may be spread out to, type by type. No honest one comes near. */
const MAX_SELECTIONS = 20_000;

/**
 * Works out what of an operation may be fetched.
 *
 * @returns null when that is all of it
 * @throws GraphQLError BAD_REQUEST for an operation that would grow beyond all measure
 */
export function permittedPart(
  operation: Operation,
  parts: { root: Position; positions: Positions; verdicts: Verdicts; payload: PayloadFields },
): PermittedPart | null {
  const touched = touchedFields(operation, parts);
  if (!touched) return null;
  const typeKey = freeKey(operation);
  const { selectionSet, fragments } = new Pruner(operation, { ...parts, touched, typeKey }).prune();
  if (!selectionSet) return { operation: null, touched, typeKey };
  return { operation: rebuilt(operation, selectionSet, fragments), touched, typeKey };
}

type Parts = Parameters<typeof permittedPart>[1];

/** The fields with a refusal at or below them; null when there is none at all. */
function touchedFields(
  operation: Operation,
  { root, positions, verdicts, payload }: Parts,
): Set<FieldNode> | null {
  const touched = new Set<FieldNode>();
  let isAnyRefused = false;
  eachField(operation, positions, root, (node, live, position) => {
    const { value: name } = node.name;
    const isRefused =
      payload.foreign.has(node) ||
      (!payload.own.has(node) && live.some((type) => isRefusedOn(type, name, position)));
    isAnyRefused ||= isRefused;
    if (isRefused || live.length === 0) touched.add(node); // what no object can take is left out, too
  });
  if (!isAnyRefused) return null;
  spreadUpwards(operation, touched);
  return touched;

  function isRefusedOn(type: GraphQLObjectType, field: string, position: Position): boolean {
    if (position.isAbstract && verdicts.ofType(type)) return true;
    const returned = type.getFields()[field]?.type;
    if (!returned) return false; // `__typename`
    if (verdicts.ofField(type, field)) return true;
    const below = positions.under(returned);
    return below?.isAbstract === true && below.types.some((one) => verdicts.ofType(one) !== null);
  }
}

/** Adds every field that has a touched one below it. */
function spreadUpwards(operation: Operation, touched: Set<FieldNode>): void {
  const known = new Map<SelectionSetNode, boolean>();
  const hasTouched = (set: SelectionSetNode): boolean => {
    const before = known.get(set);
    if (before !== undefined) return before;
    known.set(set, false);
    let found = false;
    for (const selection of set.selections) {
      const below = selectedIn(selection, operation.fragments);
      const isBelow = below ? hasTouched(below) : false;
      if (selection.kind === Kind.FIELD && isBelow) touched.add(selection);
      found ||= isBelow || (selection.kind === Kind.FIELD && touched.has(selection));
    }
    known.set(set, found);
    return found;
  };
  hasTouched(operation.definition.selectionSet);
}

/** A key that the client's operation doesn't use. */
function freeKey(operation: Operation): string {
  const taken = new Set<string>();
  visit(operation.document, { Field: ({ alias, name }) => void taken.add((alias ?? name).value) });
  let key = 'typeOfObject';
  while (taken.has(key)) key += '_';
  return key;
}

interface Pruned {
  selections: readonly SelectionNode[];
  /** How many selections there are, those within included. */
  size: number;
}

interface PrunerParts extends Parts {
  touched: ReadonlySet<FieldNode>;
  typeKey: string;
}

/**
 * Rewrites an operation's selections, each set once per position. Positions under touched fields are copies: there the
 * client's own `__typename` is left out, because the walk knows it. (Stock's planner takes a plain `__typename` on one type of
 * an interface from a subgraph that knows the interface only, and then nulls the object.)
 */
class Pruner {
  readonly #walked = new Map<Position, Position>();
  readonly #known = new Map<SelectionSetNode, Map<Position, Pruned>>();
  readonly #fragments = new Map<FragmentDefinitionNode, Map<Position, string | null>>();
  readonly #written = new Map<string, FragmentDefinitionNode>();
  readonly #sizes = new Map<string, number>();

  constructor(
    readonly operation: Operation,
    readonly parts: PrunerParts,
  ) {}

  prune(): { selectionSet: SelectionSetNode | null; fragments: FragmentDefinitionNode[] } {
    const root = this.#asWalked(this.parts.root);
    const { selections } = this.#set(this.operation.definition.selectionSet, root.name, root);
    const selectionSet = selections.length > 0 ? setOf(selections) : null;
    return { selectionSet, fragments: [...this.#written.values()] };
  }

  #set(set: SelectionSetNode, within: string, position: Position): Pruned {
    const byPosition = this.#known.get(set) ?? new Map<Position, Pruned>();
    this.#known.set(set, byPosition);
    let pruned = byPosition.get(position);
    if (!pruned) {
      const kept = set.selections.flatMap((selection) => this.#selection(selection, within, position));
      const size = kept.reduce((sum, one) => sum + one.size, 0);
      if (size > MAX_SELECTIONS) throw tooWide();
      pruned = { selections: kept.flatMap(({ selections }) => selections), size };
      byPosition.set(position, pruned);
    }
    return pruned;
  }

  #selection(node: SelectionNode, within: string, position: Position): Pruned[] {
    if (node.kind === Kind.FIELD) return this.#field(node, within, position);
    if (node.kind === Kind.FRAGMENT_SPREAD) {
      const fragment = this.operation.fragments[node.name.value];
      const condition = fragment && this.#condition(within, fragment.typeCondition.name.value, position);
      const name = condition ? this.#fragment(fragment, condition, position) : null;
      if (!name) return [];
      const spread = { ...node, name: { kind: Kind.NAME, value: name } } as const;
      return [{ selections: [spread], size: 1 + (this.#sizes.get(name) ?? 0) }];
    }
    const condition = this.#condition(within, node.typeCondition?.name.value ?? within, position);
    if (!condition) return [];
    const { selections, size } = this.#set(node.selectionSet, condition, position);
    if (selections.length === 0) return [];
    const typeCondition = onType(condition);
    return [{ selections: [{ ...node, typeCondition, selectionSet: setOf(selections) }], size: size + 1 }];
  }

  /**
   * The type of a fragment, null where it has no place. Where an object can have one type only, that is the fragment's
   * too: stock loses what stands in a fragment on this type within one on an interface.
   */
  #condition(within: string, condition: string, position: Position): string | null {
    if (position.isAbstract) return this.parts.positions.overlap(within, condition) ? condition : null;
    return this.parts.positions.within(position, condition).length > 0 ? position.name : null;
  }

  /** A fragment's name, as it is written for this position; null when nothing is left of it. */
  #fragment(fragment: FragmentDefinitionNode, condition: string, position: Position): string | null {
    const byPosition = this.#fragments.get(fragment) ?? new Map<Position, string | null>();
    this.#fragments.set(fragment, byPosition);
    const before = byPosition.get(position);
    if (before !== undefined) return before;
    const { selections, size } = this.#set(fragment.selectionSet, condition, position);
    let name: string | null = null;
    if (selections.length > 0) {
      name = fragment.name.value;
      while (this.#written.has(name) || (name !== fragment.name.value && name in this.operation.fragments))
        name += '_';
      this.#written.set(name, {
        ...fragment,
        name: { kind: Kind.NAME, value: name },
        typeCondition: onType(condition),
        selectionSet: setOf(selections),
      });
      this.#sizes.set(name, size);
    }
    byPosition.set(position, name);
    return name;
  }

  #field(node: FieldNode, within: string, position: Position): Pruned[] {
    const { positions, verdicts, payload } = this.parts;
    const field = node.name.value;
    if (field === '__typename' && this.#walked.get(position) === position) return [];
    if (field.startsWith('__')) return [{ selections: [node], size: 1 }];
    const live = positions.within(position, within);
    if (payload.foreign.has(node)) return [];
    if (payload.own.has(node)) return live.length > 0 ? [this.#kept(node, within)] : [];
    const allowed = live.filter(
      (type) => !(position.isAbstract && verdicts.ofType(type)) && !verdicts.ofField(type, field),
    );
    if (allowed.length === 0) return [];
    if (allowed.length === live.length) return [this.#kept(node, within)];
    return allowed.map((type) => {
      const { selections, size } = this.#kept(node, type.name);
      const fragment: InlineFragmentNode = {
        kind: Kind.INLINE_FRAGMENT,
        typeCondition: onType(type.name),
        selectionSet: setOf(selections),
      };
      return { selections: [fragment], size: size + 1 };
    });
  }

  /** A field that is asked for, with what is left below it. */
  #kept(node: FieldNode, parent: string): Pruned {
    const type = this.operation.schema.getType(parent);
    const returned = type && 'getFields' in type ? type.getFields()[node.name.value]?.type : undefined;
    const under = returned ? this.parts.positions.under(returned as never) : null;
    if (!under || !node.selectionSet) return { selections: [node], size: 1 };
    const isWalked = this.parts.touched.has(node);
    const below = isWalked ? this.#asWalked(under) : under;
    const { selections, size } = this.#set(node.selectionSet, below.name, below);
    const needsType = selections.length === 0 || (below.isAbstract && isWalked);
    const all = needsType ? [typenameAs(this.parts.typeKey), ...selections] : selections;
    return { selections: [{ ...node, selectionSet: setOf(all) }], size: size + 1 };
  }

  #asWalked(position: Position): Position {
    const copy = this.#walked.get(position) ?? { ...position };
    this.#walked.set(position, copy);
    this.#walked.set(copy, copy);
    return copy;
  }
}

const setOf = (selections: readonly SelectionNode[]): SelectionSetNode => ({
  kind: Kind.SELECTION_SET,
  selections,
});

const onType = (name: string) => ({ kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: name } }) as const;

const typenameAs = (key: string): FieldNode => ({
  kind: Kind.FIELD,
  name: { kind: Kind.NAME, value: '__typename' },
  alias: { kind: Kind.NAME, value: key },
});

const tooWide = () =>
  new GraphQLError(
    'This operation is too large to be answered in part. Leave out the fields you may not see.',
    {
      extensions: { code: 'BAD_REQUEST' },
    },
  );

/** The operation with other selections, without the variables and fragments that nothing uses any more. */
function rebuilt(
  operation: Operation,
  selectionSet: SelectionSetNode,
  fragments: readonly FragmentDefinitionNode[],
): Operation {
  const { definition: whole } = operation;
  const used = new Set<string>();
  for (const node of [{ ...whole, variableDefinitions: [], selectionSet }, ...fragments]) {
    visit(node, { Variable: ({ name }) => void used.add(name.value) });
  }
  const variableDefinitions = (whole.variableDefinitions ?? []).filter(({ variable }) =>
    used.has(variable.name.value),
  );
  const definition = { ...whole, variableDefinitions, selectionSet };
  const document: DocumentNode = { kind: Kind.DOCUMENT, definitions: [definition, ...fragments] };
  const hash = createHash('sha256').update(print(document)).digest('hex');
  return createOperation({ document, definition, schema: operation.schema, hash });
}
