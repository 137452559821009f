import { createHash } from 'node:crypto';
import type { EstimateTotals } from '../calculation/totals.types';
import { outlineOf } from '../drafts/document-order';
import { plainDecimal } from '../drafts/draft-totals';
import type { EstimateContent } from '../drafts/estimate-content';
import type { StoredAdjustment } from '../estimates/estimate.entity';
import type { Position } from '../positions/position.entity';
import { contentInFormat1 } from './content-format-1';
import { withoutInternals } from './without-internals';

/** Grows when {@link shownContent} writes the same estimate otherwise; what was written before keeps its own. */
export const CONTENT_FORMAT = 2;

const decimal = (value: string | null): string | null => (value === null ? null : plainDecimal(value));

const shownAdjustments = (adjustments: readonly StoredAdjustment[]) =>
  adjustments
    .filter(({ base }) => base !== 'COST')
    .map(({ id, name, kind, mode, value, base }) => ({ id, name, kind, mode, base, value: decimal(value) }));

/** A line whose price holds something measured on cost shows that price, and no markup or discount of its own. */
function shownPosition(position: Position) {
  const { shownUnitPrice } = position;
  const own = shownUnitPrice === null;
  return {
    id: position.id,
    sectionId: position.sectionId,
    kind: position.kind,
    code: position.code,
    name: position.name,
    description: position.description,
    unit: position.unit,
    quantity: decimal(position.quantity),
    wastePercent: decimal(position.wastePercent),
    unitPrice: decimal(shownUnitPrice ?? position.unitPrice),
    markup: own ? [position.markupMode, decimal(position.markupValue)] : null,
    discount: own ? [position.discountMode, decimal(position.discountValue)] : null,
    taxRate: decimal(position.taxRate),
  };
}

/**
 * Writes all that a client is shown of an estimate, and nothing of its cost, as text. The same rows give the same bytes for
 * ever: this is what the client agrees to.
 *
 * @param totals of the same content
 * @param format an older one for what was sent then
 */
export function shownContent(
  content: EstimateContent,
  totals: EstimateTotals,
  format: number = CONTENT_FORMAT,
): string {
  if (format === 1) return contentInFormat1(content, totals);
  const { estimate } = content;
  const outline = outlineOf(content.sections, content.positions);
  const shown = {
    format,
    id: estimate.id,
    number: estimate.number,
    title: estimate.title,
    leadId: estimate.leadId,
    notes: estimate.notes,
    validUntil: estimate.validUntil,
    policy: {
      version: estimate.policyVersion,
      currency: estimate.currency,
      minorUnits: estimate.minorUnits,
      rounding: estimate.rounding,
      taxMode: estimate.taxMode,
      taxRounding: estimate.taxRounding,
    },
    taxRate: decimal(estimate.defaultTaxRate),
    roundPayableTo: decimal(estimate.roundPayableTo),
    adjustments: shownAdjustments(estimate.adjustments),
    sections: outline.sections.map(({ id, parentId, name, description, adjustments }) => ({
      id,
      parentId,
      name,
      description,
      adjustments: shownAdjustments(adjustments),
    })),
    positions: outline.positions.map(shownPosition),
  };
  return `${JSON.stringify(shown)}\n${withoutInternals(totals)}`;
}

/** SHA-256 of a text, in hexadecimal digits. */
export const hashOf = (shown: string): string => createHash('sha256').update(shown).digest('hex');
