import { Kind, parse, type DocumentNode, type SelectionSetNode } from 'graphql';
import { textOf } from '../../supergraph/supergraph-links';
import { enumOf } from '../planning-supergraph';
import type { RequiredField } from './required-fields';
import { graphNames } from './resolvable-keys';

/** The planner's own fields that a field of a subgraph requires, by where they are told in a representation. */
export type RequirementsOf = (subgraph: string, type: string, field: string) => ReadonlyMap<string, string>;

const NONE: ReadonlyMap<string, string> = new Map();

/** Reads them from the planner's supergraph. */
export function requirementsIn(
  supergraph: DocumentNode,
  requiredFields: ReadonlyMap<string, RequiredField>,
): RequirementsOf {
  const names = graphNames(supergraph);
  const known = new Map<string, ReadonlyMap<string, string>>();
  for (const node of supergraph.definitions) {
    if (node.kind !== Kind.OBJECT_TYPE_DEFINITION && node.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
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
