import { checkId } from '../../../../service-kit/data/ids';
import { referencedId, refusedReference } from '../../../../service-kit/data/input-check';
import { notFound } from '../../../../service-kit/errors/errors';
import { forgetReads, withTransaction } from '../../../../service-kit/subgraph/context';
import type { Context } from '../context';
import type { CrmUser } from './crm-user.entity';

/**
 * Says who a person of Kommo is among the members; null: nobody.
 *
 * @throws GraphQLError NOT_FOUND for a person of Kommo who is not there
 * @throws InputRejected USER_NOT_FOUND for who is no active member
 */
export async function linkCrmUser(
  ctx: Context,
  input: { crmUserId: string; userId?: string | null },
): Promise<{ crmUser: CrmUser }> {
  const id = checkId(input.crmUserId, 'CrmUser');
  const userId = input.userId == null ? null : referencedId(input.userId, 'User', ['userId']);
  await withTransaction(ctx, async ({ transaction: db, viewer: { orgId, userId: linkedBy } }) => {
    await lockCrmUser(db, orgId, id);
    if (userId !== null) {
      const members = (await db.query(
        'SELECT 1 FROM crm.members WHERE org_id = $1 AND user_id = $2 AND is_active',
        [orgId, userId],
      )) as unknown[];
      if (members.length === 0) throw refusedReference('User', ['userId']);
    }
    await db.query(
      `INSERT INTO crm.crm_user_links (org_id, crm_user_id, user_id, linked_by) VALUES ($1, $2, $3, $4)
       ON CONFLICT (org_id, crm_user_id) DO UPDATE SET user_id = excluded.user_id, linked_by = excluded.linked_by`,
      [orgId, id, userId, linkedBy],
    );
  });
  return { crmUser: await readAgain(ctx, id) };
}

/** Takes a link by hand back; without one nothing changes. @throws GraphQLError NOT_FOUND as {@link linkCrmUser} */
export async function unlinkCrmUser(
  ctx: Context,
  input: { crmUserId: string },
): Promise<{ crmUser: CrmUser }> {
  const id = checkId(input.crmUserId, 'CrmUser');
  await withTransaction(ctx, async ({ transaction: db, viewer: { orgId } }) => {
    await lockCrmUser(db, orgId, id);
    await db.query('DELETE FROM crm.crm_user_links WHERE org_id = $1 AND crm_user_id = $2', [orgId, id]);
  });
  return { crmUser: await readAgain(ctx, id) };
}

type Db = { query(sql: string, values: unknown[]): Promise<unknown> };

async function lockCrmUser(db: Db, orgId: string, id: string): Promise<void> {
  const rows = (await db.query(
    'SELECT 1 FROM crm.crm_users WHERE org_id = $1 AND id = $2 FOR NO KEY UPDATE',
    [orgId, id],
  )) as unknown[];
  if (rows.length === 0) throw notFound('CrmUser');
}

async function readAgain(ctx: Context, id: string): Promise<CrmUser> {
  forgetReads(ctx);
  const found = await ctx.loaders.crmUsers.load(id);
  if (!found) throw notFound('CrmUser');
  return found;
}
