import type { Feature } from '../../../service-kit/subgraph/feature';
import type { Context, IdentityJobParts, IdentityParts } from './context';
import type { Resolvers } from './generated/types';

/** A feature of identity. */
export type IdentityFeature = Feature<Context, Resolvers, IdentityParts, IdentityJobParts>;
