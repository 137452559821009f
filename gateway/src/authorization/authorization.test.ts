import { startGuardedGateway, type GuardedGateway } from '../../../testkit/guarded-gateway';
import { forbiddenFields, WORDS, type Held } from '../../../testkit/guarded-oracle';

let guarded: GuardedGateway;
beforeAll(async () => {
  guarded = await startGuardedGateway();
});
afterAll(() => guarded.gateway.close());

const NOBODY: Held = null;
const SOMEONE: Held = new Set(['nothing:special']);
const holding = (...words: string[]): Held => new Set(words);

interface Case {
  does: string;
  query: string;
  held?: Held;
  data: unknown;
  /** `path: CODE`, without `: FORBIDDEN`. */
  refused?: string[];
  /** What must not be in any document for a subgraph. */
  unfetched?: RegExp;
  variables?: object;
}

const told = (answer: Awaited<ReturnType<GuardedGateway['ask']>>) =>
  answer.errors.map(({ path, extensions }) => {
    const code = String(extensions?.['code']);
    return `${path?.join('.')}${code === 'FORBIDDEN' ? '' : `: ${code}`}`;
  });

async function check({
  query,
  held = SOMEONE,
  data,
  refused = [],
  unfetched,
  variables,
}: Case): Promise<void> {
  const answer = await guarded.ask(query, held, variables);
  expect(JSON.stringify(answer.data)).toBe(JSON.stringify(data));
  expect(told(answer)).toEqual(refused);
  const forbidden = answer.fetched.flatMap((one) => forbiddenFields(one.query, one.schema, held));
  expect(forbidden).toEqual([]);
  if (unfetched) for (const one of answer.fetched) expect(one.query).not.toMatch(unfetched);
}
const cases = (all: Case[]) =>
  it.each(all.map((one) => [one.does, one] as const))('%s', (_does, one) => check(one));

const u1 = (fields: object) => ({ user: fields });

describe('a refused field', () => {
  cases([
    {
      does: 'is null with an error, beside what may be seen',
      query: '{ number secret }',
      data: { number: 7, secret: null },
      refused: ['secret'],
      unfetched: /secret/,
    },
    {
      does: 'is refused as UNAUTHENTICATED to nobody',
      query: '{ number me { id } secret }',
      held: NOBODY,
      data: { number: 7, me: null, secret: null },
      refused: ['me: UNAUTHENTICATED', 'secret: UNAUTHENTICATED'],
      unfetched: /me|secret/,
    },
    {
      does: 'is had by who holds the scope',
      query: '{ secret }',
      held: holding('secret'),
      data: { secret: 'secret' },
    },
    {
      does: 'has its place in the client’s order, under its alias',
      query: '{ user(id: "u1") { a: id x: email b: name } }',
      data: u1({ a: 'u1', x: null, b: 'User u1' }),
      refused: ['user.x'],
      unfetched: /email/,
    },
    {
      does: 'is not hidden by the alias of a permitted one',
      query: '{ number: secret secret: number }',
      data: { number: null, secret: 7 },
      refused: ['number'],
      unfetched: /:\s*secret|[{ ]secret[ }]/,
    },
    {
      does: 'asked for twice under one key is refused once',
      query: '{ secret ...F secret } fragment F on Query { secret }',
      data: { secret: null },
      refused: ['secret'],
    },
    {
      does: 'is named with the indices of the lists around it',
      query: '{ users { friends { name email } } }',
      data: {
        users: [
          {
            friends: [
              { name: 'User u2', email: null },
              { name: 'User u3', email: null },
            ],
          },
          { friends: [] },
          { friends: [] },
        ],
      },
      refused: ['users.0.friends.0.email', 'users.0.friends.1.email'],
    },
    {
      does: 'leaves its object standing when nothing else was asked for',
      query: '{ user(id: "u1") { email } none: user(id: "nobody") { email } }',
      data: { user: { email: null }, none: null },
      refused: ['user.email'],
    },
    {
      does: 'is fetched from no subgraph when nothing else is asked for',
      query: '{ __typename secret }',
      data: { __typename: 'Query', secret: null },
      refused: ['secret'],
      unfetched: /./,
    },
    {
      does: 'that is skipped is not refused, and one that is included is',
      query:
        'query($yes: Boolean!, $no: Boolean = false) { a: secret @skip(if: $yes) b: secret @include(if: $no) c: secret @include(if: $yes) number }',
      variables: { yes: true },
      data: { c: null, number: 7 },
      refused: ['c'],
    },
    {
      does: 'takes its variables with it',
      query: 'query($id: ID!, $up: Boolean) { account { owner { name(upper: $up) } } user(id: $id) { id } }',
      held: NOBODY,
      variables: { id: 'u1', up: true },
      data: { account: null, user: { id: 'u1' } },
      refused: ['account: UNAUTHENTICATED'],
      unfetched: /up/,
    },
  ]);

  it('has the words that subgraphs use', async () => {
    const { errors } = await guarded.ask('{ account { balance } }', SOMEONE);
    expect(errors.map(({ message }) => message)).toEqual(['This needs the permission "a and b or c".']);
    const anonymous = await guarded.ask('{ secret }', NOBODY);
    expect(anonymous.errors[0]?.message).toBe(
      'Log in first: send an access token as "Authorization: Bearer …".',
    );
    expect(anonymous.text).not.toMatch(/_entities|typeOfObject/);
  });
});

describe('what can’t be null', () => {
  cases([
    {
      does: 'nulls the nearest that can',
      query: '{ user(id: "u1") { friends { id ssn } } number }',
      data: { user: null, number: 7 },
      refused: ['user.friends.0.ssn'],
      unfetched: /ssn/,
    },
    {
      does: 'nulls all of the data when nothing can be, and then nothing is fetched',
      query: '{ number must }',
      data: null,
      refused: ['must'],
      unfetched: /./,
    },
    {
      does: 'nulls the list around a refused item that can’t be null',
      query: '{ media { id } number }',
      data: { media: null, number: 7 },
      refused: ['media.1'],
    },
    {
      does: 'nulls the inner list only when the outer one bears it',
      query: '{ user(id: "u1") { moods name } }',
      data: { user: null },
      refused: ['user.moods'],
    },
  ]);
});

describe('types', () => {
  cases([
    {
      does: 'a marked object type is refused wherever a field returns it',
      query: '{ account { id } accounts { id } user(id: "u2") { account { id } } }',
      held: NOBODY,
      data: { account: null, accounts: null, user: { account: null } },
      refused: ['account: UNAUTHENTICATED', 'accounts: UNAUTHENTICATED', 'user.account: UNAUTHENTICATED'],
      unfetched: /ccount/,
    },
    {
      does: '@public shows one object of a closed type, but not its closed fields, nor those of others on the way',
      query: '{ openAccount { id balance owner { account { id } } } }',
      held: NOBODY,
      data: { openAccount: { id: 'a-u1', balance: null, owner: { account: null } } },
      refused: ['openAccount.balance: UNAUTHENTICATED', 'openAccount.owner.account: UNAUTHENTICATED'],
    },
    {
      does: 'marked enums and scalars are refused as their fields are',
      query: '{ user(id: "u1") { mood token } }',
      held: holding('mood'),
      data: u1({ mood: 'GOOD', token: null }),
      refused: ['user.token'],
      unfetched: /token/,
    },
    {
      does: 'any of the sets of scopes will do, and each in full',
      query: '{ account { balance } }',
      held: holding('a'),
      data: { account: { balance: null } },
      refused: ['account.balance'],
    },
    {
      does: 'a whole set opens',
      query: '{ account { balance } }',
      held: holding('a', 'b'),
      data: { account: { balance: 10 } },
    },
    {
      does: 'and so does another',
      query: '{ account { balance } }',
      held: holding('c'),
      data: { account: { balance: 10 } },
    },
  ]);
});

describe('interfaces and unions', () => {
  const BOOK = { __typename: 'Book', id: 'm1' };
  cases([
    {
      does: 'a refused type is null, and its like that is open is not',
      query: '{ maybe { __typename id } }',
      data: { maybe: [BOOK, null, null] },
      refused: ['maybe.2'],
    },
    {
      does: 'only __typename of a refused object tells nothing',
      query: '{ maybe { __typename } top { __typename } }',
      data: { maybe: [{ __typename: 'Book' }, null, null], top: null },
      refused: ['top', 'maybe.2'].reverse(),
    },
    {
      does: 'nested lists keep their places',
      query: '{ grid { id } }',
      data: { grid: [[null, { id: 'm3' }], [null], [{ id: 'm1' }]] },
      refused: ['grid.0.0'],
    },
    {
      does: 'a field is refused on the types that refuse it, and had on the others',
      query: '{ media { id title } }',
      held: holding('film'),
      data: {
        media: [
          { id: 'm1', title: 'Title m1' },
          { id: 'm2', title: 'Title m2' },
          { id: 'm3', title: null },
          { id: 'm4', title: 'Title m4' },
        ],
      },
      refused: ['media.2.title'],
    },
    {
      does: 'a fragment on the type gets around nothing',
      query: '{ maybe { ... on Film { length } ...F } } fragment F on Film { ... on Media { price } title }',
      data: { maybe: [{}, null, null] },
      refused: ['maybe.2'],
      unfetched: /length|price|title/,
    },
    {
      does: 'neither does a fragment on the interface within one on the type',
      query: '{ sure { ... on Song { ... on Media { hidden: title likes } } } }',
      data: { sure: { hidden: null, likes: null } },
      refused: ['sure.hidden', 'sure.likes'],
      unfetched: /title|likes/,
    },
    {
      does: 'a narrower type that a field returns is refused by itself',
      query: '{ media { twin { id } } }',
      held: holding('film'),
      data: {
        media: [
          { twin: { id: 'm1' } },
          { twin: { id: 'm2' } },
          { twin: { id: 'm3' } },
          { twin: { id: 'm4' } },
        ],
      },
    },
    {
      does: 'a union keeps its open members',
      query: '{ search { ... on User { id } ... on Book { id pages } ... on Film { length } } }',
      data: { search: [{ id: 'u1' }, { id: 'm1', pages: 100 }, null, {}, { id: 'm4', pages: 100 }] },
      refused: ['search.2'],
      unfetched: /length/,
    },
    {
      does: 'a field whose every type is refused is not fetched at all',
      query: '{ closed { x } number }',
      data: { closed: null, number: 7 },
      refused: ['closed'],
      unfetched: /closed/,
    },
    {
      does: 'and is, for one who may have one of them',
      query: '{ closed { x } }',
      held: holding('two'),
      data: { closed: [null, { x: 2 }] },
      refused: ['closed.0'],
    },
    {
      does: 'a different nullability of implementers is no trouble',
      query: '{ media { price } }',
      held: holding('film', 'song'),
      data: { media: [{ price: 5 }, { price: 5 }, { price: 5 }, { price: 5 }] },
    },
    {
      does: 'and nulls what it has to',
      query: '{ maybe { price } sure { price } }',
      held: holding('film'),
      data: null,
      refused: ['sure.price'],
    },
  ]);
});

describe('federation', () => {
  cases([
    {
      does: 'a field of an interface object is refused for each type that implements it',
      query: '{ media { likes views } }',
      held: holding('film'),
      data: { media: [1, 2, 3, 4].map(() => ({ likes: null, views: 4 })) },
      refused: [0, 1, 2, 3].map((index) => `media.${index}.likes`),
      unfetched: /likes/,
    },
    {
      does: 'a refused type is refused also where its interface object is entered first',
      query: '{ top { views } first { views } }',
      data: { top: null, first: { views: 4 } },
      refused: ['top'],
    },
    {
      does: 'a field that requires a refused one is refused, and neither is fetched',
      query: '{ user(id: "u1") { badge stars } }',
      data: u1({ badge: null, stars: 2 }),
      refused: ['user.badge'],
      unfetched: /badge|email/,
    },
    {
      does: 'and had by who may see what it requires',
      query: '{ user(id: "u1") { badge } }',
      held: holding('email'),
      data: u1({ badge: 'badge of u1@example.com' }),
    },
  ]);
});

describe('policies', () => {
  cases([
    { does: 'are permissions by default', query: '{ ruled }', held: holding('p3'), data: { ruled: 1 } },
    {
      does: 'of a set are all needed',
      query: '{ ruled }',
      held: holding('p1'),
      data: { ruled: null },
      refused: ['ruled'],
    },
  ]);

  it('are asked for once, only those of the operation, and can hold for nobody in particular', async () => {
    const asked: string[][] = [];
    const other = await startGuardedGateway({
      policies: async (names) => {
        asked.push([...names].sort());
        return new Set(['p3']);
      },
    });
    try {
      const answer = await other.ask('{ ruled user(id: "u1") { token } }', NOBODY);
      expect(answer.data).toEqual({ ruled: 1, user: { token: 'token-u1' } });
      await other.ask('{ number }', NOBODY);
      expect(asked).toEqual([['p1', 'p2', 'p3']]);
    } finally {
      await other.gateway.close();
    }
  });

  it('that can’t be decided end the request, and nothing is fetched', async () => {
    const other = await startGuardedGateway({
      policies: () => Promise.reject(new Error('policy service down')),
    });
    try {
      const answer = await other.ask('{ number ruled }', SOMEONE);
      expect(answer.data ?? null).toBeNull();
      expect(answer.errors.map(({ extensions }) => extensions?.['code'])).toEqual(['INTERNAL_SERVER_ERROR']);
      expect(answer.text).not.toContain('policy service');
      expect(answer.fetched).toEqual([]);
    } finally {
      await other.gateway.close();
    }
  });
});

describe('mutations', () => {
  const run = async (query: string, held: Held = SOMEONE) => {
    guarded.graph.changes.length = 0;
    const answer = await guarded.ask(query, held);
    return { data: answer.data, told: told(answer), changes: [...guarded.graph.changes] };
  };

  it('that are refused are not executed; the others are, in order', async () => {
    const query =
      'mutation { a: rename(id: "u1", name: "A") { id } wipe b: rename(id: "u2", name: "B") { email id } }';
    expect(await run(query)).toEqual({
      data: { a: { id: 'u1' }, wipe: null, b: { email: null, id: 'u2' } },
      told: ['wipe', 'b.email'],
      changes: ['rename u1', 'rename u2'],
    });
  });

  it('are not executed at all when one is refused that can’t be null', async () => {
    const query = 'mutation { rename(id: "u1", name: "A") { id } purge }';
    expect(await run(query)).toEqual({ data: null, told: ['purge'], changes: [] });
    expect((await run(query, holding('admin'))).changes).toEqual(['rename u1', 'purge']);
  });
});

describe('introspection', () => {
  it('stays as it is configured, beside what is refused', async () => {
    const { data, errors } = await guarded.ask(
      '{ __type(name: "Film") { name fields { name } } secret __schema { queryType { name } } }',
      NOBODY,
    );
    expect(data).toMatchObject({
      __type: { name: 'Film' },
      secret: null,
      __schema: { queryType: { name: 'Query' } },
    });
    expect(errors).toHaveLength(1);
    expect(Object.keys(data)).toEqual(['__type', 'secret', '__schema']);
  });
});

describe('hostile operations', () => {
  cases([
    {
      does: 'an alias called as the key for types doesn’t get in its way',
      query: '{ maybe { typeOfObject: id typeOfObject_: price id } }',
      data: { maybe: [{ typeOfObject: 'm1', typeOfObject_: 5, id: 'm1' }, null, null] },
      refused: ['maybe.2'],
    },
    {
      does: 'aliases called as parts of every object are keys like others',
      query: '{ user(id: "u1") { __proto__: email constructor: email toString: id } }',
      data: JSON.parse('{"user":{"__proto__":null,"constructor":null,"toString":"u1"}}'),
      refused: ['user.__proto__', 'user.constructor'],
    },
    {
      does: 'fragments that are used in several places are cut for each',
      query: `{ first { ...M } sure { ...M } user(id: "u1") { library { ...M } } }
        fragment M on Media { title ... on Film { length } next { ...N } } fragment N on Media { title }`,
      held: holding('film'),
      data: {
        first: { title: 'Title m1', next: { title: 'Title m2' } },
        sure: { title: null, next: null },
        user: {
          library: [
            { title: 'Title m1', next: { title: 'Title m2' } },
            { title: 'Title m2', length: 90, next: { title: null } },
            { title: null, next: null },
            { title: 'Title m4', next: { title: null } },
          ],
        },
      },
      refused: [
        'sure.title',
        'user.library.1.next.title',
        'user.library.2.title',
        'user.library.3.next.title',
      ],
    },
  ]);

  it('a fragment of fragments costs no more than its length', async () => {
    const levels = Array.from(
      { length: 40 }, // 2^40 steps would never end
      (_, level) => `fragment F${level} on User { ...F${level + 1} ...F${level + 1} }`,
    );
    const query = `{ user(id: "u1") { ...F0 } } ${levels.join(' ')} fragment F40 on User { id email }`;
    const { data } = await guarded.ask(query, SOMEONE);
    expect(data === undefined || data?.user?.email === null).toBe(true);
  });

  it('another field called __typename decides nothing', async () => {
    const { data, text } = await guarded.ask('{ maybe { __typename: id title } }', SOMEONE);
    expect(data.maybe[2]).toBeNull(); // of the others stock's planner makes nothing either
    expect(text).not.toContain('m2');
  });

  it('an operation that would be spread out beyond measure is refused', async () => {
    const levels = Array.from(
      { length: 12 },
      (_, level) =>
        `fragment F${level} on Media { a: twin { ...F${level + 1} } b: next { ...F${level + 1} } }`,
    );
    const query = `{ first { ...F0 } } ${levels.join(' ')} fragment F12 on Media { title }`;
    const { errors, fetched } = await guarded.ask(query, SOMEONE);
    expect(errors.map(({ extensions }) => extensions?.['code'])).toEqual(['BAD_REQUEST']);
    expect(fetched).toEqual([]);
  });

  it('each of many grants gets its own answer, in any order', async () => {
    const query =
      '{ secret ruled user(id: "u1") { email ssn badge mood token } account { balance } media { title } closed { x } }';
    for (const word of [...WORDS, ...[...WORDS].reverse()]) {
      const held = holding(word);
      const { fetched } = await guarded.ask(query, held);
      expect([word, fetched.flatMap((one) => forbiddenFields(one.query, one.schema, held))]).toEqual([
        word,
        [],
      ]);
    }
  });
});
