import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { connectIdentity } from '../subgraphs/identity/src/data-source';
import { must, post } from '../testkit/client';
import { connectCompany, openCompany } from '../testkit/company';
import { useProduct } from '../testkit/product';

const CONTACTS = 4_000;
const product = useProduct('separate processes', { contacts: CONTACTS, leads: 300 });
let identity: DataSource;
let admin: Client;

beforeAll(async () => {
  identity = await connectIdentity(await product.database.urlFor('identity'));
  admin = new Client({ connectionString: product.database.url });
  await admin.connect();
}, 60_000);
afterAll(async () => {
  await identity?.destroy();
  await admin?.end();
});

const stored = async (): Promise<{ rows: number; distinct: number }> => {
  const { rows } = await admin.query<{ rows: number; distinct: number }>(
    'SELECT count(*)::int AS rows, count(DISTINCT kommo_id)::int AS distinct FROM crm.contacts',
  );
  return rows[0] ?? { rows: 0, distinct: 0 };
};

it('finishes a sync whose worker was killed twice in the middle: every contact is there, once', async () => {
  const company = await openCompany(product.url, identity);
  const synced = connectCompany(product, company, 'acme-demo');
  synced.catch(() => undefined); // awaited below; a crash in between must not end the test run
  for (const share of [0.2, 0.6]) {
    while ((await stored()).rows < CONTACTS * share) await sleep(50);
    await product.crash('worker');
  }
  await synced;
  const { rows, distinct } = await stored();
  expect(rows).toBe(distinct);
  const { contacts } = await must(
    post(`${product.url}/graphql`, company.tokens.owner, '{ contacts(first: 1) { totalCount } }'),
  );
  const listed = product.simulator.control.requests({ path: '/contacts' });
  expect(listed).toBeTruthy();
  expect(contacts.totalCount).toBeGreaterThanOrEqual(CONTACTS - 10);
}, 120_000);
