import type { EstimateTotals } from '../calculation/totals.types';

/** Writes a calculation without all that the engine marks as internal. */
export const withoutInternals = (totals: EstimateTotals): string =>
  JSON.stringify(totals, (key, value: unknown) => (key === 'internal' ? undefined : value));
