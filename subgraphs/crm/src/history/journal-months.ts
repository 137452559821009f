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

interface Kept {
  made: number;
  dropped: number;
  more: boolean;
}

/** Makes months ahead and drops what is over, at the start and each hour. Any number of processes may. */
export function startJournalMonths({
  source,
  log,
}: Pick<CrmRuntime, 'source' | 'log'>): Promise<Pick<Rounds, 'close'>> {
  let isClosing = false;
  const rounds = startRounds({
    everyMs: EVERY_MS,
    isEager: true,
    async round() {
      for (let more = true; more && !isClosing;) {
        const [done] = await source.query<Kept[]>('SELECT * FROM crm.keep_months_of_card_changes()');
        if (done && done.made + done.dropped > 0) log.info(done, 'months of the journal kept');
        more = done?.more === true;
      }
    },
    onFailure: (error) => log.warn({ err: error }, 'months of the journal not kept'),
  });
  return Promise.resolve({
    close() {
      isClosing = true;
      return rounds.close();
    },
  });
}
