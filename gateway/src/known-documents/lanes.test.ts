import { sha256 } from '../persisted/safelist';
import { JSON_HEADERS, startTwoLanes, TEXTS, type Name, type TwoLanes } from '../../../testkit/two-lanes';

/* Plain requests of listed operations: the known lane's own. testkit/two-lanes.ts says what is compared. */

/** Asked one by one, with an answer that comes. */
const PLAIN = (Object.keys(TEXTS) as Name[]).filter(
  (name) => !['several', 'unfit', 'bound', 'hang'].includes(name),
);

let lanes: TwoLanes;
beforeAll(async () => {
  lanes = await startTwoLanes();
});
afterAll(() => lanes.close());

describe('plain requests', () => {
  const variables: Partial<Record<Name, object>> = {
    lead: { id: '1' },
    echo: { amount: '12.50' },
    skip: { no: true },
    rename: { input: { id: '1', name: 'Tower', color: 'RED' } },
  };
  it.each(PLAIN)(
    'of "%s" are answered alike, by the lane of known documents, in all its forms',
    async (name) => {
      const before = await lanes.taken('listed');
      const forms = [
        { id: name },
        { documentId: name },
        { doc_id: name },
        { query: TEXTS[name] },
        { extensions: { persistedQuery: { version: 1, sha256Hash: sha256(TEXTS[name]) } } },
      ];
      for (const form of forms)
        await lanes.both({ headers: lanes.asOwner(), body: { ...form, variables: variables[name] } });
      expect((await lanes.taken('listed')) - before).toBe(forms.length);
    },
  );

  it.each(['owner', 'viewer', 'none'])(
    'of the role %s are answered alike, what is denied too',
    async (role) => {
      const authorization = lanes.tokens[role];
      for (const name of PLAIN)
        await lanes.both({
          headers: { ...JSON_HEADERS, authorization },
          body: { id: name, variables: variables[name] },
        });
    },
  );

  it.each(['expired', 'ended', 'nonsense', 'basic'])(
    'with a token that is %s are refused alike',
    async (kind) => {
      const answer = await lanes.both({
        headers: { ...JSON_HEADERS, authorization: lanes.tokens[kind] },
        body: { id: 'leads' },
      });
      expect(answer.status).toBe(401);
      const open = {
        headers: { ...JSON_HEADERS, authorization: lanes.tokens[kind] },
        body: { id: 'status' },
      };
      expect((await lanes.both(open)).status).toBe(200);
    },
  );

  it('choose an operation alike', async () => {
    const before = await lanes.taken('listed');
    for (const operationName of [
      'One',
      'Two',
      'Four',
      '',
      null,
      undefined,
      5,
      '__proto__',
      'constructor',
      {},
    ])
      await lanes.both({ headers: lanes.asOwner(), body: { id: 'several', operationName } });
    const input = { id: '2', name: 'x' };
    await lanes.both({
      headers: lanes.asOwner(),
      body: { id: 'several', operationName: 'Three', variables: { input } },
    });
    expect((await lanes.taken('listed')) - before).toBe(3);
  });

  it('say alike that an answer is not there, is masked, or is against its contract', async () => {
    const explode = await lanes.both({ headers: lanes.asOwner(), body: { id: 'explode' } });
    expect(explode.body).toContain('the-same-for-both');
    expect((await lanes.both({ headers: lanes.asOwner(), body: { id: 'contradict' } })).body).toContain(
      '"data":',
    );
    expect(
      (await lanes.both({ headers: lanes.asOwner(), body: { id: 'lead', variables: { id: '9' } } })).body,
    ).toContain('NOT_FOUND');
    expect((await lanes.both({ headers: lanes.asOwner(), body: { id: 'partial' } })).body).toContain(
      'CONFLICT',
    );
    expect((await lanes.both({ headers: lanes.asOwner(), body: { id: 'unfit' } })).status).toBe(400);
  });

  it.each(['web', 'ios', 'strict', undefined])('of the client %s are let in alike', async (client) => {
    const headers = { ...lanes.asOwner(), 'apollographql-client-name': client };
    for (const body of [{ id: 'bound' }, { query: TEXTS.bound }, { id: 'status' }, { query: '{ status }' }])
      await lanes.both({ headers, body });
  });

  it.each(['gzip', 'br', 'gzip, br', 'deflate', 'identity', '*'])(
    'are compressed alike by %s',
    async (encoding) => {
      const headers = { ...JSON_HEADERS, 'accept-encoding': encoding };
      await lanes.both({ headers, body: { id: 'big' } });
      await lanes.both({ headers, body: { id: 'status' } });
    },
  );

  it.each(['https://app.example.com', 'https://evil.example', 'null'])(
    'of a page of %s are answered alike',
    async (origin) => {
      await lanes.both({ headers: { ...JSON_HEADERS, origin }, body: { id: 'status' } });
    },
  );
});

describe('variables', () => {
  const VALUES: unknown[] = [
    null,
    true,
    0,
    -1,
    1.5,
    1e400,
    9007199254740993,
    '',
    'x',
    '1',
    [],
    ['1'],
    [[]],
    {},
    { id: '1' },
    { id: '1', name: 'x' },
    { id: null, name: 'x' },
    { id: '1', name: 'x', color: 'BLUE' },
    { id: '1', name: 'x', color: null },
    { id: '1', name: 'x', more: 1 },
    { id: 1, name: ['x'] },
    { constructor: 1, toString: 'x' },
  ];
  const NAMED: Partial<Record<Name, string>> = {
    lead: 'id',
    echo: 'amount',
    big: 'bytes',
    skip: 'no',
    rename: 'input',
  };

  it.each(Object.entries(NAMED))('of "%s" are taken, or refused, alike', async (id, variable) => {
    for (const value of VALUES)
      await lanes.both({ headers: lanes.asOwner(), body: { id, variables: { [variable]: value } } });
    for (const variables of [undefined, null, {}, [], 'x', 5, true, '{}', { other: 1 }])
      await lanes.both({ headers: lanes.asOwner(), body: { id, variables } });
  });

  it('that nest deep, or are named like parts of JavaScript, are refused alike', async () => {
    const deep = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
    for (const levels of [10, 199, 201, 5_000])
      await lanes.both({
        headers: lanes.asOwner(),
        body: `{"id":"lead","variables":{"id":${deep(levels)}}}`,
      });
    for (const name of ['__proto__', 'constructor', 'toString'])
      await lanes.both({
        headers: lanes.asOwner(),
        body: `{"id":"lead","variables":{"id":"1","${name}":{"id":"2"}}}`,
      });
  });
});
