import { inTurns } from '../../../../service-kit/subgraph/turns';
import { moneyOf, unitPriceOf } from '../calculation/money';
import { hasOneOrder } from '../calculation/money-rules';
import { isZero } from '../calculation/rounding';
import { outlineOf } from '../drafts/document-order';
import { plainDecimal } from '../calculation/decimal-text';
import type { EstimateContent } from '../drafts/estimate-content';
import type { Estimate, StoredAdjustment, StoredAdjustmentTotals } from '../estimates/estimate.entity';
import { foreignPriceText, shownForeignPrice } from '../foreign-prices/foreign-price';
import { shownPriceOf } from '../estimates/shown-prices';
import type { Position } from '../positions/position.entity';
import type { Section } from '../sections/section.entity';
import { shownValues } from '../imports/merge-lines';
import { lineMarker, sectionMarker } from '../imports/row-markers';
import { SHEET_WORDS } from './sheet-words';
import { paymentsOf } from './sheet-payments';
import type { Party, Sheet, SheetLanguage, SheetLine, SheetOffer, SheetRow, SheetTotal } from './sheet.types';

/** What a person says about a sheet. */
export interface SheetChoices {
  readonly language: SheetLanguage;
  readonly seller: Party | null;
  readonly client: Party | null;
  /** Of the letterhead. */
  readonly footer?: string | null;
  /** Whether it is what was approved: nothing stands there of what was not taken. */
  readonly isAgreed?: boolean | undefined;
}

const amountOf = (estimate: Estimate, amount: string): string => moneyOf(estimate, amount).amount;

/** The adjustments that a client is shown, with what they came to. */
function shownAdjustments(owner: {
  adjustments: readonly StoredAdjustment[];
  adjustmentTotals: readonly StoredAdjustmentTotals[];
}) {
  const totals = new Map(owner.adjustmentTotals.map((each) => [each.id, each]));
  return owner.adjustments.flatMap((declared) => {
    const found = totals.get(declared.id);
    if (!found || found.runningTotal === null) return [];
    const measured =
      declared.mode === 'PERCENT' &&
      declared.base === 'RUNNING_TOTAL' &&
      !found.limited &&
      !isZero(found.baseAmount); // no percentage is taken of less than nothing
    const sign = declared.kind === 'DISCOUNT' ? '-' : '';
    return {
      name: declared.name,
      amount: found.amount,
      percent: measured ? sign + plainDecimal(declared.value) : null,
    };
  });
}

/** Marks what is taken of what can be chosen. */
const takenOf = ({ choice }: Pick<Position | Section, 'choice'>): string | null =>
  choice == null ? null : (choice.group ?? '');

/** What is said about a line, and what its price was made of where that was in another currency. */
function noteOf(estimate: Estimate, row: Position): string | null {
  const foreign = shownForeignPrice(false, estimate, row);
  return [row.description, foreign && foreignPriceText(foreign)].filter(Boolean).join('\n') || null;
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
    note: noteOf(estimate, row),
    taken: takenOf(row),
    unit: row.unit,
    quantity: plainDecimal(row.quantityWithWaste),
    price: unitPriceOf(estimate, shownPriceOf(row)),
    base: amount(own ? row.baseAmount : row.amount),
    markup: amount(own ? row.markupAmount : '0'),
    discount: amount(own ? row.discountAmount : '0'),
    amount: amount(row.amount),
  };
}

function* rowsOf({ estimate, sections, positions }: EstimateContent): Generator<void, SheetRow[]> {
  const outline = outlineOf<Section, Position>(sections, positions, hasOneOrder(estimate.policyVersion));
  const rows: SheetRow[] = [];
  let count = 0;
  function* addItems(parentId: string | null, depth: number, prefix: string): Generator<void, void> {
    let sectionCount = 0;
    for (const item of outline.itemsIn(parentId)) {
      const row = 'section' in item ? item.section : item.position;
      if (row.choice?.taken === false) continue;
      if ('position' in item) {
        const number = item.position.kind === 'TEXT' ? null : String((count += 1));
        rows.push(lineOf(estimate, item.position, number, depth));
      } else yield* addSection(item.section, depth, `${prefix}${(sectionCount += 1)}`);
      yield;
    }
  }
  function* addSection(section: Section, depth: number, code: string): Generator<void, void> {
    const { name, description: note } = section;
    const marker = sectionMarker(section.originId, name);
    rows.push({ kind: 'section', depth, marker, code, name, note, taken: takenOf(section) });
    yield* addItems(section.id, depth + 1, `${code}.`);
    for (const { name, amount, percent } of shownAdjustments(section)) {
      rows.push({ kind: 'adjustment', depth: depth + 1, name, amount: amountOf(estimate, amount), percent });
    }
    rows.push({ kind: 'total', depth, code, name, amount: amountOf(estimate, section.total) });
  }
  yield* addItems(null, 0, '');
  return rows;
}

/** What is not taken, in the order of the document; what lies in it is not listed by itself. */
function* offeredOf({ estimate, sections, positions }: EstimateContent): Generator<void, SheetOffer[]> {
  const outline = outlineOf<Section, Position>(sections, positions, hasOneOrder(estimate.policyVersion));
  const offered: SheetOffer[] = [];
  function* walk(parentId: string | null): Generator<void, void> {
    for (const item of outline.itemsIn(parentId)) {
      yield;
      const row = 'section' in item ? item.section : item.position;
      const isLeft = row.choice?.taken === false;
      if (isLeft)
        offered.push(
          'section' in item ? offeredSection(estimate, item.section) : offeredLine(estimate, item.position),
        );
      else if ('section' in item) yield* walk(item.section.id);
    }
  }
  yield* walk(null);
  return offered;
}

const offeredSection = (estimate: Estimate, { choice, name, description, total }: Section): SheetOffer => ({
  group: choice?.group ?? null,
  name,
  note: description,
  ...{ unit: null, quantity: null, price: null },
  amount: amountOf(estimate, total),
});

function offeredLine(estimate: Estimate, row: Position): SheetOffer {
  const { name, note, unit, quantity, price, amount } = lineOf(estimate, row, null, 0);
  return { group: row.choice?.group ?? null, name, note, unit, quantity, price, amount };
}

/** Each tax at each rate; a document of rules 1 and 2 has one tax, and what is outside it stands in its groups. */
function taxesOf(estimate: Estimate, language: SheetLanguage): SheetTotal[] {
  const words = SHEET_WORDS[language];
  const included = estimate.taxMode === 'INCLUSIVE';
  const hasTwo = estimate.secondTax != null;
  const found = hasTwo
    ? estimate.taxes
    : estimate.taxGroups.map(({ rate, net, tax }) => ({ which: 'FIRST', rate, base: net, amount: tax }));
  return found.map(({ which, rate, base, amount }): SheetTotal => {
    const isExempt = rate === 'EXEMPT';
    const own = which === 'FIRST' ? estimate.taxName : estimate.secondTax?.name;
    const name = own ?? (included ? words.taxIncluded : words.tax);
    const label = included && own != null ? `${words.taxIncluded}: ${own}` : name;
    return {
      kind: 'tax',
      label: isExempt ? words.exempt : `${label} ${plainDecimal(rate)} %`,
      amount: amountOf(estimate, amount),
      percent: null,
      rate: isExempt ? null : plainDecimal(rate),
      base: amountOf(estimate, base),
    };
  });
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
  const taxes = taxesOf(estimate, language);
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
  totals.push(...paymentsOf(estimate, language));
  return totals;
}

/**
 * Makes the sheet of an estimate, as its client is shown it, while others have their turn.
 *
 * @param content of what was sent: what its snapshot kept
 * @param date the day it bears, `2026-01-31`
 */
export const sheetOf = (content: EstimateContent, choices: SheetChoices, date: string): Promise<Sheet> =>
  inTurns(sheetInPieces(content, choices, date));

/** The same, piece by piece. */
export function* sheetInPieces(
  content: EstimateContent,
  { language, seller, client, footer = null, isAgreed = false }: SheetChoices,
  date: string,
): Generator<void, Sheet> {
  const { estimate } = content;
  const words = SHEET_WORDS[language];
  const revision = estimate.revision > 1 ? `, ${words.revision} ${estimate.revision}` : '';
  const agreed = isAgreed ? `, ${words.agreed}` : '';
  return {
    language,
    heading:
      estimate.number === null ? words.draft : `${words.estimate} № ${estimate.number}${revision}${agreed}`,
    title: estimate.title,
    isDraft: estimate.contentHash === null,
    date,
    validUntil: estimate.validUntil,
    supplyDate: estimate.supplyDate ?? null, // what was sent before there was one has none
    notes: estimate.notes,
    currency: estimate.currency,
    minorUnits: estimate.minorUnits,
    taxIncluded: estimate.taxMode === 'INCLUSIVE',
    seller,
    client,
    footer,
    rows: yield* rowsOf(content),
    offered: isAgreed ? [] : yield* offeredOf(content),
    totals: totalsOf(estimate, language),
    contentHash: estimate.contentHash,
  };
}
