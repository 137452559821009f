import { LRUCache } from 'lru-cache';
import { badInput } from '../../../../service-kit/errors/errors';
import { readInOrganization } from '../../../../service-kit/postgres/database';
import { nextTurn } from '../../../../service-kit/subgraph/turns';
import type { Context } from '../context';
import { readSheet } from '../exports/read-sheet';
import type { Sheet, SheetRow } from '../exports/sheet.types';
import type { ClientRow, ClientTotal } from '../generated/types';
import type { ClientEstimateNode } from './client-estimate-node';

/** Rows of kept sheets, in all; one takes some hundred bytes. */
const KEPT_ROWS = 60_000;

/** Sheets of what was sent, which never change: a client who turns pages has each read once. */
const sheets = new LRUCache<string, Sheet>({
  maxSize: KEPT_ROWS,
  sizeCalculation: ({ rows }) => rows.length + 1,
});

/** The sheet of what was sent: what stands on paper. Null where nothing was kept. */
export async function clientSheet(
  ctx: Context,
  { orgId, estimate, language, timeZone }: ClientEstimateNode,
): Promise<Sheet | null> {
  const key = [orgId, estimate.id, language, timeZone].join(' ');
  const kept = sheets.get(key);
  if (kept) return kept;
  await nextTurn(); // several long ones are not made in one round of the event loop
  const sheet = await readInOrganization(
    ctx.source,
    orgId,
    (db) => readSheet(db, orgId, { estimateId: estimate.id, language, seller: null, client: null }),
    ctx.facts.deadlineAt,
  );
  if (!sheet || sheet.isDraft) return null;
  sheets.set(key, sheet);
  return sheet;
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

const isZero = (amount: string): boolean => !/[1-9]/.test(amount);

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
