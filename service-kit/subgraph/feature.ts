import { setMaxListeners } from 'node:events';
import type { FastifyInstance } from 'fastify';
import type { DataExport } from '../data-export/table-export';
import type { JobRunner } from '../jobs/job-kind';
import type { AnyMailKind } from '../mail/mail-kind';
import type { EventConsumer } from '../outbox/events';
import type { BaseContext } from './context';

/*
 * A feature is one noun of the schema with everything that serves it. A subgraph is the list of its features: nothing else
 * has to be told when one is added. What a new kind of part needs is a property here and a line in `mergeFeatures`.
 */

/** The makers of DataLoaders, by name; each is called once per request, when its loader is first used. */
export type LoaderMakers<C extends BaseContext<object>> = {
  readonly [Name in keyof C['loaders']]?: (ctx: C) => C['loaders'][Name];
};

/** Background work of a process that runs workers. */
export interface RunningWorker {
  close(): Promise<void>;
}

/**
 * Starts background work.
 *
 * @param parts what the subgraph's services share within a process
 * @param stop aborted when the process stops: what runs then may leave off at its next safe place
 */
export type StartWorker<Parts> = (parts: Parts, stop: AbortSignal) => RunningWorker | Promise<RunningWorker>;

/**
 * One feature of a subgraph.
 *
 * @typeParam C the subgraph's context
 * @typeParam R the subgraph's generated `Resolvers`
 * @typeParam Parts what the subgraph's services share within a process
 * @typeParam JobParts those of them that a process has which runs jobs; all, unless told
 */
export interface Feature<C extends BaseContext<object>, R extends object, Parts, JobParts = Parts> {
  /** Its folder's name. */
  readonly name: string;
  /** TypeORM entities: the tables it owns. */
  readonly entities?: readonly (new () => object)[];
  /** It may add fields to a type of another feature; a field has one feature only. */
  readonly resolvers?: R;
  /** A loader's type is declared beside its maker, by `declare module '../context'`; see {@link EveryLoaderMade}. */
  readonly loaders?: LoaderMakers<C>;
  /** HTTP routes beside GraphQL. Fastify refuses a path that is there already. */
  readonly routes?: (app: FastifyInstance, parts: Parts) => void;
  readonly workers?: readonly StartWorker<Parts>[];
  /** What it does with events, its own subgraph's and others' (docs/events.md). */
  readonly consumers?: readonly EventConsumer[];
  /** The kinds of mail it sends. */
  readonly mails?: readonly AnyMailKind[];
  /** The kinds of jobs it carries out (docs/jobs.md). */
  readonly jobs?: readonly JobRunner<JobParts>[];
  /** What people and organisations take with them of its tables (docs/data-export.md). */
  readonly dataExports?: readonly DataExport[];
}

/** A feature as whoever serves requests sees it: its jobs are run elsewhere, with other parts. */
export type ServedFeature<C extends BaseContext<object>, R extends object, Parts> = Omit<
  Feature<C, R, Parts>,
  'jobs'
>;

/** The names of the loaders that features make. */
type LoadersMadeBy<F> = F extends { readonly loaders: infer L } ? keyof L : never;

/**
 * The features of a subgraph, when each loader that its context declares is made by one of them; else a type that no list of
 * features has, and that names the loaders. Without it a request would fail when it first uses one.
 *
 * @typeParam F a feature of the subgraph
 * @typeParam All the list, as a tuple of what each feature is (`as const satisfies readonly F[]`)
 */
export type EveryLoaderMade<C extends BaseContext<object>, F, All extends readonly unknown[]> = [
  Exclude<keyof C['loaders'], LoadersMadeBy<All[number]>>,
] extends [never]
  ? readonly F[]
  : { readonly 'no feature makes the loader': Exclude<keyof C['loaders'], LoadersMadeBy<All[number]>> };

/** Any feature: for what looks at features of every subgraph. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a feature takes its own context, which is in no relation to another's
export type AnyFeature = Feature<any, object, any, any>;

/** What several features are together. */
export interface MergedFeatures<C extends BaseContext<object>, Parts> {
  readonly entities: (new () => object)[];
  /** A resolver map for `buildSubgraphSchema`. */
  readonly resolvers: Record<string, object>;
  readonly loaders: LoaderMakers<C>;
  readonly routes: ((app: FastifyInstance, parts: Parts) => void)[];
  readonly workers: StartWorker<Parts>[];
}

/** Two features claim the same thing: the process does not start. */
export class FeatureCollision extends Error {
  constructor(readonly collisions: readonly string[]) {
    super(`Features collide:\n${collisions.map((line) => `  ${line}`).join('\n')}`);
    this.name = 'FeatureCollision';
  }
}

/** Who owns what, and who claimed it again. */
class Claims {
  readonly #owners = new Map<string, string>();
  readonly #collisions: string[] = [];

  claim(owner: string, thing: string): void {
    const first = this.#owners.get(thing);
    if (first === undefined) this.#owners.set(thing, owner);
    else this.#collisions.push(`${thing} is in "${first}" and in "${owner}": it must be in one.`);
  }

  finish(): void {
    if (this.#collisions.length > 0) throw new FeatureCollision(this.#collisions);
  }
}

/** Whether a type's entry in a resolver map is a whole (a scalar) and not a map of fields. */
const isWhole = (fields: object): boolean => Object.getPrototypeOf(fields) !== Object.prototype;

function addResolvers(merged: Record<string, object>, feature: AnyFeature, claims: Claims): void {
  for (const [type, fields] of Object.entries((feature.resolvers ?? {}) as Record<string, object>)) {
    if (isWhole(fields)) {
      claims.claim(feature.name, `The resolver of the type ${type}`);
      merged[type] = fields;
      continue;
    }
    for (const field of Object.keys(fields)) {
      claims.claim(feature.name, `The resolver of ${type}.${field}`);
    }
    merged[type] = { ...merged[type], ...fields };
  }
}

/**
 * Puts features together.
 *
 * @throws FeatureCollision naming everything that two features have: a field's resolver, a loader, an entity, a name
 */
export function mergeFeatures<C extends BaseContext<object>, R extends object, Parts>(
  features: readonly ServedFeature<C, R, Parts>[],
): MergedFeatures<C, Parts> {
  const claims = new Claims();
  const merged = {
    entities: [] as (new () => object)[],
    resolvers: {} as Record<string, object>,
    loaders: {} as Record<string, unknown>,
    routes: [] as ((app: FastifyInstance, parts: Parts) => void)[],
    workers: [] as StartWorker<Parts>[],
  };
  for (const feature of features) {
    claims.claim(feature.name, `The name "${feature.name}"`);
    for (const entity of feature.entities ?? []) {
      claims.claim(feature.name, `The entity ${entity.name}`);
      merged.entities.push(entity);
    }
    addResolvers(merged.resolvers, feature, claims);
    for (const [name, make] of Object.entries(feature.loaders ?? {})) {
      claims.claim(feature.name, `The loader "${name}"`);
      merged.loaders[name] = make;
    }
    if (feature.routes) merged.routes.push(feature.routes);
    merged.workers.push(...(feature.workers ?? []));
  }
  claims.finish();
  return { ...merged, loaders: merged.loaders as LoaderMakers<C> };
}

/**
 * Starts the workers of features, one after another; when one does not start, those before it are closed again.
 *
 * @returns `close`: tells all to stop, and resolves when they have
 */
export async function startWorkers<Parts>(
  starts: readonly StartWorker<Parts>[],
  parts: Parts,
): Promise<RunningWorker> {
  const stop = new AbortController();
  setMaxListeners(0, stop.signal); // one for each wait that is under way; it goes with it
  const running: RunningWorker[] = [];
  const close = async (): Promise<void> => {
    stop.abort(new Error('The worker is stopping.'));
    await Promise.all(running.map((worker) => worker.close()));
  };
  try {
    for (const start of starts) running.push(await start(parts, stop.signal));
  } catch (error) {
    await close();
    throw error;
  }
  return { close };
}

/** The event consumers of features, for `startEventWorkers`, which refuses two of one name. */
export const consumersOf = (features: readonly AnyFeature[]): EventConsumer[] =>
  features.flatMap(({ consumers }) => [...(consumers ?? [])]);

/** The kinds of mail of features, for `mailConsumer`, which refuses two of one name. */
export const mailsOf = (features: readonly AnyFeature[]): AnyMailKind[] =>
  features.flatMap(({ mails }) => [...(mails ?? [])]);

/** The runners of jobs of features, for `startJobWorkers`, which refuses two of one kind. */
export const runnersOf = <JobParts>(
  features: readonly { readonly jobs?: readonly JobRunner<JobParts>[] }[],
): JobRunner<JobParts>[] => features.flatMap(({ jobs }) => [...(jobs ?? [])]);

/** What features tell of their tables. */
export const dataExportsOf = (features: readonly AnyFeature[]): DataExport[] =>
  features.flatMap(({ dataExports }) => [...(dataExports ?? [])]);

/** The tables of features, for a data source. */
export const entitiesOf = (features: readonly AnyFeature[]): (new () => object)[] =>
  features.flatMap(({ entities }) => [...(entities ?? [])]);
