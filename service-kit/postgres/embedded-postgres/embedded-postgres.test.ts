import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { connect } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import path from 'node:path';

import { Client } from 'pg';

import { type Reaper, reapAtEnd } from '../../../testkit/reaper';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres';
import { describeProcess, isRunning, processesWith, signal } from './processes';

const FAST = { fsync: 'off', full_page_writes: 'off' };
const running: EmbeddedPostgres[] = [];
let home: string;
let base: string;
let dataDir: string;
let used: string;
let reaper: Reaper;

// To make a cluster (a thousand files) takes most of the time of a test, so all but a few share this one.
beforeAll(async () => {
  home = fs.realpathSync(fs.mkdtempSync(path.join(tmpdir(), 'embedded-postgres-')));
  fs.chmodSync(home, 0o711);
  base = path.join(home, 'base');
  used = path.join(home, 'used');
  const folders = [used, path.join(base, 'data'), path.join(base, 'private', 'data')];
  reaper = reapAtEnd(
    home,
    folders.map((folder) => path.join(folder, 'cluster', 'postmaster.pid')),
  );
  await (await startEmbeddedPostgres({ dataDir: used, settings: FAST })).stop();
});

afterAll(() => reaper.finish());

beforeEach(() => {
  fs.mkdirSync(base);
  dataDir = path.join(base, 'data');
});

afterEach(async () => {
  for (const server of running.splice(0)) await server.stop();
  // Only a failed test leaves one behind.
  if (fs.existsSync(pidFile())) signal(postmaster(), 'SIGKILL');
  fs.rmSync(base, { recursive: true, force: true });
});

async function start(folder = dataDir, log?: (event: string) => void): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir: folder, settings: FAST, ...(log && { log }) });
  running.push(server);
  return server;
}

function startUsed(): Promise<EmbeddedPostgres> {
  dataDir = used;
  return start();
}

const pidFile = () => path.join(dataDir, 'cluster', 'postmaster.pid');
const postmaster = () => Number(fs.readFileSync(pidFile(), 'utf8').split('\n')[0]);

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => {}); // some tests kill the server under it
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows.flatMap((row) => Object.values(row));
  } finally {
    await client.end();
  }
}

describe('a start on an empty folder', () => {
  it('makes a cluster that answers as superuser, with the given settings over ours', async () => {
    const server = await start();
    expect(server.adopted).toBe(false);
    const facts = `select version(), current_user, current_setting('fsync') as fsync, current_setting('jit') as jit, uuidv7() is not null`;
    expect(await query(server.url, facts)).toEqual([
      expect.stringMatching(/^PostgreSQL 18/),
      'postgres',
      'off',
      'off',
      true,
    ]);
  });

  it('keeps the password in a file for the owner only, and refuses any other', async () => {
    const { url } = await startUsed();
    const file = path.join(dataDir, 'password');
    expect(fs.statSync(file).mode & 0o777).toBe(0o600);
    expect(decodeURIComponent(new URL(url).password)).toBe(fs.readFileSync(file, 'utf8').trim());
    const wrong = new URL(url);
    wrong.password = 'wrong';
    await expect(query(wrong.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
    wrong.password = '';
    await expect(query(wrong.href, 'select 1')).rejects.toThrow();
    expect(
      await query(
        url,
        `select distinct split_part(rolpassword, '$', 1) from pg_authid where rolpassword is not null`,
      ),
    ).toEqual(['SCRAM-SHA-256']);
  });

  it('listens on the loopback address and nowhere else', async () => {
    const port = Number(new URL((await startUsed()).url).port);
    const outside = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
    const hosts = outside
      .filter(({ internal, scopeid }) => !internal && !scopeid)
      .map(({ address }) => address);
    if (process.platform === 'linux') hosts.push('127.0.0.2', '::1');
    const answers = (host: string) =>
      new Promise<boolean>((resolve) => {
        const socket = connect({ host, port, timeout: 2_000 });
        const end = (answer: boolean) => resolve((socket.destroy(), answer));
        socket
          .once('connect', () => end(true))
          .once('error', () => end(false))
          .once('timeout', () => end(false));
      });
    expect(await answers('127.0.0.1')).toBe(true);
    for (const host of hosts)
      expect({ host, answers: await answers(host) }).toEqual({ host, answers: false });
  });

  it('never runs the server as root, whoever starts it', async () => {
    await startUsed();
    const uid = Number(execFileSync('ps', ['-o', 'uid=', '-p', String(postmaster())], { encoding: 'utf8' }));
    const self = process.getuid?.() ?? 0;
    expect({ uid, isRoot: uid === 0 }).toEqual({
      uid: self === 0 ? fs.statSync(pidFile()).uid : self,
      isRoot: false,
    });
  });

  it('works below a folder that nobody else may enter', async () => {
    fs.mkdirSync(path.join(base, 'private'), { mode: 0o700 });
    dataDir = path.join(base, 'private', 'data');
    const first = await start();
    await query(first.url, 'create table kept as select 7 as n');
    signal(postmaster(), 'SIGKILL');
    const second = await start();
    expect(await query(second.url, 'select n from kept')).toEqual([7]);
  });

  it('done twice at once gives both the same server, which the last one stops', async () => {
    const [one, other] = await Promise.all([start(), start()]);
    expect([one.adopted, other.adopted].sort()).toEqual([false, true]);
    expect(one.url).toBe(other.url);
    const pid = postmaster();
    await one.stop();
    expect(await query(other.url, 'select 1')).toEqual([1]);
    await other.stop();
    expect(isRunning(pid)).toBe(false);
  });
});

describe('a start on a used folder', () => {
  it('finds its data again after a clean stop, which leaves no process and no pid file', async () => {
    const first = await startUsed();
    await query(first.url, 'create table kept as select 42 as n');
    const pid = postmaster();
    const children = `postgres: ${/cluster_name=(\S+)/.exec(describeProcess(pid)?.command ?? '')?.[1]}:`;
    if (process.platform === 'linux') expect(processesWith(children).length).toBeGreaterThan(0);
    await Promise.all([first.stop(), first.stop()]);
    expect(isRunning(pid)).toBe(false);
    expect(processesWith(children)).toEqual([]);
    expect(() => fs.statSync(pidFile())).toThrow('ENOENT');
    const second = await start();
    expect(second.adopted).toBe(false);
    expect(await query(second.url, 'select n from kept')).toEqual([42]);
  });

  it('stops within seconds although a client is in the middle of a transaction', async () => {
    const server = await startUsed();
    const client = new Client({ connectionString: server.url });
    client.on('error', () => {});
    await client.connect();
    await client.query('begin; create table dropped (n int)');
    await server.stop();
    await client.end().catch(() => {});
    const again = await start();
    expect(await query(again.url, `select to_regclass('dropped')`)).toEqual([null]);
  });

  it('recovers from a kill -9 of the server, even while a child of it works on', async () => {
    const first = await startUsed();
    await query(first.url, 'create table survived as select 42 as n');
    const busy = query(first.url, 'select count(*) from generate_series(1, 1000000000)');
    const failure = expect(busy).rejects.toThrow();
    await query(first.url, 'select 1');
    signal(postmaster(), 'SIGKILL');
    const events: string[] = [];
    const second = await start(dataDir, (event) => events.push(event));
    expect(second.adopted).toBe(false);
    expect(events).toContainEqual(expect.stringContaining('was killed'));
    expect(await query(second.url, 'select n from survived')).toEqual([42]);
    await failure;
  });

  it.each([
    ['a process of another program', () => String(process.pid)],
    ['a dead process', () => '999999'],
    ['nothing', () => ''],
  ])('is not misled by a pid file that names %s', async (_what, pid) => {
    await (await startUsed()).stop();
    fs.writeFileSync(
      pidFile(),
      `${pid()}\n${path.join(dataDir, 'cluster')}\n1\n5432\n\n127.0.0.1\n 1 1\nready   \n`,
    );
    const server = await start();
    expect(server.adopted).toBe(false);
    expect(await query(server.url, 'select 1')).toEqual([1]);
  });

  it('adopts the server that an application left when it was killed, and stops it in its stead', async () => {
    dataDir = used;
    const script = `require('./service-kit/postgres/embedded-postgres/embedded-postgres').startEmbeddedPostgres({ dataDir: process.argv[1], settings: { fsync: 'off' } })
      .then((server) => { console.log(server.url); process.stdin.resume().on('end', () => process.exit()); })`;
    const application = spawn(process.execPath, ['-r', '@swc-node/register', '-e', script, dataDir], {
      cwd: path.resolve(__dirname, '../../..'),
      stdio: ['pipe', 'pipe', 'inherit'], // it ends with its stdin, and so with this test,
    });
    const first = await Promise.race([once(application.stdout, 'data'), once(application, 'close')]);
    const url = String(first[0]).trim();
    const pid = postmaster();
    application.kill('SIGKILL');
    await once(application, 'close');
    expect(isRunning(pid)).toBe(true);
    const server = await start();
    expect({ adopted: server.adopted, url: server.url }).toEqual({
      adopted: true,
      url: url.toString().trim(),
    });
    await server.stop();
    expect(isRunning(pid)).toBe(false);
  });

  it('runs the server in a process group of its own, out of reach of Ctrl-C', async () => {
    await startUsed();
    const pid = postmaster();
    expect(Number(execFileSync('ps', ['-o', 'pgid=', '-p', String(pid)], { encoding: 'utf8' }))).toBe(pid);
  });
});

describe('a start that cannot succeed says why', () => {
  it('when another major version made the data', async () => {
    fs.mkdirSync(path.join(dataDir, 'cluster'), { recursive: true });
    fs.writeFileSync(path.join(dataDir, 'cluster', 'PG_VERSION'), '15\n');
    await expect(start()).rejects.toMatchObject({
      code: 'WRONG_VERSION',
      message: expect.stringMatching(/PostgreSQL 15.*version 18/),
    });
  });

  it('when a part of the path is a file', async () => {
    fs.writeFileSync(path.join(base, 'file'), '');
    await expect(start(path.join(base, 'file', 'data'))).rejects.toMatchObject({
      code: 'NOT_WRITABLE',
      message: expect.stringContaining('Set DATA_DIR'),
    });
  });

  it('when the password file is gone, or is not that of the running server', async () => {
    const server = await startUsed();
    const file = path.join(dataDir, 'password');
    const { uid, gid } = fs.statSync(file);
    const right = fs.readFileSync(file);
    fs.writeFileSync(file, 'another\n');
    await expect(start()).rejects.toMatchObject({
      code: 'WRONG_PASSWORD',
      message: expect.stringContaining(file),
    });
    fs.rmSync(file);
    await expect(start()).rejects.toMatchObject({
      code: 'WRONG_PASSWORD',
      message: expect.stringContaining(file),
    });
    fs.writeFileSync(file, right, { mode: 0o600 });
    fs.chownSync(file, uid, gid);
    const again = await start();
    expect(again.url).toBe(server.url);
  });

  it('when a setting has a value that PostgreSQL refuses', async () => {
    dataDir = used;
    const impossible = { ...FAST, shared_buffers: 'plenty' };
    await expect(startEmbeddedPostgres({ dataDir, settings: impossible })).rejects.toMatchObject({
      code: 'START_FAILED',
      message: expect.stringContaining('invalid value for parameter "shared_buffers": "plenty"'),
    });
  });
});
