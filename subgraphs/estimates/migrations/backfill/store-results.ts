import type { QueryRunner } from 'typeorm';
import type { EstimateTotals } from '../../src/calculation/totals.types';
import { calculateContent, isPricedByCost } from '../../src/drafts/draft-totals';
import type { EstimateContent } from '../../src/drafts/estimate-content';
import { hashOf, shownContent } from '../../src/snapshots/shown-content';

/*
 * Stores what older documents come to, by the rules they were made under. The guards of what was sent
 * are off meanwhile: nothing in it changes, amounts that were calculated at each read are written down.
 */

type Row = Record<string, unknown>;
const TABLES = ['estimates', 'sections', 'positions'] as const;
/** How what was sent may be written. */
const FORMATS = [1, 2, 3, 4, 5];
/** What came later, as it is where nobody used it. */
const LATER = {
  ...{ choice: null, secondTaxRate: null, taxName: null, secondTax: null },
  ...{ coefficients: null, payments: [] },
};

const camel = (row: Row): Row =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase()),
      value,
    ]),
  );

async function contentOf(runner: QueryRunner, estimate: Row): Promise<EstimateContent> {
  const rowsOf = async (table: string) => {
    const sql = `SELECT * FROM estimates.${table} WHERE org_id = $1 AND estimate_id = $2`;
    const rows = (await runner.query(sql, [estimate['org_id'], estimate['id']])) as Row[];
    return rows.map((row) => ({ ...LATER, ...camel(row), rank: Number(row['rank']) }));
  };
  const [found] = (await runner.query(
    `SELECT *, valid_until::text AS valid_until FROM estimates.estimates WHERE org_id = $1 AND id = $2`,
    [estimate['org_id'], estimate['id']],
  )) as Row[];
  return {
    estimate: { ...LATER, ...camel(found as Row) },
    sections: await rowsOf('sections'),
    positions: await rowsOf('positions'),
  } as unknown as EstimateContent;
}

/** Writes what a document comes to into its lines, here and in the database. */
async function storeLines(
  runner: QueryRunner,
  content: EstimateContent,
  totals: EstimateTotals,
): Promise<void> {
  const rows = new Map(content.positions.map((row) => [row.id, row]));
  const lines = totals.positions.map((each) => {
    const { id, allocatedAdjustment: adjustmentAmount, net, tax, shownUnitPrice = null, internal } = each;
    const costShare = internal.priced?.costShare ?? '0';
    Object.assign(rows.get(id) as object, { adjustmentAmount, net, tax, shownUnitPrice, costShare });
    return {
      id,
      adjustment_amount: adjustmentAmount,
      net,
      tax,
      shown_unit_price: shownUnitPrice,
      cost_share: costShare,
    };
  });
  await runner.query(
    `UPDATE estimates.positions AS position
        SET adjustment_amount = line.adjustment_amount, net = line.net, tax = line.tax,
            shown_unit_price = line.shown_unit_price, cost_share = line.cost_share
       FROM json_to_recordset($2) AS line(id uuid, adjustment_amount numeric, net numeric, tax numeric,
            shown_unit_price numeric, cost_share numeric)
      WHERE position.org_id = $1 AND position.id = line.id`,
    [content.estimate.orgId, JSON.stringify(lines)],
  );
}

async function storeSnapshot(
  runner: QueryRunner,
  content: EstimateContent,
  totals: EstimateTotals,
): Promise<void> {
  const { orgId, id, contentHash, policyVersion, sentAt } = content.estimate;
  const kept = FORMATS.map((format) => ({ format, shown: shownContent(content, totals, format) }));
  const found = kept.find(({ shown }) => hashOf(shown) === contentHash);
  if (!found) throw new Error(`Estimate ${id} no longer comes to what was sent.`);
  await runner.query(
    `INSERT INTO estimates.snapshots
       (org_id, estimate_id, format, policy_version, content_hash, shown, rows, totals, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      orgId,
      id,
      found.format,
      policyVersion,
      contentHash,
      found.shown,
      JSON.stringify(content),
      JSON.stringify(totals),
      sentAt,
    ],
  );
}

async function storeOne(runner: QueryRunner, key: Row): Promise<void> {
  const content = await contentOf(runner, key);
  const { estimate } = content;
  const totals = calculateContent(content, { tellsShares: true });
  await storeLines(runner, content, totals);
  await runner.query('UPDATE estimates.estimates SET priced_by_cost = $3 WHERE org_id = $1 AND id = $2', [
    estimate.orgId,
    estimate.id,
    isPricedByCost(content),
  ]);
  if (estimate.contentHash !== null) await storeSnapshot(runner, content, totals);
}

/** Stores the amounts of every line there is, and a snapshot of all that was sent. */
export async function storeResults(runner: QueryRunner): Promise<void> {
  const guard = async (on: boolean) => {
    for (const table of TABLES) {
      await runner.query(`ALTER TABLE estimates.${table} ${on ? '' : 'NO '}FORCE ROW LEVEL SECURITY`);
      await runner.query(`ALTER TABLE estimates.${table} ${on ? 'ENABLE' : 'DISABLE'} TRIGGER USER`);
    }
  };
  await guard(false);
  const keys = (await runner.query('SELECT org_id, id FROM estimates.estimates')) as Row[];
  for (const key of keys) await storeOne(runner, key);
  await guard(true);
}
