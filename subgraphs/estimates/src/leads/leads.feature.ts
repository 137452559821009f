import type { EstimatesFeature } from '../feature';
import { leadProjection } from './lead-projection';

export const feature = {
  name: 'leads',
  consumers: [leadProjection],
} satisfies EstimatesFeature;
