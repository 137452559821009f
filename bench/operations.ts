import { estimateId, INPUTS, userId, type Estimate, type Lead, type World } from './world';

/** One of the distinct inputs of an operation. */
export interface OperationInput {
  variables: Record<string, unknown>;
  /** Who asks: the token of this user goes with the request. */
  userId: string;
}

/** Something to ask every contender. To add one: write it here and put it into {@link OPERATIONS}. */
export interface Operation {
  /** In tables: a letter or a word. Also the GraphQL operation's name. */
  readonly name: string;
  readonly title: string;
  readonly query: string;
  readonly inputs: readonly OperationInput[];
  /** The right `data`, written by hand: what all contenders are checked against, and what the floor serves. */
  answer(world: World, input: OperationInput): unknown;
}

const inputs = (variables: (index: number) => Record<string, unknown>): OperationInput[] =>
  Array.from({ length: INPUTS }, (_value, index) => ({ variables: variables(index), userId: userId(index) }));

function found<T>(items: ReadonlyMap<string, T>, id: unknown): T {
  const item = items.get(String(id));
  if (!item) throw new Error(`The benchmark's world has nothing of the id ${String(id)}.`);
  return item;
}

const small: Operation = {
  name: 'S',
  title: 'me + organisation (one fetch)',
  query: `query S {
  me { id email displayName role { key name } organization { id name slug currency } }
}`,
  inputs: inputs(() => ({})),
  answer(world, input) {
    const { id, email, displayName, role, organization } = found(world.users, input.userId);
    return {
      me: {
        id,
        email,
        displayName,
        role: { key: role.key, name: role.name },
        organization: {
          id: organization.id,
          name: organization.name,
          slug: organization.slug,
          currency: organization.currency,
        },
      },
    };
  },
};

const medium: Operation = {
  name: 'M',
  title: '20 leads → contact + estimates (two fetches)',
  query: `query M($page: Int!) {
  leads(page: $page) {
    id name status price { amount currency } updatedAt
    contact { id name email phone }
    estimates { id number status total { amount currency } }
  }
}`,
  inputs: inputs((page) => ({ page })),
  answer: (world, { variables }) => ({
    leads: world.leadsOf(Number(variables['page'])).map((lead) => leadWithEstimates(world, lead)),
  }),
};

function leadWithEstimates(world: World, { id, name, status, price, updatedAt, contact }: Lead) {
  return {
    id,
    name,
    status,
    price: { amount: price.amount, currency: price.currency },
    updatedAt,
    contact: { id: contact.id, name: contact.name, email: contact.email, phone: contact.phone },
    estimates: world.estimatesOf(id).map(({ id, number, status, total }) => ({
      id,
      number,
      status,
      total: { amount: total.amount, currency: total.currency },
    })),
  };
}

const large: Operation = {
  name: 'L',
  title: 'one estimate, 200 positions + author + lead + contact (three fetches)',
  query: `query L($id: ID!) {
  estimate(id: $id) {
    id number status total { amount currency }
    positions { id title unit quantity unitPrice { amount currency } total { amount currency } }
    author { id displayName email }
    lead { id name status contact { id name email phone } }
  }
}`,
  inputs: inputs((index) => ({ id: estimateId(index) })),
  answer: (world, { variables }) => ({
    estimate: wholeEstimate(world, found(world.estimates, variables['id'])),
  }),
};

function wholeEstimate(world: World, estimate: Estimate) {
  const { id, number, status, total } = estimate;
  const author = found(world.users, estimate.authorId);
  const lead = found(world.leads, estimate.leadId);
  const { contact } = lead;
  return {
    id,
    number,
    status,
    total: { amount: total.amount, currency: total.currency },
    positions: estimate.positions.map(({ id, title, unit, quantity, unitPrice, total }) => ({
      id,
      title,
      unit,
      quantity,
      unitPrice: { amount: unitPrice.amount, currency: unitPrice.currency },
      total: { amount: total.amount, currency: total.currency },
    })),
    author: { id: author.id, displayName: author.displayName, email: author.email },
    lead: {
      id: lead.id,
      name: lead.name,
      status: lead.status,
      contact: { id: contact.id, name: contact.name, email: contact.email, phone: contact.phone },
    },
  };
}

export const OPERATIONS: readonly Operation[] = [small, medium, large];
