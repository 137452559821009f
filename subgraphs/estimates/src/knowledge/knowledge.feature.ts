import type { EstimatesFeature } from '../feature';
import { runTell } from './tell-job';

export const feature = {
  name: 'knowledge',
  jobs: [runTell],
} satisfies EstimatesFeature;
