import {
  Kind,
  parse,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import {
  directiveName,
  hasFields,
  JOIN_SPEC,
  linksOf,
  namedType,
  textOf,
  valueOf,
  type FeatureLink,
} from '../supergraph/supergraph-links';

/*
 * What the rules need to know of a supergraph's types, inaccessible ones included: a field can depend on what no client
 * can ask for.
 */

export interface TypeShape {
  readonly kind: 'object' | 'interface' | 'union' | 'leaf';
  readonly interfaces: readonly string[];
  readonly fields: ReadonlyMap<string, FieldShape>;
  /** Object types it can be at runtime; itself for an object type. */
  readonly possible: readonly string[];
}

interface FieldShape {
  /** The named type it returns. */
  readonly returns: string;
  /** What other fields a subgraph needs for it (`@requires`, `@fromContext`): from which types on, which selection. */
  readonly needs: readonly { readonly from: readonly string[]; readonly selection: SelectionSetNode }[];
}

export interface GraphShape {
  readonly types: ReadonlyMap<string, TypeShape>;
  readonly roots: ReadonlySet<string>;
  /** Of the join specification: `v0.5`. */
  readonly joinVersion: string;
}

const CONTEXT_SPEC = 'https://specs.apollo.dev/context';

/** Reads the shape. @param mistakes is given, in words, what can't be read */
export function readShape(document: DocumentNode, mistakes: string[]): GraphShape {
  const links = linksOf(document);
  const join = links.find(({ identity }) => identity === JOIN_SPEC);
  const readNeeds = needsReader(document, links, join, mistakes);
  const types = new Map<string, TypeShape>();
  const roots = new Set<string>();
  for (const node of document.definitions) {
    if (node.kind === Kind.SCHEMA_DEFINITION) {
      for (const { type } of node.operationTypes) roots.add(type.name.value);
    } else if (node.kind === Kind.SCALAR_TYPE_DEFINITION || node.kind === Kind.ENUM_TYPE_DEFINITION) {
      types.set(node.name.value, { kind: 'leaf', interfaces: [], fields: new Map(), possible: [] });
    } else if (node.kind === Kind.UNION_TYPE_DEFINITION) {
      const possible = (node.types ?? []).map(({ name }) => name.value);
      types.set(node.name.value, { kind: 'union', interfaces: [], fields: new Map(), possible });
    } else if (hasFields(node)) {
      const isObject = node.kind === Kind.OBJECT_TYPE_DEFINITION;
      const name = node.name.value;
      const fields = (node.fields ?? []).map((field): [string, FieldShape] => [
        field.name.value,
        { returns: namedType(field.type), needs: readNeeds(name, field) },
      ]);
      types.set(name, {
        kind: isObject ? 'object' : 'interface',
        interfaces: (node.interfaces ?? []).map((one) => one.name.value),
        fields: new Map(fields),
        possible: isObject ? [name] : implementersOf(document, name),
      });
    }
  }
  for (const name of ['Int', 'Float', 'String', 'Boolean', 'ID']) {
    types.set(name, { kind: 'leaf', interfaces: [], fields: new Map(), possible: [] });
  }
  return { types, roots, joinVersion: join?.version ?? '' };
}

const implementersOf = (document: DocumentNode, name: string): string[] =>
  document.definitions.flatMap((node) =>
    node.kind === Kind.OBJECT_TYPE_DEFINITION && node.interfaces?.some((one) => one.name.value === name)
      ? [node.name.value]
      : [],
  );

type NeedsReader = (type: string, field: FieldDefinitionNode) => FieldShape['needs'];

function needsReader(
  document: DocumentNode,
  links: readonly FeatureLink[],
  join: FeatureLink | undefined,
  mistakes: string[],
): NeedsReader {
  const joinField = join ? directiveName(join, 'field') : null;
  const contexts = typesByContext(document, links);
  return (type, field) => {
    const at = `${type}.${field.name.value}`;
    const read = (text: string | undefined, from: readonly string[], what: string) => {
      const selection = text === undefined || from.length === 0 ? null : parseFieldSet(text);
      if (!selection) mistakes.push(`what ${at} ${what} can't be read`);
      return selection ? [{ from, selection }] : [];
    };
    return (field.directives ?? []).flatMap((directive) => {
      if (directive.name.value !== joinField) return [];
      const requires = valueOf(directive, 'requires')
        ? read(textOf(directive, 'requires'), [type], 'requires')
        : [];
      const fromContext = contextArguments(directive).flatMap(({ context, selection }) =>
        read(selection, contexts.get(context ?? '') ?? [], 'takes from its context'),
      );
      return [...requires, ...fromContext];
    });
  };
}

/** The types that set each context. */
function typesByContext(document: DocumentNode, links: readonly FeatureLink[]): Map<string, string[]> {
  const link = links.find(({ identity }) => identity === CONTEXT_SPEC);
  const found = new Map<string, string[]>();
  if (!link) return found;
  const directive = directiveName(link, 'context');
  for (const node of document.definitions) {
    if (!('directives' in node) || !('name' in node) || !node.name) continue;
    for (const applied of node.directives ?? []) {
      const name =
        applied.name.value === directive ? textOf(applied as ConstDirectiveNode, 'name') : undefined;
      if (name) found.set(name, [...(found.get(name) ?? []), node.name.value]);
    }
  }
  return found;
}

/** `contextArguments: [{ context: "one__user", name: "id", type: "ID!", selection: "{ id }" }]` */
function contextArguments(directive: ConstDirectiveNode): { context?: string; selection?: string }[] {
  const value = valueOf(directive, 'contextArguments');
  if (!value) return [];
  if (value.kind !== Kind.LIST) return [{}];
  return value.values.map((item) => {
    const texts = item.kind === Kind.OBJECT ? item.fields : [];
    return Object.fromEntries(
      texts.flatMap(({ name, value: text }) => (text.kind === Kind.STRING ? [[name.value, text.value]] : [])),
    );
  });
}

/** `a { b }`, or the same in braces. Null for what is none. */
function parseFieldSet(text: string): SelectionSetNode | null {
  const braced = text.trim().startsWith('{') ? text : `{${text}}`;
  try {
    const { definitions } = parse(braced, { noLocation: true });
    return (definitions[0] as OperationDefinitionNode).selectionSet;
  } catch {
    return null;
  }
}
