import { jsonInPieces, mapInPieces } from '../../../../service-kit/data/json-in-pieces';
import type { Position } from '../positions/position.entity';
import { plainDecimal } from '../calculation/decimal-text';
import type { EstimateContent } from '../drafts/estimate-content';
import { outlineOf } from '../drafts/document-order';
import type { StoredAdjustment } from '../estimates/estimate.entity';
import type { EstimateTotals } from '../calculation/totals.types';
import { withoutInternals } from './without-internals';

/** The format of what was sent under the first rules. It is never changed. */
const FORMAT = 1;

const decimal = (value: string | null): string | null => (value === null ? null : plainDecimal(value));

/** A percentage of the cost is left out: with its amount it would tell the cost. */
const shownAdjustment = ({ id, name, kind, mode, value, base }: StoredAdjustment) => ({
  id,
  name,
  kind,
  mode,
  base,
  value: base === 'COST' ? null : decimal(value),
});

const shownPosition = (position: Position) => ({
  id: position.id,
  sectionId: position.sectionId,
  kind: position.kind,
  code: position.code,
  name: position.name,
  description: position.description,
  unit: position.unit,
  quantity: decimal(position.quantity),
  wastePercent: decimal(position.wastePercent),
  unitPrice: decimal(position.unitPrice),
  markup: [position.markupMode, decimal(position.markupValue)],
  discount: [position.discountMode, decimal(position.discountValue)],
  taxRate: decimal(position.taxRate),
});

/**
 * Writes all the client is shown, and nothing of cost (a hash over few possible costs would be no secret), as text:
 * the same rows give the same bytes for ever.
 */
export function* contentInFormat1(content: EstimateContent, totals: EstimateTotals): Generator<void, string> {
  const { estimate } = content;
  const outline = outlineOf(content.sections, content.positions, false);
  const shown = {
    format: FORMAT,
    id: estimate.id,
    number: estimate.number,
    title: estimate.title,
    leadId: estimate.leadId,
    notes: estimate.notes,
    validUntil: estimate.validUntil,
    policy: [
      estimate.policyVersion,
      estimate.currency,
      estimate.minorUnits,
      estimate.rounding,
      estimate.taxMode,
      estimate.taxRounding,
    ],
    taxRate: decimal(estimate.defaultTaxRate),
    roundPayableTo: decimal(estimate.roundPayableTo),
    adjustments: estimate.adjustments.map(shownAdjustment),
    sections: outline.sections.map(({ id, parentId, name, description, adjustments }) => ({
      id,
      parentId,
      name,
      description,
      adjustments: adjustments.map(shownAdjustment),
    })),
    positions: yield* mapInPieces(outline.positions, shownPosition),
  };
  return `${yield* jsonInPieces(shown)}\n${yield* withoutInternals(totals)}`;
}
