import { LRUCache } from 'lru-cache';
import { badInput } from '../../../../service-kit/errors/errors';
import { InputRejected } from '../../../../service-kit/errors/user-errors';
import { readInOrganization } from '../../../../service-kit/postgres/database';
import { inTurns, nextTurn } from '../../../../service-kit/subgraph/turns';
import { moneyOf } from '../calculation/money';
import { hasOneOrder } from '../calculation/money-rules';
import { isZero } from '../calculation/rounding';
import type { Context } from '../context';
import { outlineOf } from '../drafts/document-order';
import type { EstimateContent } from '../drafts/estimate-content';
import { sheetOf } from '../exports/sheet';
import type { Sheet, SheetRow } from '../exports/sheet.types';
import type { ClientRow, ClientTotal } from '../generated/types';
import { chooseOffer } from '../offers/offers.service';
import { dayIn } from '../organizations/organization-settings.service';
import type { Position } from '../positions/position.entity';
import type { Section } from '../sections/section.entity';
import { hashOf, withoutUnhashed } from '../snapshots/shown-content';
import { findSnapshot } from '../snapshots/snapshots.service';
import { chargeCalculation } from '../snapshots/verification.service';
import type { ClientEstimateNode } from './client-estimate-node';
import type { ClientOffer, OfferedChoice, OfferedFile } from './client-offer';

/** Rows of kept offers, in all; one takes some hundred bytes. */
const KEPT_ROWS = 60_000;

/** Of what was sent, which never changes: a client who turns pages or tries options has each read once. */
const offers = new LRUCache<string, ClientOffer>({
  maxSize: KEPT_ROWS,
  sizeCalculation: ({ sheet }) => sheet.rows.length + 1,
});

/**
 * What was sent, with what is taken of it.
 *
 * @returns null where nothing was kept
 * @throws GraphQLError BAD_USER_INPUT for a choice that can't be
 */
export function clientOffer(ctx: Context, node: ClientEstimateNode): Promise<ClientOffer | null> {
  const begun = reads.get(node) ?? readOffer(ctx, node);
  reads.set(node, begun);
  return begun;
}

/** Several fields of one answer want it. */
const reads = new WeakMap<ClientEstimateNode, Promise<ClientOffer | null>>();

async function readOffer(ctx: Context, node: ClientEstimateNode): Promise<ClientOffer | null> {
  const { orgId, estimate, language, timeZone, taken } = node;
  const key = [
    orgId,
    estimate.id,
    language,
    timeZone,
    taken === null ? 'sent' : hashOf([...taken].sort().join()),
  ].join(' ');
  const kept = offers.get(key);
  if (kept) return kept;
  await nextTurn(); // several long ones are not made in one round of the event loop
  const snapshot = await readInOrganization(
    ctx.source,
    orgId,
    (db) => findSnapshot(db, orgId, estimate.id),
    ctx.facts.deadlineAt,
  );
  if (!snapshot) return null;
  const { format, createdAt, letterhead } = snapshot;
  const rows = withoutUnhashed(snapshot.rows, format);
  if (taken !== null) chargeCalculation(ctx, rows);
  const { content, contentHash } =
    taken === null ? { content: rows, contentHash: snapshot.contentHash } : await chosen(rows, format, taken);
  Object.assign(content.estimate, { contentHash, sentAt: createdAt });
  const parties = { seller: letterhead?.seller ?? null, client: rows.estimate.client ?? null };
  const sheet = await sheetOf(content, { language, ...parties }, dayIn(timeZone, createdAt));
  const offer = {
    ...{ sheet, contentHash, choices: await inTurns(choicesIn(content)) },
    files: filesIn(orgId, content),
  };
  offers.set(key, offer);
  return offer;
}

async function chosen(rows: EstimateContent, format: number, taken: readonly string[]) {
  try {
    const { content, offer } = await chooseOffer(rows, format, taken);
    return { content, contentHash: offer.contentHash };
  } catch (error) {
    if (error instanceof InputRejected) throw badInput(error.userErrors[0]?.message ?? '', 'taken');
    throw error;
  }
}

/** Everything that can be chosen, in the order of the document. */
function* choicesIn({ estimate, sections, positions }: EstimateContent): Generator<void, OfferedChoice[]> {
  const outline = outlineOf<Section, Position>(sections, positions, hasOneOrder(estimate.policyVersion));
  const found: OfferedChoice[] = [];
  function* walk(parent: Section | null): Generator<void, void> {
    const place = { sectionId: parent?.id ?? null, sectionName: parent?.name ?? null };
    for (const item of outline.itemsIn(place.sectionId)) {
      yield;
      const isSection = 'section' in item;
      const { id, name, description: note, choice } = isSection ? item.section : item.position;
      const amount = moneyOf(estimate, isSection ? item.section.total : item.position.amount);
      if (choice) found.push({ id, group: choice.group, ...place, name, note, amount, taken: choice.taken });
      if (isSection) yield* walk(item.section);
    }
  }
  yield* walk(null);
  return found;
}

function filesIn(orgId: string, { files = [], positions }: EstimateContent): OfferedFile[] {
  const about = new Set(files.map(({ positionId }) => positionId));
  const names = new Map(positions.flatMap(({ id, name }) => (about.has(id) ? [[id, name] as const] : [])));
  return files.map((file) => ({ ...file, orgId, about: names.get(file.positionId ?? '') ?? null }));
}

const MAX_ROWS = 1_000;

/** Some rows of a sheet. @throws GraphQLError BAD_USER_INPUT for numbers out of range */
export function clientRows(sheet: Sheet, { first, skip }: { first: number; skip: number }): ClientRow[] {
  if (first < 1 || first > MAX_ROWS) throw badInput(`"first" must be between 1 and ${MAX_ROWS}.`, 'first');
  if (skip < 0) throw badInput('"skip" must not be negative.', 'skip');
  return sheet.rows.slice(skip, skip + first).map((row) => clientRow(sheet, row));
}

const EMPTY = {
  note: null,
  unit: null,
  quantity: null,
  price: null,
  markup: null,
  discount: null,
  amount: null,
};

function clientRow({ currency }: Sheet, row: SheetRow): ClientRow {
  const { depth, name } = row;
  const money = (amount: string) => ({ amount, currency });
  switch (row.kind) {
    case 'section':
      return { ...EMPTY, kind: 'SECTION', depth, number: row.code, name, note: row.note };
    case 'total':
      return { ...EMPTY, kind: 'SECTION_TOTAL', depth, number: row.code, name, amount: money(row.amount) };
    case 'adjustment':
      return { ...EMPTY, kind: 'ADJUSTMENT', depth, number: null, name, amount: money(row.amount) };
    case 'line': {
      const { number, note, unit, quantity, price, markup, discount, amount } = row;
      if (number === null) return { ...EMPTY, kind: 'REMARK', depth, number, name, note };
      return {
        ...{ kind: 'LINE', depth, number, name, note, unit, quantity, price },
        markup: isZero(markup) ? null : money(markup),
        discount: isZero(discount) ? null : money(discount),
        amount: money(amount),
      };
    }
  }
}

/** What stands under the rows of a sheet. */
export const clientTotals = ({ totals, currency }: Sheet): ClientTotal[] =>
  totals.map(({ kind, label, amount }) => ({
    kind: kind.toUpperCase() as ClientTotal['kind'],
    label,
    amount: { amount, currency },
  }));
