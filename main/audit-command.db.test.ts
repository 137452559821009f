import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '../service-kit/data/ids';
import { silentLogger } from '../service-kit/process/logger';
import { Lifetime } from '../service-kit/process/process';
import { useAudit } from '../testkit/kept-audit';
import { runAuditCommand } from './audit-command';
import { Settings } from './settings';

const audit = useAudit();
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'audit-command-'));
  jest.spyOn(process.stdout, 'write').mockReturnValue(true);
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

async function run(...words: string[]): Promise<void> {
  const log = silentLogger();
  const lifetime = new Lifetime(log);
  const settings = Settings.parse({ DATA_DIR: join(folder, 'data'), DATABASE_URL: audit.url() });
  try {
    await runAuditCommand({ lifetime, read: { settings, port: 0, log } }, words);
  } finally {
    await lifetime.stop();
  }
}

async function seeded(): Promise<string> {
  const orgId = newId();
  for (const action of ['first', 'second']) await audit.write(orgId, action);
  await audit.chain(orgId);
  return orgId;
}

/** A link that can't be read: it stands behind the first page of an export. */
const spoilSecondPage = (orgId: string) =>
  audit.tamper(
    `INSERT INTO audit.links (org_id, position, hash, entry_id)
     SELECT $1, CASE n WHEN 1001 THEN 3000000000 ELSE n END, decode(repeat('00', 32), 'hex'), gen_random_uuid() FROM generate_series(3, 1001) n`,
    [orgId],
  );

describe('audit export', () => {
  const target = () => join(folder, 'audit.jsonl');

  it('writes the whole audit to a file', async () => {
    await run('export', await seeded(), target());
    const lines = readFileSync(target(), 'utf8').trimEnd().split('\n');
    expect(lines.filter((line) => line.includes('"position"') && line.includes('"record"'))).toHaveLength(2);
    expect(lines.at(-1)).toContain('"end"');
  });

  it('takes the part away that it had written when it fails', async () => {
    const orgId = await seeded();
    await spoilSecondPage(orgId);
    const owner = audit.owner();
    await owner.query('BEGIN');
    await owner.query('LOCK TABLE audit.checkpoints IN ACCESS EXCLUSIVE MODE');
    const running = run('export', orgId, target()).then(
      () => 'exported',
      (error: Error) => error.message,
    );
    try {
      for (const deadline = Date.now() + 60_000; !existsSync(target()) && Date.now() < deadline;)
        await sleep(5);
      expect(existsSync(target())).toBe(true); // it stands open and waits for the first page
    } finally {
      await owner.query('COMMIT');
    }
    expect(await running).toContain('out of range');
    expect(readdirSync(folder)).toEqual(['data']);
  });

  it('leaves a file alone that was there before', async () => {
    writeFileSync(target(), 'somebody’s');
    await expect(run('export', await seeded(), target())).rejects.toThrow('EEXIST');
    expect(readFileSync(target(), 'utf8')).toBe('somebody’s');
  });
});
