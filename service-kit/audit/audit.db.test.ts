import { generateKeyPairSync, createPublicKey } from 'node:crypto';
import { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { useDatabase } from '../../testkit/database';
import { connectDatabase, inOrganization } from '../postgres/database';
import { newId } from '../data/ids';
import { auditKeyId, verifyChain, type AuditCheckpoint, type AuditVerdict } from './audit-chain';
import { recordAudit, withoutSecrets, type AuditEvent } from './audit-entry';
import { chainAudit } from './chain-job';
import { readAudit } from './read-audit';

const database = useDatabase();
const { privateKey } = generateKeyPairSync('ed25519');
const key = { id: auditKeyId(privateKey), privateKey };
const keys = new Map([[key.id, createPublicKey(privateKey)]]);
const origin = { actor: { kind: 'USER' as const, id: newId() }, ip: '203.0.113.7', requestId: 'r1' };

let source: DataSource;
let owner: Client;
beforeAll(async () => {
  const url = await database.urlFor('identity');
  source = await connectDatabase({ url, schema: 'identity', entities: [], applicationName: 'test-audit' });
  owner = new Client({ connectionString: database.url });
  await owner.connect();
});
afterAll(async () => {
  await source.destroy();
  await owner.end();
});

const part = () => ({ name: 'identity', source });
const write = (orgId: string, ...events: AuditEvent[]) =>
  inOrganization(source, orgId, (db) => recordAudit(db, orgId, origin, events));
const event = (n: number): AuditEvent => ({
  action: 'assignRole',
  object: { type: 'User', id: newId() },
  before: { role: 'viewer' },
  after: { role: 'manager', n },
});

async function verdictOf(orgId: string, checkpoints?: AuditCheckpoint[]): Promise<AuditVerdict> {
  const audit = await readAudit(part(), orgId);
  return verifyChain(audit.links(), checkpoints ?? audit.checkpoints, keys);
}

/** As somebody with all rights on the database would. */
async function tamper(sql: string, values: unknown[]): Promise<void> {
  await owner.query('BEGIN');
  await owner.query(`SET LOCAL session_replication_role = replica`);
  await owner.query(sql, values);
  await owner.query('COMMIT');
}

it('chains what was written, across batches, and signs it once a day', async () => {
  const orgId = newId();
  await write(orgId, ...Array.from({ length: 1_200 }, (_, n) => event(n)));
  expect(await chainAudit(part(), orgId, key)).toBe(1_200);
  await write(orgId, event(1), event(2));
  expect(await chainAudit(part(), orgId, key)).toBe(2);
  expect(await chainAudit(part(), orgId, key)).toBe(0);
  expect(await verdictOf(orgId)).toEqual({ entries: 1_202, checkpoints: 1, unsigned: 2, faults: [] });
});

it('makes one chain when several processes chain at once', async () => {
  const orgId = newId();
  await write(orgId, ...Array.from({ length: 20 }, (_, n) => event(n)));
  const counts = await Promise.all([1, 2, 3].map(() => chainAudit(part(), orgId, key)));
  expect(counts.reduce((sum, count) => sum + count)).toBe(20);
  expect((await verdictOf(orgId)).faults).toEqual([]);
});

it.each([
  [
    'a changed entry',
    `UPDATE identity.audit_entries SET after = '{"role":"owner"}' WHERE org_id = $1 AND action = 'b'`,
    /not as it was/,
  ],
  [
    'a moved time',
    `UPDATE identity.audit_entries SET at = at - interval '1 day' WHERE org_id = $1 AND action = 'b'`,
    /not as it was/,
  ],
  ['a deleted entry', `DELETE FROM identity.audit_entries WHERE org_id = $1 AND action = 'b'`, /is missing/],
  [
    'a deleted link',
    `DELETE FROM identity.audit_links WHERE org_id = $1 AND position = 2`,
    /Link 2 is missing/,
  ],
  [
    'a cut end',
    `DELETE FROM identity.audit_links WHERE org_id = $1 AND position = 3`,
    /signs a link that is missing/,
  ],
  [
    'a forged signature',
    `UPDATE identity.audit_checkpoints SET signature = decode(repeat('00', 64), 'hex') WHERE org_id = $1`,
    /signature .* is wrong/,
  ],
])('finds %s', async (_what, sql, message) => {
  const orgId = newId();
  for (const action of ['a', 'b', 'c']) await write(orgId, { ...event(1), action });
  await chainAudit(part(), orgId, key);
  expect((await verdictOf(orgId)).faults).toEqual([]);
  await tamper(sql, [orgId]);
  const { faults } = await verdictOf(orgId);
  expect(faults.map((fault) => fault.message).join('\n')).toMatch(message);
});

it('can only grow: nothing is changed or deleted, by the application or by the owner', async () => {
  const orgId = newId();
  await write(orgId, event(1));
  for (const sql of [
    'UPDATE identity.audit_entries SET action = $1',
    'DELETE FROM identity.audit_entries WHERE action = $1',
  ]) {
    await expect(inOrganization(source, orgId, (db) => db.query(sql, ['x']))).rejects.toMatchObject({
      driverError: { code: '42501' },
    });
    await expect(owner.query(sql, ['x'])).rejects.toMatchObject({ code: '42501' });
  }
  await expect(owner.query('TRUNCATE identity.audit_entries')).rejects.toMatchObject({ code: '42501' });
});

it('is there with the change, or not at all, and for its own organisation', async () => {
  const orgId = newId();
  await expect(
    inOrganization(source, orgId, async (db) => {
      await recordAudit(db, orgId, origin, [event(1)]);
      throw new Error('changed my mind');
    }),
  ).rejects.toThrow('changed my mind');
  await write(newId(), event(1));
  const rows = await inOrganization(source, orgId, (db) => db.query('SELECT 1 FROM identity.audit_entries'));
  expect(rows).toEqual([]);
});

it('keeps no secret, however deep or named, and no copy of large things', () => {
  const input = {
    email: 'a@b.test',
    password: 'x',
    newPassword: 'x',
    client_secret: 'x',
    nested: [{ refreshToken: 'x', name: 'kept' }],
    note: 'y'.repeat(2_000),
  };
  const shown = JSON.stringify(withoutSecrets(input));
  expect(shown).not.toContain('"x"');
  expect(shown).toContain('"name":"kept"');
  expect(shown.length).toBeLessThan(1_000);
});
