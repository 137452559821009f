import { codes, dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';
import type { Viewer } from '../../../../service-kit/auth/viewer';
import { useWrites } from '../../../../testkit/crm/write-world';

const { world, copied, theirs } = useWrites();
const ASK =
  'query($input: KommoRequestInput!) { kommoRequest(input: $input) { response { body } userErrors { code path } } }';
const ask = async (viewer: Viewer, input: object) =>
  dataOf(await world.graph.execute(viewer, ASK, { input })).kommoRequest;

it('reads what Kommo has, with Kommo’s own names', async () => {
  const { owner, leads, connectionId } = await copied();
  const kommoId = leads[0]?.kommoId ?? '';
  expect(await ask(owner, { path: `/leads/${kommoId}`, connectionId })).toEqual({
    response: { body: await theirs(`/leads/${kommoId}`) },
    userErrors: [],
  });
  const query = [
    { name: 'filter[id][]', value: kommoId },
    { name: 'filter[id][]', value: leads[1]?.kommoId },
    { name: 'with', value: 'contacts' },
  ];
  const { response } = await ask(owner, { path: '/api/v4/leads', query });
  expect(response.body._embedded.leads.map(({ id }: { id: number }) => String(id)).sort()).toEqual(
    [kommoId, leads[1]?.kommoId].sort(),
  );
  expect(await ask(owner, { path: '/contacts/1' })).toEqual({ response: { body: null }, userErrors: [] });
});

it.each([
  '/webhooks',
  '/leads/../webhooks',
  '/leads/1/../../webhooks',
  '/leads?x=1',
  '/leads/1#x',
  'https://evil.test/leads',
  '//evil.test/leads',
  '/leads\n/1',
  '/oauth2/access_token',
  '/widgets',
  '/roles',
  '',
  '/leads/1/link',
])('refuses the path %j, and asks Kommo nothing', async (path) => {
  const { owner } = await copied();
  expect((await ask(owner, { path })).userErrors).toEqual([{ code: 'PATH_NOT_ALLOWED', path: ['path'] }]);
  expect(world.kommo.control.requests()).toEqual([]);
});

it('says what is wrong with a query, what Kommo refuses, and whose account it is', async () => {
  const { owner, connectionId } = await copied();
  const bad = [{ name: 'a b', value: '1' }];
  expect((await ask(owner, { path: '/leads', query: bad })).userErrors).toEqual([
    { code: 'INVALID', path: ['query', '0', 'name'] },
  ]);
  const many = Array.from({ length: 101 }, () => ({ name: 'with', value: 'x' }));
  expect((await ask(owner, { path: '/leads', query: many })).userErrors).toEqual([
    { code: 'TOO_MANY', path: ['query'] },
  ]);
  world.kommo.control.faults({ match: { path: '/api/v4/events' }, kind: '403', times: 1 });
  expect((await ask(owner, { path: '/events' })).userErrors).toEqual([{ code: 'KOMMO_FORBIDDEN', path: [] }]);
  const stranger = viewerWith('owner');
  expect((await ask(stranger, { path: '/leads', connectionId })).userErrors).toEqual([
    { code: 'CONNECTION_NOT_FOUND', path: ['connectionId'] },
  ]);
  const nobody = { ...owner, permissions: new Set(['crm:write']) };
  expect(codes(await world.graph.execute(nobody, ASK, { input: { path: '/leads' } }))).toEqual(['FORBIDDEN']);
});
