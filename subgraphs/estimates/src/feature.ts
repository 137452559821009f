import type { Feature } from '../../../service-kit/subgraph/feature';
import type { Context, EstimatesParts } from './context';
import type { Resolvers } from './generated/types';

/** A feature of estimates. */
export type EstimatesFeature = Feature<Context, Resolvers, EstimatesParts>;
