import type { Logger } from '../process/logger';
import { startRounds, type Rounds } from '../process/rounds';
import { removeIfOver, type FileSetting } from './files';
import { emptySpool } from './spool';

/** Files in one round; the next one takes the rest. */
const BATCH = 200;
const EVERY_MS = 60_000;
/** Longer than an upload may take. */
const SPOOLED_FOR_MS = 3_600_000;

/**
 * Removes what nobody needs: files that are over, those whose bytes never came, those that were being removed when their
 * process died, and what lies in the spool. Any number of processes may do so at once.
 *
 * @param log is told of a file that can't be removed; the others go all the same
 * @returns how many files went
 */
export async function cleanFiles(setting: FileSetting, log?: Logger): Promise<number> {
  const { source, schema, spool } = setting;
  await emptySpool(spool, SPOOLED_FOR_MS);
  let removed = 0;
  for (;;) {
    const due = await source.query<{ org_id: string; id: string }[]>(
      `SELECT org_id, id FROM ${schema}.file_work($1)`,
      [BATCH],
    );
    let gone = 0;
    for (const { org_id: orgId, id } of due) {
      try {
        if (await removeIfOver(setting, orgId, id)) gone += 1;
      } catch (error) {
        log?.warn({ err: error, orgId, fileId: id }, 'file not removed');
      }
    }
    removed += gone;
    if (due.length < BATCH || gone === 0) return removed;
  }
}

/** Cleans once a minute until closed. A failure is logged, and the next round tries again. */
export const startFileCleaning = (setting: FileSetting, log: Logger): Rounds =>
  startRounds({
    everyMs: EVERY_MS,
    async round() {
      const removed = await cleanFiles(setting, log);
      if (removed > 0) log.info({ removed }, 'files cleaned');
    },
    onFailure: (error) => log.warn({ err: error }, 'files not cleaned'),
  });
