/**
 * Programs that tests and checks need and npm has not: what is there is used, else (Debian, Ubuntu) it comes from apt,
 * installed by root; Redis is unpacked into `.data/redis` by anybody else. Elsewhere it is said what to install.
 */
import { execFileSync } from 'node:child_process';
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';

const REDIS = {
  name: 'Redis',
  programs: ['redis-server'],
  debian: 'redis-server',
  others: {
    macOS: 'brew install redis',
    Fedora: 'sudo dnf install redis',
    Alpine: 'apk add redis',
    elsewhere:
      'put redis-server (7 or later) on the PATH, or set REDIS_URL to a Redis that the tests may write to',
  },
};

/** The browser that the explorer's test drives. */
export const CHROMIUM = {
  name: 'Chromium',
  programs: ['chromium', 'chromium-browser', 'google-chrome'],
  debian: 'chromium',
  others: {
    macOS: 'brew install --cask chromium',
    Fedora: 'sudo dnf install chromium',
    elsewhere: 'put chromium on the PATH',
  },
};

/** Calculates exported workbooks anew in tests. */
export const LIBREOFFICE = {
  name: 'LibreOffice',
  programs: ['soffice', 'libreoffice'],
  debian: 'libreoffice-calc',
  others: {
    macOS: 'brew install --cask libreoffice, and put its soffice on the PATH',
    Fedora: 'sudo dnf install libreoffice-calc',
    elsewhere: 'put soffice on the PATH',
  },
};

/** Reads docker-compose.yml as Docker would; it starts nothing. */
export const COMPOSE = {
  name: 'docker-compose',
  programs: ['docker-compose'],
  debian: 'docker-compose',
  others: {
    macOS: 'brew install docker-compose',
    Fedora: 'sudo dnf install docker-compose',
    elsewhere: 'put docker-compose (1.29 or later) on the PATH',
  },
};

/** Tries the alert rules (promtool), and scrapes every process in a test (prometheus, beside it). */
export const PROMETHEUS = {
  name: 'Prometheus',
  programs: ['promtool'],
  debian: 'prometheus',
  others: {
    macOS: 'brew install prometheus',
    elsewhere: 'put promtool and prometheus (2.42 or later) on the PATH',
  },
};

/** Reads the routing of alerts as Alertmanager would. */
export const ALERTMANAGER = {
  name: 'Alertmanager',
  programs: ['amtool'],
  debian: 'prometheus-alertmanager',
  others: {
    macOS: 'brew install alertmanager',
    elsewhere: 'put amtool (0.25 or later) on the PATH',
  },
};

/** Pools connections in transaction mode: the whole story is played through it. */
export const PGBOUNCER = {
  name: 'PgBouncer',
  programs: ['pgbouncer'],
  debian: 'pgbouncer',
  others: {
    macOS: 'brew install pgbouncer',
    Fedora: 'sudo dnf install pgbouncer',
    elsewhere: 'put pgbouncer (1.18 or later) on the PATH',
  },
};

/** What a person is told where a program can't be had by itself. */
function advice({ name, debian, others }) {
  const ways = { ...(debian ? { 'Debian, Ubuntu': `sudo apt-get install ${debian}` } : {}), ...others };
  const lines = Object.entries(ways).map(([where, what]) => `  ${`${where}:`.padEnd(17)}${what}`);
  return [`${name} is needed here, and there is none.`, ...lines, 'Then try again.'].join('\n');
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Where a program is on the PATH; undefined where it is not. */
export function findProgram(program) {
  return [...(process.env.PATH ?? '').split(path.delimiter), '/usr/sbin'] // where Debian keeps servers
    .map((folder) => path.join(folder, program))
    .find(isExecutable);
}
const has = (program) => findProgram(program) !== undefined;
const isDebian = () => process.platform === 'linux' && has('apt-get') && has('dpkg');

function run(program, args, options = {}) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' };
  return execFileSync(program, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options,
    env,
  });
}

const WAIT = ['-o', 'DPkg::Lock::Timeout=120'];
const LOCK_TRIES = 60;
let areListsNew = false;

/** `apt-get update`, once a process. Unlike an install it does not wait for another apt by itself: its lock is apt's, not dpkg's. */
function renewLists() {
  for (let tries = 1; !areListsNew; tries += 1) {
    try {
      run('apt-get', [...WAIT, 'update', '-q']);
      areListsNew = true;
    } catch (error) {
      if (tries >= LOCK_TRIES || !/Could not get lock|Unable to lock/.test(String(error.stderr))) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2_000);
    }
  }
}

/**
 * Installs the package, without its service: the tests start their own server, and port 6379 is not ours to take.
 * A policy-rc.d that exits with 101 is Debian's way to say that installing starts nothing.
 */
function installAsRoot(name) {
  const policy = '/usr/sbin/policy-rc.d';
  const ours = !existsSync(policy);
  if (ours) writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    renewLists();
    const options = [...WAIT, '--no-install-recommends'];
    run('apt-get', ['install', '-q', '-y', ...options, name]);
  } finally {
    if (ours) rmSync(policy, { force: true });
  }
}

function stopService(name) {
  try {
    if (existsSync('/run/systemd/system')) run('systemctl', ['disable', '--now', name]);
    else run('service', [name, 'stop']);
  } catch {
    // It was not running.
  }
}

/** The same for somebody who is not root: downloads what is missing and unpacks it in `folder`. */
function unpack(folder) {
  rmSync(folder, { recursive: true, force: true });
  const [lists, packages, files, bin] = ['lists', 'packages', 'root', 'bin'].map((name) =>
    path.join(folder, name),
  );
  for (const made of [path.join(lists, 'partial'), packages, files, bin])
    mkdirSync(made, { recursive: true });
  // Lists of our own: the system's may be absent (container images) or too old, and only root can renew them.
  const apt = [
    '-o',
    `Dir::State::Lists=${lists}`,
    '-o',
    `Dir::Cache=${packages}`,
    '-o',
    'Debug::NoLocking=1',
  ];
  run('apt-get', [...apt, 'update', '-q']);
  const plan = run('apt-get', [...apt, 'install', '--simulate', '--no-install-recommends', 'redis-server']);
  const missing = [...plan.matchAll(/^Inst (\S+)/gm)].map(([, name]) => name);
  run('apt-get', [...apt, 'download', ...missing], { cwd: packages });
  for (const name of readdirSync(packages).filter((file) => file.endsWith('.deb'))) {
    run('dpkg', ['-x', path.join(packages, name), files]);
  }
  for (const used of [lists, packages]) rmSync(used, { recursive: true, force: true });
  const launcher = path.join(bin, 'redis-server');
  writeFileSync(launcher, LAUNCHER);
  chmodSync(launcher, 0o755);
  run(launcher, ['--version']);
}

const LAUNCHER = `#!/bin/sh
root=$(cd "$(dirname "$0")/../root" && pwd)
for folder in "$root"/usr/lib/*-linux-gnu* "$root"/lib/*-linux-gnu*; do
  [ -d "$folder" ] && LD_LIBRARY_PATH="$folder\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
done
export LD_LIBRARY_PATH
exec "$root/usr/bin/redis-server" "$@"
`;

/**
 * Makes sure that the tests find a Redis; ends the process with advice when there is none to be had.
 *
 * @param {string} root the project's folder
 * @returns {Promise<{ PATH: string }>} the PATH to run the tests with
 */
export async function ensureRedis(root) {
  const PATH = process.env.PATH ?? '';
  if (process.env.REDIS_URL || has('redis-server')) return { PATH };
  const folder = path.join(root, '.data', 'redis');
  const own = { PATH: [path.join(folder, 'bin'), PATH].join(path.delimiter) };
  if (isExecutable(path.join(folder, 'bin', 'redis-server'))) return own;
  try {
    if (isDebian()) {
      const isRoot = process.getuid() === 0;
      console.log(`${isRoot ? 'Installing' : 'Unpacking into .data/redis'}: redis-server, for the tests.`);
      if (isRoot) {
        installAsRoot(REDIS.debian);
        stopService(REDIS.debian);
      } else unpack(folder);
      return isRoot ? { PATH } : own;
    }
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    console.error(String(error.stderr || error.message).trim());
  }
  console.error(advice(REDIS));
  process.exit(1);
}

/**
 * Finds a program, and has apt install it where that is possible.
 *
 * @param {typeof CHROMIUM} wanted
 * @returns {string} the program's path
 * @throws {Error} that says what to install, where it can't be had by itself
 */
export function ensureProgram(wanted) {
  const found = () => wanted.programs.map(findProgram).find(Boolean);
  if (found()) return found();
  if (wanted.debian && isDebian() && process.getuid() === 0) {
    console.log(`Installing: ${wanted.debian}.`);
    try {
      installAsRoot(wanted.debian);
    } catch (error) {
      console.error(String(error.stderr || error.message).trim());
    }
  }
  const program = found();
  if (!program) throw new Error(advice(wanted));
  return program;
}

/**
 * Gets what all tests together need, one after the other, before any of them runs: two of them would install at once, and within their
 * time. Ends the process with advice for all that can't be had.
 */
export function ensureTestPrograms() {
  const missing = [];
  for (const wanted of [CHROMIUM, LIBREOFFICE, PROMETHEUS, PGBOUNCER]) {
    try {
      ensureProgram(wanted);
    } catch (error) {
      missing.push(error.message);
    }
  }
  if (missing.length === 0) return;
  console.error(missing.join('\n\n'));
  process.exit(1);
}
