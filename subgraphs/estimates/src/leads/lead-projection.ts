import type { EntityManager } from 'typeorm';
import type { z } from 'zod';
import { CRM_USERS_CHANGED, LEADS_CHANGED } from '../../../../schema/events';
import { applying, type EventConsumer } from '../../../../service-kit/outbox/events';
import { foldedText } from './lead-search';

type ToldLead = z.infer<typeof LEADS_CHANGED.payload>['leads'][number];

/**
 * Keeps what estimates are searched, filtered and listed by of leads: a projection of crm's. The larger version is what is so now. Made anew by
 * `npm run cli -- projections rebuild leads`.
 */
export const leadProjection: EventConsumer = {
  name: 'known-leads',
  handlers: [
    applying(LEADS_CHANGED, async (db, { orgId, payload: { connectionId, leads } }) => {
      await forget(db, orgId, 'known_leads', leads);
      const there = leads.filter(({ isGone }) => !isGone);
      const taken = await db.query<{ id: string }[]>(
        `INSERT INTO estimates.known_leads AS known
                (org_id, connection_id, id, version, name, contact_name, company_name, responsible_kommo_id, search_text)
         SELECT $1, $2, told.* FROM unnest($3::uuid[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::bigint[], $9::text[])
             AS told (id, version, name, contact_name, company_name, responsible_kommo_id, search_text) ORDER BY told.id
         ON CONFLICT (org_id, id) DO UPDATE
            SET version = excluded.version, name = excluded.name, contact_name = excluded.contact_name,
                company_name = excluded.company_name, responsible_kommo_id = excluded.responsible_kommo_id,
                search_text = excluded.search_text
          WHERE excluded.version > known.version
         RETURNING id`,
        [
          orgId,
          connectionId,
          there.map(({ id }) => id),
          there.map(({ version }) => version),
          there.map(({ name }) => name),
          there.map(({ contactName }) => contactName),
          there.map(({ companyName }) => companyName),
          there.map(({ responsibleKommoId }) => responsibleKommoId),
          there.map(({ name, contactName, companyName }) =>
            foldedText([name, contactName, companyName].filter((text) => text !== null).join('\n')),
          ),
        ],
      );
      const isTaken = new Set(taken.map(({ id }) => id));
      await keepCards(
        db,
        orgId,
        there.filter(({ id }) => isTaken.has(id)),
      );
    }),
    applying(CRM_USERS_CHANGED, async (db, { orgId, payload: { connectionId, users } }) => {
      await forget(db, orgId, 'known_crm_users', users);
      const there = users.filter(({ isGone }) => !isGone);
      await db.query(
        `INSERT INTO estimates.known_crm_users AS known (org_id, connection_id, id, version, kommo_id, name, user_id)
         SELECT $1, $2, told.* FROM unnest($3::uuid[], $4::bigint[], $5::bigint[], $6::text[], $7::uuid[])
             AS told (id, version, kommo_id, name, user_id) ORDER BY told.id
         ON CONFLICT (org_id, id) DO UPDATE
            SET version = excluded.version, kommo_id = excluded.kommo_id, name = excluded.name, user_id = excluded.user_id
          WHERE excluded.version > known.version`,
        [
          orgId,
          connectionId,
          there.map(({ id }) => id),
          there.map(({ version }) => version),
          there.map(({ kommoId }) => kommoId),
          there.map(({ name }) => name),
          there.map(({ userId }) => userId),
        ],
      );
    }),
  ],
};

/** Who leads are about, in place of what was known of these leads. What was told before it was told of, leaves that as it is. */
async function keepCards(db: EntityManager, orgId: string, leads: readonly ToldLead[]): Promise<void> {
  const cards = leads.flatMap(({ id, contactIds = [], companyId = null }) => [
    ...[...new Set(contactIds)].map((cardId, index) => ({
      id,
      kind: 'CONTACT',
      cardId,
      isMain: index === 0,
    })),
    ...(companyId === null ? [] : [{ id, kind: 'COMPANY', cardId: companyId, isMain: false }]),
  ]);
  const told = leads.filter(({ contactIds }) => contactIds !== undefined).map(({ id }) => id);
  if (told.length === 0) return;
  await db.query('DELETE FROM estimates.known_lead_cards WHERE org_id = $1 AND lead_id = ANY ($2::uuid[])', [
    orgId,
    told,
  ]);
  await db.query(
    `INSERT INTO estimates.known_lead_cards (org_id, lead_id, kind, card_id, is_main)
     SELECT $1, told.* FROM unnest($2::uuid[], $3::text[], $4::uuid[], $5::boolean[]) AS told (lead_id, kind, card_id, is_main)`,
    [
      orgId,
      cards.map(({ id }) => id),
      cards.map(({ kind }) => kind),
      cards.map(({ cardId }) => cardId),
      cards.map(({ isMain }) => isMain),
    ],
  );
}

/** What is gone is not told of again: its id was ours, and ids don't come twice. */
async function forget(
  db: EntityManager,
  orgId: string,
  table: 'known_leads' | 'known_crm_users',
  items: readonly { id: string; isGone: boolean }[],
): Promise<void> {
  const gone = items.filter(({ isGone }) => isGone).map(({ id }) => id);
  if (gone.length === 0) return;
  await db.query(`DELETE FROM estimates.${table} WHERE org_id = $1 AND id = ANY ($2::uuid[])`, [orgId, gone]);
}
