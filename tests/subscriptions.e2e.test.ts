import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { connectIdentity } from '../subgraphs/identity/src/data-source';
import { must, post } from '../testkit/client';
import { connectCompany, logIn, openCompany, type Company } from '../testkit/company';
import { MODES, useProduct } from '../testkit/product';
import { hasEnded, inTime, nextOf } from '../testkit/streams';
import {
  eventStreamClient,
  socketClient,
  type Came,
  type SubscriptionClient,
} from '../testkit/subscription-clients';

const PROGRESS = `subscription ($id: ID!) {
  syncProgress(connectionId: $id) { id state phase percent rowsDone rowsTotal }
}`;
const JOB = 'subscription ($id: ID!) { jobProgress(id: $id) { id kind state percent } }';
const ESTIMATE = `subscription ($id: ID!) {
  estimateChanged(id: $id) { title version author { email } lead { name contacts { name } } }
}`;

describe.each(MODES)('subscriptions over the public endpoint, in %s', (mode) => {
  const product = useProduct(mode);
  let identity: DataSource;
  let company: Company;
  let connection: string;
  const clients: SubscriptionClient[] = [];
  const ask = (token: string, query: string, variables: Record<string, unknown>) =>
    must(post(`${product.url}/graphql`, token, query, variables));
  const connect = (
    token: string | (() => string),
    how: typeof socketClient | typeof eventStreamClient = socketClient,
  ): SubscriptionClient => {
    const client = how(product.url, token);
    clients.push(client);
    return client;
  };

  beforeAll(async () => {
    identity = await connectIdentity(await product.database.urlFor('identity'));
    company = await openCompany(product.url, identity);
    connection = await connectCompany(product, company, 'acme-demo');
  });
  beforeEach(() => company.renew()); // on a busy machine all of this takes longer than a token lives
  afterAll(async () => {
    for (const client of clients) client.dispose();
    await identity?.destroy();
  });

  async function makeEstimate(): Promise<string> {
    const { owner } = company.tokens;
    const { leads } = await ask(owner, '{ leads(first: 1) { edges { node { id } } } }', {});
    const { createEstimate } = await ask(
      owner,
      'mutation ($input: CreateEstimateInput!) { createEstimate(input: $input) { estimate { id } userErrors { message } } }',
      { input: { leadId: leads.edges[0].node.id, title: 'First', currency: 'EUR' } },
    );
    return createEstimate.estimate.id as string;
  }
  const rename = (token: string, id: string, title: string) =>
    ask(
      token,
      'mutation ($input: UpdateEstimateInput!) { updateEstimate(input: $input) { estimate { version } userErrors { message } } }',
      { input: { id, title } },
    );
  const startSync = async () => {
    const { startSync } = await ask(
      company.tokens.owner,
      'mutation ($input: StartSyncInput!) { startSync(input: $input) { run { id } userErrors { message } } }',
      { input: { connectionId: connection, mode: 'FULL' } },
    );
    return startSync.run.id as string;
  };

  it('shows a synchronisation’s progress in order, to 100 %', async () => {
    const stream = connect(company.tokens.viewer).subscribe(PROGRESS, { id: connection });
    const before = (await nextOf(stream)).data.syncProgress;
    expect(before).toMatchObject({ state: 'SUCCEEDED', percent: 100 });
    const id = await startSync();
    const seen: { id: string; state: string; percent: number; rowsDone: number }[] = [];
    while (seen.at(-1)?.state !== 'SUCCEEDED') {
      const { data } = await nextOf(stream, 90_000);
      if (data.syncProgress.id === id) seen.push(data.syncProgress);
    }
    expect(seen.length).toBeGreaterThan(1);
    for (const field of ['percent', 'rowsDone'] as const) {
      const values = seen.map((run) => run[field]);
      expect(values).toEqual([...values].sort((a, b) => a - b));
    }
    expect(seen.at(-1)).toMatchObject({ state: 'SUCCEEDED', percent: 100 });
    await stream.return?.();
  });

  it('completes a job’s progress when the job has ended', async () => {
    const id = await startSync();
    const seen: unknown[] = [];
    const reading = (async () => {
      for await (const { data } of connect(company.tokens.owner, eventStreamClient).subscribe(JOB, { id })) {
        seen.push(data.jobProgress.state);
      }
    })();
    await inTime(reading, 90_000);
    expect(seen.at(-1)).toBe('SUCCEEDED');
  });

  it.each([
    ['a WebSocket', socketClient],
    ['server-sent events', eventStreamClient],
  ])('delivers a colleague’s change with entities of all subgraphs over %s', async (_name, how) => {
    const id = await makeEstimate();
    const stream = connect(company.tokens.viewer, how).subscribe(ESTIMATE, { id });
    const whole = {
      author: { email: company.owner.email },
      lead: { name: expect.any(String), contacts: expect.any(Array) },
    };
    expect((await nextOf(stream)).data.estimateChanged).toMatchObject({ ...whole, title: 'First' });
    await rename(company.tokens.estimator, id, 'Second');
    // A state comes now and then without a change, too.
    let came;
    do came = (await nextOf(stream)).data.estimateChanged;
    while (came.title === 'First');
    expect(came).toMatchObject({ ...whole, title: 'Second', version: 2 });
    await stream.return?.();
  });

  it('gives another organisation nothing: not at the beginning, and not later', async () => {
    const id = await makeEstimate();
    const stranger = await openCompany(product.url, identity);
    const refusals: unknown[] = [];
    for (const [query, given] of [
      [ESTIMATE, id],
      [PROGRESS, connection],
      [ESTIMATE, '0192f3a0-0000-7000-8000-000000000000'],
    ] as const) {
      const stream = connect(stranger.tokens.owner).subscribe(query, { id: given });
      const { errors } = await nextOf(stream);
      expect(await hasEnded(stream)).toBe(true);
      refusals.push((errors ?? []).map(({ message, extensions }) => [message, extensions?.['code']]));
    }
    expect(refusals).toEqual(
      ['Estimate', 'Connection', 'Estimate'].map((kind) => [[`${kind} not found.`, 'NOT_FOUND']]),
    );
  });

  it('closes the socket of an ended session', async () => {
    const id = await makeEstimate();
    const { accessToken } = await logIn(product.url, company.manager);
    const client = connect(accessToken) as ReturnType<typeof socketClient>;
    const closed = new Promise<{ code: number; reason: string }>((resolve) => {
      client.client.on('closed', (event) => resolve(event as { code: number; reason: string }));
    });
    const stream = client.subscribe(ESTIMATE, { id });
    await nextOf(stream);
    const next = stream.next().catch((error: unknown) => error);
    await ask(accessToken, 'mutation { logOut { userErrors { message } } }', {});
    const { code, reason } = await inTime(closed, 90_000); // its token is good for minutes
    expect([code, reason]).toEqual([4401, 'This session was ended. Log in again.']);
    await next;
  });
});

describe('a subgraph that dies', () => {
  const product = useProduct('separate processes');
  let identity: DataSource;
  const clients: SubscriptionClient[] = [];

  beforeAll(async () => {
    identity = await connectIdentity(await product.database.urlFor('identity'));
  });
  afterAll(async () => {
    for (const client of clients) client.dispose();
    await identity?.destroy();
  });

  it('leaves its subscribers’ sockets open, and they go on when it is back', async () => {
    const company = await openCompany(product.url, identity);
    await connectCompany(product, company, 'acme-demo');
    const { owner } = company.tokens;
    const ask = (query: string, variables: Record<string, unknown> = {}) =>
      post(`${product.url}/graphql`, owner, query, variables);
    const { leads } = await must(ask('{ leads(first: 1) { edges { node { id } } } }'));
    const { createEstimate } = await must(
      ask(
        'mutation ($input: CreateEstimateInput!) { createEstimate(input: $input) { estimate { id } userErrors { message } } }',
        { input: { leadId: leads.edges[0].node.id, title: 'Before', currency: 'EUR' } },
      ),
    );
    const { id } = createEstimate.estimate;
    const client = socketClient(product.url, owner);
    clients.push(client);
    let closed = 0;
    client.client.on('closed', () => {
      closed += 1;
    });
    const stream = client.subscribe('subscription ($id: ID!) { estimateChanged(id: $id) { title } }', { id });
    expect((await nextOf(stream)).data.estimateChanged.title).toBe('Before');

    await product.crash('estimates');
    const update = () =>
      ask(
        'mutation ($input: UpdateEstimateInput!) { updateEstimate(input: $input) { estimate { id } userErrors { message } } }',
        { input: { id, title: 'After' } },
      );
    while ((await update()).errors.length > 0) await sleep(200);
    let came: Came;
    do came = await nextOf(stream, 90_000);
    while (came.data.estimateChanged.title !== 'After');
    expect(closed).toBe(0);
    await stream.return?.();
  });
});
