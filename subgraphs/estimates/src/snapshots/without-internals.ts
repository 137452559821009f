import { jsonInPieces } from '../../../../service-kit/data/json-in-pieces';
import type { EstimateTotals } from '../calculation/totals.types';

/** Writes a calculation without all that the engine marks as internal. */
export const withoutInternals = (totals: EstimateTotals): Generator<void, string> =>
  jsonInPieces(totals, (key, value: unknown) => (key === 'internal' ? undefined : value));
