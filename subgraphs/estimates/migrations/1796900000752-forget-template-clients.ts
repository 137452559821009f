import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Contents may have thousands of lines each. */
const PER_COMMIT = 50;
const POLICY = 'forget_template_clients';

/** As `template-content.ts` keeps it. */
const KEPT = `{notes,currency,minorUnits,rounding,taxMode,taxRounding,policyVersion,defaultTaxRate,taxChosen,taxName,secondTax,
  roundPayableTo,adjustments,coefficients,payments,parameters,pricedByCost}`;

/** What was saved before has the estimate's lead, too: so it is known. In the trash as well. */
const FORGET = `
  UPDATE estimates.templates template SET content = jsonb_set(content, '{estimate}', (
           SELECT jsonb_object_agg(field.key, field.value) FROM jsonb_each(content -> 'estimate') field WHERE field.key = ANY ($2::text[])))
    FROM (SELECT id FROM estimates.templates WHERE org_id = $1 AND content -> 'estimate' ? 'leadId'
           ORDER BY id LIMIT ${PER_COMMIT} FOR UPDATE) old
   WHERE template.org_id = $1 AND template.id = old.id`;

/**
 * Templates that were saved of an estimate held its client's requisites and, of what was sent, what its client did, though nothing showed them.
 * Neither version reads what goes. Some templates in each transaction, so nobody waits long; it may run again.
 */
export class ForgetTemplateClients1796900000752 implements MigrationInterface {
  transaction = false as const;
  accepts = { backfill: 'some rows in each transaction' } as const;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP POLICY IF EXISTS ${POLICY} ON estimates.templates`);
    await runner.query(
      `CREATE POLICY ${POLICY} ON estimates.templates FOR SELECT USING (current_setting('app.purpose', true) = '${POLICY}')`,
    );
    for (const orgId of await organizations(runner)) while (await forget(runner, orgId));
    await runner.query(`DROP POLICY ${POLICY} ON estimates.templates`);
  }

  /** What is forgotten stays so. */
  async down(): Promise<void> {}
}

/** Whoever has templates; what lies in the trash is seen with another purpose. */
async function organizations(runner: QueryRunner): Promise<string[]> {
  const seenAs = (purpose: string, sql: string) =>
    inTransaction(runner, async () => {
      await runner.query(`SELECT set_config('app.purpose', $1, true)`, [purpose]);
      return (await runner.query(sql)) as { id: string }[];
    });
  const found = [
    ...(await seenAs(POLICY, 'SELECT DISTINCT org_id AS id FROM estimates.templates')),
    ...(await seenAs('expiry', `SELECT DISTINCT org_id AS id FROM estimates.trash WHERE kind = 'TEMPLATE'`)),
  ];
  return [...new Set(found.map(({ id }) => id))];
}

/** @returns whether there may be more */
const forget = (runner: QueryRunner, orgId: string): Promise<boolean> =>
  inTransaction(runner, async () => {
    await runner.query(
      `SELECT set_config('app.org_id', $1, true), set_config('app.purpose', 'trash', true)`,
      [orgId],
    );
    const [, count] = (await runner.query(FORGET, [orgId, KEPT.replace(/\s/g, '')])) as [unknown, number];
    return count === PER_COMMIT;
  });

async function inTransaction<T>(runner: QueryRunner, work: () => Promise<T>): Promise<T> {
  await runner.query('START TRANSACTION');
  try {
    const result = await work();
    await runner.query('COMMIT');
    return result;
  } catch (error) {
    await runner.query('ROLLBACK');
    throw error;
  }
}
