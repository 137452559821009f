import { EmbeddedPostgresError } from './embedded-postgres-error';

/**
 * Tuned for a small machine that runs the application too (the whole product idles under 350 MB, so the database
 * gets little): few processes, no parallel queries, no just-in-time compiler, no replication.
 */
const DEFAULTS: Readonly<Record<string, string>> = {
  shared_buffers: '48MB',
  effective_cache_size: '256MB',
  work_mem: '4MB',
  maintenance_work_mem: '32MB',
  max_connections: '120', // each queue has its own few, each part a pool of ten; idle ones cost next to nothing
  jit: 'off',
  io_method: 'sync',
  max_worker_processes: '2',
  max_parallel_workers: '0',
  max_parallel_workers_per_gather: '0',
  max_parallel_maintenance_workers: '0',
  max_logical_replication_workers: '0',
  autovacuum_max_workers: '1',
  wal_level: 'minimal',
  max_wal_senders: '0',
  min_wal_size: '32MB',
  max_wal_size: '256MB',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // Statements and violated keys hold customers' data: they are the application's to report, not for the server's log.
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_checkpoints: 'off',
};

/**
 * The `-c name=value` arguments of the server: the defaults, then the caller's, then what nobody may change
 * (only the loopback address, no socket files).
 *
 * @param overrides the caller's settings by name, e.g. `{ fsync: 'off' }`
 * @param marker goes into `cluster_name`, and so into the command line of the server and its children
 * @throws EmbeddedPostgresError (START_FAILED) for a name that cannot be a setting
 */
export function settingArguments(overrides: Readonly<Record<string, string>>, marker: string): string[] {
  for (const name of Object.keys(overrides)) {
    if (!/^[A-Za-z_][\w.]*$/.test(name)) {
      throw new EmbeddedPostgresError('START_FAILED', `"${name}" is not the name of a PostgreSQL setting.`);
    }
  }
  const fixed = { listen_addresses: '127.0.0.1', unix_socket_directories: '', cluster_name: marker };
  const settings = { ...DEFAULTS, ...overrides, ...fixed };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
