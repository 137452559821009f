import { startRounds, type Rounds } from '../../../../service-kit/process/rounds';
import type { CrmRuntime } from '../runtime';

/*
 * The journal of cards is in parts by month (docs/decisions/0035-journal-by-month.md). A month goes as a whole when its last day is too
 * old, so there may be older changes; readers leave them out, and PostgreSQL then leaves their month alone.
 */

const KEPT_DAYS = 400;

/** How long changes are kept, as SQL. */
export const KEPT = `interval '${KEPT_DAYS} days'`;

/** The instant before which nothing is told. */
export const toldSince = (now: number): number => now - KEPT_DAYS * 86_400_000;

const EVERY_MS = 3_600_000;

/** Makes months ahead and drops what is over, at the start and each hour. Any number of processes may. */
export const startJournalMonths = ({ source, log }: Pick<CrmRuntime, 'source' | 'log'>): Promise<Rounds> =>
  Promise.resolve(
    startRounds({
      everyMs: EVERY_MS,
      isEager: true,
      async round() {
        const [done] = await source.query<{ made: number; dropped: number }[]>(
          'SELECT made, dropped FROM crm.keep_months_of_card_changes()',
        );
        if (done && done.made + done.dropped > 0) log.info(done, 'months of the journal kept');
      },
      onFailure: (error) => log.warn({ err: error }, 'months of the journal not kept'),
    }),
  );
