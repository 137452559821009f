import { execFileSync } from 'node:child_process';
import { appendFile, chmod, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEmbeddedPostgres } from '../service-kit/postgres/embedded-postgres/embedded-postgres';
import { childrenOf } from './child-processes';
import { reapAtEnd } from './reaper';

/** A throwaway PostgreSQL with a streaming replica. */
export interface ReplicatedPostgres {
  /** Of the superuser, for the database `postgres`. */
  readonly primaryUrl: string;
  readonly replicaUrl: string;
  /** Ends the replica as a power cut would. */
  killReplica(): Promise<void>;
  /** Starts it again, at its address. */
  startReplica(): Promise<void>;
  /** Stops all its processes where they stand, or lets them go on. */
  freezeReplica(): Promise<void>;
  thawReplica(): Promise<void>;
  /** They do not outlive this process, either. */
  stop(): Promise<void>;
}

const SETTINGS = {
  max_connections: '200',
  fsync: 'off',
  full_page_writes: 'off',
  wal_level: 'replica',
  max_wal_senders: '4',
};

/** Starts both; the replica is a copy of the primary's stopped folder, and follows it from there. */
export async function startReplicated(): Promise<ReplicatedPostgres> {
  const folder = await mkdtemp(path.join(tmpdir(), 'test-replicated-'));
  await chmod(folder, 0o711); // started by root, the servers run under another account
  const [primary, replica] = ['primary', 'replica'].map((name) => path.join(folder, name)) as [
    string,
    string,
  ];
  const pidFile = path.join(replica, 'cluster', 'postmaster.pid');
  const reaper = reapAtEnd(folder, [path.join(primary, 'cluster', 'postmaster.pid'), pidFile]);
  try {
    const first = await startEmbeddedPostgres({ dataDir: primary, settings: SETTINGS });
    await first.stop();
    const hba = path.join(primary, 'cluster', 'pg_hba.conf');
    await appendFile(hba, 'host replication all 127.0.0.1/32 scram-sha-256\n');
    execFileSync('cp', ['-a', primary, replica]);
    await writeFile(path.join(replica, 'cluster', 'standby.signal'), '', { mode: 0o644 });
    const { url: primaryUrl } = await startEmbeddedPostgres({ dataDir: primary, settings: SETTINGS });
    // Replay waits for no reader: what it takes away under one cancels the read.
    const settings = { ...SETTINGS, primary_conninfo: primaryUrl, max_standby_streaming_delay: '0' };
    const start = async () => (await startEmbeddedPostgres({ dataDir: replica, settings })).url;
    const replicaUrl = await start();
    const signal = async (name: 'KILL' | 'STOP' | 'CONT') => {
      const pid = Number((await readFile(pidFile, 'utf8')).split('\n')[0]);
      for (const one of [pid, ...childrenOf(pid)]) process.kill(one, `SIG${name}`);
    };
    return {
      primaryUrl,
      replicaUrl,
      killReplica: () => signal('KILL'),
      startReplica: async () => void (await start()),
      freezeReplica: () => signal('STOP'),
      thawReplica: () => signal('CONT'),
      stop: reaper.finish,
    };
  } catch (error) {
    await reaper.finish();
    throw error;
  }
}
