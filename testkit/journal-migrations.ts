import { migrateOneDown } from '../main/migrations';

/** The migrations that bring the journal of cards into parts by month. */
export const READY = 'crm: ReadyJournalForMonths1796900000810';
export const IN_PARTS = 'crm: JournalByMonth1796900000811';

/** Takes back migrations of crm, down to and with one. @returns how many */
export async function downTo(url: string, until: string): Promise<number> {
  for (let taken = 1; ; taken += 1) if ((await migrateOneDown(url, 'crm')) === until) return taken;
}
