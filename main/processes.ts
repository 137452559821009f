/*
 * `npm run processes`: all parts as processes of their own, started and stopped together, on one machine. PostgreSQL is the
 * embedded one unless DATABASE_URL names another; a Redis is used when REDIS_URL names one.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { projectRoot } from '../service-kit/process/paths';
import type { Lifetime } from '../service-kit/process/process';
import { connectIdentity } from '../subgraphs/identity/src/data-source';
import { openKommo } from './kommo-or-simulator';
import { migrateAllUp } from './migrations';
import { openPlatform, runProcess } from './platform';
import { type Settings } from './settings';
import { DEMO_CHANGED, DEMO_OWNER, seedDemo } from './seed';
import { connectDemoOrganization } from './seed-crm';
import { write } from './terminal';

const portOf = (url: string): number => Number(new URL(url).port || 80);

/** In the order of starting; they stop the other way round, the public door first. */
const partsOf = (settings: Settings, gatewayPort: number): [name: string, port: number][] => [
  ['identity', portOf(settings.IDENTITY_URL)],
  ['crm', portOf(settings.CRM_URL)],
  ['estimates', portOf(settings.ESTIMATES_URL)],
  ['worker', settings.WORKER_PORT],
  ['gateway', gatewayPort],
];

void runProcess('processes', 4000, async (lifetime, read) => {
  const platform = await openPlatform(lifetime, read, { embedded: true });
  const { settings, databaseUrl, port, log } = platform;
  await migrateAllUp(databaseUrl);
  let isDemo = settings.NODE_ENV === 'development';
  if (isDemo) {
    const source = await connectIdentity(await platform.urlFor('identity'));
    isDemo = (await seedDemo(source).finally(() => source.destroy())) !== 'CHANGED';
    if (!isDemo) write(`  ${DEMO_CHANGED}`);
  }
  const { kommo, simulator } = await openKommo(platform);
  const env = {
    ...process.env,
    DATABASE_URL: databaseUrl,
    DATABASE_URL_FILE: undefined, // read already
    DATA_DIR: platform.dataDir,
    KOMMO_AUTHORIZE_URL: kommo.authorizeUrl,
    KOMMO_ACCOUNT_URL: kommo.accountUrl,
    // Of the parts only the gateway knows its port; others send the mails, make links to files and ask for webhooks.
    ...(settings.NODE_ENV === 'development' && !settings.PUBLIC_URL
      ? { PUBLIC_URL: `http://localhost:${port}` }
      : {}),
    KOMMO_AMOJO_URL: kommo.channel?.url ?? settings.KOMMO_AMOJO_URL,
  };
  for (const [name, own] of partsOf(settings, port)) {
    startPart(lifetime, name, { ...env, PORT: String(own) });
    await untilAlive(lifetime, `http://${settings.HOST}:${own}`);
    write(`  ${name.padEnd(10)} http://${settings.HOST}:${own}`);
  }
  const url = `http://${settings.HOST}:${port}`;
  if (isDemo && simulator) {
    await connectDemoOrganization(url, port).catch((error: unknown) =>
      log.warn({ err: error }, 'the demo organisation could not be connected'),
    );
  }
  write(
    `All parts run. GraphQL: ${url}/graphql${isDemo ? `; log in as ${DEMO_OWNER.email}` : ''}. Stop: Ctrl-C`,
  );
});

/** A part that ends by itself takes the others with it: whoever started them shall see it. */
function startPart(lifetime: Lifetime, name: string, env: NodeJS.ProcessEnv): void {
  const child = spawn(process.execPath, [...process.execArgv, 'scripts/run.mjs', `main/${name}`], {
    cwd: projectRoot,
    env,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'], // the channel's end tells a part that this process was killed
    detached: true, // Ctrl-C reaches this process only, which stops them in order
  });
  let stopping = false;
  child.once('exit', (code, signal) => {
    if (!stopping)
      lifetime.fail(new Error(`${name} has ended (${signal ?? `code ${code}`}); all parts stop.`));
  });
  // Whatever ends this process, no part stays behind.
  process.once('exit', () => child.kill('SIGTERM'));
  lifetime.add(name, child, async (running) => {
    stopping = true;
    await end(running);
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}

async function untilAlive(lifetime: Lifetime, url: string): Promise<void> {
  while (!lifetime.ending) {
    const answer = await fetch(`${url}/health/live`).catch(() => null);
    if (answer?.ok) return;
    await sleep(100);
  }
}
