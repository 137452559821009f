import type { DataSource } from 'typeorm';
import { inOrganization } from '../../../../service-kit/postgres/database';
import { eachOrganization } from './each-organization';

/**
 * Tells the other subgraphs of every member of every organisation again, in one transaction each: whoever keeps a projection of them
 * has it whole afterwards.
 *
 * @returns how many there are
 */
export async function tellAllMembers(source: DataSource): Promise<number> {
  let count = 0;
  await eachOrganization(source, (orgId) =>
    inOrganization(source, orgId, async (db) => {
      const [row] = (await db.query(
        `SELECT count(*)::int AS count, identity.tell_members($1, array_agg(user_id)) FROM identity.memberships WHERE org_id = $1`,
        [orgId],
      )) as { count: number }[];
      count += row?.count ?? 0;
    }),
  );
  return count;
}
