import type { DataSource } from 'typeorm';
import { inOrganization } from '../../../../service-kit/postgres/database';

const PER_COMMIT = 1_000;
const FIRST = '00000000-0000-0000-0000-000000000000';

/**
 * Tells the other subgraphs of every lead, and every person of Kommo, of every organisation again: whoever keeps a projection of them has
 * it whole afterwards.
 *
 * @returns how many leads there are
 */
export async function tellAllLeads(source: DataSource): Promise<number> {
  let count = 0;
  const orgs = (await source.query('SELECT org_id AS id FROM crm.connected_organizations()')) as {
    id: string;
  }[];
  for (const { id: orgId } of orgs) {
    await inOrganization(source, orgId, (db) =>
      db.query('SELECT crm.tell_users($1, array_agg(id)) FROM crm.crm_users WHERE org_id = $1', [orgId]),
    );
    for (let after = FIRST; ;) {
      const [page] = (await inOrganization(source, orgId, (db) =>
        db.query(
          `SELECT crm.tell_leads($1, array_agg(page.id)), count(*)::int AS count, max(page.id::text) AS last
             FROM (SELECT id FROM crm.leads WHERE org_id = $1 AND id > $2 ORDER BY id LIMIT ${PER_COMMIT}) page`,
          [orgId, after],
        ),
      )) as { count: number; last: string | null }[];
      if (!page?.last) break;
      count += page.count;
      after = page.last;
    }
  }
  return count;
}
