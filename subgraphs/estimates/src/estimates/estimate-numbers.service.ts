import type { WritingContext } from '../drafts/draft';

const DIGITS = 6;

/**
 * Takes the organisation's next number of a year. The counter's row stays locked until the transaction ends, so numbers
 * are unique and a creation that fails leaves no gap.
 *
 * @returns such as `2026-000123`
 */
export async function nextNumber(ctx: WritingContext, now: Date): Promise<string> {
  const year = now.getUTCFullYear();
  const [row] = (await ctx.transaction.query(
    `INSERT INTO estimates.number_counters AS counter (org_id, year, last) VALUES ($1, $2, 1)
         ON CONFLICT (org_id, year) DO UPDATE SET last = counter.last + 1
      RETURNING last`,
    [ctx.viewer.orgId, year],
  )) as [{ last: number }];
  return `${year}-${String(row.last).padStart(DIGITS, '0')}`;
}
