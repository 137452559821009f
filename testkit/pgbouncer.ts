import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { freePort } from './ports';
import { programOf } from './programs';
import { reapAtEnd } from './reaper';

/** A throwaway PgBouncer in transaction mode. */
export interface PgBouncer {
  /** As DATABASE_POOL_URL has it. */
  readonly url: string;
  /** How many transactions it has carried, and over how many connections at most. */
  carried(): Promise<{ transactions: number; connections: number }>;
  stop(): Promise<void>;
}

/**
 * Starts PgBouncer in front of a server, as docs/pgbouncer.md configures it, but that its role reads passwords itself.
 *
 * @param admin the server's URL, with a role that may read passwords
 * @param poolSize connections for each role
 */
export async function startPgBouncer(admin: string, poolSize: number): Promise<PgBouncer> {
  const { hostname, port: server, username, password } = new URL(admin);
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'test-pgbouncer-'));
  chmodSync(folder, 0o777); // root has it run as nobody
  const [users, ini, pid] = ['users.txt', 'pgbouncer.ini', 'pid'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(users, `"${username}" "${decodeURIComponent(password)}"\n`);
  writeFileSync(
    ini,
    `[databases]
* = host=${hostname} port=${server}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
pidfile = ${pid}
pool_mode = transaction
default_pool_size = ${poolSize}
auth_type = scram-sha-256
auth_file = ${users}
auth_user = ${username}
auth_query = SELECT rolname, rolpassword FROM pg_authid WHERE rolname = $1 AND rolcanlogin
ignore_startup_parameters = statement_timeout
stats_users = ${username}
`,
  );
  const args = process.getuid?.() === 0 ? ['--user=nobody', ini] : [ini];
  const reaper = reapAtEnd(folder, [pid]);
  const child = spawn(programOf('PGBOUNCER'), args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let words = '';
  child.stderr.on('data', (chunk: Buffer) => (words += chunk.toString()));
  const ended = new Promise((_resolve, reject: (error: Error) => void) =>
    child.once('exit', () => reject(new Error(words))),
  );
  ended.catch(() => undefined);
  const isUp = () => words.includes('process up');
  await Promise.race([until(isUp), ended]);
  return {
    url: `postgres://127.0.0.1:${port}`,
    carried: () => ask(`postgres://${username}:${password}@127.0.0.1:${port}/pgbouncer`),
    stop: reaper.finish,
  };
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** Its console knows the simple protocol only, which a query without values is. */
async function ask(url: string): Promise<{ transactions: number; connections: number }> {
  const client = new Client(url);
  await client.connect();
  try {
    const stats = (await client.query<{ total_xact_count: string }>('SHOW STATS')).rows;
    const pools = (await client.query<{ sv_active: number; sv_idle: number; sv_used: number }>('SHOW POOLS'))
      .rows;
    return {
      transactions: stats.reduce((sum, { total_xact_count: count }) => sum + Number(count), 0),
      connections: Math.max(
        ...pools.map((pool) => Number(pool.sv_active) + Number(pool.sv_idle) + Number(pool.sv_used)),
      ),
    };
  } finally {
    await client.end();
  }
}
