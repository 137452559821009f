import type { z } from 'zod';
import { SWEEP_KNOWLEDGE } from '../../../../schema/jobs';
import { running } from '../../../../service-kit/jobs/job-kind';
import type { CrmRuntime } from '../runtime';
import { sweeping, walk } from './walk';

const STEPS = sweeping('ESTIMATES', ['PROJECT', 'ESTIMATE', 'FILE']);

/** Ends what estimates has told of a generation. A job, slice by slice: an organisation may have millions of relations. */
export const runSweep = running<z.infer<typeof SWEEP_KNOWLEDGE.input>, CrmRuntime>(
  SWEEP_KNOWLEDGE,
  async (job) => walk(job, job.input.generation, 'ESTIMATES', STEPS),
);
