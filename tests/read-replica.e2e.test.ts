import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { examine } from '../main/doctor-command';
import { migrateAllUp } from '../main/migrations';
import { replicaChecks } from '../main/replica-check';
import { Settings } from '../main/settings';
import { processRegistry } from '../service-kit/telemetry/process-metrics';
import { connectIdentity } from '../subgraphs/identity/src/data-source';
import { must, post } from '../testkit/client';
import { openCompany, type Company } from '../testkit/company';
import { MODES, useProduct } from '../testkit/product';
import { startReplicated, type ReplicatedPostgres } from '../testkit/replica';
import { urlOfDatabase } from '../testkit/template-database';

/*
 * Reads on a streaming replica (decision 31): it takes what it can know, nobody ever gets what was before an answered change, and
 * nothing fails when it lags, dies, stands still, or follows no more.
 */

/** Between reads, so that those that wait for something are not all that the machine does. */
const BREATH_MS = 25;

const NAMES = `query Names($first: Int!, $other: Int!) {
  projects(first: $first) { edges { node { id name } } }
  others: projects(first: $other) { pageInfo { hasNextPage } }
}`;
const RENAME = `mutation ($input: UpdateProjectInput!) {
  updateProject(input: $input) { project { id name } userErrors { code path message } }
}`;
const CREATE = `mutation ($input: CreateProjectInput!) {
  createProject(input: $input) { project { id } userErrors { code path message } }
}`;

describe.each(MODES)('reads on a replica, in %s', (mode) => {
  let servers: ReplicatedPostgres;
  const product = useProduct(mode, {
    makeDatabase: async () => {
      servers = await startReplicated();
      const admin = await connected(servers.primaryUrl);
      await admin.query('CREATE DATABASE product');
      await admin.end();
      const url = urlOfDatabase(servers.primaryUrl, 'product');
      await migrateAllUp(url);
      return url;
    },
    settings: () => ({ DATABASE_READ_URL: replicaAddress(), LIMIT_COST: '1000000' }),
  });
  const replicaAddress = () => {
    const { host } = new URL(servers.replicaUrl);
    return `postgres://${host}`;
  };
  const health = (mostBehindMs?: number) => {
    const settings = Settings.parse({ DATABASE_READ_URL: replicaAddress() });
    const [check] = replicaChecks({ databaseUrl: product.database.url, settings }, mostBehindMs);
    return check?.check as () => Promise<{ behindBytes: number; behindMs: number }>;
  };
  /** What `doctor` says of it, and what to do. */
  async function doctor(): Promise<{ state: string; words: string }[]> {
    const settings = Settings.parse({
      DATA_DIR: product.dataDir,
      DATABASE_URL: product.database.url,
      DATABASE_READ_URL: replicaAddress(),
    });
    const findings = await examine({ settings, port: product.port });
    const found = findings.filter(({ words }) => words.includes(new URL(servers.replicaUrl).host));
    return found.map(({ state, words, advice = '' }) => ({ state, words: `${words}: ${advice}` }));
  }
  const saying = (state: string, words: string) => [
    { state, words: expect.stringContaining(words) as string },
  ];
  let identity: DataSource;
  let replica: Client;
  let company: Company;
  let stranger: Company;
  let projects: string[] = [];
  let different = 0;

  const ask = (query: string, variables: object, by: Company = company) =>
    must(post(`${product.url}/graphql`, by.tokens.owner, query, variables as Record<string, unknown>));
  /** Asks for names as nobody has asked since the last change, so that no cache answers. */
  async function names(by = company): Promise<Map<string, string>> {
    different += 1;
    const [first, other] = [20 + (different % 80), 20 + (Math.floor(different / 80) % 80)];
    const { projects: found } = await ask(NAMES, { first, other }, by);
    return new Map(
      found.edges.map(({ node }: { node: { id: string; name: string } }) => [node.id, node.name]),
    );
  }
  const rename = (id: string, name: string) => ask(RENAME, { input: { id, name } });

  /** How many reads of estimates were answered by the replica, and why others were not. */
  async function outcomes(): Promise<Record<string, number>> {
    const text =
      mode === 'all in one process'
        ? await processRegistry.metrics()
        : await (await fetch(`${product.subgraphUrls['estimates']}/metrics`)).text();
    const found: Record<string, number> = {};
    for (const [, labels = '', value] of text.matchAll(/replica_reads_total\{([^}]*)\} (\d+)/g)) {
      if (!labels.includes('cashcraft-estimates')) continue;
      found[/outcome="(\w+)"/.exec(labels)?.[1] ?? ''] = Number(value);
    }
    return found;
  }
  /** Reads until one was answered so. On a busy machine a replica that is back is too slow for a while: nobody waits long for it. */
  async function untilOutcome(outcome: string): Promise<void> {
    const before = (await outcomes())[outcome] ?? 0;
    while (((await outcomes())[outcome] ?? 0) <= before) {
      await names();
      await sleep(BREATH_MS);
    }
  }

  beforeAll(async () => {
    identity = await connectIdentity(await product.database.urlFor('identity'));
    replica = await connected(urlOfDatabase(servers.replicaUrl, 'product'));
    company = await openCompany(product.url, identity);
    stranger = await openCompany(product.url, identity);
    projects = [];
    for (const place of [0, 1, 2])
      projects.push((await ask(CREATE, { input: { name: `P${place} 0` } })).createProject.project.id);
  });
  beforeEach(() => Promise.all([company.renew(), stranger.renew()]));
  afterAll(async () => {
    await identity?.destroy();
    await replica?.end().catch(() => undefined);
    await servers?.stop();
  });

  it('are answered there when nothing was changed, with the rows of the own organisation alone', async () => {
    await untilOutcome('answered');
    expect([...(await names()).keys()].toSorted()).toEqual(projects.toSorted());
    await ask(CREATE, { input: { name: 'Theirs' } }, stranger);
    for (let count = 0; count < 20; count += 1)
      expect([...(await names(stranger)).values()]).toEqual(['Theirs']);
  });

  it('never show what was before an answered change', async () => {
    const acknowledged = new Map(projects.map((id) => [id, 0]));
    const faults: string[] = [];
    let writing = true;
    const read = async () => {
      const atLeast = new Map(acknowledged);
      const found = await names();
      for (const [id, least] of atLeast) {
        const seen = Number(found.get(id)?.split(' ')[1] ?? -1);
        if (seen < least) faults.push(`${seen} after ${least}`);
      }
    };
    const write = async (id: string, place: number) => {
      for (let count = 1; count <= 40; count += 1) {
        const { updateProject } = await rename(id, `P${place} ${count}`);
        expect(updateProject.project.name).toBe(`P${place} ${count}`);
        acknowledged.set(id, count);
        await read();
      }
    };
    const readers = [0, 1].map(async () => {
      while (writing) await read();
    });
    await Promise.all(projects.map(write)).finally(() => (writing = false));
    await Promise.all(readers);
    expect(faults).toEqual([]);
    await untilOutcome('answered');
  });

  // The same code in both; where the parts have processes of their own, the version travels by HTTP, too.
  if (mode !== 'all in one process') {
    it('go to the primary while replay is paused, and health tells of it', async () => {
      const check = health(0);
      await replica.query('SELECT pg_wal_replay_pause()');
      try {
        await rename(projects[0] ?? '', 'Paused 1');
        expect((await names()).get(projects[0] ?? '')).toBe('Paused 1');
        await untilOutcome('behind');
        expect((await names()).get(projects[0] ?? '')).toBe('Paused 1');
        expect((await health()()).behindBytes).toBeGreaterThan(0);
        await check(); // notes how far the primary is
        await expect(check()).rejects.toThrow('has not replayed');
        expect(await doctor()).toEqual(saying('well', 'keeps up')); // that little is no trouble
        const writer = await connected(product.database.url);
        await writer.query(`SELECT pg_logical_emit_message(true, 'much', repeat('a', 20000000))`);
        await writer.end();
        expect(await doctor()).toEqual(saying('odd', 'MB of log behind: until it has caught up'));
      } finally {
        await replica.query('SELECT pg_wal_replay_resume()');
      }
      await untilOutcome('answered');
      await untilWell(health());
      expect(await doctor()).toEqual(saying('well', 'keeps up'));
    });

    it('are cancelled there by replay, or wait behind it, without a failed request', async () => {
      const writer = await connected(product.database.url);
      const reading = Array.from({ length: 4 }, async () => {
        for (let count = 0; count < 40; count += 1) expect((await names()).size).toBe(projects.length);
      });
      // What VACUUM FULL does to a table, replay does under the readers.
      for (let count = 0; count < 5; count += 1) await writer.query('VACUUM FULL estimates.projects');
      await Promise.all(reading);
      await writer.end();
    });

    it.each(['killed', 'frozen'] as const)('go to the primary while it is %s, and come back', async (how) => {
      let isOver = false;
      const reading = Array.from({ length: 4 }, async () => {
        while (!isOver) {
          expect((await names()).size).toBe(projects.length);
          await sleep(BREATH_MS);
        }
      });
      await untilOutcome('answered');
      await (how === 'killed' ? servers.killReplica() : servers.freezeReplica());
      await untilOutcome('away');
      await rename(projects[1] ?? '', `${how} 1`);
      expect((await names()).get(projects[1] ?? '')).toBe(`${how} 1`);
      if (how === 'killed') {
        await expect(health()()).rejects.toThrow();
        expect(await doctor()).toEqual(
          saying('odd', 'does not answer, or its primary: reads go to the primary'),
        );
      }
      await (how === 'killed' ? servers.startReplica() : servers.thawReplica());
      await untilOutcome('answered');
      isOver = true;
      await Promise.all(reading);
    });
  }

  it('go to the primary when the replica was made a server of its own', async () => {
    const promoted = await connected(urlOfDatabase(servers.replicaUrl, 'product'));
    await promoted.query('SELECT pg_promote()');
    await rename(projects[2] ?? '', 'After 1');
    await untilOutcome('behind');
    expect((await names()).get(projects[2] ?? '')).toBe('After 1');
    await expect(health()()).rejects.toThrow('no replica');
    expect(await doctor()).toEqual(saying('odd', 'follows no other: make DATABASE_READ_URL a replica'));
    await promoted.end();
  });
});

/** Until it has replayed all that was written. */
async function untilWell(check: () => Promise<{ behindBytes: number }>): Promise<void> {
  while ((await check()).behindBytes > 0) await sleep(50);
}

async function connected(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}
