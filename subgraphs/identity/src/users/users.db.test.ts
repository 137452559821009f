import type { Pool } from 'pg';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { newId } from '../../../../service-kit/data/ids';
import { useIdentity } from '../../../../testkit/identity';
import { expectOrder } from '../../../../testkit/orders';
import { type SeededOrganization } from '../../../../testkit/seed';
import { codes, dataOf } from '../../../../testkit/subgraph';
import { addMember } from '../organizations/organizations.service';

const graph = useIdentity();

const USERS = `query Users($first: Int, $after: String, $last: Int, $before: String, $filter: UserFilter, $orderBy: UserOrder! = CREATED_AT_ASC) {
  users(first: $first, after: $after, last: $last, before: $before, filter: $filter, orderBy: $orderBy) {
    totalCount
    edges { cursor node { id email firstName lastName displayName status role { key } permissions organization { name } lastLoginAt createdAt } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;
const USER = `query User($id: ID!) { user(id: $id) { id email } }`;
const ENTITIES = `query Entities($of: [_Any!]!) { _entities(representations: $of) { ... on User { id displayName } } }`;

let mine: SeededOrganization;
let other: SeededOrganization;
beforeAll(async () => {
  mine = await graph.seed();
  other = await graph.seed();
});

interface Edge {
  cursor: string;
  node: {
    id: string;
    email: string;
    firstName: string;
    lastName: string;
    displayName: string;
    createdAt: string;
  };
}
const list = async (variables: object = {}, viewer = mine.viewer.viewer) =>
  dataOf(await graph.execute(viewer, USERS, { ...variables })).users;
const ids = ({ edges }: { edges: Edge[] }): string[] => edges.map(({ node }) => node.id);

/** Adds people with plain names. */
async function addPeople(to: SeededOrganization, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const email = `${newId()}@example.com`;
    await addMember(graph.parts.source, to.org.id, {
      email,
      emailKey: email,
      firstName: `First${index}`,
      lastName: 'Extra',
      passwordHash: 'none',
      roleKey: 'viewer',
    });
  }
}

describe('me', () => {
  it('is the person of the token, with role, permissions and organisation', async () => {
    const answer = await graph.execute(
      mine.estimator.viewer,
      '{ me { id email firstName lastName displayName status permissions role { key name isSystem } organization { id name } lastLoginAt } }',
    );
    expect(dataOf(answer).me).toEqual({
      id: mine.estimator.userId,
      email: mine.estimator.email,
      firstName: mine.estimator.firstName,
      lastName: mine.estimator.lastName,
      displayName: `${mine.estimator.firstName} ${mine.estimator.lastName}`,
      status: 'ACTIVE',
      permissions: [...mine.estimator.viewer.permissions],
      role: { key: 'estimator', name: 'Estimator', isSystem: true },
      organization: mine.org,
      lastLoginAt: null,
    });
    expect(answer.statements).toHaveLength(3); // the person, the role, the organisation
  });

  it.each([
    ['{ me { id } }', 1],
    ['{ me { id permissions } }', 2],
    ['{ me { role { key name } permissions session { id } organization { id name currency } } }', 4],
  ])('is one round trip: %s', async (query, count) => {
    const pool = (graph.parts.source.driver as PostgresDriver).master as Pool;
    let [lent, synced] = [0, 0];
    const onLent = (client: object) => {
      const { connection } = client as { connection: NodeJS.EventEmitter };
      const onSync = () => (synced += 1);
      lent += 1;
      connection.on('readyForQuery', onSync);
      pool.once('release', () => connection.off('readyForQuery', onSync));
    };
    pool.on('acquire', onLent);
    const answer = await graph
      .execute(mine.estimator.viewer, query)
      .finally(() => pool.off('acquire', onLent));
    expect(dataOf(answer).me).not.toBeNull();
    expect(answer.statements).toHaveLength(count);
    expect({ lent, synced }).toEqual({ lent: 1, synced: 1 });
  });

  it('tells a role that was changed a moment ago', async () => {
    const { viewer, userId } = mine.manager;
    const role = async () => dataOf(await graph.execute(viewer, '{ me { role { key } permissions } }')).me;
    expect((await role()).role.key).toBe('manager');
    const move = (key: string) =>
      graph.sql(
        `UPDATE identity.memberships SET role_id = (SELECT id FROM identity.roles WHERE org_id = $1 AND key = $2)
          WHERE org_id = $1 AND user_id = $3`,
        [mine.org.id, key, userId],
      );
    await move('viewer');
    expect(await role()).toMatchObject({ role: { key: 'viewer' } });
    await move('manager');
  });

  it('is nobody without a token, with an expired one, or with a forged one', async () => {
    const expired = graph.parts.tokens.sign(mine.owner.viewer, -120);
    const good = graph.parts.tokens.sign(mine.owner.viewer);
    const forged = `${good.slice(0, -8)}AAAAAAAA`;
    for (const token of [null, expired, forged, 'garbage']) {
      expect(codes(await graph.executeWithToken(token, '{ me { id } }'))).toEqual(['UNAUTHENTICATED']);
    }
  });

  it('is NOT_FOUND for a token of an organisation that the person is no member of', async () => {
    const astray = { ...mine.owner.viewer, orgId: other.org.id };
    expect(codes(await graph.execute(astray, '{ me { id } }'))).toEqual(['NOT_FOUND']);
  });
});

describe('user', () => {
  it('finds a colleague, in any case of the id', async () => {
    const answer = await graph.execute(mine.viewer.viewer, USER, { id: mine.owner.userId.toUpperCase() });
    expect(dataOf(answer).user).toEqual({ id: mine.owner.userId, email: mine.owner.email });
  });

  it('answers alike to foreign, unknown and malformed ids', async () => {
    const seen = new Set<string>();
    for (const id of [other.owner.userId, newId(), 'garbage', '', '\0', 'x'.repeat(10_000)]) {
      const answer = await graph.execute(mine.owner.viewer, USER, { id });
      expect(codes(answer)).toEqual(['NOT_FOUND']);
      seen.add(JSON.stringify([answer.data, answer.errors]));
    }
    expect(seen.size).toBe(1);
  });
});

describe('references', () => {
  it('resolve colleagues in one statement, and whoever is none in one more, to null', async () => {
    const of = [
      mine.owner.userId,
      other.owner.userId,
      mine.admin.userId,
      newId(),
      'garbage',
      mine.owner.userId,
    ];
    const answer = await graph.execute(mine.viewer.viewer, ENTITIES, {
      of: of.map((id) => ({ __typename: 'User', id })),
    });
    const found = dataOf(answer)._entities.map((user: { id: string } | null) => user?.id ?? null);
    expect(found).toEqual([mine.owner.userId, null, mine.admin.userId, null, null, mine.owner.userId]);
    expect(answer.statements).toHaveLength(2); // what is no person may be an API key, or support
  });

  it('are refused without a token', async () => {
    const of = [{ __typename: 'User', id: mine.owner.userId }];
    expect(codes(await graph.execute(null, ENTITIES, { of }))).toEqual(['UNAUTHENTICATED']);
  });
});

/** What the orders of users go by. */
const ORDERED_BY: Record<string, (node: Edge['node']) => string> = {
  CREATED_AT: ({ createdAt }) => createdAt,
  NAME: ({ lastName, firstName }) => `${lastName} ${firstName}`.toLowerCase(),
  EMAIL: ({ email }) => email.toLowerCase(),
};

describe('users', () => {
  it("lists one's own organisation only, whoever asks", async () => {
    const people = [mine.owner, mine.admin, mine.manager, mine.estimator, mine.viewer];
    for (const { viewer } of people) {
      const users = await list({}, viewer);
      expect(ids(users)).toEqual(people.map(({ userId }) => userId));
      expect(users.totalCount).toBe(5);
    }
  });

  it.each(['CREATED_AT_ASC', 'CREATED_AT_DESC', 'NAME_ASC', 'NAME_DESC', 'EMAIL_ASC', 'EMAIL_DESC'])(
    'orders by %s, and pages through it both ways without gaps',
    async (orderBy) => {
      const whole = await list({ orderBy });
      const forward: string[] = [];
      const backward: string[] = [];
      for (let after: string | null = null; forward.length < 5;) {
        const page: { edges: Edge[]; pageInfo: { endCursor: string } } = await list({
          orderBy,
          first: 2,
          after,
        });
        forward.push(...ids(page));
        after = page.pageInfo.endCursor;
      }
      for (let before: string | null = null; backward.length < 5;) {
        const page: { edges: Edge[]; pageInfo: { startCursor: string } } = await list({
          orderBy,
          last: 2,
          before,
        });
        backward.unshift(...ids(page));
        before = page.pageInfo.startCursor;
      }
      expect(forward).toEqual(ids(whole));
      expect(backward).toEqual(ids(whole));
      const valueOf = ORDERED_BY[orderBy.replace(/_(ASC|DESC)$/, '')]!;
      expectOrder(
        whole.edges.map(({ node }: Edge) => valueOf(node)),
        orderBy,
      );
    },
  );

  it.each([
    ['a part of the name, in any case', { search: 'ESTIMAT' }, ['estimator']],
    ['a part of the address', { search: 'manager.' }, ['manager']],
    ['several words', { search: 'admin test' }, ['admin']],
    ['a role', { roleKey: 'owner' }, ['owner']],
    ['an unknown role', { roleKey: 'emperor' }, []],
    ['signs that mean something in SQL', { search: '%_\\' }, []],
    ['a status', { status: 'DISABLED' }, []],
    ['an empty search', { search: '  ' }, ['owner', 'admin', 'manager', 'estimator', 'viewer']],
    ['all at once', { search: 'test', roleKey: 'viewer', status: 'ACTIVE' }, ['viewer']],
  ])('filters by %s', async (_what, filter, roles) => {
    const users = await list({ filter });
    expect(users.edges.map(({ node }: { node: { role: { key: string } } }) => node.role.key)).toEqual(roles);
    expect(users.totalCount).toBe(roles.length);
  });

  it('shows who is disabled, here or everywhere', async () => {
    const org = await graph.seed();
    await graph.sql(`UPDATE identity.memberships SET status = 'DISABLED' WHERE user_id = $1`, [
      org.viewer.userId,
    ]);
    await graph.sql(`UPDATE identity.users SET status = 'DISABLED' WHERE id = $1`, [org.manager.userId]);
    const disabled = await list({ filter: { status: 'DISABLED' } }, org.owner.viewer);
    expect(ids(disabled)).toEqual([org.manager.userId, org.viewer.userId]);
    expect(disabled.edges.map(({ node }: { node: { status: string } }) => node.status)).toEqual([
      'DISABLED',
      'DISABLED',
    ]);
    expect(ids(await list({ filter: { status: 'ACTIVE' } }, org.owner.viewer))).toHaveLength(3);
  });

  it.each([
    [{ first: 0 }],
    [{ first: 101 }],
    [{ first: 2, last: 2 }],
    [{ after: 'garbage' }],
    [{ filter: { search: 'x'.repeat(101) } }],
    [{ filter: { search: 'a\0b' } }],
    [{ filter: { roleKey: '\0' } }],
  ])('refuses %j', async (variables) => {
    expect(codes(await graph.execute(mine.owner.viewer, USERS, variables))).toEqual(['BAD_USER_INPUT']);
  });

  it('refuses a cursor of another order', async () => {
    const { edges } = await list({ orderBy: 'NAME_ASC', first: 1 });
    const answer = await graph.execute(mine.owner.viewer, USERS, {
      orderBy: 'EMAIL_ASC',
      after: edges[0].cursor,
    });
    expect(codes(answer)).toEqual(['BAD_USER_INPUT']);
  });

  it('takes the same statements for 5 people as for 55', async () => {
    const org = await graph.seed();
    const few = await graph.execute(org.owner.viewer, USERS, { first: 100 });
    await addPeople(org, 50);
    const many = await graph.execute(org.owner.viewer, USERS, { first: 100 });
    expect(dataOf(few).users.edges).toHaveLength(5);
    expect(dataOf(many).users.edges).toHaveLength(55);
    expect(many.statements).toHaveLength(few.statements.length);
    expect(few.statements).toHaveLength(4); // the page, its count, the roles, the organisation
  });
});

describe('without users:read', () => {
  const lacking = () => ({
    ...mine.viewer.viewer,
    permissions: new Set([...mine.viewer.viewer.permissions].filter((one) => one !== 'users:read')),
  });

  it('one still sees oneself, and the names of colleagues', async () => {
    const answer = await graph.execute(
      lacking(),
      '{ me { email status createdAt lastLoginAt role { key } permissions } }',
    );
    expect(dataOf(answer).me.email).toBe(mine.viewer.email);
    const of = [{ __typename: 'User', id: mine.owner.userId }];
    expect(dataOf(await graph.execute(lacking(), ENTITIES, { of }))._entities[0].displayName).toContain(
      'Owner',
    );
  });

  it.each(['email', 'status', 'role { key }', 'permissions', 'createdAt', 'lastLoginAt'])(
    'one does not see %s of a colleague',
    async (field) => {
      const of = [{ __typename: 'User', id: mine.owner.userId }];
      const query = `query E($of: [_Any!]!) { _entities(representations: $of) { ... on User { ${field} } } }`;
      expect(codes(await graph.execute(lacking(), query, { of }))).toEqual(['FORBIDDEN']);
    },
  );

  it('one sees no list, and nobody in it', async () => {
    expect(codes(await graph.execute(lacking(), USERS))).toEqual(['FORBIDDEN']);
    expect(codes(await graph.execute(lacking(), USER, { id: mine.owner.userId }))).toEqual(['FORBIDDEN']);
  });
});
