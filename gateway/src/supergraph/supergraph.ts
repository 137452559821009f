import { readFileSync } from 'node:fs';
import { Kind, parse, print, visit, type DocumentNode } from 'graphql';
import { authFeatureOf, readMarks, type AuthMarks } from '../authorization/marks';
import {
  directiveName,
  hasFields,
  JOIN_SPEC,
  linksOf,
  subgraphsOf,
  textOf,
  type FeatureLink,
} from './supergraph-links';

/*
 * The supergraph in two copies: the original, which says who may see what, and one for `@apollo/gateway`, which
 * refuses to load a supergraph that links the auth features (it can't enforce them). Nothing is lost by taking them
 * out of that copy: the stage of authorization/ enforces them before anything is planned, subgraphs do again, and the
 * checks here prove that each is understood and that each root field says what it wants.
 */

/** Thrown when the supergraph can't be served; the message says what to mend. */
export class SupergraphError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SupergraphError';
  }
}

export interface Supergraph {
  /** As composed, with the auth directives. */
  readonly sdl: string;
  readonly document: DocumentNode;
  /** The copy for `@apollo/gateway`, without them. */
  readonly gatewaySdl: string;
  /** The auth directives, read from the original. */
  readonly auth: AuthMarks;
  readonly subgraphs: readonly { readonly name: string; readonly url: string }[];
  /** Fields that move from one subgraph to another step by step: `@override(from:, label:)`. */
  readonly labelledFields: readonly LabelledField[];
}

/** A field that its new subgraph answers where the label is active, and its former one where not. */
export interface LabelledField {
  readonly type: string;
  readonly field: string;
  /** `percent(20)`, or a name. */
  readonly label: string;
}

/** What a root field without an auth marker means: a mistake, or a public field (a graph that isn't ours). */
export type UnmarkedFields = 'deny' | 'public';

/**
 * Reads and checks a composed supergraph.
 *
 * @param path of the file
 * @param unmarked `deny` refuses a supergraph with unmarked root fields
 * @throws SupergraphError for a file that is missing, empty, truncated, not a supergraph, has unmarked root fields, or
 *   auth directives that aren't understood
 */
export function readSupergraph(path: string, unmarked: UnmarkedFields = 'deny'): Supergraph {
  let text;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const why = code === 'ENOENT' ? 'does not exist' : `can't be read (${code})`;
    throw new SupergraphError(
      `The supergraph ${path} ${why}. Run "npm run compose", or set SUPERGRAPH_PATH to a composed supergraph.`,
    );
  }
  return loadSupergraph(text, path, unmarked);
}

/** As {@link readSupergraph}, from text; `name` is for the errors' words. */
export function loadSupergraph(sdl: string, name: string, unmarked: UnmarkedFields = 'deny'): Supergraph {
  if (sdl.trim() === '') throw new SupergraphError(`The supergraph ${name} is empty. Compose it again.`);
  const document = parseSupergraph(sdl, name);
  const links = linksOf(document);
  const subgraphs = subgraphsOf(document, links);
  if (subgraphs.length === 0) {
    throw new SupergraphError(
      `${name} is not a Federation 2 supergraph: it names no subgraphs (enum join__Graph). ` +
        'A subgraph schema has to be composed first.',
    );
  }
  const auth = readAuth(document, links, name);
  if (unmarked === 'deny') refuseUnmarked(document, auth, name);
  const gatewaySdl = print(withoutAuth(document, links));
  return { sdl, document, gatewaySdl, auth, subgraphs, labelledFields: labelledFieldsOf(document, links) };
}

function readAuth(document: DocumentNode, links: readonly FeatureLink[], name: string): AuthMarks {
  const mistakes: string[] = [];
  const auth = readMarks(document, links, mistakes);
  if (mistakes.length === 0) return auth;
  throw new SupergraphError(
    `The supergraph ${name} can't be protected, so it isn't served: ${mistakes.join('; ')}. ` +
      'Correct it in the subgraph, and compose it again.',
  );
}

function parseSupergraph(sdl: string, name: string): DocumentNode {
  try {
    return parse(sdl, { noLocation: true });
  } catch (error) {
    throw new SupergraphError(
      `The supergraph ${name} is not complete GraphQL (${(error as Error).message}). ` +
        'It may have been cut off while it was written. Compose it again.',
    );
  }
}

/** The document without the auth features' links, definitions and applications. */
function withoutAuth(document: DocumentNode, links: readonly FeatureLink[]): DocumentNode {
  const removed = links.filter((link) => authFeatureOf(link) !== null);
  const linkNodes = new Set<unknown>(removed.map(({ node }) => node));
  const directives = new Set(removed.map((link) => directiveName(link, authFeatureOf(link) ?? '')));
  const imported = new Set(removed.flatMap(({ imports }) => [...imports.values()]));
  const prefixes = removed.map(({ prefix }) => `${prefix}__`);
  const isTheirs = (name: string) => imported.has(name) || prefixes.some((prefix) => name.startsWith(prefix));
  return visit(document, {
    Directive: (node) => (linkNodes.has(node) || directives.has(node.name.value) ? null : undefined),
    DirectiveDefinition: (node) => (directives.has(node.name.value) ? null : undefined),
    ScalarTypeDefinition: (node) => (isTheirs(node.name.value) ? null : undefined),
  });
}

function labelledFieldsOf(document: DocumentNode, links: readonly FeatureLink[]): LabelledField[] {
  const join = links.find(({ identity }) => identity === JOIN_SPEC);
  const directive = join && directiveName(join, 'field');
  return document.definitions.filter(hasFields).flatMap((definition) =>
    (definition.fields ?? []).flatMap(({ name, directives = [] }) =>
      directives.flatMap((node) => {
        const label = node.name.value === directive ? textOf(node, 'overrideLabel') : undefined;
        return label === undefined ? [] : { type: definition.name.value, field: name.value, label };
      }),
    ),
  );
}

function refuseUnmarked(document: DocumentNode, { marks, publicFields }: AuthMarks, name: string): void {
  const unmarked = rootFields(document).filter((field) => !marks.has(field) && !publicFields.has(field));
  if (unmarked.length === 0) return;
  throw new SupergraphError(
    `These root fields of the supergraph ${name} have no auth marker: ${unmarked.join(', ')}. Add @authenticated, ` +
      '@requiresScopes or @public to each, or set UNMARKED_FIELDS=public to serve them to anyone.',
  );
}

/** As `Type.field`. */
function rootFields(document: DocumentNode): string[] {
  const roots = document.definitions.flatMap((definition) =>
    definition.kind === Kind.SCHEMA_DEFINITION || definition.kind === Kind.SCHEMA_EXTENSION
      ? (definition.operationTypes ?? []).map(({ type }) => type.name.value)
      : [],
  );
  const names = new Set(roots.length > 0 ? roots : ['Query', 'Mutation', 'Subscription']);
  return document.definitions.flatMap((definition) =>
    (definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.OBJECT_TYPE_EXTENSION) &&
    names.has(definition.name.value)
      ? (definition.fields ?? []).map((field) => `${definition.name.value}.${field.name.value}`)
      : [],
  );
}
