import { mapInPieces } from '../../../../service-kit/data/json-in-pieces';
import { plainDecimal } from '../calculation/decimal-text';
import { hasOneOrder, TAX_EXEMPT } from '../calculation/money-rules';
import { outlineOf } from '../drafts/document-order';
import type { EstimateContent } from '../drafts/estimate-content';
import type { Estimate, StoredAdjustment } from '../estimates/estimate.entity';
import { foreignPriceText, shownForeignPrice } from '../foreign-prices/foreign-price';
import { shownCoefficients } from '../coefficients/shown-coefficients';
import { shownPriceOf } from '../estimates/shown-prices';
import type { Position } from '../positions/position.entity';
import type { Section } from '../sections/section.entity';
import { movedRows } from './moved-rows';

/** A field with both its values, as texts. */
export interface FieldChange {
  readonly field: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** What became of one row. */
export interface RowChange {
  readonly originId: string;
  readonly kind: 'ADDED' | 'REMOVED' | 'CHANGED' | 'MOVED';
  /** Its name now, or the one it had. */
  readonly name: string;
  readonly beforeId: string | null;
  readonly afterId: string | null;
  /** Whether it stands elsewhere; true for one that was MOVED, or CHANGED and moved besides. */
  readonly moved: boolean;
  readonly changes: FieldChange[];
}

export interface EstimateDiff {
  readonly fields: FieldChange[];
  readonly adjustments: readonly RowChange[];
  readonly sections: readonly RowChange[];
  readonly positions: readonly RowChange[];
}

/** A diff with what was compared. */
export interface ComparedEstimates extends EstimateDiff {
  readonly before: Estimate;
  readonly after: Estimate;
}

type Values = Readonly<Record<string, string | null>>;

/** A row as it is compared. */
interface Compared {
  readonly id: string;
  readonly originId: string;
  readonly name: string;
  /** Origin of what it lies in. */
  readonly parent: string | null;
  readonly values: Values;
}

function changesOf(before: Values, after: Values): FieldChange[] {
  return Object.keys(after).flatMap((field) => {
    const [was, is] = [before[field] ?? null, after[field] ?? null];
    return was === is ? [] : [{ field, before: was, after: is }];
  });
}

/** Rows that are compared in one piece. */
const PIECE = 500;

/** Compares two lists in document order: what was removed first, then the rows as they stand now. */
function* compareRows(before: readonly Compared[], after: readonly Compared[]): Generator<void, RowChange[]> {
  const old = new Map(before.map((row, index) => [row.originId, { row, index }]));
  const now = new Set(after.map(({ originId }) => originId));
  const found: RowChange[] = before
    .filter(({ originId }) => !now.has(originId))
    .map(({ originId, id, name }) => ({
      originId,
      kind: 'REMOVED',
      name,
      beforeId: id,
      afterId: null,
      moved: false,
      changes: [],
    }));
  const stayed = after.filter(({ originId, parent }) => {
    const was = old.get(originId);
    return was !== undefined && was.row.parent === parent;
  });
  const wandered = movedRows(stayed.map(({ originId }) => old.get(originId)?.index ?? 0));
  const inOrder = new Set(stayed.filter((_, index) => !wandered[index]).map(({ originId }) => originId));
  yield;
  for (const [index, row] of after.entries()) {
    if (index % PIECE === PIECE - 1) yield;
    const { originId, id, name, values } = row;
    const was = old.get(originId)?.row;
    const same = { originId, name, beforeId: was?.id ?? null, afterId: id };
    if (!was) {
      found.push({ ...same, kind: 'ADDED', moved: false, changes: [] });
      continue;
    }
    const changes = changesOf(was.values, values);
    const moved = !inOrder.has(originId);
    if (changes.length > 0) found.push({ ...same, kind: 'CHANGED', moved, changes });
    else if (moved) found.push({ ...same, kind: 'MOVED', moved, changes });
  }
  return found;
}

const decimal = (value: string | null): string | null => (value === null ? null : plainDecimal(value));
const measured = (mode: string | null, value: string | null): string | null =>
  mode === null || value === null ? null : `${plainDecimal(value)}${mode === 'PERCENT' ? ' %' : ''}`;

const coefficientsText = (
  { coefficients }: Pick<Position, 'coefficients'>,
  estimate: Estimate,
  seesCosts: boolean,
): string | null =>
  shownCoefficients(seesCosts, estimate, coefficients)
    .map(({ name, value, appliesTo }) => `${name} × ${value}${appliesTo === 'BOTH' ? '' : ` (${appliesTo})`}`)
    .join('; ') || null;

function foreignText(row: Position, estimate: Estimate, seesCosts: boolean): string | null {
  const shown = shownForeignPrice(seesCosts, estimate, row);
  return shown && foreignPriceText(shown);
}

function valuesOfPosition(row: Position, estimate: Estimate, seesCosts: boolean): Values {
  const own = row.shownUnitPrice === null || seesCosts;
  return {
    kind: row.kind,
    code: row.code,
    name: row.name,
    description: row.description,
    unit: row.unit,
    quantity: decimal(row.quantity),
    wastePercent: decimal(row.wastePercent),
    unitPrice: decimal(seesCosts || !estimate.pricedByCost ? row.unitPrice : shownPriceOf(row)),
    foreignPrice: foreignText(row, estimate, seesCosts),
    coefficients: coefficientsText(row, estimate, seesCosts),
    markup: own ? measured(row.markupMode, row.markupValue) : null,
    discount: own ? measured(row.discountMode, row.discountValue) : null,
    labourPercent: decimal(row.labourPercent ?? null),
    taxRate: decimal(row.taxRate),
    secondTaxRate: decimal(row.secondTaxRate),
    ...choiceOf(row),
    ...(seesCosts ? { unitCost: decimal(row.unitCost) } : {}),
    amount: decimal(row.amount),
    net: decimal(row.net),
    tax: decimal(row.tax),
  };
}

/** Which alternatives a row is one of (empty: an option), and whether it is taken; null: part of the offer. */
const choiceOf = ({ choice }: Pick<Position | Section, 'choice'>): Values => ({
  choice: choice && (choice.group ?? ''),
  taken: choice && String(choice.taken),
});

const valuesOfSection = (row: Section, estimate: Estimate, seesCosts: boolean): Values => ({
  name: row.name,
  description: row.description,
  ...choiceOf(row),
  coefficients: coefficientsText(row, estimate, seesCosts),
  total: decimal(row.total),
});

const secondTaxOf = (tax: Estimate['secondTax']): string | null => {
  if (tax === null) return null;
  const words = [tax.name ?? '', tax.rate === TAX_EXEMPT ? '' : `${plainDecimal(tax.rate)} %`];
  if (tax.compound) words.push('compound');
  return words.filter((word) => word !== '').join(' ');
};

const paymentsText = ({ payments }: Estimate): string | null =>
  (payments ?? [])
    .map(({ label, mode, value, due, days, on }) =>
      [label, mode === 'REST' ? mode : measured(mode, value), due, days, on]
        .filter((part) => part !== null)
        .join(' '),
    )
    .join('; ') || null;

const valuesOfEstimate = (estimate: Estimate, seesCosts: boolean): Values => ({
  title: estimate.title,
  notes: estimate.notes,
  client: estimate.client ? [estimate.client.name, ...estimate.client.details].join('\n') : null,
  validUntil: estimate.validUntil,
  supplyDate: estimate.supplyDate ?? null,
  currency: estimate.currency,
  taxMode: estimate.taxMode,
  taxRounding: estimate.taxRounding,
  rounding: estimate.rounding,
  taxRate: decimal(estimate.defaultTaxRate),
  taxName: estimate.taxName,
  secondTax: secondTaxOf(estimate.secondTax),
  roundPayableTo: decimal(estimate.roundPayableTo),
  coefficients: coefficientsText(estimate, estimate, seesCosts),
  payments: paymentsText(estimate),
  subtotal: decimal(estimate.subtotal),
  net: decimal(estimate.net),
  tax: decimal(estimate.tax),
  total: decimal(estimate.total),
  payable: decimal(estimate.payable),
});

/** All adjustments: the estimate's first, then section by section. */
function comparedAdjustments(
  content: EstimateContent,
  sections: readonly Section[],
  seesCosts: boolean,
): Compared[] {
  const compared = (parent: string | null) => (each: StoredAdjustment) => ({
    id: each.id,
    originId: each.id,
    name: each.name,
    parent,
    values: {
      name: each.name,
      kind: each.kind,
      base: each.base,
      value: each.kind === 'ROUND_TO' ? decimal(each.value) : measured(each.mode, each.value),
    },
  });
  return [
    ...content.estimate.adjustments.map(compared(null)),
    ...sections.flatMap(({ originId, adjustments }) => adjustments.map(compared(originId))),
  ].filter(({ values }) => seesCosts || values.base !== 'COST');
}

function* comparedRows(content: EstimateContent, seesCosts: boolean) {
  const { sections, positions } = outlineOf(
    content.sections,
    content.positions,
    hasOneOrder(content.estimate.policyVersion),
  );
  const origins = new Map(content.sections.map(({ id, originId }) => [id, originId]));
  const placeOf = (id: string | null): string | null => (id === null ? null : (origins.get(id) ?? null));
  return {
    adjustments: comparedAdjustments(content, sections, seesCosts),
    sections: yield* mapInPieces(sections, (row): Compared => {
      const { id, originId, name } = row;
      return {
        id,
        originId,
        name,
        parent: placeOf(row.parentId),
        values: valuesOfSection(row, content.estimate, seesCosts),
      };
    }),
    positions: yield* mapInPieces(positions, (row): Compared => {
      const { id, originId, name } = row;
      return {
        id,
        originId,
        name,
        parent: placeOf(row.sectionId),
        values: valuesOfPosition(row, content.estimate, seesCosts),
      };
    }),
  };
}

/**
 * What is other in one estimate than in another, piece by piece. Rows are known again by their origin, whatever they are called now.
 *
 * @param seesCosts whether costs, and what is measured on them, are compared
 */
export function* diffInPieces(
  before: EstimateContent,
  after: EstimateContent,
  seesCosts: boolean,
): Generator<void, EstimateDiff> {
  const was = yield* comparedRows(before, seesCosts);
  yield;
  const is = yield* comparedRows(after, seesCosts);
  return {
    fields: changesOf(
      valuesOfEstimate(before.estimate, seesCosts),
      valuesOfEstimate(after.estimate, seesCosts),
    ),
    adjustments: yield* compareRows(was.adjustments, is.adjustments),
    sections: yield* compareRows(was.sections, is.sections),
    positions: yield* compareRows(was.positions, is.positions),
  };
}
