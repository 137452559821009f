import type { ActiveJob } from '../../../../service-kit/jobs/job-kind';
import { noteExtracted, sweepNodes, sweepRelations, sweepValues, type Writing } from './knowledge-store';

/** Does a slice of a step. @returns where to go on; null when the step is done */
export type Step = (writing: Writing, after: string | null) => Promise<string | null>;

/** Where a try goes on. */
interface Place {
  readonly step: number;
  readonly after: string | null;
}

/** Takes away what a generation has not found again of an area: what hangs on others stands before them. */
export const sweeping = (area: 'CRM' | 'ESTIMATES', kinds: readonly string[]): readonly Step[] => [
  (writing, after) => sweepRelations(writing, area, after),
  (writing, after) => sweepNodes(writing, kinds, after),
  sweepValues,
];

/** Goes through the steps of an area, slice by slice, each in a transaction with the place to go on from; then the area was read. */
export async function walk(
  job: ActiveJob<unknown>,
  generation: string,
  area: 'CRM' | 'ESTIMATES',
  steps: readonly Step[],
): Promise<void> {
  const { orgId } = job;
  let { step, after } = (job.checkpoint ?? { step: 0, after: null }) as Place;
  for (let act = steps[step]; act; act = steps[step]) {
    job.signal.throwIfAborted();
    const [now, from] = [act, after];
    // The place is that of this slice: one that is written twice comes to the same.
    const next = await job.commit((db) => now({ db, orgId, generation }, from), {
      percent: (95 * step) / steps.length,
      checkpoint: { step, after },
    });
    if (next === null) step += 1;
    after = next;
  }
  await job.commit((db) => noteExtracted({ db, orgId }, area), { checkpoint: { step, after } });
}
