import { LEADS_PER_PAGE } from '../world';

/*
 * The bare handler's statements: what one would write by hand for these three operations, and no column more than they show.
 * `$1` is the organisation.
 */

type Part = 'identity' | 'crm' | 'estimates';

export interface BareSql {
  /** Who sends it: each part has a role of its own. */
  readonly part: Part;
  readonly text: string;
}

const CONTACTS = `
  SELECT contact.id, contact.name, contact.phones, contact.emails, contact.connection_id, link.lead_kommo_id
    FROM (SELECT connection_id, lead_kommo_id, contact_kommo_id, is_main, position FROM crm.lead_contacts
           WHERE org_id = $1 AND connection_id = ANY ($2::uuid[]) AND lead_kommo_id = ANY ($3::bigint[])) link
   CROSS JOIN LATERAL (
      SELECT id, name, phones, emails, connection_id FROM crm.contacts
       WHERE org_id = $1 AND connection_id = link.connection_id AND kommo_id = link.contact_kommo_id AND NOT is_deleted
       LIMIT 1) contact
   ORDER BY link.is_main DESC, link.position`;

const ESTIMATES = `
  SELECT page.id, page.lead_id, page.number, page.status, page.total, page.currency
    FROM unnest($2::uuid[]) AS lead (id)
   CROSS JOIN LATERAL (
      SELECT id, lead_id, number, status, total, currency, created_at FROM estimates.estimates
       WHERE org_id = $1 AND lead_id = lead.id ORDER BY created_at DESC, id DESC LIMIT 10) page
   ORDER BY page.created_at DESC, page.id DESC`;

const LEADS = `
  SELECT id, connection_id, kommo_id, name, stage_kommo_id, price, updated_at FROM crm.leads
   WHERE org_id = $1 AND NOT is_deleted
     AND (created_at < $2::timestamptz OR (created_at = $2::timestamptz AND id < $3::uuid))
   ORDER BY created_at DESC, id DESC LIMIT ${LEADS_PER_PAGE}`;

export const BARE_STATEMENTS = {
  me: {
    part: 'identity',
    text: `SELECT m.user_id, m.role_id, p.email, p.first_name, p.last_name
             FROM identity.memberships m JOIN identity.users p ON p.id = m.user_id WHERE m.org_id = $1 AND m.user_id = $2`,
  },
  person: {
    part: 'identity',
    text: `SELECT m.user_id, p.first_name, p.last_name
             FROM identity.memberships m JOIN identity.users p ON p.id = m.user_id WHERE m.org_id = $1 AND m.user_id = $2`,
  },
  role: { part: 'identity', text: 'SELECT key, name FROM identity.roles WHERE org_id = $1 AND id = $2' },
  organization: {
    part: 'identity',
    text: 'SELECT org_id, name FROM identity.organizations WHERE org_id = $1',
  },
  leads: { part: 'crm', text: LEADS },
  lead: {
    part: 'crm',
    text: 'SELECT id, connection_id, kommo_id, name, stage_kommo_id FROM crm.leads WHERE org_id = $1 AND id = $2',
  },
  connections: {
    part: 'crm',
    text: 'SELECT id, currency FROM crm.connections WHERE org_id = $1 AND id = ANY ($2::uuid[])',
  },
  contacts: { part: 'crm', text: CONTACTS },
  estimates: { part: 'estimates', text: ESTIMATES },
  estimate: {
    part: 'estimates',
    text: `SELECT id, number, title, status, net, tax, total, currency, author_id, lead_id
             FROM estimates.estimates WHERE org_id = $1 AND id = $2`,
  },
  positions: {
    part: 'estimates',
    text: `SELECT id, name, unit, quantity, unit_price, amount FROM estimates.positions
            WHERE org_id = $1 AND estimate_id = $2 AND section_id IS NULL ORDER BY rank, id`,
  },
} as const satisfies Record<string, BareSql>;

export type BareStatement = keyof typeof BARE_STATEMENTS;
