import { LEADS_PER_PAGE } from '../world';
import { CENTS, instant, shortened, statusOf } from './bare-handlers';
import type { OwnWords } from './own-words';

/*
 * PostGraphile makes its schema of the tables. The same three operations in its words: the same rows and no column more than ours
 * show. What ours compute (a person's name, a lead's status, how many zeros an amount has) it leaves to its client.
 */

interface Person {
  rowId: string;
  firstName: string;
  lastName: string;
}
interface Contact {
  rowId: string;
  name: string;
  phones: unknown;
  emails: unknown;
}
interface LeadRow {
  rowId: string;
  name: string;
  stageKommoId: string;
  links: { nodes: { contact: Contact }[] };
}
interface EstimateRow {
  rowId: string;
  number: string;
  status: string;
  total: string;
  currency: string;
}
interface PricedLead extends LeadRow {
  price: string;
  updatedAt: string;
  connection: { currency: string };
  estimates: { nodes: EstimateRow[] };
}
interface WholeEstimate extends EstimateRow {
  title: string;
  net: string;
  tax: string;
  positions: { nodes: Record<'rowId' | 'name' | 'unit' | 'quantity' | 'unitPrice' | 'amount', string>[] };
  author: { user: Person };
  lead: LeadRow;
}

const money = (amount: string) => ({ amount: shortened(amount, CENTS) });
const nameOf = ({ firstName, lastName }: Person) => `${firstName} ${lastName}`;
const contactOf = ({ rowId, name, phones, emails }: Contact) => ({ id: rowId, name, phones, emails });

const LEADS = `allCrmLeads(
    first: ${LEADS_PER_PAGE}, after: $after, condition: { isDeleted: false }, orderBy: [CREATED_AT_DESC, ROW_ID_DESC]
  )`;
const CONTACTS = 'links(orderBy: [IS_MAIN_DESC, POSITION_ASC]';

export const POSTGRAPHILE_WORDS: OwnWords = {
  pages: {
    query: `query LeadPages($after: Cursor) { ${LEADS} { edges { cursor } } }`,
    endOf: ({ allCrmLeads: { edges } }: { allCrmLeads: { edges: { cursor: string }[] } }) =>
      edges.at(-1)?.cursor ?? '',
  },
  operations: {
    Me: {
      query: `query Me($orgId: UUID!, $userId: UUID!) {
  membership: membershipByOrgIdAndUserId(orgId: $orgId, userId: $userId) {
    user: userByUserId { rowId email firstName lastName }
    role: roleByOrgIdAndRoleId { key name }
    organization: organizationByOrgId { orgId name }
  }
}`,
      variables: ({ userId }, { orgId }) => ({ orgId, userId }),
      inOurs: ({ membership: { user, role, organization } }: Me) => ({
        me: {
          id: user.rowId,
          email: user.email,
          displayName: nameOf(user),
          role,
          organization: { id: organization.orgId, name: organization.name },
        },
      }),
    },

    Leads: {
      query: `query Leads($after: Cursor) {
  leads: ${LEADS} { edges { node {
    rowId name stageKommoId price updatedAt
    connection: crmConnectionByOrgIdAndConnectionId { currency }
    ${CONTACTS}) { nodes { contact { rowId name phones emails } } }
    estimates(first: 10, orderBy: [CREATED_AT_DESC, ROW_ID_DESC]) { nodes { rowId number status total currency } }
  } } }
}`,
      variables: (_input, _seeded, after) => ({ after }),
      inOurs: ({ leads }: { leads: { edges: { node: PricedLead }[] } }) => ({
        leads: { edges: leads.edges.map(({ node }) => ({ node: leadOf(node) })) },
      }),
    },

    Estimate: {
      query: `query Estimate($orgId: UUID!, $id: UUID!) {
  estimate: estimatesEstimateByOrgIdAndRowId(orgId: $orgId, rowId: $id) {
    rowId number title status net tax total currency
    positions: estimatesPositionsByOrgIdAndEstimateId(condition: { sectionId: null }, orderBy: [RANK_ASC, ROW_ID_ASC]) {
      nodes { rowId name unit quantity unitPrice amount }
    }
    author { user: userByUserId { rowId firstName lastName } }
    lead { rowId name stageKommoId ${CONTACTS}, first: 1) { nodes { contact { rowId name phones emails } } } }
  }
}`,
      variables: ({ variables }, { orgId }) => ({ orgId, id: variables['id'] }),
      inOurs: ({ estimate }: { estimate: WholeEstimate }) => ({ estimate: estimateOf(estimate) }),
    },
  },
};

interface Me {
  membership: {
    user: Person & { email: string };
    role: { key: string; name: string };
    organization: { orgId: string; name: string };
  };
}

const leadOf = ({
  rowId,
  name,
  stageKommoId,
  price,
  connection,
  updatedAt,
  links,
  estimates,
}: PricedLead) => ({
  id: rowId,
  name,
  status: statusOf(stageKommoId),
  price: { ...money(price), currency: connection.currency },
  updatedAt: instant(updatedAt),
  contacts: links.nodes.map(({ contact }) => contactOf(contact)),
  estimates: {
    edges: estimates.nodes.map(({ rowId: id, number, status, total, currency }) => ({
      node: { id, number, status, totals: { total: { ...money(total), currency } } },
    })),
  },
});

const estimateOf = ({ rowId, number, title, status, currency, ...estimate }: WholeEstimate) => ({
  id: rowId,
  number,
  title,
  status,
  totals: {
    net: money(estimate.net),
    tax: money(estimate.tax),
    total: { ...money(estimate.total), currency },
  },
  positions: estimate.positions.nodes.map((position) => ({
    id: position.rowId,
    name: position.name,
    unit: position.unit,
    quantity: shortened(position.quantity, 0),
    unitPrice: shortened(position.unitPrice, CENTS),
    amount: { ...money(position.amount), currency },
  })),
  author: { id: estimate.author.user.rowId, displayName: nameOf(estimate.author.user) },
  lead: {
    id: estimate.lead.rowId,
    name: estimate.lead.name,
    status: statusOf(estimate.lead.stageKommoId),
    mainContact: estimate.lead.links.nodes.map(({ contact }) => contactOf(contact))[0] ?? null,
  },
});
