import { LEADS_PER_PAGE } from '../world';
import type { OperationInput } from '../operations';
import { ESTIMATES_PER_LEAD, POSITIONS, type Seeded } from './seed';

/** Something to ask the product and the bare handler. */
export interface StoredOperation {
  /** Also the GraphQL operation's name. */
  readonly name: string;
  readonly title: string;
  readonly query: string;
  /** @param cursors of every page of leads but the last, in order */
  inputs(seeded: Seeded, cursors: readonly string[]): OperationInput[];
  /** How much an answer holds, that all may be alike and not empty: found in the data, and what it has to be. */
  size(data: never): { found: readonly number[]; expected: readonly number[] };
}

const user = ({ userIds }: Seeded, index: number): string => userIds[index % userIds.length] as string;

const me: StoredOperation = {
  name: 'Me',
  title: 'me, role and organisation',
  query: `query Me {
  me { id email displayName role { key name } organization { id name } }
}`,
  inputs: (seeded) => seeded.userIds.map((userId) => ({ variables: {}, userId })),
  size: ({ me }: { me: object }) => ({ found: [Object.keys(me).length], expected: [5] }),
};

interface LeadsData {
  leads: { edges: { node: { contacts: unknown[]; estimates: { edges: unknown[] } } }[] };
}

const leads: StoredOperation = {
  name: 'Leads',
  title: '20 leads with contacts and estimates',
  query: `query Leads($after: String) {
  leads(first: ${LEADS_PER_PAGE}, after: $after) { edges { node {
    id name status price { amount currency } updatedAt
    contacts { id name phones emails }
    estimates(first: 10) { edges { node { id number status totals { total { amount currency } } } } }
  } } }
}`,
  inputs: (seeded, cursors) =>
    cursors.map((after, index) => ({ variables: { after }, userId: user(seeded, index) })),
  size({ leads: { edges } }: LeadsData) {
    const contacts = edges.flatMap(({ node }) => node.contacts);
    const estimates = edges.flatMap(({ node }) => node.estimates.edges);
    const least = LEADS_PER_PAGE * ESTIMATES_PER_LEAD; // of some leads there is a large estimate, too
    return {
      found: [edges.length, contacts.length, Math.min(estimates.length, least)],
      expected: [LEADS_PER_PAGE, LEADS_PER_PAGE * 2, least],
    };
  },
};

const estimate: StoredOperation = {
  name: 'Estimate',
  title: 'one estimate with 200 positions, author, lead and contact',
  query: `query Estimate($id: ID!) {
  estimate(id: $id) {
    id number title status totals { net { amount } tax { amount } total { amount currency } }
    positions { id name unit quantity unitPrice amount { amount currency } }
    author { id displayName }
    lead { id name status mainContact { id name phones emails } }
  }
}`,
  inputs: (seeded) =>
    seeded.estimateIds.map((id, index) => ({ variables: { id }, userId: user(seeded, index) })),
  size: ({ estimate }: { estimate: { positions: unknown[] } }) => ({
    found: [estimate.positions.length],
    expected: [POSITIONS],
  }),
};

export const STORED_OPERATIONS: readonly StoredOperation[] = [me, leads, estimate];

/** Asks for a page of leads and where it ends. */
export const LEAD_PAGES = `query LeadPages($after: String) {
  leads(first: ${LEADS_PER_PAGE}, after: $after) { pageInfo { endCursor } }
}`;
