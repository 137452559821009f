import fc from 'fast-check';
import { JSON_HEADERS, startTwoLanes, TEXTS, type Name, type TwoLanes } from '../../../testkit/two-lanes';

/* Requests that are not plain, or only nearly: nobody may tell which lane answers them. */

/** What is answered at all. */
const NAMES = (Object.keys(TEXTS) as Name[]).filter((name) => name !== 'hang');

let lanes: TwoLanes;
beforeAll(async () => {
  lanes = await startTwoLanes();
});
afterAll(() => lanes.close());

describe('requests that are not plain', () => {
  it.each([
    '{"id":"status","id":"lead"}',
    '{"id":"lead","id":"status"}',
    '{"id":"lead","variables":{"id":"1"},"variables":{"id":"2"}}',
    '{"id":"lead","variables":{"id":"1","id":"3"}}',
    '{"__proto__":{"id":"status"}}',
    '{"id":"status","__proto__":{"query":"x"}}',
    '{"id":"status","constructor":{"prototype":{"x":1}}}',
    '{"id":"__proto__"}',
    '{"id":"constructor"}',
    '{"id":"status"',
    '{"id":"status"} {}',
    '[{"id":"status"}]',
    '[]',
    '{}',
    '""',
    'null',
    '5',
    '',
    ' {"id":"status"} ',
    '\ufeff{"id":"status"}',
    '{"id":"st\\u0061tus"}',
    '{"id":["status"]}',
    '{"id":{"toString":"status"}}',
    '{"id":null,"documentId":"status"}',
    '{"id":"","documentId":"status"}',
    '{"id":"status","documentId":"status"}',
    '{"id":"status","documentId":"lead"}',
    '{"id":"status","query":null}',
    '{"id":"status","query":""}',
    '{"id":"status","query":"{ status }"}',
    '{"id":"status","query":{"kind":"Document"}}',
    '{"id":"unknown","query":"query Status { status }"}',
    '{"id":"status","extensions":null}',
    '{"id":"status","extensions":{}}',
    '{"id":"status","extensions":[]}',
    '{"id":"status","extensions":"x"}',
    '{"id":"status","extensions":{"persistedQuery":null}}',
    '{"id":"status","extensions":{"persistedQuery":{"version":2,"sha256Hash":"x"}}}',
    '{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"status"}}}',
    '{"extensions":{"persistedQuery":{"version":2,"sha256Hash":"status"}}}',
    '{"extensions":{"persistedQuery":{"version":1,"sha256Hash":["status"]}}}',
    '{"id":"status","unknown":{"field":1}}',
  ])('are answered alike: the body %s', async (body) => {
    await lanes.both({ headers: lanes.asOwner(), body });
  });

  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'application/json;charset=UTF-8',
    'APPLICATION/JSON',
    'application/json; charset=iso-8859-1',
    'application/json; foo=bar',
    'application/graphql+json',
    'application/graphql',
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    'nonsense',
    '',
    undefined,
  ])('are answered alike: the content type %s', async (type) => {
    await lanes.both({ headers: { 'content-type': type }, body: '{"id":"status"}' });
    await lanes.both({
      headers: { 'content-type': type, 'apollo-require-preflight': 'yes' },
      body: '{"id":"status"}',
    });
  });

  it.each([
    '*/*',
    '',
    'application/json',
    'application/graphql-response+json',
    'application/graphql-response+json,application/json;q=0.9',
    'application/json;q=0.1, application/graphql-response+json',
    'application/graphql-response+json;charset=utf-8, application/json;charset=utf-8',
    'application/json, text/plain, */*',
    'application/json, */*',
    'application/*',
    'text/html',
    'text/html,*/*;q=0.1',
    'application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed',
    'application/json; callbackSpec=1.0',
    'multipart/mixed',
    'nonsense',
  ])('are answered alike: what is accepted is %s', async (accept) => {
    for (const body of [{ id: 'status' }, { id: 'partial' }, { id: 'lead' }, { id: 'leads' }])
      await lanes.both({ headers: { ...JSON_HEADERS, accept }, body });
  });

  it('are answered alike: by GET and HEAD, with a query string, with a content encoding, above 5 MB', async () => {
    const headers = { 'apollo-require-preflight': 'yes' };
    for (const url of [
      '/graphql?id=status',
      '/graphql?query=query+Status+%7B+status+%7D',
      '/graphql?id=rename',
    ]) {
      await lanes.both({ method: 'GET', url, headers });
      await lanes.both({ method: 'GET', url, headers: {} });
      await lanes.both({ method: 'POST', url, headers: JSON_HEADERS, body: { id: 'caller' } });
    }
    await lanes.both({ headers: { ...JSON_HEADERS, 'content-encoding': 'gzip' }, body: { id: 'status' } });
    const large = { id: 'status', variables: { padding: 'x'.repeat(5 * 1024 * 1024) } };
    await lanes.both({ headers: JSON_HEADERS, body: large });
  });
});

/** Several of one, so that most of what is generated is plain. */
const many = <T>(value: T): T[] => [value, value, value, value];

it('any mixture of all this is answered alike', async () => {
  const anything = fc.oneof(
    fc.constantFrom(...NAMES),
    fc.constantFrom(...NAMES.map((name) => TEXTS[name])),
    fc.jsonValue(),
  );
  const body = fc.record(
    {
      id: fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...NAMES) }, { weight: 1, arbitrary: anything }),
      documentId: anything,
      query: anything,
      operationName: fc.oneof(fc.constantFrom('Status', 'One', 'Lead', null), fc.jsonValue()),
      variables: fc.oneof(
        fc.record(
          { id: fc.jsonValue(), amount: fc.jsonValue(), bytes: fc.nat(3_000), input: fc.jsonValue() },
          { requiredKeys: [] },
        ),
        fc.jsonValue(),
      ),
      extensions: fc.jsonValue(),
    },
    { requiredKeys: ['id'] },
  );
  const some = (field: string) =>
    fc.constantFrom(false, false, false, false, false, true).map((isThere) => (isThere ? field : null));
  const without = fc.tuple(some('documentId'), some('query'), some('operationName'), some('extensions'));
  const headers = fc.record({
    'content-type': fc.constantFrom(
      ...many('application/json'),
      'application/json; charset=utf-8',
      'text/plain',
    ),
    accept: fc.constantFrom(...many(undefined), '*/*', 'application/graphql-response+json', 'text/html'),
    role: fc.constantFrom(...many('owner'), 'viewer', 'none', 'expired'),
    'accept-encoding': fc.constantFrom(undefined, 'gzip', 'br'),
    'apollographql-client-name': fc.constantFrom(undefined, 'web', 'strict'),
  });
  const request = fc.tuple(body, without, headers).map(([fields, kept, { role, ...rest }]) => {
    const optional = ['documentId', 'query', 'operationName', 'extensions'];
    const sent = Object.fromEntries(
      Object.entries(fields).filter(([field]) => !optional.includes(field) || kept.includes(field)),
    );
    return { headers: { ...rest, authorization: lanes.tokens[role] }, body: sent };
  });
  const before = await lanes.taken('listed');
  await fc.assert(
    fc.asyncProperty(request, async (one) => void (await lanes.both(one))),
    { numRuns: 400 },
  );
  expect((await lanes.taken('listed')) - before).toBeGreaterThan(30);
});
