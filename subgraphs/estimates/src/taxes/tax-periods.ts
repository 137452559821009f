import type { InputPath } from '../../../../service-kit/data/input-check';
import { MONEY_LIMITS } from '../calculation/money-limits';
import type { EstimateInputCheck } from '../input-check';
import type { TaxPeriod } from './tax.entity';

/* Days are plain dates, `2026-12-31`, which compare as texts; a period holds on its first and on its last day. */

/** Percentages of one tax, at most. */
const MOST_PERIODS = 50;

/** The percentage that holds on a day; null: none does. */
export const rateOn = (periods: readonly TaxPeriod[], day: string): string | null =>
  periods.find(({ from, until }) => (from === null || from <= day) && (until === null || day <= until))
    ?.rate ?? null;

/** When a tax holds, for people: “until 2026-12-31, from 2027-02-01”; those about a day where there are many. */
export function daysOf(periods: readonly TaxPeriod[], day: string): string {
  const before = periods.filter(({ until }) => until !== null && until < day).slice(-1);
  const after = periods.filter(({ from }) => from !== null && from > day).slice(0, 1);
  return [...before, ...after]
    .map(({ from, until }) =>
      [from === null ? '' : `from ${from}`, until === null ? '' : `until ${until}`].join(' ').trim(),
    )
    .join(', and ');
}

const compareDays = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The one of two periods that ends later. */
function longer(one: TaxPeriod | null, other: TaxPeriod): TaxPeriod {
  if (one === null || other.until === null) return other;
  return one.until === null || other.until <= one.until ? one : other;
}

/** What an input gives of a period. */
interface PeriodInput {
  readonly rate: string;
  readonly from?: string | null;
  readonly until?: string | null;
}

/**
 * Checks the percentages of a tax.
 *
 * @param inputs in any order
 * @returns them in the order of their days
 */
export function readPeriods(
  check: EstimateInputCheck,
  inputs: readonly PeriodInput[],
  path: InputPath,
): TaxPeriod[] {
  if (inputs.length === 0) check.refuse('REQUIRED', path, 'Give at least one percentage.');
  if (inputs.length > MOST_PERIODS) {
    check.refuse('TOO_MANY_ITEMS', path, `A tax has at most ${MOST_PERIODS} percentages.`);
    return [];
  }
  const read = inputs.map(({ rate, from = null, until = null }, index) => {
    const at = [...path, String(index)];
    if (from !== null && until !== null && until < from) {
      check.refuse('INVALID_PERIOD', [...at, 'until'], `${until} is before ${from}: give a later last day.`);
    }
    return { at, period: { rate: check.decimal(rate, MONEY_LIMITS.taxRate, [...at, 'rate']), from, until } };
  });
  const inOrder = [...read].sort((a, b) => compareDays(a.period.from ?? '', b.period.from ?? ''));
  let latest: TaxPeriod | null = null;
  for (const { at, period } of inOrder) {
    if (latest && (latest.until === null || period.from === null || period.from <= latest.until)) {
      const message = `It holds on days on which ${latest.rate} % holds: each day has one percentage.`;
      check.refuse('PERIODS_OVERLAP', [...at, 'from'], message);
    }
    latest = longer(latest, period);
  }
  return inOrder.map(({ period }) => period);
}
