/*
 * `npm run bench:identity [rounds]`: what identity costs beside the least that does the same, in turns, so that whatever else the machine
 * does falls on both: a token verified, `me` and `refreshTokens` at 32 connections beside a handler that sends the same SQL and
 * nothing else, a request with an API key beside one with a token. Product, handler and client share a process.
 */
import { createPublicKey } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import jwt from 'jsonwebtoken';
import pg from 'pg';
import { Pool } from 'undici';
import { startProduct } from '../main/all-in-one';
import { urlOfPart } from '../main/database-roles';
import { Settings } from '../main/settings';
import { newId } from '../service-kit/data/ids';
import { silentLogger } from '../service-kit/process/logger';
import { Lifetime } from '../service-kit/process/process';
import { freePort } from '../testkit/ports';
import { startTestPostgres } from '../testkit/services';
import { closeServer, createTextServer, listenOnLoopback, readBody } from './loopback';
import { recorded, replay, type Sent } from './same-sql';
import { percentile, spread } from './statistics';
import { createBenchTokens, createBenchVerifier } from './tokens';

const ROUNDS = Number(process.argv[2] ?? 7);
const CONNECTIONS = 32;
const WINDOW_MS = 1_000;
const TRIES = 12;
const PAUSE_MS = 250;
const ACCOUNT = { email: 'bench@example.com', password: 'a long bench password 1' };
const ME = '{ me { id email displayName role { key name } organization { id name } } }';
const NAME = '{ organization { id name } }';
const REFRESH = `mutation ($input: RefreshTokensInput!) { refreshTokens(input: $input) { tokens { accessToken refreshToken } userErrors { code } } }`;

type Work = (worker: number) => Promise<unknown>;
/** One way to do it, as a row of the table calls it. */
type Kinds = Readonly<Record<string, Work>>;

interface Window {
  latencies: number[];
  perSecond: number;
}

/** So many at a time, each its next when its last was answered. */
async function window(work: Work, workers: number): Promise<Window> {
  const latencies: number[] = [];
  const begin = performance.now();
  const run = async (worker: number) => {
    for (let now = performance.now(); now < begin + WINDOW_MS; now = performance.now()) {
      await work(worker);
      latencies.push(performance.now() - now);
    }
  };
  await Promise.all(Array.from({ length: workers }, (_, worker) => run(worker)));
  return { latencies, perSecond: (1_000 * latencies.length) / (performance.now() - begin) };
}

/** Rows of the table; ratios of each round to what comes last in it. */
async function inTurns(title: string, kinds: Kinds, workers = CONNECTIONS): Promise<void> {
  const entries = Object.entries(kinds);
  const rounds: Window[][] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const windows: Window[] = [];
    for (const [, work] of entries) windows.push(await window(work, workers));
    if (round > 0) rounds.push(windows); // the first is the warm-up
  }
  for (const [index, [kind]] of entries.entries()) {
    const ratio = spread(rounds.map((all) => (all[index]?.perSecond ?? 0) / (all.at(-1)?.perSecond ?? 1)));
    const latencies = rounds.flatMap((all) => all[index]?.latencies ?? []);
    const cells = [
      `${title}: ${kind}`,
      spread(rounds.map((all) => all[index]?.perSecond ?? 0)).median.toFixed(0),
      percentile(latencies, 50).toFixed(2),
      percentile(latencies, 99).toFixed(2),
      `${ratio.median.toFixed(2)} (${ratio.min.toFixed(2)}–${ratio.max.toFixed(2)})`,
    ];
    process.stdout.write(`| ${cells.join(' | ')} |\n`);
  }
}

/** Tokens verified by the product's verifier, known to it and not, and by the library alone. */
async function measureTokens(): Promise<void> {
  const { publicKeyPem, sign } = createBenchTokens();
  const verifier = createBenchVerifier(publicKeyPem);
  const key = createPublicKey(publicKeyPem);
  const tokens = Array.from({ length: 30_000 }, () => sign(newId())); // more than it remembers
  let turn = 0;
  const next = () => tokens[(turn += 1) % tokens.length] ?? '';
  const kinds: Kinds = {
    'known to the cache': () => verifier.verify(tokens[0] ?? ''),
    'never seen': () => verifier.verify(next()),
    'jsonwebtoken alone': async () => jwt.verify(next(), key, { algorithms: ['ES256'] }),
  };
  await inTurns('Verification', kinds, 1);
}

interface World {
  /** Posts an operation; answers its `data`. */
  post(query: string, variables: object, headers?: Record<string, string>): Promise<never>;
  url: string;
  owner: pg.Client;
  pool: pg.Pool;
}

/** What one request sends; the shortest of several records, for work beside requests sends something, too. */
async function sentBy(work: () => Promise<unknown>): Promise<Sent[]> {
  const records: Sent[][] = [];
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    await pause(PAUSE_MS);
    records.push(await recorded(work));
  }
  return records.toSorted((a, b) => a.length - b.length)[0] ?? [];
}

/** A handler behind HTTP that verifies a token and sends the SQL of the request's number. */
async function startBare(
  world: World,
  token: string,
  sent: readonly (readonly Sent[])[],
  lastly: 'COMMIT' | 'ROLLBACK',
) {
  const verifier = createBenchVerifier(BENCH_TOKENS.publicKeyPem);
  const server = createTextServer(async (request) => {
    await verifier.verify(token);
    const { worker } = JSON.parse(await readBody(request)) as { worker: number };
    const client = await world.pool.connect();
    try {
      await replay(client, sent[worker % sent.length] ?? [], lastly);
    } finally {
      client.release();
    }
    return '{"data":{}}';
  });
  const url = await listenOnLoopback(server);
  const caller = new Pool(new URL(url).origin, { connections: CONNECTIONS });
  const work: Work = async (worker) => {
    const { body } = await caller.request({ path: '/', method: 'POST', body: JSON.stringify({ worker }) });
    await body.text();
  };
  return { work, stop: () => Promise.all([caller.destroy(), closeServer(server)]) };
}
const BENCH_TOKENS = createBenchTokens();
const BARE_TOKEN = BENCH_TOKENS.sign(newId());

async function measureMe(world: World, accessToken: string): Promise<void> {
  const me = () => world.post(ME, {}, { authorization: `Bearer ${accessToken}` });
  const bare = await startBare(world, BARE_TOKEN, [await sentBy(me)], 'COMMIT');
  await inTurns('me', { product: me, 'the same SQL': bare.work });
  await bare.stop();
}

const SESSION_ROWS = ['identity.sessions', 'identity.refresh_tokens'] as const;

/** What a refresh sends, and the session as it was before, so that the same can be sent again and again, and taken back. */
async function recordRefresh(
  world: World,
  refresh: () => Promise<unknown>,
  sessionId: string,
  length: number,
): Promise<Sent[]> {
  for (;;) {
    const before: unknown[] = [];
    for (const table of SESSION_ROWS) {
      const column = table.endsWith('sessions') ? 'id' : 'session_id';
      const { rows } = await world.owner.query(
        `SELECT row_to_json(t) AS row FROM ${table} t WHERE ${column} = $1`,
        [sessionId],
      );
      before.push(rows.map(({ row }) => row as unknown));
    }
    const sent = await recorded(refresh);
    if (sent.length > length) {
      await pause(PAUSE_MS);
      continue;
    }
    await world.owner.query('DELETE FROM identity.refresh_tokens WHERE session_id = $1', [sessionId]);
    await world.owner.query('DELETE FROM identity.sessions WHERE id = $1', [sessionId]);
    for (const [index, table] of SESSION_ROWS.entries())
      await world.owner.query(
        `INSERT INTO ${table} SELECT * FROM json_populate_recordset(NULL::${table}, $1)`,
        [JSON.stringify(before[index])],
      );
    return sent;
  }
}

interface Pair {
  accessToken: string;
  refreshToken: string;
}

async function logIn(world: World): Promise<Pair> {
  const query = `mutation ($input: LogInInput!) { logIn(input: $input) { tokens { accessToken refreshToken } userErrors { message } } }`;
  const { logIn: answer } = (await world.post(query, { input: ACCOUNT })) as { logIn: { tokens: Pair } };
  return answer.tokens;
}

async function measureRefresh(world: World): Promise<void> {
  const sessions = await Promise.all(Array.from({ length: 2 * CONNECTIONS }, () => logIn(world)));
  const refresh: Work = async (worker) => {
    const pair = sessions[worker];
    const { refreshTokens } = (await world.post(REFRESH, {
      input: { refreshToken: pair?.refreshToken },
    })) as {
      refreshTokens: { tokens: Pair };
    };
    sessions[worker] = refreshTokens.tokens;
  };
  const { length } = await sentBy(() => refresh(0));
  const sent: Sent[][] = [];
  for (let worker = CONNECTIONS; worker < 2 * CONNECTIONS; worker += 1) {
    const claims = Buffer.from(sessions[worker]?.accessToken.split('.')[1] ?? '', 'base64url').toString();
    const { sid } = JSON.parse(claims) as { sid: string };
    sent.push(await recordRefresh(world, () => refresh(worker), sid, length));
  }
  const bare = await startBare(world, BARE_TOKEN, sent, 'ROLLBACK');
  await inTurns('refreshTokens', { product: refresh, 'the same SQL, taken back': bare.work });
  await bare.stop();
}

async function measureKeys(world: World, accessToken: string): Promise<void> {
  const query = `mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret userErrors { message } } }`;
  const { createApiKey } = (await world.post(
    query,
    { input: { name: 'Bench', scopes: ['organization:read'] } },
    { authorization: `Bearer ${accessToken}` },
  )) as { createApiKey: { secret: string } };
  await inTurns('A request', {
    'with an API key, its exchange cached': () => world.post(NAME, {}, { 'x-api-key': createApiKey.secret }),
    'with a token': () => world.post(NAME, {}, { authorization: `Bearer ${accessToken}` }),
  });
}

async function main(): Promise<void> {
  const postgres = await startTestPostgres();
  const dataDir = mkdtempSync(join(tmpdir(), 'cashcraft-bench-'));
  const lifetime = new Lifetime(silentLogger());
  const port = await freePort();
  const settings = Settings.parse({
    ...{ NODE_ENV: 'test', LOG_LEVEL: 'silent', DATA_DIR: dataDir, DATABASE_URL: postgres.url },
    ...{ SIMULATOR_PORT: String(await freePort()), SIMULATOR_CONTROL_PORT: String(await freePort()) },
    ...{ RATE_LIMIT_ADDRESS_PER_MINUTE: '0', RATE_LIMIT_USER_PER_HOUR: '0', RATE_LIMIT_POINTS: '0' },
    ...{ SYNC_INTERVAL_SECONDS: '0', RESPONSE_CACHE: 'off' },
  });
  await startProduct(lifetime, { settings, port, log: silentLogger() });
  const url = `http://127.0.0.1:${port}`;
  const caller = new Pool(url, { connections: CONNECTIONS });
  const owner = new pg.Client(postgres.url);
  await owner.connect();
  const pool = new pg.Pool({ connectionString: await urlOfPart(postgres.url, 'identity'), max: 10 });
  const post: World['post'] = async (query, variables, headers = {}) => {
    const { body } = await caller.request({
      ...{ path: '/graphql', method: 'POST' },
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await body.json()) as { data?: never; errors?: unknown };
    if (errors || !data) throw new Error(JSON.stringify(errors));
    return data;
  };
  const world: World = { post, url, owner, pool };
  try {
    process.stdout.write(
      `| What | a second | p50, ms | p99, ms | Ratio to the last of its kind |\n|${' --- |'.repeat(5)}\n`,
    );
    await measureTokens();
    const names = { firstName: 'Ben', lastName: 'Chmark', organizationName: 'Bench' };
    await post(`mutation ($input: RegisterInput!) { register(input: $input) { userErrors { message } } }`, {
      input: { ...ACCOUNT, ...names },
    });
    await owner.query('UPDATE identity.users SET email_verified_at = now()');
    const { accessToken } = await logIn(world);
    await measureMe(world, accessToken);
    await measureKeys(world, accessToken);
    await measureRefresh(world);
  } finally {
    await Promise.all([caller.destroy(), owner.end(), pool.end()]);
    await lifetime.stop();
    rmSync(dataDir, { recursive: true, force: true });
    await postgres.stop();
  }
}

void main();
