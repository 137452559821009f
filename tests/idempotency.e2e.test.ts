import { randomUUID } from 'node:crypto';
import { connectIdentity } from '../subgraphs/identity/src/data-source';
import { connectClient } from '../service-kit/postgres/database-roles';
import { codes } from '../testkit/subgraph';
import { openCompany, type Company } from '../testkit/company';
import { MODES, useProduct } from '../testkit/product';

const CREATE = `mutation Create($input: CreateProjectInput!) {
  createProject(input: $input) { project { id name } userErrors { code path } }
}`;

describe.each(MODES)('Idempotency-Key, in %s', (mode) => {
  const product = useProduct(mode);
  let company: Company;
  beforeAll(async () => {
    const identity = await connectIdentity(await product.database.urlFor('identity'));
    company = await openCompany(product.url, identity);
    await identity.destroy();
  });

  interface Sent {
    status: number;
    headers: Headers;
    text: string;
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- answers of every shape
    body: any;
  }
  async function send(
    key: string,
    input: object,
    options: { query?: string; token?: string } = {},
  ): Promise<Sent> {
    const response = await fetch(`${product.url}/graphql`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${options.token ?? company.tokens.owner}`,
        'content-type': 'application/json',
        'idempotency-key': key,
      },
      body: JSON.stringify({ query: options.query ?? CREATE, variables: { input } }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: JSON.parse(text) };
  }
  async function asAdmin(sql: string): Promise<Record<string, unknown>[]> {
    const client = await connectClient(product.database.url);
    const { rows } = await client.query(sql);
    await client.end();
    return rows as Record<string, unknown>[];
  }
  const projectsNamed = async (name: string) =>
    (await asAdmin(`SELECT id FROM estimates.projects WHERE name = '${name}'`)).length;

  it('answers the first answer again, to the byte, and says so', async () => {
    const key = randomUUID();
    const first = await send(key, { name: 'Again' });
    expect(first.body.data.createProject.project.name).toBe('Again');
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    const second = await send(`"${key}"`, { name: 'Again' });
    expect(second.text).toBe(first.text);
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    expect(await projectsNamed('Again')).toBe(1);
  });

  it('keeps refusals that will not change, too', async () => {
    const key = randomUUID();
    const first = await send(key, { name: '' });
    expect(first.body.data.createProject.userErrors).toHaveLength(1);
    expect((await send(key, { name: '' })).text).toBe(first.text);
  });

  it('answers 422 to the key of another request', async () => {
    const key = randomUUID();
    await send(key, { name: 'One' });
    for (const other of [
      await send(key, { name: 'Two' }),
      await send(key, { name: 'One' }, { query: CREATE.replace('id name', 'id') }),
    ]) {
      expect(other.status).toBe(422);
      expect(codes({ errors: other.body.errors })).toEqual(['IDEMPOTENCY_KEY_REUSED']);
    }
    expect(await projectsNamed('Two')).toBe(0);
  });

  it('has one effect of twenty requests at once; those too early get 409 and the answer later', async () => {
    const key = randomUUID();
    const sent = await Promise.all(Array.from({ length: 20 }, () => send(key, { name: 'Crowd' })));
    expect(await projectsNamed('Crowd')).toBe(1);
    for (const { status, headers, body } of sent.filter(({ status }) => status !== 200)) {
      expect(status).toBe(409);
      expect(headers.get('retry-after')).toBe('1');
      expect(codes({ errors: body.errors })).toEqual(['IDEMPOTENCY_IN_PROGRESS']);
    }
    const answers = new Set(sent.filter(({ status }) => status === 200).map(({ text }) => text));
    expect(answers.size).toBe(1);
    expect([...answers]).toEqual([(await send(key, { name: 'Crowd' })).text]);
  });

  it('does not mix up people: the same key of another person is another key', async () => {
    const key = randomUUID();
    const mine = await send(key, { name: 'Mine' });
    const theirs = await send(key, { name: 'Mine' }, { token: company.tokens.admin });
    expect(theirs.headers.get('idempotency-replayed')).toBeNull();
    expect(theirs.body.data.createProject.project.id).not.toBe(mine.body.data.createProject.project.id);
  });

  it('has one effect when the gateway died after it and before its answer was kept', async () => {
    const key = randomUUID();
    const first = await send(key, { name: 'Crashed' });
    // What a kill leaves: the effect with its row, and a claim without an answer whose runner is silent.
    await asAdmin(
      `UPDATE gateway.idempotency_keys SET answer = NULL, lease_until = now() - interval '1 s' WHERE key = '${key}'`,
    );
    const second = await send(key, { name: 'Crashed' });
    expect(second.body).toEqual(first.body);
    expect(await projectsNamed('Crashed')).toBe(1);
  });

  it('refuses a key where none is taken, and what can not be one', async () => {
    const logIn =
      'mutation { logIn(input: { email: "a@b.example", password: "x" }) { userErrors { code } } }';
    const refused = await send(randomUUID(), {}, { query: logIn });
    expect(refused.status).toBe(400);
    expect(refused.body.errors[0].message).toContain('"logIn" takes no Idempotency-Key');
    for (const key of ['', 'a b', 'é', 'x'.repeat(256)]) {
      const answer = await send(key, { name: 'Bad key' });
      expect(answer.status).toBe(400);
    }
    expect(await projectsNamed('Bad key')).toBe(0);
  });

  it('lets no one see or use another organisation’s keys, by row-level security', async () => {
    await send(randomUUID(), { name: 'Hidden' });
    const gateway = await connectClient(await product.database.urlFor('gateway'));
    const { rows } = await gateway.query('SELECT 1 FROM gateway.idempotency_keys');
    await gateway.end();
    expect(rows).toEqual([]);
  });
});
