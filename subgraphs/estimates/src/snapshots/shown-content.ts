import { createHash } from 'node:crypto';
import { jsonInPieces, mapInPieces } from '../../../../service-kit/data/json-in-pieces';
import { serviceUnavailable } from '../../../../service-kit/errors/errors';
import { atOnce, inTurns } from '../../../../service-kit/subgraph/turns';
import type { EstimateTotals } from '../calculation/totals.types';
import { hasOneOrder } from '../calculation/money-rules';
import { paymentTotals } from '../calculation/payments';
import type { Choice } from '../calculation/offer.types';
import type { Section } from '../sections/section.entity';
import { outlineOf, type Outline } from '../drafts/document-order';
import { plainDecimal } from '../calculation/decimal-text';
import type { EstimateContent, SentFile } from '../drafts/estimate-content';
import type { Estimate, StoredAdjustment } from '../estimates/estimate.entity';
import { shownForeignPrice } from '../foreign-prices/foreign-price';
import { shownPriceOf } from '../estimates/shown-prices';
import type { Position } from '../positions/position.entity';
import { contentInFormat1 } from './content-format-1';
import { withoutInternals } from './without-internals';

/** The newest; grows when {@link shownContent} writes something that it did not. What was written before keeps its own. */
export const CONTENT_FORMAT = 5;

/** From this one on the day of supply is part of what the client agrees to. */
const FORMAT_WITH_SUPPLY = 5;

/**
 * How an estimate is written that is sent now. A format is taken only for what it was made for: a process of the version before, beside this
 * one in a rolling update or after a roll-back, writes all else to the same bytes.
 */
export const formatOf = ({ estimate }: EstimateContent): number =>
  estimate.supplyDate == null ? FORMAT_WITH_SUPPLY - 1 : FORMAT_WITH_SUPPLY;

/**
 * Refuses what a newer version has sent: written in a format that is known here it would come to another hash, and parts of it would be
 * shown to nobody.
 *
 * @throws GraphQLError SERVICE_UNAVAILABLE
 */
export function requireKnownFormat(format: number): void {
  if (format <= CONTENT_FORMAT) return;
  throw serviceUnavailable(
    'This estimate was sent by a newer version of the service, which this process does not know yet. Try again once it is updated.',
  );
}

/**
 * What was sent, without what is in its rows and not in its hash: nobody was shown it, and papers and pages never change.
 *
 * @param rows of a snapshot, as it was read
 * @throws GraphQLError SERVICE_UNAVAILABLE for a format that is not known here
 */
export function withoutUnhashed(rows: EstimateContent, format: number): EstimateContent {
  requireKnownFormat(format);
  if (format >= FORMAT_WITH_SUPPLY) return rows;
  return { ...rows, estimate: { ...rows.estimate, supplyDate: null } };
}

const decimal = (value: string | null): string | null => (value === null ? null : plainDecimal(value));

const shownAdjustments = (adjustments: readonly StoredAdjustment[]) =>
  adjustments
    .filter(({ base }) => base !== 'COST')
    .map(({ id, name, kind, mode, value, base }) => ({ id, name, kind, mode, base, value: decimal(value) }));

/** jsonb has an order of keys of its own. */
const shownChoice = (choice: Choice | null) => choice && { group: choice.group, taken: choice.taken };

const shownSecondTax = (tax: Estimate['secondTax']) =>
  tax && { name: tax.name, rate: decimal(tax.rate), compound: tax.compound };

/** The schedule, with what each payment comes to. */
function shownPayments({ payments, ...policy }: Estimate, { payable }: EstimateTotals) {
  const amounts = paymentTotals(payments ?? [], payable, policy);
  return (payments ?? []).map(({ label, mode, value, due, days, on }, index) => {
    const declared = { label, mode, value: decimal(value), due, days, on };
    return { ...declared, amount: amounts[index]?.amount };
  });
}

/** Nothing where there is none: so was what was written before there was any. */
function shownForeign(position: Position, estimate: Estimate) {
  const foreign = shownForeignPrice(false, estimate, position);
  if (foreign === null) return {};
  const { currency, unitPrice, rate, source, on } = foreign; // jsonb has an order of keys of its own
  return { foreignPrice: { currency, unitPrice, rate, source, on } };
}

/** A line whose price holds something measured on cost shows that price, and no markup or discount of its own. */
function shownPosition(position: Position, estimate: Estimate, format: number) {
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
    unitPrice: decimal(shownPriceOf(position)),
    markup: own ? [position.markupMode, decimal(position.markupValue)] : null,
    discount: own ? [position.discountMode, decimal(position.discountValue)] : null,
    ...shownForeign(position, estimate),
    // Nothing where it is not said: so was what was written before there was any.
    ...(position.labourPercent == null ? {} : { labourPercent: decimal(position.labourPercent) }),
    taxRate: decimal(position.taxRate),
    ...(format < 3
      ? {}
      : { secondTaxRate: decimal(position.secondTaxRate), choice: shownChoice(position.choice) }),
  };
}

const shownFile = ({ id, positionId, name, size, sha256 }: SentFile) => ({
  ...{ id, positionId, name, size, sha256 },
});

const orderOf = ({ sections, itemsIn }: Outline<Section, Position>): string[][] =>
  [null, ...sections.map(({ id }) => id)].map((place) =>
    itemsIn(place).map((item) => ('section' in item ? item.section.id : item.position.id)),
  );

/**
 * Writes all that a client is shown of an estimate, and nothing of its cost, as text. The same rows give the same bytes for
 * ever: this is what the client agrees to.
 *
 * @param totals of the same content
 * @param format that of its snapshot, for what was sent
 * @throws GraphQLError SERVICE_UNAVAILABLE for a format that is not known here
 */
export const shownContent = (
  content: EstimateContent,
  totals: EstimateTotals,
  format: number = formatOf(content),
): string => atOnce(shownInPieces(content, totals, format));

/** The same, while others have their turn. */
export const shownContentInTurns = (
  content: EstimateContent,
  totals: EstimateTotals,
  format: number = formatOf(content),
): Promise<string> => inTurns(shownInPieces(content, totals, format));

function* shownInPieces(
  content: EstimateContent,
  totals: EstimateTotals,
  format: number,
): Generator<void, string> {
  requireKnownFormat(format);
  if (format === 1) return yield* contentInFormat1(content, totals);
  const { estimate } = content;
  const outline = outlineOf(content.sections, content.positions, hasOneOrder(content.estimate.policyVersion));
  const shown = {
    format,
    id: estimate.id,
    number: estimate.number,
    title: estimate.title,
    leadId: estimate.leadId,
    notes: estimate.notes,
    validUntil: estimate.validUntil,
    ...(format < FORMAT_WITH_SUPPLY ? {} : { supplyDate: estimate.supplyDate ?? null }),
    policy: {
      version: estimate.policyVersion,
      currency: estimate.currency,
      minorUnits: estimate.minorUnits,
      rounding: estimate.rounding,
      taxMode: estimate.taxMode,
      taxRounding: estimate.taxRounding,
    },
    taxRate: decimal(estimate.defaultTaxRate),
    ...(format < 3 ? {} : { taxName: estimate.taxName, secondTax: shownSecondTax(estimate.secondTax) }),
    roundPayableTo: decimal(estimate.roundPayableTo),
    adjustments: shownAdjustments(estimate.adjustments),
    ...(format < 4 ? {} : { payments: shownPayments(estimate, totals) }),
    sections: outline.sections.map(({ id, parentId, name, description, choice, adjustments }) => ({
      id,
      parentId,
      name,
      description,
      ...(format < 3 ? {} : { choice: shownChoice(choice) }),
      adjustments: shownAdjustments(adjustments),
    })),
    positions: yield* mapInPieces(outline.positions, (position) => shownPosition(position, estimate, format)),
    // Nothing where there are none: so was what was written before there were any.
    ...(content.files === undefined ? {} : { files: content.files.map(shownFile) }),
    // Rows of both kinds have one order, which two lists do not tell.
    ...(format < 3 ? {} : { order: orderOf(outline) }),
  };
  yield;
  return `${yield* jsonInPieces(shown)}\n${yield* withoutInternals(totals)}`;
}

/** SHA-256 of a text, in hexadecimal digits. */
export const hashOf = (shown: string): string => createHash('sha256').update(shown).digest('hex');
