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
});
afterAll(async () => {
  await identity?.destroy();
  await admin?.end();
});

/** The contacts that are there, read behind the product's back. */
const stored = async (): Promise<string[]> => {
  const { rows } = await admin.query<{ id: string }>(
    'SELECT kommo_id::text AS id FROM crm.contacts WHERE NOT is_deleted',
  );
  return rows.map(({ id }) => id);
};

/** Every contact id that Kommo lists, read as any integration would. */
async function listedIds(): Promise<string[]> {
  const token = product.simulator.issueLongLivedToken('acme-demo');
  const ids: string[] = [];
  for (let page = 1; ; page += 1) {
    const address = `${product.simulator.accountUrl.replace('{subdomain}', 'acme-demo')}/api/v4/contacts`;
    const response = await fetch(`${address}?limit=250&page=${page}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    if (response.status === 204) return ids;
    if (response.status === 429) {
      page -= 1; // the product has asked, too
      await response.arrayBuffer();
      await sleep(1_000);
      continue;
    }
    const { _embedded } = (await response.json()) as { _embedded: { contacts: { id: number }[] } };
    ids.push(..._embedded.contacts.map(({ id }) => String(id)));
    await sleep(200); // Kommo's limit is seven requests a second
  }
}

it('finishes a sync whose worker was killed twice in the middle: every contact is there, once', async () => {
  const company = await openCompany(product.url, identity);
  const synced = connectCompany(product, company, 'acme-demo');
  synced.catch(() => undefined); // awaited below; a failure in between must not end the test run
  for (const share of [0.2, 0.6]) {
    while ((await stored()).length < CONTACTS * share) await sleep(50);
    await product.crash('worker');
  }
  await synced;
  await company.renew(); // on a busy machine all of this takes longer than a token lives
  expect((await stored()).sort()).toEqual((await listedIds()).sort());
  const { contacts } = await must(
    post(`${product.url}/graphql`, company.tokens.owner, '{ contacts(first: 1) { totalCount } }'),
  );
  expect(contacts.totalCount).toBe((await stored()).length);
});
