import { PERMISSION_NAMES } from '../../schema/permissions';

/** A subgraph that can have features, and what a feature takes from it. */
interface Host {
  /** The type of its features, in `src/feature.ts`. */
  readonly featureType: string;
  /** Whose `:read` and `:write` a feature asks for unless told otherwise. */
  readonly scope: string;
  /** Sets the subgraph up in a test: the name, where it is imported from, and the call. */
  readonly world: { readonly name: string; readonly from: string; readonly call: string };
}

export const HOSTS: Readonly<Record<string, Host>> = {
  identity: {
    featureType: 'IdentityFeature',
    scope: 'organization',
    world: { name: 'useIdentity', from: 'testkit/identity', call: 'useIdentity()' },
  },
  crm: {
    featureType: 'CrmFeature',
    scope: 'crm',
    world: { name: 'useCrm', from: 'testkit/crm/crm-world', call: 'useCrm().graph' },
  },
  estimates: {
    featureType: 'EstimatesFeature',
    scope: 'estimates',
    world: { name: 'useEstimates', from: 'testkit/estimates', call: 'useEstimates()' },
  },
};

/** What a person asked for. */
export interface FeatureRequest {
  readonly subgraph: string;
  /** The noun, singular, kebab-case: `work-order`. */
  readonly thing: string;
  /** Its plural, kebab-case, where adding an s is not enough. */
  readonly plural?: string | undefined;
  /** Whose `:read` and `:write` it asks for. */
  readonly scope?: string | undefined;
}

/** The names of one feature, in each spelling. */
export interface FeatureNames {
  readonly subgraph: string;
  readonly host: Host;
  /** `work-order`, `work-orders` */
  readonly file: string;
  readonly folder: string;
  /** `WorkOrder`, `WorkOrders` */
  readonly type: string;
  readonly types: string;
  /** `workOrder`, `workOrders` */
  readonly field: string;
  readonly fields: string;
  /** `work_orders` */
  readonly table: string;
  readonly readScope: string;
  readonly writeScope: string;
}

/** A request that can't be done; the message says what to change. */
export class FeatureRefused extends Error {
  override readonly name = 'FeatureRefused';
}

const KEBAB = /^[a-z][a-z0-9]*(-[a-z][a-z0-9]*)*$/;
/** PostgreSQL cuts names off at 63 characters; the longest one made of a noun adds about twenty. */
const LONGEST_NAME = 40;

/** Nouns whose names mean something else in the generated code: words of the language, and types that it uses. */
const TAKEN = new Set(
  `break case catch class const continue debugger default delete do else enum export extends false finally for function if
   implements import in instanceof interface let new null package private protected public return static super switch this
   throw true try typeof var void while with yield await async arguments eval undefined type
   query mutation subscription entity any service string int float boolean id
   array bigint date error function map number object partial promise record set symbol
   column context feature loaders narrowing page page-args page-info primary-column resolvers sort-column
   data-loader entity-manager viewer graph input name codes fields`.split(/\s+/),
);

const pascal = (kebab: string): string =>
  kebab.replace(/(^|-)([a-z])/g, (_all, _dash, letter: string) => letter.toUpperCase());
const camel = (kebab: string): string =>
  kebab.replace(/-([a-z])/g, (_all, letter: string) => letter.toUpperCase());

/** The regular plural: order → orders, company → companies, box → boxes. */
export function pluralOf(noun: string): string {
  if (/[^aeiou]y$/.test(noun)) return `${noun.slice(0, -1)}ies`;
  return /(s|x|z|ch|sh)$/.test(noun) ? `${noun}es` : `${noun}s`;
}

function checkName(what: string, name: string): void {
  if (!KEBAB.test(name) || name.length > LONGEST_NAME) {
    throw new FeatureRefused(
      `"${name}" can't be the ${what}: write it in kebab-case (work-order), at most ${LONGEST_NAME} characters.`,
    );
  }
  if (TAKEN.has(name))
    throw new FeatureRefused(`"${name}" can't be the ${what}: the generated code needs that name.`);
}

/**
 * Works out all names of a feature.
 *
 * @throws FeatureRefused for an unknown subgraph, a name that can't be one, or an unknown permission
 */
export function featureNames({ subgraph, thing, plural, scope }: FeatureRequest): FeatureNames {
  const host = Object.hasOwn(HOSTS, subgraph) ? HOSTS[subgraph] : undefined;
  if (!host) {
    throw new FeatureRefused(
      `There is no subgraph "${subgraph}". It is one of: ${Object.keys(HOSTS).join(', ')}.`,
    );
  }
  checkName('noun', thing);
  const folder = plural ?? pluralOf(thing);
  checkName('plural', folder);
  if (folder === thing) {
    throw new FeatureRefused(
      `The plural must differ from "${thing}": one of them, and the list, need a name each.`,
    );
  }
  const [readScope, writeScope] = ['read', 'write'].map((right) => `${scope ?? host.scope}:${right}`) as [
    string,
    string,
  ];
  for (const permission of [readScope, writeScope]) {
    if (!(PERMISSION_NAMES as readonly string[]).includes(permission)) {
      throw new FeatureRefused(
        `There is no permission "${permission}". Add it to schema/permissions.ts first.`,
      );
    }
  }
  return {
    subgraph,
    host,
    file: thing,
    folder,
    type: pascal(thing),
    types: pascal(folder),
    field: camel(thing),
    fields: camel(folder),
    table: folder.replaceAll('-', '_'),
    readScope,
    writeScope,
  };
}
