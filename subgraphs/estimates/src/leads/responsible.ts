import type { EntityManager } from 'typeorm';

/** The member of the organisation who is responsible for a lead in Kommo; null where nobody is, or is not one of ours. */
export async function responsibleFor(
  db: EntityManager,
  orgId: string,
  leadId: string,
): Promise<string | null> {
  const [found] = await db.query<{ userId: string | null }[]>(
    `SELECT responsible.user_id AS "userId" FROM estimates.known_leads lead
       JOIN estimates.known_crm_users responsible ON responsible.org_id = lead.org_id
        AND responsible.connection_id = lead.connection_id AND responsible.kommo_id = lead.responsible_kommo_id
      WHERE lead.org_id = $1 AND lead.id = $2`,
    [orgId, leadId],
  );
  return found?.userId ?? null;
}
