import type { DataSource } from 'typeorm';
import { connectClient } from '../service-kit/postgres/database-roles';
import { silentLogger } from '../service-kit/process/logger';
import { Lifetime } from '../service-kit/process/process';
import { connectIdentity } from '../subgraphs/identity/src/data-source';
import { must, post, type HttpAnswer } from '../testkit/client';
import { connectCompany, logIn, openCompany, type Company } from '../testkit/company';
import { startGatewayBeside, startTwin } from '../testkit/more-gateways';
import { MODES, useProduct, type Mode } from '../testkit/product';

/*
 * Cached answers over the real product: several gateways on one database, in memory and in Redis. Nobody ever gets what was
 * before a change that has been answered, nor what is another's.
 */

const PROJECTS = 'query Names { projects(first: 50) { totalCount edges { node { id name version } } } }';
const RENAME = `mutation ($input: UpdateProjectInput!) {
  updateProject(input: $input) { project { id } userErrors { code path message } }
}`;

/** Ends the connections that versions are read on. */
const CUT_VERSIONS = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE application_name = 'cashcraft-changes' AND datname = current_database()`;

describe.each(MODES)('cached answers, in %s', (mode) => {
  const product = useProduct(mode);
  const lifetime = new Lifetime(silentLogger());
  let gateways: string[] = [];
  let identity: DataSource;
  let company: Company;
  let stranger: Company;
  let connection = '';
  let estimate = '';

  beforeAll(async () => {
    gateways = [product.url, ...(await startOthers(mode))];
    identity = await connectIdentity(await product.database.urlFor('identity'));
    company = await openCompany(product.url, identity);
    stranger = await openCompany(product.url, identity);
    connection = await connectCompany(product, company, 'acme-demo');
    const { leads } = await must(
      ask(0, company.tokens.owner, '{ leads(first: 1) { edges { node { id } } } }'),
    );
    const data = await must(
      ask(
        0,
        company.tokens.owner,
        `mutation ($input: CreateEstimateInput!) {
          createEstimate(input: $input) { estimate { id } userErrors { code path message } }
        }`,
        {
          input: {
            title: 'Roof',
            currency: 'EUR',
            leadId: leads.edges[0].node.id,
            sections: [
              { name: 'All', positions: [{ name: 'Tile', quantity: '2', unitPrice: '9', unitCost: '4.56' }] },
            ],
          },
        },
      ),
    );
    estimate = data.createEstimate.estimate.id;
  });
  // On a busy machine all of this takes longer than a token lives.
  beforeEach(() => Promise.all([company.renew(), stranger.renew()]));
  afterAll(async () => {
    await identity?.destroy();
    await lifetime.stop();
  });

  const startOthers = async (which: Mode): Promise<string[]> =>
    which === 'all in one process'
      ? [await startTwin(product, lifetime)]
      : [
          await startGatewayBeside(product, lifetime),
          await startGatewayBeside(product, lifetime, redisUrl()),
          await startGatewayBeside(product, lifetime, redisUrl()),
        ];
  const ask = (gateway: number, token: string | null, query: string, variables = {}): Promise<HttpAnswer> =>
    post(`${gateways[gateway]}/graphql`, token, query, variables);
  const any = () => Math.floor(Math.random() * gateways.length);
  const cacheOf = (answer: HttpAnswer) => answer.headers.get('x-cache');

  /** As the database's owner would mend something. */
  async function byHand(...statements: string[]): Promise<void> {
    const client = await connectClient(product.database.url);
    for (const statement of statements) await client.query(statement);
    await client.end();
  }

  async function newProject(name: string, token = company.tokens.owner): Promise<string> {
    const data = await must(
      ask(
        any(),
        token,
        `mutation ($input: CreateProjectInput!) {
          createProject(input: $input) { project { id } userErrors { code path message } }
        }`,
        { input: { name } },
      ),
    );
    return data.createProject.project.id as string;
  }

  it('come from the cache while nothing changes, and say so', async () => {
    await newProject('Warm');
    for (const gateway of gateways.keys()) {
      const answers = [];
      for (let count = 0; count < 3; count += 1)
        answers.push(await ask(gateway, company.tokens.owner, PROJECTS));
      expect(answers.slice(1).map(cacheOf)).toEqual(['HIT', 'HIT']);
      expect(answers[2]?.headers.get('age')).toMatch(/^\d+$/);
      expect(answers[2]?.headers.get('cache-control')).toBe('no-store');
      expect(answers[2]?.data).toEqual(answers[0]?.data);
    }
  });

  it('are never older than an answered change, whoever wrote through whichever gateway', async () => {
    const projects = await Promise.all(Array.from({ length: 4 }, (_, place) => newProject(`P${place} 0`)));
    const acknowledged = new Map(projects.map((id) => [id, 0]));
    const outcomes: Record<string, number> = {};
    const faults: string[] = [];
    let writing = true;
    const readOnce = async (token: string) => {
      const atLeast = new Map(acknowledged);
      const answer = await ask(any(), token, PROJECTS);
      const outcome = cacheOf(answer) ?? 'none';
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
      const { edges } = (await must(Promise.resolve(answer))).projects as {
        edges: { node: { id: string; name: string } }[];
      };
      const found = new Map(edges.map(({ node }) => [node.id, Number(node.name.split(' ')[1])]));
      for (const [id, least] of atLeast)
        if ((found.get(id) ?? -1) < least) faults.push(`${outcome}: ${found.get(id)} after ${least}`);
    };
    const write = async (id: string, place: number) => {
      for (let count = 1; count <= 40; count += 1) {
        const input = { id, name: `P${place} ${count}` };
        await must(ask(any(), company.tokens.owner, RENAME, { input }));
        acknowledged.set(id, count);
        await readOnce(company.tokens.owner); // while others' executions that began before are still under way
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 100));
      }
    };
    const read = async (token: string) => {
      while (writing) await readOnce(token);
    };
    const { owner, manager, viewer } = company.tokens;
    const readers = [owner, owner, manager, viewer, viewer].map(read);
    const chaos = setInterval(() => void byHand(CUT_VERSIONS).catch(() => undefined), 1_500);
    await Promise.all(projects.map(write)).finally(() => clearInterval(chaos));
    writing = false;
    await Promise.all(readers);
    expect(faults).toEqual([]);
    expect(outcomes['HIT']).toBeGreaterThan(0);
    expect(outcomes['MISS']).toBeGreaterThan(0);
  });

  it('are new at once after a change, read through every gateway', async () => {
    const id = await newProject('Once');
    for (let count = 0; count < 30; count += 1) {
      await must(ask(any(), company.tokens.owner, RENAME, { input: { id, name: `Once ${count}` } }));
      const answers = await Promise.all(
        [...gateways.keys(), ...gateways.keys()].map((gateway) =>
          ask(gateway, company.tokens.owner, 'query One($id: ID!) { project(id: $id) { name } }', { id }),
        ),
      );
      expect(answers.map(({ data }) => data.project.name)).toEqual(answers.map(() => `Once ${count}`));
    }
  });

  it('show what a synchronisation brought', async () => {
    const leads = 'query Leads { leads(first: 1) { totalCount } }';
    const before = await Promise.all(
      gateways.map((_, place) => must(ask(place, company.tokens.owner, leads))),
    );
    product.simulator.control.mutate('acme-demo', { create: { entity: 'leads', n: 3 } });
    await must(
      ask(
        any(),
        company.tokens.owner,
        `mutation ($input: StartSyncInput!) { startSync(input: $input) { run { id } userErrors { code path message } } }`,
        { input: { connectionId: connection } },
      ),
    );
    const state = 'query ($id: ID!) { crmConnection(id: $id) { sync { state } } }';
    for (const deadline = Date.now() + 90_000; ; await new Promise((resolve) => setTimeout(resolve, 50))) {
      const { crmConnection } = await must(ask(0, company.tokens.owner, state, { id: connection }));
      if (crmConnection.sync.state === 'SUCCEEDED') break;
      if (Date.now() > deadline) throw new Error(`The sync is ${crmConnection.sync.state}.`);
    }
    const after = await Promise.all(
      gateways.map((_, place) => must(ask(place, company.tokens.owner, leads))),
    );
    expect(after.map((data) => data.leads.totalCount)).toEqual(
      before.map((data) => data.leads.totalCount + 3),
    );
  });

  it('are not shared with another organisation', async () => {
    await newProject('Ours alone');
    for (const gateway of gateways.keys()) {
      const ours = await ask(gateway, company.tokens.owner, PROJECTS);
      expect(ours.text).toContain('Ours alone');
      const theirs = await ask(gateway, stranger.tokens.owner, PROJECTS);
      expect(theirs.data.projects).toEqual({ totalCount: 0, edges: [] });
      const nobody = await ask(gateway, null, PROJECTS);
      expect(nobody.data).toBeNull();
    }
  });

  it('are not shared with people of other permissions', async () => {
    const costs = `query Costs($id: ID!) {
      estimate(id: $id) { costTotals { cost { amount } } positions { name } sections { cost { amount } } }
    }`;
    const plain = 'query Plain($id: ID!) { estimate(id: $id) { title } }';
    for (const gateway of gateways.keys()) {
      for (let count = 0; count < 2; count += 1) {
        const owners = await ask(gateway, company.tokens.owner, costs, { id: estimate });
        expect(owners.text).toContain('9.12');
        const viewers = await ask(gateway, company.tokens.viewer, costs, { id: estimate });
        expect(viewers.text).not.toContain('9.12');
        expect(viewers.errors.map(({ extensions }) => extensions?.code)).toContain('FORBIDDEN');
        expect(cacheOf(viewers)).toBe('MISS'); // an answer with errors is not kept
        await must(ask(gateway, company.tokens.viewer, plain, { id: estimate }));
      }
    }
  });

  it('are one person’s where they tell of the person', async () => {
    const me = 'query Me { me { id email session { id } } }';
    const again = (await logIn(product.url, company.owner)).accessToken;
    for (const gateway of gateways.keys()) {
      for (let count = 0; count < 2; count += 1) {
        for (const role of ['owner', 'admin', 'viewer'] as const) {
          const { data } = await ask(gateway, company.tokens[role], me);
          expect(data.me.id).toBe(company[role].userId);
        }
        const sessions = await Promise.all(
          [company.tokens.owner, again].map((token) => ask(gateway, token, me)),
        );
        expect(sessions[0]?.data.me.session.id).not.toBe(sessions[1]?.data.me.session.id);
      }
    }
  });

  it('don’t show one person what another with the same permissions sees of themselves', async () => {
    // Without users:read, an address is for its owner's eyes only.
    await byHand(
      `UPDATE identity.roles SET permissions = '{projects:read,estimates:read}'
        WHERE org_id = '${company.org.id}' AND key IN ('viewer', 'estimator')`,
      `UPDATE identity.memberships SET role_id = (SELECT id FROM identity.roles WHERE org_id = '${company.org.id}' AND key = 'viewer')
        WHERE org_id = '${company.org.id}' AND user_id = '${company.estimator.userId}'`,
      `UPDATE estimates.estimates SET author_id = '${company.viewer.userId}' WHERE id = '${estimate}'`,
    );
    const author = (await logIn(product.url, company.viewer)).accessToken;
    const colleague = (await logIn(product.url, company.estimator)).accessToken;
    const query = 'query Author($id: ID!) { estimate(id: $id) { author { email } } }';
    for (const gateway of gateways.keys()) {
      for (let count = 0; count < 2; count += 1) {
        expect((await ask(gateway, author, query, { id: estimate })).text).toContain('@');
        expect((await ask(gateway, colleague, query, { id: estimate })).text).not.toContain('@');
      }
      expect(cacheOf(await ask(gateway, author, query, { id: estimate }))).toBe('HIT');
    }
  });

  it('are not kept of progress, sessions and what else changes without a version', async () => {
    for (const query of [
      '{ crmConnections { edges { node { sync { percent } } } } }',
      '{ sessions { edges { node { lastUsedAt } } } }',
      '{ leads(first: 1) { edges { node { connection { id } } } } }',
      '{ __schema { queryType { name } } }',
      '{ __typename }',
    ]) {
      expect(cacheOf(await ask(any(), company.tokens.owner, query))).toBeNull();
    }
  });
});

const redisUrl = (): string => process.env['TEST_REDIS_URL'] ?? '';
