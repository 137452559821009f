import type { FetchNode, PlanNode, QueryPlanSelectionNode, SubscriptionNode } from '@apollo/query-planner';
import {
  Kind,
  parse,
  print,
  stripIgnoredCharacters,
  visit,
  type DocumentNode,
  type FieldNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { RequiredField } from './required-fields';
import { enumOf, hasFields, textOf } from '../../supergraph/supergraph-links';
import { graphNames } from './resolvable-keys';

type AnyNode = PlanNode | SubscriptionNode;

/**
 * Puts the real fields into plans that were made with fields of the planner's own (required-fields.ts): a subgraph is asked
 * for `price__required_1: price(currency: "USD")`, and told of it as `price`. Where one fetch would have to tell two values
 * of `price`, it becomes two fetches.
 *
 * @param supergraph the planner's copy
 */
export function putRequiredFields(
  supergraph: DocumentNode,
  requiredFields: ReadonlyMap<string, RequiredField>,
): (node: AnyNode) => AnyNode {
  if (requiredFields.size === 0) return (node) => node;
  const requirementsOf = requirementsIn(supergraph, requiredFields);
  function put(node: PlanNode): PlanNode {
    switch (node.kind) {
      case 'Fetch': {
        const fetches = split(node, requirementsOf, requiredFields).map((one) =>
          withFields(one, requiredFields),
        );
        const [only] = fetches;
        return only && fetches.length === 1 ? only : { kind: 'Parallel', nodes: fetches };
      }
      case 'Flatten':
        return { ...node, node: put(node.node) };
      case 'Sequence':
      case 'Parallel':
        return { ...node, nodes: node.nodes.map(put) };
      case 'Condition':
      case 'Defer':
        return node; // refused: resolvable-keys.ts
    }
  }
  return (node) =>
    node.kind === 'Subscription'
      ? {
          ...node,
          primary: withFields(node.primary, requiredFields),
          ...(node.rest ? { rest: put(node.rest) } : {}),
        }
      : put(node);
}

function withFields(fetch: FetchNode, requiredFields: ReadonlyMap<string, RequiredField>): FetchNode {
  if (![...requiredFields.keys()].some((name) => fetch.operation.includes(name))) return fetch;
  const document = visit(parse(fetch.operation, { noLocation: true }), {
    Field(field) {
      const required = requiredFields.get(field.name.value);
      if (!required) return undefined;
      const name = { kind: Kind.NAME, value: required.name };
      return { ...field, alias: field.alias ?? field.name, name, arguments: required.arguments };
    },
  });
  return { ...fetch, operation: stripIgnoredCharacters(print(document)) };
}

/** Fields that can be asked in one fetch: by where they are told, the planner's fields they require. */
interface Variant {
  readonly fields: Set<string>;
  readonly told: Map<string, string>;
}

function split(
  fetch: FetchNode,
  requirementsOf: RequirementsOf,
  requiredFields: ReadonlyMap<string, RequiredField>,
): FetchNode[] {
  if (!fetch.requires) return [fetch];
  const document = parse(fetch.operation, { noLocation: true });
  const variants: Variant[] = [];
  mapEntityFields(document, (id, type, field) => {
    const told = requirementsOf(fetch.serviceName, type, field.name.value);
    const fits = variants.find((variant) =>
      [...told].every(([place, name]) => (variant.told.get(place) ?? name) === name),
    );
    const variant = fits ?? { fields: new Set(), told: new Map() };
    if (!fits) variants.push(variant);
    variant.fields.add(id);
    for (const [place, name] of told) variant.told.set(place, name);
    return true;
  });
  if (variants.length < 2) return [fetch];
  return variants.map((variant) => {
    const asked = pruned(document, variant.fields);
    const told = new Set(variant.told.values());
    return {
      ...fetch,
      requires: requiresOf(fetch.requires ?? [], (name) => told.has(name) || !requiredFields.has(name)),
      operation: stripIgnoredCharacters(print(asked.document)),
      variableUsages: (fetch.variableUsages ?? []).filter((name) => asked.variables.has(name)),
    };
  });
}

/** Takes the fields selected on the entities themselves that are to be kept; each has an id, and the type it is selected on. */
function mapEntityFields(
  document: DocumentNode,
  keeps: (id: string, type: string, field: FieldNode) => boolean,
): DocumentNode {
  const inSet = (set: SelectionSetNode, type: string): SelectionSetNode => ({
    ...set,
    selections: set.selections.flatMap((selection): SelectionNode[] => {
      if (selection.kind === Kind.FRAGMENT_SPREAD) return [selection];
      if (selection.kind === Kind.FIELD) {
        if (selection.name.value === '__typename') return [selection];
        const id = `${type}.${(selection.alias ?? selection.name).value}`;
        return keeps(id, type, selection) ? [selection] : [];
      }
      const inner = inSet(selection.selectionSet, selection.typeCondition?.name.value ?? type);
      return inner.selections.length > 0 ? [{ ...selection, selectionSet: inner }] : [];
    }),
  });
  const definitions = document.definitions.map((node) => {
    if (node.kind !== Kind.OPERATION_DEFINITION) return node;
    const selections = node.selectionSet.selections.map((selection) =>
      selection.kind === Kind.FIELD && selection.selectionSet
        ? { ...selection, selectionSet: inSet(selection.selectionSet, '_Entity') }
        : selection,
    );
    return { ...node, selectionSet: { ...node.selectionSet, selections } };
  });
  return { ...document, definitions };
}

function pruned(document: DocumentNode, fields: ReadonlySet<string>) {
  const kept = mapEntityFields(document, (id) => fields.has(id));
  const variables = new Set<string>();
  visit(kept, {
    VariableDefinition: () => false,
    Variable: ({ name }) => void variables.add(name.value),
  });
  const definitions = kept.definitions.map((node) =>
    node.kind === Kind.OPERATION_DEFINITION
      ? {
          ...node,
          variableDefinitions: (node.variableDefinitions ?? []).filter(({ variable }) =>
            variables.has(variable.name.value),
          ),
        }
      : node,
  );
  return { document: { ...kept, definitions }, variables };
}

function requiresOf(
  nodes: readonly QueryPlanSelectionNode[],
  keeps: (name: string) => boolean,
): QueryPlanSelectionNode[] {
  return nodes.flatMap((node): QueryPlanSelectionNode[] => {
    if (node.kind === 'Field' && !keeps(node.name)) return [];
    if (!node.selections) return [node];
    const selections = requiresOf(node.selections, keeps);
    return selections.length > 0 ? [{ ...node, selections }] : [];
  });
}

/** The planner's own fields that a field of a subgraph requires, by where they are told in a representation. */
type RequirementsOf = (subgraph: string, type: string, field: string) => ReadonlyMap<string, string>;

const NONE: ReadonlyMap<string, string> = new Map();

/** Reads them from the planner's supergraph. */
function requirementsIn(
  supergraph: DocumentNode,
  requiredFields: ReadonlyMap<string, RequiredField>,
): RequirementsOf {
  const names = graphNames(supergraph);
  const known = new Map<string, ReadonlyMap<string, string>>();
  for (const node of supergraph.definitions) {
    if (!hasFields(node)) continue;
    for (const field of node.fields ?? []) {
      for (const directive of field.directives ?? []) {
        const text = directive.name.value === 'join__field' ? textOf(directive, 'requires') : undefined;
        if (!text) continue;
        const subgraph = names.get(enumOf(directive, 'graph') ?? '');
        const found = ownFields(text, requiredFields);
        if (found.size > 0) known.set(`${subgraph}/${node.name.value}.${field.name.value}`, found);
      }
    }
  }
  return (subgraph, type, field) => known.get(`${subgraph}/${type}.${field}`) ?? NONE;
}

function ownFields(
  fieldSet: string,
  requiredFields: ReadonlyMap<string, RequiredField>,
): Map<string, string> {
  const found = new Map<string, string>();
  const visit = ({ selections }: SelectionSetNode, parent: string): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.INLINE_FRAGMENT) visit(selection.selectionSet, parent);
      if (selection.kind !== Kind.FIELD) continue;
      const { value } = selection.name;
      const required = requiredFields.get(value);
      const place = `${parent}.${required?.name ?? value}`;
      if (required) found.set(place, value);
      if (selection.selectionSet) visit(selection.selectionSet, place);
    }
  };
  for (const node of parse(`{${fieldSet}}`, { noLocation: true }).definitions) {
    if (node.kind === Kind.OPERATION_DEFINITION) visit(node.selectionSet, '');
  }
  return found;
}
