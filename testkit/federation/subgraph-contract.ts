import {
  Kind,
  parse,
  valueFromASTUntyped,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type SelectionNode,
} from 'graphql';

/*
 * What a subgraph's SDL says about federation, read from its directives: what the tests' subgraphs hold the engines to.
 */

export interface FieldContract {
  readonly requires: readonly SelectionNode[] | null;
  readonly provides: readonly SelectionNode[];
  /** Not this subgraph's to answer, unless it is part of a key or provided. */
  readonly external: boolean;
}

export interface TypeContract {
  readonly name: string;
  readonly fields: ReadonlyMap<string, FieldContract>;
  readonly keys: readonly { readonly fields: readonly SelectionNode[]; readonly resolvable: boolean }[];
  readonly interfaceObject: boolean;
}

export interface SubgraphContract {
  readonly name: string;
  readonly document: DocumentNode;
  readonly types: ReadonlyMap<string, TypeContract>;
  /** `Type.field` of fields other subgraphs have taken over for good. */
  readonly overridden: ReadonlySet<string>;
}

interface Service {
  name: string;
  typeDefs: DocumentNode;
}

export function readContracts(services: readonly Service[]): SubgraphContract[] {
  return services.map(({ name, typeDefs }) => ({
    name,
    document: typeDefs,
    types: readTypes(typeDefs),
    overridden: new Set(services.flatMap((other) => takenFrom(name, other.typeDefs))),
  }));
}

function readTypes(document: DocumentNode): Map<string, TypeContract> {
  const types = new Map<string, TypeContract>();
  for (const node of document.definitions) {
    if (!('fields' in node) || node.kind.startsWith('Input')) continue;
    const { value: name } = node.name;
    const before = types.get(name);
    const directives = (node.directives ?? []) as readonly ConstDirectiveNode[];
    const isExternal = directives.some((directive) => directive.name.value === 'external');
    const fields = ((node.fields ?? []) as readonly FieldDefinitionNode[]).map(
      (field) => [field.name.value, readField(field, isExternal)] as const,
    );
    types.set(name, {
      name,
      fields: new Map([...(before?.fields ?? []), ...fields]),
      keys: [...(before?.keys ?? []), ...directives.filter(named('key')).map(readKey)],
      interfaceObject: before?.interfaceObject === true || directives.some(named('interfaceObject')),
    });
  }
  return types;
}

function readField({ directives = [] }: FieldDefinitionNode, isExternal: boolean): FieldContract {
  const requires = directives.find(named('requires'));
  const provides = directives.find(named('provides'));
  return {
    requires: requires ? fieldSet(argument(requires, 'fields')) : null,
    provides: provides ? fieldSet(argument(provides, 'fields')) : [],
    external: isExternal || directives.some(named('external')),
  };
}

const readKey = (directive: ConstDirectiveNode) => ({
  fields: fieldSet(argument(directive, 'fields')),
  resolvable: argument(directive, 'resolvable') !== false,
});

function takenFrom(name: string, document: DocumentNode): string[] {
  return document.definitions.flatMap((node) => {
    if (!('fields' in node) || !('name' in node) || !node.name) return [];
    const type = node.name.value;
    return ((node.fields ?? []) as readonly FieldDefinitionNode[]).flatMap((field) => {
      const override = field.directives?.find(named('override'));
      const isTaken =
        override && argument(override, 'from') === name && argument(override, 'label') === undefined;
      return isTaken ? [`${type}.${field.name.value}`] : [];
    });
  });
}

const named =
  (name: string) =>
  (directive: ConstDirectiveNode): boolean =>
    directive.name.value === name;

function argument(directive: ConstDirectiveNode, name: string): unknown {
  const node = directive.arguments?.find((one) => one.name.value === name);
  return node && valueFromASTUntyped(node.value);
}

/** Reads `a b { c }`. */
function fieldSet(text: unknown): readonly SelectionNode[] {
  const [operation] = parse(`{ ${String(text)} }`, { noLocation: true }).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error(`${String(text)} is no field set`);
  return operation.selectionSet.selections;
}
