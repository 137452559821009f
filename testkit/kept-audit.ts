import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { Client } from 'pg';
import type { DataSource, EntityManager } from 'typeorm';
import { auditKeyId, verifyChain, type AuditVerdict } from '../service-kit/audit/audit-chain';
import type { AuditChange, AuditScope } from '../service-kit/audit/audit-scope';
import { chainAudit } from '../service-kit/audit/chain-job';
import { exportWhole, readAudit } from '../service-kit/audit/read-audit';
import { newId } from '../service-kit/data/ids';
import { connectDatabase, inOrganization } from '../service-kit/postgres/database';
import { useDatabase } from './database';

const { privateKey } = generateKeyPairSync('ed25519');
/** What audits are signed with in these tests. */
export const key = { id: auditKeyId(privateKey), privateKey };
/** Whom verifiers trust in these tests. */
export const keys = new Map([[key.id, createPublicKey(privateKey)]]);

/** Somebody's doing, of which something is told that stands in no table. */
export const scope = (action: string, ...told: AuditChange[]): AuditScope => ({
  action,
  actor: { kind: 'USER', id: newId() },
  ip: '203.0.113.7',
  requestId: 'r1',
  told,
});

/** The lines of a file. */
export async function* lines(text: string): AsyncGenerator<string> {
  yield* text.split('\n');
}

/** Audits of organisations, written, chained, read and tampered with in a database of this test's own. */
export function useAudit() {
  const database = useDatabase();
  let source: DataSource;
  let estimates: DataSource;
  let owner: Client;
  const connect = async (part: 'identity' | 'estimates'): Promise<DataSource> =>
    connectDatabase({
      url: await database.urlFor(part),
      schema: part,
      entities: [],
      applicationName: 'test-audit',
    });
  beforeAll(async () => {
    source = await connect('identity');
    estimates = await connect('estimates');
    owner = new Client({ connectionString: database.url });
    await owner.connect();
  });
  afterAll(async () => {
    await source.destroy();
    await estimates.destroy();
    await owner.end();
  });
  const entries = (orgId: string): Promise<Record<string, unknown>[]> =>
    inOrganization(source, orgId, (db) => db.query('SELECT * FROM audit.entries ORDER BY at, n'));
  return {
    url: () => database.url,
    /** Identity's role: the one that may read audits. */
    source: () => source,
    estimates: () => estimates,
    /** Somebody with all rights on the database, as far as triggers let them. */
    owner: () => owner,
    /** Writes an entry of something told. */
    write: (orgId: string, action = 'a'): Promise<void> =>
      inOrganization(
        source,
        orgId,
        async () => undefined,
        undefined,
        scope(action, { type: 'Thing', id: newId() }),
      ),
    /** Does something in the tables of estimates, audited. */
    act: <T>(orgId: string, work: (db: EntityManager) => Promise<T>, action = 'act'): Promise<T> =>
      inOrganization(estimates, orgId, work, undefined, scope(action)),
    entries,
    changesOf: async (orgId: string) =>
      (await entries(orgId)).flatMap(({ changes }) => changes as AuditChange[]),
    async verdictOf(orgId: string, last?: number): Promise<Omit<AuditVerdict, 'slots'>> {
      const audit = await readAudit(source, orgId, last === undefined ? {} : { last });
      const { slots, ...verdict } = await verifyChain(audit.links(), audit.checkpoints, keys, audit.begin);
      expect(Object.keys(slots).length).toBeGreaterThan(0);
      return verdict;
    },
    chain: async (orgId: string): Promise<number> => (await chainAudit(source, orgId, key)).count,
    async wholeText(orgId: string): Promise<string> {
      let text = '';
      for await (const part of exportWhole(source, orgId, key)) text += part.text;
      return text;
    },
    /** As somebody with all rights on the database would, who switches triggers off. */
    async tamper(sql: string, values: unknown[]): Promise<void> {
      await owner.query('BEGIN');
      await owner.query(`SET LOCAL session_replication_role = replica`);
      await owner.query(sql, values);
      await owner.query('COMMIT');
    },
  };
}
