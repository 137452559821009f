import { randomBytes } from 'node:crypto';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'yaml';
import { projectRoot } from '../service-kit/process/paths';
import { useDatabase } from '../testkit/database';
import { freePort } from '../testkit/ports';
import { ownRedis } from '../testkit/redis';

/*
 * No container engine runs here, so the steps of deploy/Dockerfile are carried out by hand in a scratch folder: what it copies
 * is read from it, packages are those of the lock without the development's, and every role of docker-compose.yml is started
 * from what that leaves, by the command that stands there.
 */

interface Service {
  command?: string[];
  image: string;
}

const database = useDatabase();
const scratch = mkdtempSync(join(tmpdir(), 'cashcraft-image-'));
const app = join(scratch, 'app');
const recipe = readFileSync(join(projectRoot, 'deploy/Dockerfile'), 'utf8');
const { services } = parse(readFileSync(join(projectRoot, 'docker-compose.yml'), 'utf8'), {
  merge: true,
}) as { services: Record<string, Service> };
const running: { child: ChildProcess; role: string }[] = [];
let settings: Record<string, string>;

const COUNT_MODULES = join(projectRoot, 'testkit/count-modules.cjs');

/** The packages that run: those the lock has not marked as the development's, and the recipe does not remove. */
function linkPackages(): void {
  const lock = JSON.parse(readFileSync(join(projectRoot, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: boolean; devOptional?: boolean }>;
  };
  const removed = (/rm -rf (node_modules.*?) \\$/m.exec(recipe)?.[1] ?? '').split(' ');
  const isRemoved = (path: string) => removed.some((one) => path === one || path.startsWith(`${one}/`));
  for (const [path, { dev }] of Object.entries(lock.packages)) {
    const isNested = path.indexOf('node_modules/') !== path.lastIndexOf('node_modules/');
    if (path === '' || dev || isNested || isRemoved(path)) continue;
    const source = join(projectRoot, path);
    if (!existsSync(source)) continue; // of another system
    mkdirSync(dirname(join(app, path)), { recursive: true });
    symlinkSync(source, join(app, path));
  }
}

/** What the last stage of the recipe copies, but for the packages. */
function copyFiles(): void {
  const last = recipe.slice(recipe.lastIndexOf('\nFROM '));
  for (const [, stage, words] of last.matchAll(/^COPY (?:--from=(\w+) )?(.*)$/gm)) {
    const names = (words ?? '').split(' ');
    const target = names.pop() ?? '';
    if (stage === 'packages') continue;
    for (const name of names) {
      const relative = name.replace(/^\/app\//, '');
      const to = target.endsWith('/') ? join(target, relative.split('/').pop() ?? '') : target;
      cpSync(join(projectRoot, relative), join(app, to), { recursive: true });
    }
  }
}

/** What the files of a folder come to, behind links too, in MB. */
function megabytes(folder: string): number {
  const bytes = (path: string): number => {
    const stat = statSync(path);
    if (!stat.isDirectory()) return stat.size;
    return readdirSync(path).reduce((sum, name) => sum + bytes(join(path, name)), 0);
  };
  return bytes(folder) / 2 ** 20;
}

/** What each role loads before it answers, in modules: what start-up costs on any machine. A budget is a tenth above what it was when set. */
const MODULES: Record<string, number> = {
  identity: 3_620,
  crm: 3_710,
  estimates: 3_630,
  worker: 3_680,
  gateway: 3_900,
};

beforeAll(async () => {
  const built = spawnSync(process.execPath, ['scripts/build.mjs'], { cwd: projectRoot, encoding: 'utf8' });
  if (built.status !== 0) throw new Error(built.stderr);
  mkdirSync(app, { recursive: true });
  linkPackages();
  copyFiles();
  const redisUrl = await ownRedis();
  const ports = Object.fromEntries(
    await Promise.all(
      ['identity', 'crm', 'estimates', 'worker', 'gateway'].map(async (name) => [name, await freePort()]),
    ),
  ) as Record<string, number>;
  settings = {
    PATH: process.env['PATH'] ?? '',
    NODE_ENV: 'production',
    LOG_LEVEL: 'warn',
    NODE_OPTIONS: '--preserve-symlinks', // else the packages would find the development's beside them
    HOST: '127.0.0.1',
    DATA_DIR: join(scratch, 'data'),
    DATABASE_URL: database.url,
    REDIS_URL: redisUrl,
    SECRETS_KEYS: `k1:${randomBytes(32).toString('base64')}`,
    IDENTITY_URL: `http://127.0.0.1:${ports['identity']}`,
    CRM_URL: `http://127.0.0.1:${ports['crm']}`,
    ESTIMATES_URL: `http://127.0.0.1:${ports['estimates']}`,
    ...Object.fromEntries(Object.entries(ports).map(([name, port]) => [`PORT_${name}`, String(port)])),
  };
});

afterAll(async () => {
  for (const { child } of running.reverse()) {
    if (child.exitCode !== null) continue;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
  }
  rmSync(scratch, { recursive: true, force: true });
});

function start(role: string): { child: ChildProcess; words(): string } {
  const [program, ...args] = services[role]?.command ?? [];
  expect(program).toBe('node');
  const env = {
    ...settings,
    PORT: settings[`PORT_${role}`] ?? '',
    NODE_OPTIONS: `${settings['NODE_OPTIONS']} --require=${COUNT_MODULES}`,
    LOADED_MODULES: join(scratch, `modules-${role}`),
  };
  const child = spawn(process.execPath, args, { cwd: app, env, stdio: ['ignore', 'pipe', 'pipe'] });
  running.push({ child, role });
  let words = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => (words += chunk.toString()));
  }
  return { child, words: () => words };
}

const alive = (role: string): boolean =>
  spawnSync(process.execPath, ['scripts/health.mjs'], {
    cwd: app,
    env: { ...settings, PORT: settings[`PORT_${role}`] ?? '' },
  }).status === 0;

describe('what the image holds', () => {
  it('is no test, no source and none of the development’s packages', () => {
    for (const absent of ['tsconfig.json', 'tests', 'node_modules/jest', 'node_modules/typescript']) {
      expect([absent, existsSync(join(app, absent))]).toEqual([absent, false]);
    }
    for (const present of ['dist/main/gateway.js', 'schema/supergraph.graphql', 'scripts/health.mjs']) {
      expect([present, existsSync(join(app, present))]).toEqual([present, true]);
    }
    expect(recipe).toMatch(/^USER node$/m);
  });

  it('migrates, and says so by its exit code', async () => {
    const { child, words } = start('migrate');
    const code = await new Promise((resolve) => child.once('exit', resolve));
    expect([code, words()]).toEqual([0, expect.any(String)]);
  });

  it('starts every role, each of which passes its container’s health check', async () => {
    for (const role of ['identity', 'crm', 'estimates', 'worker', 'gateway']) {
      const { child, words } = start(role);
      while (!alive(role)) {
        if (child.exitCode !== null) throw new Error(`${role} ended: ${words()}`);
        await sleep(200);
      }
    }
    const response = await fetch(`http://127.0.0.1:${settings['PORT_gateway']}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ __typename }' }),
    });
    expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
  });

  it('loads no more modules than its budget, in every role', async () => {
    for (const { child, role } of running.splice(0).reverse()) {
      if (!(role in MODULES)) continue;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      if (child.exitCode !== null) continue;
      child.kill('SIGTERM');
      await ended;
    }
    const loaded = Object.keys(MODULES).map((role) => {
      const count = readFileSync(join(scratch, `modules-${role}`), 'utf8');
      return [role, Number(count)] as const;
    });
    expect(loaded.filter(([role, count]) => !(count <= (MODULES[role] ?? 0)))).toEqual([]);
  });

  it('weighs no more than its budget', () => {
    expect(megabytes(join(app, 'node_modules'))).toBeLessThan(315);
    expect(megabytes(join(app, 'dist'))).toBeLessThan(17.5); // code of ours with its source maps
  });

  it('has a role for each part, and nothing else', () => {
    const ours = Object.keys(services).filter((name) => services[name]?.image.startsWith('cashcraft'));
    expect(ours.sort()).toEqual(['crm', 'estimates', 'gateway', 'identity', 'migrate', 'worker']);
  });
});
