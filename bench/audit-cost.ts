/*
 * What the audit costs a mutation: `node scripts/run.mjs bench/audit-cost [rounds]`. The smallest one (one row, one column) with an entry
 * and without one, in turns, so that whatever else the machine does falls on both: as its callers get it, over the public endpoint of
 * the product in one process, and the transaction alone. Without one means that the statements of the audit are taken out on their
 * way to PostgreSQL. In ms, of each the tenth of the rounds that were quickest: what other work adds is not the audit's. Then the CPU
 * that this process and PostgreSQL's use for it (Linux only), which other work changes less: the median of blocks, in turns, too.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startProduct } from '../main/all-in-one';
import { urlOfPart } from '../main/database-roles';
import { Settings } from '../main/settings';
import type { AuditScope } from '../service-kit/audit/audit-scope';
import { newId } from '../service-kit/data/ids';
import { inOrganization } from '../service-kit/postgres/database';
import { silentLogger } from '../service-kit/process/logger';
import { Lifetime } from '../service-kit/process/process';
import { connectIdentity } from '../subgraphs/identity/src/data-source';
import { freePort } from '../testkit/ports';
import { startTestPostgres } from '../testkit/services';
import { spread } from './statistics';

const WARM_UP = 100;
const ROUNDS = Number(process.argv[2] ?? 1_000);
/** Rounds of which the CPU is read together. */
const BLOCK = 25;

/** The mean of the quickest tenth. */
function quick(values: number[]): number {
  const best = values.toSorted((a, b) => a - b).slice(0, Math.ceil(values.length / 10));
  return best.reduce((sum, one) => sum + one, 0) / best.length;
}

/** Takes the audit out of what is sent while it is off. */
function auditSwitch(): { isOn: boolean } {
  const state = { isOn: true };
  const wire = pg.Connection.prototype as unknown as { query(text: string): void };
  const { query } = wire;
  wire.query = function (text) {
    const sent = state.isOn
      ? text
      : text
          .replace(/CALL audit\.record_at_end\(.*\); /s, '')
          .replace(/, set_config\('app\.audit', 'on', true\)/, '');
    query.call(this, sent);
  };
  return state;
}

const LOG_IN = `mutation ($input: LogInInput!) { logIn(input: $input) { tokens { accessToken } userErrors { message } } }`;
const REGISTER = `mutation ($input: RegisterInput!) { register(input: $input) { userErrors { message } } }`;
const UPDATE = `mutation ($input: UpdateUserInput!) { updateUser(input: $input) { user { id locale } userErrors { code } } }`;

async function post(
  url: string,
  token: string | null,
  query: string,
  input: object,
): Promise<Record<string, never>> {
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query, variables: { input } }),
  });
  const { data, errors } = (await answer.json()) as { data?: Record<string, never>; errors?: unknown };
  if (errors || !data) throw new Error(JSON.stringify(errors));
  return data;
}

async function main(): Promise<void> {
  const postgres = await startTestPostgres();
  const dataDir = mkdtempSync(join(tmpdir(), 'cashcraft-bench-'));
  const lifetime = new Lifetime(silentLogger());
  try {
    const port = await freePort();
    const settings = Settings.parse({
      NODE_ENV: 'test',
      LOG_LEVEL: 'silent',
      DATA_DIR: dataDir,
      DATABASE_URL: postgres.url,
      SIMULATOR_PORT: String(await freePort()),
      SIMULATOR_CONTROL_PORT: String(await freePort()),
      SYNC_INTERVAL_SECONDS: '0',
      RATE_LIMIT_ADDRESS_PER_MINUTE: '0',
      RATE_LIMIT_USER_PER_HOUR: '0',
    });
    await startProduct(lifetime, { settings, port, log: silentLogger() });
    const url = `http://127.0.0.1:${port}`;
    const account = { email: 'bench@example.com', password: 'a long bench password 1' };
    await post(url, null, REGISTER, {
      ...account,
      firstName: 'Ben',
      lastName: 'Chmark',
      organizationName: 'Bench',
    });
    const { tokens } = (await post(url, null, LOG_IN, account))['logIn'] as unknown as {
      tokens: { accessToken: string };
    };
    const { accessToken } = tokens;
    const claims = JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString()) as {
      sub: string;
      org: string;
    };
    await measure(url, accessToken, claims, await urlOfPart(postgres.url, 'identity'));
  } finally {
    await lifetime.stop();
    rmSync(dataDir, { recursive: true, force: true });
    await postgres.stop();
  }
}

async function measure(
  url: string,
  token: string,
  { sub, org }: { sub: string; org: string },
  databaseUrl: string,
): Promise<void> {
  const source = await connectIdentity(databaseUrl, { poolSize: 1 });
  const audit = auditSwitch();
  let turn = 0;
  const locale = () => `en-${(turn += 1) % 2 ? 'GB' : 'US'}`;
  const scope = (): AuditScope => ({
    action: 'updateUser',
    actor: { kind: 'USER', id: sub },
    ip: '203.0.113.7',
    requestId: newId(),
    told: [],
  });
  const kinds = {
    'over the endpoint': () => post(url, token, UPDATE, { locale: locale() }),
    'its transaction alone': () =>
      inOrganization(
        source,
        org,
        (db) => db.query('UPDATE identity.users SET locale = $2 WHERE id = $1', [sub, locale()]),
        undefined,
        scope(),
      ),
  };
  const cpu = async () => {
    const { user, system } = process.cpuUsage();
    const backends = (await source.query(
      `SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'`,
    )) as { pid: number }[];
    return backends.reduce((sum, { pid }) => sum + cpuOf(pid), (user + system) / 1_000);
  };
  for (const [kind, run] of Object.entries(kinds)) {
    const times = { with: [] as number[], without: [] as number[] };
    const blocks = { with: [] as number[], without: [] as number[] };
    for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
      for (const one of ['with', 'without'] as const) {
        audit.isOn = one === 'with';
        const begin = performance.now();
        await run();
        if (round >= WARM_UP) times[one].push(performance.now() - begin);
      }
    }
    for (let block = 0; block < 2 * Math.ceil(ROUNDS / BLOCK); block += 1) {
      const one = block % 2 ? 'with' : 'without';
      audit.isOn = one === 'with';
      const begin = await cpu();
      for (let round = 0; round < BLOCK; round += 1) await run();
      blocks[one].push(((await cpu()) - begin) / BLOCK);
    }
    tell(kind, quick(times.without), quick(times.with));
    tell(`${kind}, CPU`, spread(blocks.without).median, spread(blocks.with).median);
  }
  await source.destroy();
}

function tell(kind: string, without: number, withOne: number): void {
  const percent = (100 * (withOne - without)) / without;
  process.stdout.write(
    `${kind}: ${without.toFixed(2)} ms without, ${withOne.toFixed(2)} ms with: ${percent.toFixed(1)} %\n`,
  );
}

/** What a process has used so far, in ms; 0 for one that is gone. */
function cpuOf(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
  } catch {
    return 0;
  }
}

void main();
