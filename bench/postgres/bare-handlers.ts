import type { Viewer } from '../../service-kit/auth/viewer';
import { LEADS_PER_PAGE } from '../world';
import type { BareStatement } from './bare-statements';

/** A row's values as PostgreSQL writes them, in the order of the statement's columns. */
type Row = readonly string[];

/**
 * Sends a statement.
 *
 * @param parameters those behind the organisation's id, which is always the first
 */
export type Ask = (statement: BareStatement, ...parameters: (string | readonly string[])[]) => Promise<Row[]>;

type Handler = (ask: Ask, variables: Record<string, string>, viewer: Viewer) => Promise<unknown>;

/** By operation: its `data`, written by hand. */
export const HANDLERS: Readonly<Record<string, Handler>> = {
  Me: async (ask, _variables, { userId }) => {
    const [id, roleId = '', email, firstName, lastName] = first(await ask('me', userId));
    const [roles, organizations] = await Promise.all([ask('role', roleId), ask('organization')]);
    const [key, name] = first(roles);
    const [orgId, orgName] = first(organizations);
    return {
      me: {
        id,
        email,
        displayName: `${firstName} ${lastName}`,
        role: { key, name },
        organization: { id: orgId, name: orgName },
      },
    };
  },

  Leads: async (ask, { after = '' }) => {
    const [, createdAt = '', id = ''] = JSON.parse(Buffer.from(after, 'base64url').toString()) as string[];
    const leads = (await ask('leads', createdAt, id)).slice(0, LEADS_PER_PAGE);
    const connectionIds = [...new Set(leads.map(([, connectionId = '']) => connectionId))];
    const numbers = leads.map(([, , kommoId = '']) => kommoId);
    const [connections, contacts, estimates] = await Promise.all([
      ask('connections', connectionIds),
      ask('contacts', connectionIds, numbers),
      ask(
        'estimates',
        leads.map(([leadId = '']) => leadId),
      ),
    ]);
    const currencies = new Map(connections.map(([connectionId, currency]) => [connectionId, currency]));
    const contactsByLead = grouped(contacts, ([, , , , connectionId, lead]) => `${connectionId}/${lead}`);
    const estimatesByLead = grouped(estimates, ([, leadId]) => leadId ?? '');
    const nodeOf = ([
      leadId = '',
      connectionId = '',
      kommoId,
      name,
      stage,
      price = '',
      updatedAt = '',
    ]: Row) => ({
      id: leadId,
      name,
      status: statusOf(stage),
      price: { amount: shortened(price, CENTS), currency: currencies.get(connectionId) },
      updatedAt: instant(updatedAt),
      contacts: (contactsByLead.get(`${connectionId}/${kommoId}`) ?? []).map(contactNode),
      estimates: { edges: (estimatesByLead.get(leadId) ?? []).map((row) => ({ node: summaryOf(row) })) },
    });
    return { leads: { edges: leads.map((lead) => ({ node: nodeOf(lead) })) } };
  },

  Estimate: async (ask, { id = '' }) => {
    const [estimates, positions] = await Promise.all([ask('estimate', id), ask('positions', id)]);
    const [, number, title, status, net = '', tax = '', total = '', currency, authorId = '', leadId = ''] =
      first(estimates);
    const [people, lead] = await Promise.all([ask('person', authorId), leadOf(ask, leadId)]);
    const [personId, firstName, lastName] = first(people);
    return {
      estimate: {
        id,
        number,
        title,
        status,
        totals: {
          net: { amount: shortened(net, CENTS) },
          tax: { amount: shortened(tax, CENTS) },
          total: { amount: shortened(total, CENTS), currency },
        },
        positions: positions.map(([positionId, name, unit, quantity = '', unitPrice = '', amount = '']) => ({
          id: positionId,
          name,
          unit,
          quantity: shortened(quantity, 0),
          unitPrice: shortened(unitPrice, CENTS),
          amount: { amount: shortened(amount, CENTS), currency },
        })),
        author: { id: personId, displayName: `${firstName} ${lastName}` },
        lead,
      },
    };
  },
};

async function leadOf(ask: Ask, leadId: string) {
  const [id, connectionId = '', kommoId = '', name, stage] = first(await ask('lead', leadId));
  const [main] = await ask('contacts', [connectionId], [kommoId]);
  return { id, name, status: statusOf(stage), mainContact: main ? contactNode(main) : null };
}

const contactNode = ([id, name, phones = '', emails = '']: Row) => ({
  id,
  name,
  phones: JSON.parse(phones) as unknown,
  emails: JSON.parse(emails) as unknown,
});

const summaryOf = ([id, , number, status, total = '', currency]: Row) => ({
  id,
  number,
  status,
  totals: { total: { amount: shortened(total, CENTS), currency } },
});

/** PostgreSQL's `2026-01-31 10:20:30.5+00` as RFC 3339 with milliseconds. */
export const instant = (text: string): string =>
  new Date(`${text.slice(0, 10)}T${text.slice(11).replace(/\+00(:00)?$/, '')}Z`).toISOString();

export const statusOf = (stage: string | undefined): string =>
  stage === '142' ? 'WON' : stage === '143' ? 'LOST' : 'OPEN';

export const CENTS = 2;
const ZERO = '0'.charCodeAt(0);

/** Cuts zeros at the end of a decimal that has a point, down to so many decimals. */
export function shortened(decimal: string, decimals: number): string {
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
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return groups;
}
