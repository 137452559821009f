import type { Feature } from '../../../service-kit/subgraph/feature';
import type { Context } from './context';
import type { Resolvers } from './generated/types';
import type { CrmRuntime } from './runtime';

/** A feature of crm. */
export type CrmFeature = Feature<Context, Resolvers, CrmRuntime>;
