import type { EstimatesFeature } from '../feature';
import { wantedEstimates } from './wanted-estimates';

export const feature = { name: 'wanted', consumers: [wantedEstimates] } satisfies EstimatesFeature;
