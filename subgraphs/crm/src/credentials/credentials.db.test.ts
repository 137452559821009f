import { Client } from 'pg';
import type { Viewer } from '../../../../service-kit/auth/viewer';
import { codes, dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';
import { useCrm } from '../../../../testkit/crm/crm-world';

const world = useCrm({ contacts: 1, leads: 1, companies: 1 });

const SAVE = `mutation($input: SaveKommoCredentialsInput!) { saveKommoCredentials(input: $input) {
  credentials { clientId redirectUri secretHint savedAt } userErrors { code path } } }`;
const DELETE = `mutation($input: DeleteKommoCredentialsInput! = {}) {
  deleteKommoCredentials(input: $input) { deleted userErrors { code path } } }`;
const READ = '{ kommoCredentials { clientId redirectUri secretHint } }';

const INPUT = {
  clientId: '0b9e6c1e-3d6f-4a57-8c0a-55d2f7a1b210',
  clientSecret: 'a-secret-that-nobody-may-see-1234',
  redirectUri: 'https://api.example.test/oauth/kommo/callback',
};
const save = (viewer: Viewer | null, change: Partial<typeof INPUT> = {}) =>
  world.graph.execute(viewer, SAVE, { input: { ...INPUT, ...change } });
const read = async (viewer: Viewer) => dataOf(await world.graph.execute(viewer, READ)).kommoCredentials;

async function stored(orgId: string): Promise<Record<string, string>[]> {
  const client = new Client({ connectionString: world.graph.parts.database.url });
  await client.connect();
  try {
    return (await client.query('SELECT * FROM crm.kommo_credentials WHERE org_id = $1', [orgId])).rows;
  } finally {
    await client.end();
  }
}

it('saves an integration, shows the end of its secret only, and keeps the secret sealed', async () => {
  const owner = viewerWith('owner');
  expect(await read(owner)).toBeNull();
  const { saveKommoCredentials: saved } = dataOf(await save(owner));
  const shown = { clientId: INPUT.clientId, redirectUri: INPUT.redirectUri, secretHint: '1234' };
  expect(saved).toMatchObject({ credentials: shown, userErrors: [] });
  expect(await read(owner)).toEqual(shown);
  const [row] = await stored(owner.orgId);
  expect(JSON.stringify(row)).not.toContain(INPUT.clientSecret);
  const { keyRing } = world.deps;
  const purpose = `crm.kommo_credentials.client_secret:${owner.orgId}:${row?.['id']}`;
  expect(keyRing.open(row?.['client_secret_sealed'] ?? '', purpose)).toBe(INPUT.clientSecret);
  const foreign = purpose.replace(owner.orgId, viewerWith('owner').orgId);
  expect(() => keyRing.open(row?.['client_secret_sealed'] ?? '', foreign)).toThrow();
});

it('replaces what was saved before, also when two people save at once', async () => {
  const owner = viewerWith('owner');
  await Promise.all([
    save(owner, { clientSecret: 'first-secret-of-many-0001' }),
    save(owner, { clientSecret: 'other-secret-of-many-0002' }),
  ]);
  await save(owner, { clientSecret: 'third-secret-of-many-0003' });
  expect((await read(owner)).secretHint).toBe('0003');
  expect(await stored(owner.orgId)).toHaveLength(1);
});

it('forgets an integration, but not another one than was named', async () => {
  const owner = viewerWith('owner');
  const remove = async (input?: object) =>
    dataOf(await world.graph.execute(owner, DELETE, input && { input })).deleteKommoCredentials;
  expect(await remove()).toEqual({ deleted: false, userErrors: [] });
  await save(owner);
  expect(await remove({ clientId: '11111111-3d6f-4a57-8c0a-55d2f7a1b210' })).toEqual({
    deleted: null,
    userErrors: [{ code: 'CLIENT_ID_OTHER', path: ['clientId'] }],
  });
  expect(await remove({ clientId: INPUT.clientId })).toEqual({ deleted: true, userErrors: [] });
  expect(await read(owner)).toBeNull();
});

it.each([
  [{ clientId: 'not-a-uuid' }, 'CLIENT_ID_INVALID', 'clientId'],
  [{ clientSecret: 'short' }, 'CLIENT_SECRET_INVALID', 'clientSecret'],
  [{ clientSecret: 'x'.repeat(2_000) }, 'CLIENT_SECRET_INVALID', 'clientSecret'],
  [{ redirectUri: 'https://a.test/\0x' }, 'REDIRECT_URI_INVALID', 'redirectUri'],
  [{ redirectUri: 'https://a.test/\ud800' }, 'REDIRECT_URI_INVALID', 'redirectUri'],
  [{ redirectUri: 'not an address' }, 'REDIRECT_URI_INVALID', 'redirectUri'],
  [{ redirectUri: 'javascript:alert(1)' }, 'REDIRECT_URI_INVALID', 'redirectUri'],
  [{ redirectUri: 'https://a.test/#fragment' }, 'REDIRECT_URI_INVALID', 'redirectUri'],
])('refuses %j with %s', async (change, code, field) => {
  const { saveKommoCredentials: answer } = dataOf(await save(viewerWith('owner'), change));
  expect(answer).toEqual({ credentials: null, userErrors: [{ code, path: [field] }] });
});

it('is for those who may connect, and for their own organisation', async () => {
  const owner = viewerWith('owner');
  await save(owner);
  expect(await read(viewerWith('owner'))).toBeNull();
  const manager = viewerWith('manager', owner.orgId);
  for (const viewer of [manager, viewerWith('viewer', owner.orgId)]) {
    expect(codes(await save(viewer))).toEqual(['FORBIDDEN']);
    expect(codes(await world.graph.execute(viewer, READ))).toEqual(['FORBIDDEN']);
    expect(codes(await world.graph.execute(viewer, DELETE))).toEqual(['FORBIDDEN']);
  }
  expect(codes(await save(null))).toEqual(['UNAUTHENTICATED']);
});
