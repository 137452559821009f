import { Client } from 'pg';
import { newId } from '../../service-kit/data/ids';

/* Rows that no mutation makes, as if Kommo had brought them. */

/** An incoming lead of the account that a lead is of, as if it had been copied from Kommo: the simulator begins with none. */
export async function addUnsorted(adminUrl: string, orgId: string, leadId: string): Promise<string> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  const id = newId();
  await client.query(
    `INSERT INTO crm.unsorted_leads (org_id, id, connection_id, uid, category, source_uid, source_name, pipeline_kommo_id,
                                     lead_kommo_id, contact_kommo_ids, metadata, created_at)
     SELECT org_id, $3::uuid, connection_id, $3::uuid::text, 'forms', 'site', 'Our site', pipeline_kommo_id, kommo_id, '[]', '{}', now()
       FROM crm.leads WHERE org_id = $1 AND id = $2`,
    [orgId, leadId, id],
  );
  await client.end();
  return id;
}

/** An install that nobody has claimed; what is sealed in it opens for nobody. */
export async function addInstall(adminUrl: string, orgId: string): Promise<string> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  const id = newId();
  await client.query(
    `INSERT INTO crm.pending_installs (org_id, id, install_id, client_id, account_id, subdomain, account_name, installer_email, code_hash,
                                       access_token_sealed, refresh_token_sealed, issued_at, token_expires_at, expires_at)
     VALUES ($1, $2, $2, $2::uuid::text, 1, 'someone', 'Somebody’s', NULL, '', '', '', now(), now(), now() + interval '1 day')`,
    [orgId, id],
  );
  await client.end();
  return id;
}

/** A file that is kept, as if it had been sent and read; its bytes are nowhere. */
export async function addAsset(
  adminUrl: string,
  orgId: string,
  name: string,
  projectId: string | null = null,
): Promise<string> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  const id = newId();
  await client.query(
    `INSERT INTO estimates.assets (org_id, id, job_id, name, kind, size, sha256, state, part_count, author_id, created_at, project_id)
     VALUES ($1, $2, $3, $4, 'csv', 1, $5, 'READY', 1, $3, now(), $6)`,
    [orgId, id, newId(), `File of ${name}.csv`, id.replaceAll('-', '').repeat(2), projectId],
  );
  await client.query(
    `INSERT INTO estimates.asset_parts (org_id, asset_id, number, row, text, cells) VALUES ($1, $2, 1, 1, $3, '[]')`,
    [orgId, id, `Text of ${name}`],
  );
  await client.end();
  return id;
}

/** What a knowledge graph says of a lead, as if it had been extracted. */
export async function addKnowledge(adminUrl: string, orgId: string, leadId: string): Promise<string> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  const { rows } = await client.query<{ id: string }>(
    `INSERT INTO crm.knowledge_nodes (org_id, id, kind, entity_id, label, search_text, generation)
     SELECT org_id, crm.knowledge_id(org_id, 'LEAD', id::text), 'LEAD', id, name, lower(name), $3 FROM crm.leads WHERE org_id = $1 AND id = $2
     RETURNING id`,
    [orgId, leadId, newId()],
  );
  await client.end();
  return rows[0]?.id ?? '';
}

/** An event of each card, as if it had been copied from Kommo. */
export async function addEvents(
  adminUrl: string,
  orgId: string,
  cards: (string | undefined)[],
): Promise<void> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  await client.query(
    `INSERT INTO crm.card_events (org_id, id, connection_id, kommo_id, kind, card_kommo_id, type, at, before, after)
     SELECT org_id, gen_random_uuid(), connection_id, kind || kommo_id, kind, kommo_id, 'outgoing_call', now(), '[]', '[]'
       FROM (SELECT 'LEADS' AS kind, org_id, connection_id, kommo_id, id FROM crm.leads
             UNION ALL SELECT 'CONTACTS', org_id, connection_id, kommo_id, id FROM crm.contacts
             UNION ALL SELECT 'COMPANIES', org_id, connection_id, kommo_id, id FROM crm.companies) AS card
      WHERE org_id = $1 AND id = ANY ($2)`,
    [orgId, cards],
  );
  await client.end();
}
