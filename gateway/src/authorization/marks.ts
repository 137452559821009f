import { Kind, visit, type ConstDirectiveNode, type DocumentNode } from 'graphql';
import { directiveName, textOf, valueOf, type FeatureLink } from '../supergraph/supergraph-links';
import { DemandBook, type Demand } from './demand';

/*
 * The auth directives of a supergraph, as composition wrote them (https://specs.apollo.dev/authenticated, …/requiresScopes,
 * …/policy, all v0.1). What isn't understood to the last argument is a mistake: a graph that can't be protected is
 * not served.
 */

/** The demands by the coordinate they are written at: `Type`, or `Type.field`. All of them have to be met. */
export type Marks = ReadonlyMap<string, readonly Demand[]>;

export interface AuthMarks {
  readonly marks: Marks;
  /** Fields marked `@public` of our own directives: they may show an object of a type that is closed otherwise. */
  readonly publicFields: ReadonlySet<string>;
}

const SPECS = 'https://specs.apollo.dev/';
/** The features `@apollo/gateway` 2.14 refuses ("feature … is for: SECURITY but is unsupported"). */
const AUTH_FEATURES = ['authenticated', 'requiresScopes', 'policy'] as const;
type AuthFeature = (typeof AUTH_FEATURES)[number];
const KNOWN_VERSION = 'v0.1';
/** Whose `@public` it must be, to mean what service-kit/auth/rules.ts means by it. */
const OUR_DIRECTIVES = 'https://cashcraft.dev/directives';
const TYPES: readonly string[] = [
  Kind.OBJECT_TYPE_DEFINITION,
  Kind.OBJECT_TYPE_EXTENSION,
  Kind.INTERFACE_TYPE_DEFINITION,
  Kind.INTERFACE_TYPE_EXTENSION,
  Kind.SCALAR_TYPE_DEFINITION,
  Kind.SCALAR_TYPE_EXTENSION,
  Kind.ENUM_TYPE_DEFINITION,
  Kind.ENUM_TYPE_EXTENSION,
];

/** The auth feature a link is about, or null. */
export function authFeatureOf({ identity }: FeatureLink): AuthFeature | null {
  return AUTH_FEATURES.find((feature) => identity === SPECS + feature) ?? null;
}

/**
 * Reads the auth directives of a supergraph.
 *
 * @param mistakes is given, in words, each thing that isn't understood; with one, the marks must not be used
 */
export function readMarks(
  document: DocumentNode,
  links: readonly FeatureLink[],
  mistakes: string[],
): AuthMarks {
  const features = authDirectives(links, mistakes);
  const isPublic = publicNames(links);
  const marks = new Map<string, Demand[]>();
  const publicFields = new Set<string>();
  const book = new DemandBook();

  visit(document, {
    Directive: {
      enter(found, _key, parent, _path, ancestors) {
        const node = found as ConstDirectiveNode; // an SDL document has no variables
        const holder = Array.isArray(parent) ? ancestors.at(-1) : parent;
        const place = placeOf(holder, ancestors);
        if (isPublic.has(node.name.value) && place) publicFields.add(place);
        const feature = features.get(node.name.value);
        if (!feature) {
          const strange = strangeAuth(node, links);
          if (strange) mistakes.push(strange);
          return;
        }
        const problem = place === null ? 'stands where it has no meaning' : null;
        const demand = readDemand(feature, node, book);
        if (place === null || typeof demand === 'string') {
          const where = place ?? nameOf(holder);
          mistakes.push(`@${node.name.value} on ${where} ${problem ?? String(demand)}`);
        } else marks.set(place, [...(marks.get(place) ?? []), demand]);
      },
    },
  });
  return { marks, publicFields };
}

/** The features by the names their directives have in this document. */
function authDirectives(links: readonly FeatureLink[], mistakes: string[]): Map<string, AuthFeature> {
  const names = new Map<string, AuthFeature>();
  for (const link of links) {
    const feature = authFeatureOf(link);
    if (!feature) continue;
    if (link.version !== KNOWN_VERSION) {
      mistakes.push(
        `the feature ${link.identity}/${link.version ?? ''} is not known here, only ${KNOWN_VERSION}`,
      );
    }
    names.set(directiveName(link, feature), feature);
  }
  return names;
}

const publicNames = (links: readonly FeatureLink[]): Set<string> =>
  new Set(
    links
      .filter(({ identity }) => identity === OUR_DIRECTIVES)
      .flatMap(({ imports }) => imports.get('@public')?.slice(1) ?? []),
  );

/** An auth directive in a form this reader doesn't know: by the name, but of no linked feature, or within another. */
function strangeAuth(node: ConstDirectiveNode, links: readonly FeatureLink[]): string | null {
  const isAuth = (name: string) =>
    AUTH_FEATURES.some((feature) => name === feature || name.endsWith(`__${feature}`));
  const { value: name } = node.name;
  if (/(^|__)directive$/.test(name)) {
    const carried = textOf(node, 'name') ?? '';
    return isAuth(carried) ? `@${name}(name: "${carried}") is a form of it that is not known here` : null;
  }
  if (!isAuth(name)) return null;
  const isOthers = links.some(
    ({ identity, prefix, imports }) =>
      [...imports.values()].includes(`@${name}`) ||
      name.startsWith(`${prefix}__`) ||
      identity.endsWith(`/${name}`),
  );
  return isOthers ? null : `@${name} belongs to no linked feature`;
}

interface Named {
  kind: string;
  name?: { value: string };
}

/** `Type`, `Type.field`, or null for what can't be marked. */
function placeOf(holder: unknown, ancestors: readonly unknown[]): string | null {
  const { kind, name } = holder as Named;
  if (TYPES.includes(kind)) return name?.value ?? null;
  if (kind !== Kind.FIELD_DEFINITION) return null;
  const type = ancestors.findLast((one) => TYPES.includes((one as Named).kind)) as Named | undefined;
  return type?.name ? `${type.name.value}.${name?.value ?? ''}` : null;
}

const nameOf = (holder: unknown): string => (holder as Named).name?.value ?? (holder as Named).kind;

/** What a directive demands, or in words what is wrong with it. */
function readDemand(feature: AuthFeature, node: ConstDirectiveNode, book: DemandBook): Demand | string {
  const given = (node.arguments ?? []).map(({ name }) => name.value);
  if (feature === 'authenticated') return given.length === 0 ? book.login() : 'takes no arguments';
  const argument = feature === 'requiresScopes' ? 'scopes' : 'policies';
  if (given.length !== 1 || given[0] !== argument) return `takes one argument, ${argument}`;
  const sets = readSets(node, argument);
  return sets ? book.of(argument, sets) : `needs ${argument} as a list of lists of strings, not an empty one`;
}

function readSets(node: ConstDirectiveNode, argument: string): string[][] | null {
  const value = valueOf(node, argument);
  if (value?.kind !== Kind.LIST || value.values.length === 0) return null;
  const sets: string[][] = [];
  for (const set of value.values) {
    if (set.kind !== Kind.LIST) return null;
    const names = set.values.flatMap((one) => (one.kind === Kind.STRING && one.value ? [one.value] : []));
    if (names.length !== set.values.length || (names.length === 0 && argument === 'policies')) return null;
    sets.push(names);
  }
  return sets;
}
