/*
 * `npm run demo`: plays the product's story over the public endpoint, against the running server or one it starts.
 * Ends with 0 only if each step really happened.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { projectRoot } from '../service-kit/process/paths';
import { playStory } from './demo-story';
import { readSettings } from './platform';
import { simulatorIntegration } from './simulator-integration';
import { bold, dim, green, red, write } from './terminal';

const START_LIMIT_MS = 60_000;

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/health/ready`)).ok;
  } catch {
    return false;
  }
}

/** Starts the product as `npm start` does, quietly. @throws Error with its last words when it does not get ready */
async function startServer(url: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [join(projectRoot, 'scripts', 'run.mjs'), 'main/start'], {
    cwd: projectRoot,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, LOG_LEVEL: 'warn' },
  });
  process.once('exit', () => child.kill()); // also when somebody ends the demo halfway
  let words = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (words = (words + chunk.toString()).slice(-4_000)));
  }
  const deadline = Date.now() + START_LIMIT_MS;
  while (!(await isReady(url))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      child.kill();
      throw new Error(`The server did not get ready. Its last words:\n${words}`);
    }
    await sleep(200);
  }
  return child;
}

async function stopServer(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}

async function main(): Promise<void> {
  const { port } = readSettings('demo', 4000);
  const url = `http://127.0.0.1:${port}`;
  let server: ChildProcess | undefined;
  try {
    write(bold('CashCraft, from log-in to a sent estimate'));
    if (await isReady(url)) {
      write(dim(`Against the server at ${url}.`));
    } else {
      write(dim('No server is running: starting one …'));
      server = await startServer(url);
    }
    await playStory(url, simulatorIntegration(port));
    write(`\n${green('Every step happened.')}\n`);
  } catch (error) {
    write(`\n${red('The demo stopped.')} ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  } finally {
    if (server) await stopServer(server);
  }
}

/** Ending by a signal goes through `exit`, which takes the server along. */
const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
for (const [signal, code] of Object.entries(SIGNALS)) process.once(signal, () => process.exit(code));

void main();
