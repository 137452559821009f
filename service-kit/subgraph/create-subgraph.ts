import type { GraphQLScalarType } from 'graphql';
import type { DataSource } from 'typeorm';
import type { ReadReplica } from '../data/read-replica';
import type { FindFreshness } from '../auth/step-up';
import { MemoryRateStore, type FieldRates } from '../auth/field-rates';
import { buildContext, type BaseContext, type RequestFacts } from './context';
import type { EventBell } from '../outbox/event-bell';
import type { JobBell } from '../jobs/job-bell';
import type { Logger } from '../process/logger';
import type { Subgraph } from './subgraph';
import { buildShieldedSchema } from './subgraph-schema';
import type { TokenVerifier } from '../auth/viewer';
import { mergeFeatures, type ServedFeature } from './feature';
import { loaderSets } from './loader-set';

/** What every subgraph needs of its process. */
export interface SubgraphParts {
  /** Whoever connected it closes it. */
  readonly source: DataSource;
  /** Where reads may go besides; whoever opened it closes it. */
  readonly replica?: ReadReplica | undefined;
  readonly verifier: TokenVerifier;
  readonly log: Logger;
  /** Asks for the delivery of events; without one they are found by the sweep. */
  readonly bell?: EventBell | undefined;
  /** Asks for the work on jobs; likewise. */
  readonly jobBell?: JobBell | undefined;
  /** How `@rateLimit` is counted; unless given, in memory and as the SDL says. */
  readonly rates?: FieldRates;
  /** How `@stepUp` finds out whether a session is fresh; by identity's database unless given. */
  readonly isFresh?: FindFreshness;
}

/** What makes one subgraph different from another. */
export interface SubgraphDefinition<C extends BaseContext<object>, R extends object, Parts> {
  /** Its SDL is `schema/<name>.graphql`. */
  readonly name: Subgraph['name'];
  readonly features: readonly ServedFeature<C, R, Parts>[];
  readonly scalars: Readonly<Record<string, GraphQLScalarType>>;
  /** The closed list of permissions (`schema/permissions.ts`). */
  readonly permissions: readonly string[];
  readonly base: SubgraphParts;
  /** What its routes are given. */
  readonly parts: Parts;
  /** What its contexts hold beyond the request. */
  readonly context: (facts: RequestFacts) => Omit<C, keyof BaseContext<object>>;
  /** Closes what was made for it alone. */
  close?(): Promise<void>;
}

/**
 * Makes a subgraph of its features. Nothing in it connects or listens.
 *
 * @throws FeatureCollision when two features claim the same thing
 * @throws AuthMarkerError when a root field has no auth marker
 */
export function createSubgraph<C extends BaseContext<object>, R extends object, Parts>(
  definition: SubgraphDefinition<C, R, Parts>,
): Subgraph {
  const { name, base, parts, permissions, scalars, features, context } = definition;
  const { source, verifier } = base;
  const merged = mergeFeatures<C, R, Parts>([...features, { name: 'scalars', resolvers: scalars as R }]);
  const rates = base.rates ?? { store: new MemoryRateStore(), times: 1 };
  const schema = buildShieldedSchema({ name, resolvers: merged.resolvers, permissions, rates });
  const makeLoaders = loaderSets<C>(merged.loaders);
  const log = base.log.child({ subgraph: name });
  return {
    name,
    schema,
    createContext: async (facts) =>
      buildContext<C['loaders'], C>(
        {
          facts,
          log,
          source,
          replica: base.replica,
          bell: base.bell,
          isFresh: base.isFresh,
          jobBell: base.jobBell,
          viewer: facts.token === null ? null : await verifier.verify(facts.token),
          makeLoaders,
        },
        context(facts) as never,
      ),
    routes(app) {
      for (const addRoutes of merged.routes) addRoutes(app, parts);
    },
    ready: async () => void (await source.query('SELECT 1')),
    close: definition.close ?? (async () => undefined),
  };
}
