import type { Context } from '../context';
import type { Estimate, StoredWarning } from './estimate.entity';

/** In place of all that tells of cost. */
const NEEDS_REVIEW: StoredWarning = {
  id: 'NEEDS_REVIEW',
  code: 'NEEDS_REVIEW',
  message: 'The estimate needs a review by somebody who may see costs.',
  sectionId: null,
  adjustmentId: null,
  internal: false,
};

/** An estimate's warnings as the viewer may see them. */
export function shownWarnings(ctx: Context, { warnings }: Pick<Estimate, 'warnings'>): StoredWarning[] {
  if (ctx.viewer.permissions.has('costs:read')) return warnings;
  const shown = warnings.filter(({ internal }) => !internal);
  return shown.length === warnings.length ? shown : [...shown, NEEDS_REVIEW];
}
