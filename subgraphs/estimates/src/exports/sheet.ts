import { moneyOf, unitPriceOf } from '../calculation/money';
import { ExactDecimal } from '../calculation/rounding';
import { outlineOf } from '../drafts/document-order';
import { plainDecimal } from '../drafts/draft-totals';
import type { EstimateContent } from '../drafts/estimate-content';
import type { Estimate, StoredAdjustment, StoredAdjustmentTotals } from '../estimates/estimate.entity';
import type { Position } from '../positions/position.entity';
import type { Section } from '../sections/section.entity';
import { shownValues } from '../imports/merge-lines';
import { lineMarker, sectionMarker } from '../imports/row-markers';
import { SHEET_WORDS } from './sheet-words';
import type { Party, Sheet, SheetLanguage, SheetLine, SheetRow, SheetTotal } from './sheet.types';

/** What a person says about a sheet. */
export interface SheetChoices {
  readonly language: SheetLanguage;
  readonly seller: Party | null;
  readonly client: Party | null;
}

const amountOf = (estimate: Estimate, amount: string): string => moneyOf(estimate, amount).amount;
const isZero = (amount: string): boolean => new ExactDecimal(amount).isZero();

/** The adjustments that a client is shown, with what they came to. */
function shownAdjustments(owner: {
  adjustments: readonly StoredAdjustment[];
  adjustmentTotals: readonly StoredAdjustmentTotals[];
}) {
  const totals = new Map(owner.adjustmentTotals.map((each) => [each.id, each]));
  return owner.adjustments.flatMap((declared) => {
    const found = totals.get(declared.id);
    if (!found || found.runningTotal === null) return [];
    const measured = declared.mode === 'PERCENT' && declared.base === 'RUNNING_TOTAL' && !found.limited;
    const sign = declared.kind === 'DISCOUNT' ? '-' : '';
    return {
      name: declared.name,
      amount: found.amount,
      percent: measured ? sign + plainDecimal(declared.value) : null,
    };
  });
}

function lineOf(estimate: Estimate, row: Position, number: string | null, depth: number): SheetLine {
  const own = row.shownUnitPrice === null;
  const amount = (value: string): string => amountOf(estimate, value);
  return {
    kind: 'line',
    depth,
    marker: lineMarker(row.kind === 'TEXT' ? 'remark' : 'line', row.originId, shownValues(estimate, row)),
    number,
    code: row.code,
    name: row.name,
    note: row.description,
    unit: row.unit,
    quantity: plainDecimal(row.quantityWithWaste),
    price: unitPriceOf(estimate, row.shownUnitPrice ?? row.unitPrice),
    base: amount(own ? row.baseAmount : row.amount),
    markup: amount(own ? row.markupAmount : '0'),
    discount: amount(own ? row.discountAmount : '0'),
    amount: amount(row.amount),
  };
}

function rowsOf({ estimate, sections, positions }: EstimateContent): SheetRow[] {
  const outline = outlineOf<Section, Position>(sections, positions);
  const rows: SheetRow[] = [];
  let count = 0;
  const addLines = (sectionId: string | null, depth: number): void => {
    for (const row of outline.positionsIn(sectionId)) {
      const number = row.kind === 'TEXT' ? null : String((count += 1));
      rows.push(lineOf(estimate, row, number, depth));
    }
  };
  const addSections = (parentId: string | null, depth: number, prefix: string): void => {
    outline.sectionsIn(parentId).forEach((section, index) => {
      const code = `${prefix}${index + 1}`;
      rows.push({
        ...{ kind: 'section', depth, code, name: section.name, note: section.description },
        marker: sectionMarker(section.originId),
      });
      addLines(section.id, depth + 1);
      addSections(section.id, depth + 1, `${code}.`);
      for (const { name, amount, percent } of shownAdjustments(section)) {
        rows.push({
          kind: 'adjustment',
          depth: depth + 1,
          name,
          amount: amountOf(estimate, amount),
          percent,
        });
      }
      rows.push({
        kind: 'total',
        depth,
        code,
        name: section.name,
        amount: amountOf(estimate, section.total),
      });
    });
  };
  addLines(null, 0);
  addSections(null, 0, '');
  return rows;
}

function totalsOf(estimate: Estimate, language: SheetLanguage): SheetTotal[] {
  const words = SHEET_WORDS[language];
  const plain = { percent: null, rate: null };
  const amount = (value: string): string => amountOf(estimate, value);
  const adjustments = shownAdjustments(estimate);
  const totals: SheetTotal[] = [
    { ...plain, kind: 'subtotal', label: words.subtotal, amount: amount(estimate.subtotal) },
    ...adjustments.map((each): SheetTotal => ({
      ...plain,
      kind: 'adjustment',
      label: each.name,
      amount: amount(each.amount),
      percent: each.percent,
    })),
  ];
  const included = estimate.taxMode === 'INCLUSIVE';
  const taxes = estimate.taxGroups.map(({ rate, tax }): SheetTotal => {
    const label =
      rate === 'EXEMPT'
        ? words.exempt
        : `${included ? words.taxIncluded : words.tax} ${plainDecimal(rate)} %`;
    return {
      ...plain,
      kind: 'tax',
      label,
      amount: amount(tax),
      rate: rate === 'EXEMPT' ? null : plainDecimal(rate),
    };
  });
  const total: SheetTotal = { ...plain, kind: 'total', label: words.total, amount: amount(estimate.total) };
  if (included) totals.push(total, ...taxes);
  else
    totals.push({ ...plain, kind: 'net', label: words.net, amount: amount(estimate.net) }, ...taxes, total);
  if (!isZero(estimate.payableRounding)) {
    totals.push({
      ...plain,
      kind: 'rounding',
      label: words.rounding,
      amount: amount(estimate.payableRounding),
    });
    totals.push({ ...plain, kind: 'payable', label: words.payable, amount: amount(estimate.payable) });
  }
  return totals;
}

/**
 * Makes the sheet of an estimate, as its client is shown it.
 *
 * @param content of what was sent: what its snapshot kept
 * @param date the day it bears, `2026-01-31`
 */
export function sheetOf(
  content: EstimateContent,
  { language, seller, client }: SheetChoices,
  date: string,
): Sheet {
  const { estimate } = content;
  const words = SHEET_WORDS[language];
  const revision = estimate.revision > 1 ? `, ${words.revision} ${estimate.revision}` : '';
  return {
    language,
    heading: estimate.number === null ? words.draft : `${words.estimate} № ${estimate.number}${revision}`,
    title: estimate.title,
    isDraft: estimate.contentHash === null,
    date,
    validUntil: estimate.validUntil,
    notes: estimate.notes,
    currency: estimate.currency,
    minorUnits: estimate.minorUnits,
    taxIncluded: estimate.taxMode === 'INCLUSIVE',
    seller,
    client,
    rows: rowsOf(content),
    totals: totalsOf(estimate, language),
    contentHash: estimate.contentHash,
  };
}
