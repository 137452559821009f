import type { Feature } from '../../../service-kit/subgraph/feature';
import type { Context, EstimatesJobParts, EstimatesParts } from './context';
import type { Resolvers } from './generated/types';

/** A feature of estimates. */
export type EstimatesFeature = Feature<Context, Resolvers, EstimatesParts, EstimatesJobParts>;
