import {
  Kind,
  type ConstDirectiveNode,
  type ConstValueNode,
  type DefinitionNode,
  type DocumentNode,
  type InterfaceTypeDefinitionNode,
  type ObjectTypeDefinitionNode,
  type TypeNode,
} from 'graphql';

/** One `@link` of a supergraph (https://specs.apollo.dev/link/v1.0): which feature, under which names. */
export interface FeatureLink {
  readonly node: ConstDirectiveNode;
  /** The feature's URL without its version: `https://specs.apollo.dev/join`. */
  readonly identity: string;
  /** `v0.5`; null when the URL names none. */
  readonly version: string | null;
  /** The prefix of the feature's own definitions: `join` in `join__type`. */
  readonly prefix: string;
  /** Names in this document of what was imported, by their names in the feature; directives with their `@`. */
  readonly imports: ReadonlyMap<string, string>;
}

/** Takes a supergraph's document; answers its links, whatever `@link` itself is called in it. */
export function linksOf(document: DocumentNode): FeatureLink[] {
  const directives = document.definitions.flatMap((definition) =>
    definition.kind === Kind.SCHEMA_DEFINITION || definition.kind === Kind.SCHEMA_EXTENSION
      ? (definition.directives ?? [])
      : [],
  );
  const linkName = directives.find((node) => LINK_SPEC.test(textOf(node, 'url') ?? ''));
  return directives.flatMap((node) =>
    node.name.value === (linkName?.name.value ?? 'link') ? (readLink(node) ?? []) : [],
  );
}

const LINK_SPEC = /^https:\/\/specs\.apollo\.dev\/link\/v/;
const VERSIONED = /^(.*)\/(v\d+\.\d+)$/;

function readLink(node: ConstDirectiveNode): FeatureLink | null {
  const url = textOf(node, 'url')?.replace(/\/$/, '');
  if (!url) return null;
  const [, identity = url, version = null] = VERSIONED.exec(url) ?? [];
  const prefix = textOf(node, 'as') ?? identity.slice(identity.lastIndexOf('/') + 1);
  const imports = valueOf(node, 'import');
  const items = imports?.kind === Kind.LIST ? imports.values : [];
  return { node, identity, version, prefix, imports: new Map(items.flatMap(readImport)) };
}

/** `"@public"` or `{ name: "@public", as: "@open" }`. */
function readImport(item: ConstValueNode): [string, string][] {
  if (item.kind === Kind.STRING) return [[item.value, item.value]];
  if (item.kind !== Kind.OBJECT) return [];
  const part = (name: string) => {
    const value = item.fields.find((field) => field.name.value === name)?.value;
    return value?.kind === Kind.STRING ? value.value : undefined;
  };
  const name = part('name');
  return name ? [[name, part('as') ?? name]] : [];
}

/** The name in the document, without `@`, of a feature's directive. */
export function directiveName(link: FeatureLink, name: string): string {
  const imported = link.imports.get(`@${name}`);
  if (imported) return imported.slice(1);
  const isMain = link.identity.endsWith(`/${name}`);
  return isMain ? link.prefix : `${link.prefix}__${name}`;
}

export const JOIN_SPEC = 'https://specs.apollo.dev/join';

/** A subgraph as a supergraph names it. */
export interface NamedSubgraph {
  /** In the enum `join__Graph`, which directives use. */
  readonly graph: string;
  readonly name: string;
  readonly url: string;
}

/** The subgraphs of a supergraph; none where it is no supergraph. */
export function subgraphsOf(document: DocumentNode, links = linksOf(document)): NamedSubgraph[] {
  const join = links.find(({ identity }) => identity === JOIN_SPEC);
  if (!join) return [];
  const graphs = document.definitions.find(
    (definition) =>
      definition.kind === Kind.ENUM_TYPE_DEFINITION && definition.name.value === `${join.prefix}__Graph`,
  );
  if (graphs?.kind !== Kind.ENUM_TYPE_DEFINITION) return [];
  return (graphs.values ?? []).flatMap(({ name: { value }, directives }) => {
    const said = directives?.find(({ name }) => name.value === directiveName(join, 'graph'));
    const name = said && textOf(said, 'name');
    return name ? [{ graph: value, name, url: textOf(said, 'url') ?? '' }] : [];
  });
}

export type TypeWithFields = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode;

/** Whether a definition is that of an object type or an interface. */
export const hasFields = (node: DefinitionNode): node is TypeWithFields =>
  node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_DEFINITION;

/** The name of a type, without lists and what may not be null. */
export const namedType = (type: TypeNode): string =>
  type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);

/** A directive's argument as written, or undefined. */
export function valueOf(node: ConstDirectiveNode, argument: string): ConstValueNode | undefined {
  return node.arguments?.find(({ name }) => name.value === argument)?.value;
}

/** A directive's enum argument, or undefined: `A` in `@join__type(graph: A)`. */
export function enumOf(node: ConstDirectiveNode, argument: string): string | undefined {
  const value = valueOf(node, argument);
  return value?.kind === Kind.ENUM ? value.value : undefined;
}

/** Whether a directive's argument is this boolean. */
export function isGiven(node: ConstDirectiveNode, argument: string, wanted: boolean): boolean {
  const value = valueOf(node, argument);
  return value?.kind === Kind.BOOLEAN && value.value === wanted;
}

/** A directive's string argument, or undefined. */
export function textOf(node: ConstDirectiveNode, argument: string): string | undefined {
  const value = valueOf(node, argument);
  return value?.kind === Kind.STRING ? value.value : undefined;
}
