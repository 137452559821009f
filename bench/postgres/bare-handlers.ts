import type { Viewer } from '../../service-kit/auth/viewer';
import { LEADS_PER_PAGE } from '../world';

/** A row as the driver gives it, under the names the product's statement gives its columns. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the statements are recorded: no type can know their columns
type Row = Readonly<Record<string, any>>;

/**
 * Sends the product's statement that reads a table in this operation.
 *
 * @param table with its schema
 * @param parameters those behind the organisation's id, which is always the first
 */
export type Ask = (table: string, ...parameters: unknown[]) => Promise<Row[]>;

type Handler = (ask: Ask, variables: Record<string, string>, viewer: Viewer) => Promise<unknown>;

/** By operation: its `data`, written by hand. */
export const HANDLERS: Readonly<Record<string, Handler>> = {
  Me: async (ask, _variables, { userId }) => {
    const person = first(await ask('identity.memberships', [userId]));
    const [roles, organizations] = await Promise.all([
      ask('identity.roles', person.membership_role_id),
      ask('identity.organizations'),
    ]);
    const [role, organization] = [first(roles), first(organizations)];
    return {
      me: {
        id: person.membership_user_id,
        email: person.person_email,
        displayName: nameOf(person),
        role: { key: role.Role_key, name: role.Role_name },
        organization: { id: organization.Organization_org_id, name: organization.Organization_name },
      },
    };
  },

  Leads: async (ask, { after = '' }) => {
    const [, createdAt, id] = JSON.parse(Buffer.from(after, 'base64url').toString()) as string[];
    const leads = (await ask('crm.leads', createdAt, id)).slice(0, LEADS_PER_PAGE);
    const connectionIds = [...new Set(leads.map((lead) => lead.card_connection_id))];
    const [connections, contacts, estimates] = await Promise.all([
      ask('crm.connections', connectionIds),
      contactsOf(
        ask,
        connectionIds,
        leads.map((lead) => lead.card_kommo_id),
      ),
      ask(
        'estimates.estimates',
        leads.map((lead) => lead.card_id),
      ),
    ]);
    const currencies = new Map(connections.map((row) => [row.connection_id, row.connection_currency]));
    const estimatesByLead = grouped(estimates, (row) => row.estimate_lead_id);
    return { leads: { edges: leads.map((lead) => ({ node: leadNode(lead) })) } };

    function leadNode(lead: Row) {
      const key = keyOf(lead.card_connection_id, lead.card_kommo_id);
      return {
        id: lead.card_id,
        name: lead.card_name,
        status: statusOf(lead.card_stage_kommo_id),
        price: { amount: lead.card_price, currency: currencies.get(lead.card_connection_id) },
        updatedAt: lead.card_updated_at,
        contacts: (contacts.get(key) ?? []).map(contactNode),
        estimates: {
          edges: (estimatesByLead.get(lead.card_id) ?? []).map((row) => ({ node: summaryOf(row) })),
        },
      };
    }
  },

  Estimate: async (ask, { id }) => {
    const estimate = first(await ask('estimates.estimates', id));
    const [positions, people, lead] = await Promise.all([
      ask('estimates.positions', [id]),
      ask('identity.memberships', [estimate.Estimate_author_id]),
      leadOf(ask, estimate.Estimate_lead_id),
    ]);
    const author = first(people);
    const { Estimate_currency: currency } = estimate;
    return {
      estimate: {
        id: estimate.Estimate_id,
        number: estimate.Estimate_number,
        title: estimate.Estimate_title,
        status: estimate.Estimate_status,
        totals: {
          net: { amount: shortened(estimate.Estimate_net, CENTS) },
          tax: { amount: shortened(estimate.Estimate_tax, CENTS) },
          total: { amount: shortened(estimate.Estimate_total, CENTS), currency },
        },
        positions: positions.sort(byRank).map((row) => ({
          id: row.id,
          name: row.name,
          unit: row.unit,
          quantity: shortened(row.quantity, 0),
          unitPrice: shortened(row.unitPrice, CENTS),
          amount: { amount: shortened(row.amount, CENTS), currency },
        })),
        author: { id: author.membership_user_id, displayName: nameOf(author) },
        lead,
      },
    };
  },
};

const nameOf = (person: Row): string => `${person.person_first_name} ${person.person_last_name}`;

async function leadOf(ask: Ask, id: string) {
  const lead = first(await ask('crm.leads', [id]));
  const contacts = await contactsOf(ask, [lead.row_connection_id], [lead.row_kommo_id]);
  const [main] = contacts.get(keyOf(lead.row_connection_id, lead.row_kommo_id)) ?? [];
  return {
    id: lead.row_id,
    name: lead.row_name,
    status: statusOf(lead.row_stage_kommo_id),
    mainContact: main ? contactNode(main) : null,
  };
}

/** Contacts by the key of their lead, the main one first. */
async function contactsOf(
  ask: Ask,
  connectionIds: readonly string[],
  leadNumbers: readonly string[],
): Promise<Map<string, Row[]>> {
  const links = await ask('crm.lead_contacts', connectionIds, leadNumbers);
  const numbers = [...new Set(links.map((link) => link.link_contact_kommo_id))];
  const rows = await ask('crm.contacts', connectionIds, numbers);
  const byKey = new Map(rows.map((row) => [keyOf(row.row_connection_id, row.row_kommo_id), row]));
  const contacts = new Map<string, Row[]>();
  for (const link of links) {
    const contact = byKey.get(keyOf(link.link_connection_id, link.link_contact_kommo_id));
    if (contact && !contact.row_is_deleted)
      add(contacts, keyOf(link.link_connection_id, link.link_lead_kommo_id), contact);
  }
  return contacts;
}

const contactNode = (row: Row) => ({
  id: row.row_id,
  name: row.row_name,
  phones: row.row_phones,
  emails: row.row_emails,
});

const summaryOf = (row: Row) => ({
  id: row.estimate_id,
  number: row.estimate_number,
  status: row.estimate_status,
  totals: { total: { amount: shortened(row.estimate_total, CENTS), currency: row.estimate_currency } },
});

const keyOf = (connectionId: string, kommoId: string): string => `${connectionId}/${kommoId}`;
const statusOf = (stage: string | null): string =>
  stage === '142' ? 'WON' : stage === '143' ? 'LOST' : 'OPEN';
const byRank = (one: Row, other: Row): number => one.rank - other.rank || (one.id < other.id ? -1 : 1);

const CENTS = 2;
const ZERO = '0'.charCodeAt(0);

/** Cuts zeros at the end of a decimal that has a point, down to so many decimals. */
function shortened(decimal: string, decimals: number): string {
  const least = decimal.indexOf('.') + 1 + decimals;
  let end = decimal.length;
  while (end > least && decimal.charCodeAt(end - 1) === ZERO) end -= 1;
  return decimal.slice(0, decimal[end - 1] === '.' ? end - 1 : end);
}

function first(rows: readonly Row[]): Row {
  const [row] = rows;
  if (!row) throw new Error('The benchmark asked for something that is not there.');
  return row;
}

function grouped(rows: readonly Row[], keyOf: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) add(groups, keyOf(row), row);
  return groups;
}

function add(groups: Map<string, Row[]>, key: string, row: Row): void {
  const group = groups.get(key);
  if (group) group.push(row);
  else groups.set(key, [row]);
}
