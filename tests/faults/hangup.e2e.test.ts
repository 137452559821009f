import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { projectRoot } from '../../service-kit/process/paths';
import { freePort } from '../../testkit/ports';
import { tinySupergraph } from '../../testkit/tiny-graph';

const PATIENCE_MS = 90_000;

describe('a gateway process without a terminal', () => {
  let folder: string;
  let path: string;
  let url: string;
  let gateway: ChildProcess;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cashcraft-hangup-'));
    path = join(folder, 'supergraph.graphql');
    writeFileSync(path, tinySupergraph());
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    const { PATH, HOME } = process.env;
    gateway = spawn(
      process.execPath,
      ['scripts/run.mjs', 'main/gateway', '--supergraph', path, '--port', String(port)],
      {
        cwd: projectRoot,
        env: {
          ...(PATH && { PATH }),
          ...(HOME && { HOME }),
          LOG_LEVEL: 'silent',
          SUPERGRAPH_RELOAD_SECONDS: '0',
        },
        stdio: ['ignore', 'ignore', 'inherit'],
      },
    );
    await until(async () => (await fields()).length > 0);
  }, PATIENCE_MS + 10_000);
  afterAll(async () => {
    const ended = once(gateway, 'exit');
    gateway.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  });

  const fields = async (): Promise<string[]> => {
    const body = JSON.stringify({ query: '{ __schema { queryType { fields { name } } } }' });
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${url}/graphql`, { method: 'POST', headers, body }).catch(() => null);
    const json = (await answer?.json()) as
      { data: { __schema: { queryType: { fields: { name: string }[] } } } } | undefined;
    return json?.data.__schema.queryType.fields.map(({ name }) => name) ?? [];
  };

  it(
    'reads its supergraph again on a SIGHUP, and goes on',
    async () => {
      expect(await fields()).toContain('big');
      writeFileSync(path, tinySupergraph().replace(/\n.*big\(bytes: Int!\).*/, ''));
      gateway.kill('SIGHUP');
      await until(async () => !(await fields()).includes('big'));
      expect(await fields()).toContain('status');
      expect(await fields()).not.toContain('big');
      expect(gateway.exitCode).toBeNull();
    },
    PATIENCE_MS + 10_000,
  );
});

async function until(condition: () => Promise<boolean>): Promise<void> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  while (!(await condition()) && performance.now() < giveUpAt) await sleep(100);
}
