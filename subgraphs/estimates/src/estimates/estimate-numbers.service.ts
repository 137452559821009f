import type { WritingContext } from '../context';
import { dayIn, timeZoneOf } from '../organizations/organization-settings.service';
import type { Estimate } from './estimate.entity';

const DIGITS = 6;

/**
 * Takes the organisation's next number of the year it is there. The counter's row stays locked until the transaction ends, so
 * numbers are unique and a sending that fails leaves no gap.
 *
 * @returns such as `2026-000123`
 */
export async function nextNumber(ctx: WritingContext, now: Date): Promise<string> {
  const year = Number(dayIn(await timeZoneOf(ctx), now).slice(0, 4));
  const [row] = (await ctx.transaction.query(
    `INSERT INTO estimates.number_counters AS counter (org_id, year, last) VALUES ($1, $2, 1)
         ON CONFLICT (org_id, year) DO UPDATE SET last = counter.last + 1
      RETURNING last`,
    [ctx.viewer.orgId, year],
  )) as [{ last: number }];
  return `${year}-${String(row.last).padStart(DIGITS, '0')}`;
}

/** How messages name an estimate. */
export const nameOf = ({
  number,
  revision,
  title,
}: Pick<Estimate, 'number' | 'revision' | 'title'>): string => {
  if (number === null) return `Draft “${title}”`;
  return revision === 1 ? `Estimate ${number}` : `Estimate ${number}, revision ${revision},`;
};
