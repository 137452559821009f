import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { useDatabase } from '../../testkit/database';
import { newId } from '../data/ids';
import { connectDatabase, inOrganization } from '../postgres/database';
import {
  auditKeyId,
  linkHash,
  signCheckpoint,
  signEnd,
  type AuditCheckpoint,
  type AuditEnd,
  type AuditRecord,
} from './audit-chain';
import { chainAudit } from './chain-job';
import { exportAudit, exportWhole } from './read-audit';
import { verifyExport } from './verify-export';

const database = useDatabase();
const makeKey = () => {
  const { privateKey } = generateKeyPairSync('ed25519');
  return { id: auditKeyId(privateKey), privateKey };
};
const key = makeKey();
const keys = new Map([[key.id, createPublicKey(key.privateKey)]]);

let source: DataSource;
beforeAll(async () => {
  source = await connectDatabase({
    url: await database.urlFor('identity'),
    schema: 'identity',
    entities: [],
    applicationName: 'test-audit-export',
  });
});
afterAll(() => source.destroy());

async function write(orgId: string, action: string): Promise<void> {
  await inOrganization(source, orgId, async () => undefined, undefined, {
    action,
    actor: { kind: 'USER', id: newId() },
    ip: null,
    requestId: null,
    told: [{ type: 'Thing', id: newId() }],
  });
  await chainAudit(source, orgId, key);
}
/** Six entries; the first has a checkpoint. */
async function seed(): Promise<string> {
  const orgId = newId();
  for (let n = 1; n <= 6; n += 1) await write(orgId, `entry ${n}`);
  return orgId;
}
async function exported(orgId: string, limit?: number): Promise<string[]> {
  let text = '';
  for await (const part of exportWhole(source, orgId, key, limit)) text += part.text;
  return text.trimEnd().split('\n');
}
async function* each(lines: readonly string[]) {
  yield* lines;
}
const faultsOf = async (lines: readonly string[], trusted = keys) =>
  (await verifyExport(each(lines), trusted)).faults.map(({ message }) => message).join('\n');

interface Line {
  orgId?: string;
  position: number;
  hash: string;
  record?: AuditRecord;
  checkpoint?: AuditCheckpoint;
  end?: AuditEnd;
}
const edit = (line: string | undefined, change: (line: Line) => Line | void): string => {
  const parsed = JSON.parse(line ?? '') as Line;
  return JSON.stringify(change(parsed) ?? parsed);
};

/** Whoever has the file, and no key, makes all hashes anew; with a key of their own, all signatures, too. */
function chainedAnew(lines: readonly string[], own?: typeof key): string[] {
  let hash = '0'.repeat(64);
  return lines.map((line) =>
    edit(line, (parsed) => {
      const { record, checkpoint, end } = parsed;
      if (record) hash = parsed.hash = linkHash(hash, record);
      if (checkpoint && own) parsed.checkpoint = signCheckpoint(own, { ...checkpoint, hash });
      if (end) parsed.end = own ? signEnd(own, { ...end, hash }) : { ...end, hash };
    }),
  );
}
const without = (lines: readonly string[], index: number): string[] =>
  lines.filter((_line, at) => at !== index);
const swapped = (lines: readonly string[], index: number): string[] =>
  lines.with(index, lines[index + 1] ?? '').with(index + 1, lines[index] ?? '');
const changed = (lines: readonly string[]): string[] =>
  lines.with(
    4,
    edit(lines[4], ({ record }) => void (record && (record.action = 'something else'))),
  );

it('takes a file as it was exported for whole, in parts of any size', async () => {
  const orgId = await seed();
  for (const limit of [1, 2, 6, 100]) {
    const verdict = await verifyExport(each(await exported(orgId, limit)), keys);
    expect(verdict).toMatchObject({ orgId, entries: 6, checkpoints: 1, faults: [], keyIds: [key.id] });
    expect(verdict.endedAt).toEqual(expect.any(String));
  }
  expect(await faultsOf(await exported(newId()))).toBe(''); // of an organisation in which nothing happened
});

it.each<[string, (lines: string[]) => string[], RegExp]>([
  ['an entry taken out', (lines) => without(lines, 4), /Link 3 is missing/],
  ['an entry changed', changed, /Entry is not as|entry is not as/],
  ['entries swapped', (lines) => swapped(lines, 4), /Link 3 is missing/],
  ['an entry doubled', (lines) => lines.toSpliced(4, 0, lines[4] ?? ''), /is missing/],
  ['the last entry cut off', (lines) => without(lines, lines.length - 2), /ended at entry 6/],
  ['the end cut off', (lines) => lines.slice(0, -1), /does not say where it ends/],
  ['the last entries and the end cut off', (lines) => lines.slice(0, -3), /does not say where it ends/],
  ['everything cut off', (lines) => lines.slice(0, 1), /does not say where it ends/],
  ['everything but the end cut off', (lines) => [lines[0] ?? '', lines.at(-1) ?? ''], /ended at entry 6/],
  ['the beginning cut off', (lines) => lines.toSpliced(1, 3), /Link 1 is missing/],
  [
    'a checkpoint taken out of a chain made anew',
    (lines) => chainedAnew(changed(without(lines, 2))),
    /signature of the end/,
  ],
  [
    'an entry changed, and the chain made anew',
    (lines) => chainedAnew(changed(lines)),
    /signature of the end/,
  ],
  [
    'the last entry cut off, and the end said to be there',
    (lines) => {
      const rest = without(lines, lines.length - 2);
      const { position, hash } = JSON.parse(rest.at(-2) ?? '') as Line;
      return rest.with(
        -1,
        edit(rest.at(-1), ({ end }) => void Object.assign(end ?? {}, { position, hash })),
      );
    },
    /signature of the end/,
  ],
  ['all signed anew by another key', (lines) => chainedAnew(changed(lines), makeKey()), /unknown key/],
])('finds %s', async (_what, forge, message) => {
  expect(await faultsOf(forge(await exported(await seed())))).toMatch(message);
});

it('finds the end of an earlier export in a later one, and of another organisation', async () => {
  const orgId = await seed();
  const earlier = await exported(orgId);
  await write(orgId, 'later');
  const later = await exported(orgId);
  expect(await faultsOf(later.with(-1, earlier.at(-1) ?? ''))).toMatch(/ended at entry 6/);
  const other = await exported(await seed());
  await expect(faultsOf(later.with(-1, other.at(-1) ?? ''))).rejects.toThrow(/another organisation/);
  await expect(faultsOf([...earlier, ...later.slice(-2)])).rejects.toThrow(/comes after the end/);
});

it('holds no checkpoint without its link when it is made while entries are chained', async () => {
  for (let round = 0; round < 40; round += 1) {
    const orgId = newId();
    await inOrganization(source, orgId, async () => undefined, undefined, {
      ...{ action: 'first', actor: { kind: 'USER', id: newId() }, ip: null, requestId: null },
      told: [{ type: 'Thing', id: newId() }],
    });
    const part = () => exportAudit(source, orgId, { after: 0, limit: 100, key });
    const [, ...parts] = await Promise.all([chainAudit(source, orgId, key), part(), part(), part(), part()]);
    for (const { text, count } of parts) if (count === 0) expect(text).not.toContain('checkpoint');
  }
});

it('signs no end where the audit does not end', async () => {
  const orgId = await seed();
  for (const after of [3, 5, 7, 999]) {
    const { text } = await exportAudit(source, orgId, { after, limit: 100, key });
    expect(text).not.toContain('"end"');
  }
  expect((await exportAudit(source, orgId, { after: 6, limit: 100, key })).text).toContain('"end"');
  expect((await exportAudit(source, orgId, { after: 6, limit: 100, key: null })).text).toBe('');
});

it('refuses what is no export', async () => {
  const [heading = '', ...rest] = await exported(await seed());
  const [otherHeading = ''] = await exported(await seed());
  for (const [lines, message] of [
    [rest, /not an export/],
    [[], /empty/],
    [[heading, ...rest.slice(0, 3), 'nonsense'], /Line 5 is not a JSON object/],
    [[otherHeading, ...rest], /Line 2 is of another organisation/],
    [[heading, '{"end":{"position":1}}'], /does not say where the audit ends/],
  ] as const) {
    await expect(faultsOf(lines)).rejects.toThrow(message);
  }
});
