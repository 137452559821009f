import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { Client } from 'pg';
import type { DataSource, EntityManager } from 'typeorm';
import { useDatabase } from '../../testkit/database';
import { newId } from '../data/ids';
import { connectDatabase, inOrganization } from '../postgres/database';
import { auditKeyId, signBeginning, signCheckpoint, verifyChain, type AuditVerdict } from './audit-chain';
import { recordScope, type AuditChange, type AuditScope } from './audit-scope';
import { prepareAuditTriggers } from './audit-triggers';
import { chainAudit } from './chain-job';
import { forgetAudit } from './forget-job';
import { exportAudit, exportWhole, readAudit, readBeginning, readUnchained } from './read-audit';
import { verifyExport } from './verify-export';
import { withoutSecrets } from './without-secrets';

const database = useDatabase();
const { privateKey } = generateKeyPairSync('ed25519');
const key = { id: auditKeyId(privateKey), privateKey };
const keys = new Map([[key.id, createPublicKey(privateKey)]]);

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

const scope = (action: string, ...told: AuditChange[]): AuditScope => ({
  action,
  actor: { kind: 'USER', id: newId() },
  ip: '203.0.113.7',
  requestId: 'r1',
  told,
});
/** An entry of something told. */
const write = (orgId: string, action = 'a'): Promise<void> =>
  inOrganization(
    source,
    orgId,
    async () => undefined,
    undefined,
    scope(action, { type: 'Thing', id: newId() }),
  );
const act = <T>(orgId: string, work: (db: EntityManager) => Promise<T>, action = 'act'): Promise<T> =>
  inOrganization(estimates, orgId, work, undefined, scope(action));
const addProject = async (db: EntityManager, orgId: string, name = 'one'): Promise<string> => {
  const id = newId();
  await db.query(
    `INSERT INTO estimates.projects (org_id, id, name, author_id, version, created_at, updated_at)
     VALUES ($1, $2, $3, $2, 1, now(), now())`,
    [orgId, id, name],
  );
  return id;
};
const entries = (orgId: string): Promise<Record<string, unknown>[]> =>
  inOrganization(source, orgId, (db) => db.query('SELECT * FROM audit.entries ORDER BY at, n'));
const changesOf = async (orgId: string) =>
  (await entries(orgId)).flatMap(({ changes }) => changes as AuditChange[]);

async function verdictOf(orgId: string, last?: number): Promise<Omit<AuditVerdict, 'slots'>> {
  const audit = await readAudit(source, orgId, last === undefined ? {} : { last });
  const { slots, ...verdict } = await verifyChain(audit.links(), audit.checkpoints, keys, audit.begin);
  expect(Object.keys(slots).length).toBeGreaterThan(0);
  return verdict;
}
const chain = async (orgId: string): Promise<number> => (await chainAudit(source, orgId, key)).count;

/** As somebody with all rights on the database would. */
async function tamper(sql: string, values: unknown[]): Promise<void> {
  await owner.query('BEGIN');
  await owner.query(`SET LOCAL session_replication_role = replica`);
  await owner.query(sql, values);
  await owner.query('COMMIT');
}
const never = (): never => {
  throw new Error('There is none.');
};
const wholeText = async (orgId: string): Promise<string> => {
  let text = '';
  for await (const part of exportWhole(source, orgId, key)) text += part.text;
  return text;
};
const lines = async function* (text: string) {
  yield* text.split('\n');
};

describe('entries', () => {
  it('tell what a transaction has changed, as it was and as it is', async () => {
    const orgId = newId();
    const id = await act(orgId, (db) => addProject(db, orgId), 'createProject');
    await act(
      orgId,
      (db) => db.query(`UPDATE estimates.projects SET name = 'two', updated_at = now()`),
      'updateProject',
    );
    await act(orgId, (db) => db.query(`DELETE FROM estimates.projects WHERE id = $1`, [id]), 'deleteProject');
    expect(await entries(orgId)).toMatchObject([
      {
        action: 'createProject',
        subgraph: 'estimates',
        actor_kind: 'USER',
        outcome: 'DONE',
        ip: '203.0.113.7',
        request_id: 'r1',
        object_types: ['Project'],
        object_ids: [id],
        changes: [{ type: 'Project', id, before: null, after: { name: 'one', version: 1 } }],
      },
      { changes: [{ type: 'Project', id, before: { name: 'one' }, after: { name: 'two' } }] },
      { changes: [{ type: 'Project', id, before: { name: 'two' }, after: null }] },
    ]);
    expect(await changesOf(orgId)).not.toContainEqual(
      expect.objectContaining({ after: expect.objectContaining({ orgId }) }),
    );
  });

  it('are not written where nothing has changed, nor for a transaction that is not audited', async () => {
    const orgId = newId();
    await act(orgId, (db) => db.query('SELECT 1'));
    await inOrganization(estimates, orgId, (db) => addProject(db, orgId));
    await act(orgId, (db) => db.query('UPDATE estimates.projects SET updated_at = now(), name = name'));
    expect(await entries(orgId)).toEqual([]);
  });

  it('are there with the change or not at all, without what a savepoint took back', async () => {
    const orgId = newId();
    await expect(
      act(orgId, async (db) => {
        await addProject(db, orgId);
        throw new Error('changed my mind');
      }),
    ).rejects.toThrow('changed my mind');
    expect(await entries(orgId)).toEqual([]);
    await act(orgId, async (db) => {
      await db.query('SAVEPOINT here');
      await addProject(db, orgId, 'taken back');
      await db.query('ROLLBACK TO SAVEPOINT here');
      await addProject(db, orgId, 'kept');
    });
    expect(await changesOf(orgId)).toMatchObject([{ after: { name: 'kept' } }]);
  });

  it('are bounded, and say so', async () => {
    const orgId = newId();
    await act(orgId, async (db) => {
      for (let n = 0; n < 120; n += 1) await addProject(db, orgId, `p${n}`);
    });
    const changes = await changesOf(orgId);
    expect(changes.length).toBeLessThan(120);
    expect(changes.at(-1)).toEqual({ more: true });
    expect(changes.filter((change) => 'more' in (change as object))).toHaveLength(1);
  });

  it('go on after a bounded entry that was written before the end, and after a savepoint that took too many back', async () => {
    const orgId = newId();
    const many = `INSERT INTO estimates.projects (org_id, id, name, author_id, version, created_at, updated_at)
      SELECT $1, gen_random_uuid(), 'p' || n, $1, 1, now(), now() FROM generate_series(1, 200) n`;
    await act(orgId, async (db) => {
      await db.query(many, [orgId]);
      await recordScope(db, scope('between'));
      await addProject(db, orgId, 'after the entry');
    });
    await act(orgId, async (db) => {
      await db.query('SAVEPOINT here');
      await db.query(many, [orgId]);
      await db.query('ROLLBACK TO SAVEPOINT here');
      await addProject(db, orgId, 'after the savepoint');
    });
    const changes = await changesOf(orgId);
    expect(changes).toContainEqual(
      expect.objectContaining({ after: expect.objectContaining({ name: 'after the entry' }) }),
    );
    expect(changes).toContainEqual(
      expect.objectContaining({ after: expect.objectContaining({ name: 'after the savepoint' }) }),
    );
  });

  it('hold no secret of a row, and no copy of large things; all else, whatever it is', async () => {
    await owner.query(`CREATE TABLE estimates.kinds (org_id uuid, id uuid PRIMARY KEY, email_key text, password_hash text,
      refresh_token text, proof bytea, tip bytea, words text, big jsonb, config jsonb, tags text[], price numeric, is_on boolean,
      nothing text)`);
    await owner.query('GRANT ALL ON estimates.kinds TO cashcraft_estimates');
    await prepareAuditTriggers(owner, ['estimates']);
    const [orgId, id, hidden] = [newId(), newId(), '***'];
    const long = (count: number, from: number) => ({
      list: Array.from({ length: count }, (_, n) => n + from),
    });
    const was = {
      id,
      email_key: 'a@b.test',
      password_hash: 'x',
      refresh_token: null,
      proof: `\\x${'ab'.repeat(32)}`,
      tip: '\\xab',
      words: 'y'.repeat(2_000),
      big: long(900, 0),
      config: long(250, 0),
      tags: ['a', 'b'],
      price: 1.5,
      is_on: null,
      nothing: null,
    };
    const is = {
      ...was,
      email_key: `"quoted" \\x and ${'z'.repeat(480)}`,
      password_hash: null,
      refresh_token: 'x',
      proof: `\\x${'cd'.repeat(32)}`,
      tip: null,
      words: 'w'.repeat(501),
      big: long(900, 1),
      config: long(250, 1),
      tags: [],
      price: -0.25,
      is_on: false,
    };
    const given = 'json_populate_record(NULL::estimates.kinds, $1)';
    await act(orgId, (db) => db.query(`INSERT INTO estimates.kinds SELECT * FROM ${given}`, [was]));
    const list = Object.keys(is).join(', ');
    await act(orgId, (db) =>
      db.query(`UPDATE estimates.kinds SET (${list}) = (SELECT ${list} FROM ${given})`, [is]),
    );
    await owner.query('ALTER TABLE estimates.kinds DROP COLUMN words, ADD COLUMN later_on date');
    // Between a migration and its end nothing fails; new columns are known then.
    await act(orgId, (db) => db.query(`UPDATE estimates.kinds SET later_on = '2026-01-31'`));
    await prepareAuditTriggers(owner, ['estimates']);
    await act(orgId, (db) => db.query(`UPDATE estimates.kinds SET later_on = '2026-02-01'`));
    await act(orgId, (db) => db.query('DELETE FROM estimates.kinds'));

    const before = {
      emailKey: 'a@b.test',
      passwordHash: hidden,
      refreshToken: null,
      proof: hidden,
      tip: '\\xab',
      words: `${'y'.repeat(500)}…`,
      big: '…',
      config: was.config,
      tags: ['a', 'b'],
      price: 1.5,
      isOn: null,
    };
    const after = {
      emailKey: is.email_key,
      passwordHash: null,
      refreshToken: hidden,
      proof: hidden,
      tip: null,
      words: `${'w'.repeat(500)}…`,
      big: '…',
      config: is.config,
      tags: [],
      price: -0.25,
      isOn: false,
    };
    const { words: _gone, ...left } = after;
    expect(await changesOf(orgId)).toEqual([
      { type: 'Kind', id, before: null, after: { id, nothing: null, ...before } },
      { type: 'Kind', id, before, after },
      { type: 'Kind', id, before: { laterOn: null }, after: { laterOn: '2026-01-31' } },
      { type: 'Kind', id, before: { laterOn: '2026-01-31' }, after: { laterOn: '2026-02-01' } },
      { type: 'Kind', id, before: { id, nothing: null, laterOn: '2026-02-01', ...left }, after: null },
    ]);
    const told = JSON.stringify(
      withoutSecrets({ password: 'x', deep: [{ client_secret: 'x', name: 'kept' }] }),
    );
    expect(told).toBe(JSON.stringify({ password: hidden, deep: [{ client_secret: hidden, name: 'kept' }] }));
  });

  it('stand in an organisation of their own, and only grow', async () => {
    const orgId = newId();
    await write(orgId);
    expect(await entries(newId())).toEqual([]);
    for (const sql of [`UPDATE audit.entries SET action = 'x'`, 'DELETE FROM audit.entries']) {
      for (const part of [source, estimates])
        await expect(inOrganization(part, orgId, (db) => db.query(sql))).rejects.toMatchObject({
          driverError: { code: '42501' },
        });
      await expect(owner.query(sql)).rejects.toMatchObject({ code: '42501' });
    }
    await expect(owner.query('TRUNCATE audit.entries')).rejects.toMatchObject({ code: '42501' });
    await expect(
      inOrganization(estimates, orgId, (db) => db.query('SELECT 1 FROM audit.entries')),
    ).rejects.toMatchObject({
      driverError: { code: '42501' },
    });
    await expect(
      inOrganization(estimates, orgId, (db) =>
        db.query(`INSERT INTO audit.heads VALUES ($1, 1, 1)`, [orgId]),
      ),
    ).rejects.toMatchObject({ driverError: { code: '42501' } });
  });

  it('are numbered without gaps by many writers who do not wait for each other', async () => {
    const orgId = newId();
    await act(orgId, async (db) => {
      await addProject(db, orgId);
      await write(orgId); // a second transaction, while the first holds its slot or has not yet taken one
    });
    await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        n % 4 === 0
          ? act(orgId, async (db) => {
              await addProject(db, orgId);
              throw new Error('no');
            }).catch(() => undefined)
          : act(orgId, (db) => addProject(db, orgId)),
      ),
    );
    const bySlot = new Map<unknown, number[]>();
    for (const { slot, n } of await entries(orgId))
      bySlot.set(slot, [...(bySlot.get(slot) ?? []), Number(n)]);
    const numbers = [...bySlot.values()].map((list) => list.sort((a, b) => a - b));
    expect(numbers).toEqual(numbers.map((list) => list.map((_, index) => index + 1)));
    expect(numbers.flat()).toHaveLength(32);
  });
});

describe('the chain', () => {
  it('takes what was written, across batches, and is signed once a day', async () => {
    const orgId = newId();
    await inOrganization(source, orgId, async (db) => {
      for (let n = 0; n < 1_200; n += 1)
        await db.query(
          `SELECT audit.record($1, 'identity', 'a', 'DONE', 'SYSTEM', 'test', NULL, NULL, '[{"type": "Thing"}]')`,
          [newId()],
        );
    });
    expect(await chain(orgId)).toBe(1_200);
    for (let n = 0; n < 2; n += 1) await write(orgId);
    expect(await chain(orgId)).toBe(2);
    expect(await chain(orgId)).toBe(0);
    expect(await verdictOf(orgId)).toEqual({
      entries: 1_202,
      from: 1,
      checkpoints: 1,
      unsigned: 2,
      faults: [],
    });
    expect(await verdictOf(orgId, 10)).toMatchObject({ entries: 10, from: 1_193, faults: [] });
  });

  it('is one when several processes chain at once', async () => {
    const orgId = newId();
    for (let n = 0; n < 20; n += 1) await write(orgId);
    const counts = await Promise.all([1, 2, 3].map(() => chain(orgId)));
    expect(counts.reduce((sum, count) => sum + count)).toBe(20);
    expect((await verdictOf(orgId)).faults).toEqual([]);
  });

  const B = `WHERE org_id = $1 AND action = 'b'`;
  it.each([
    ['a changed entry', `UPDATE audit.entries SET changes = '[{"role":"owner"}]' ${B}`, /not as it was/],
    ['a moved time', `UPDATE audit.entries SET at = at - interval '1 day' ${B}`, /not as it was/],
    ['another actor', `UPDATE audit.entries SET actor_id = 'x' ${B}`, /not as it was/],
    ['a deleted entry', `DELETE FROM audit.entries ${B}`, /is missing/],
    ['a deleted link', `DELETE FROM audit.links WHERE org_id = $1 AND position = 2`, /Link 2 is missing/],
    [
      'a cut end',
      `DELETE FROM audit.links WHERE org_id = $1 AND position = 3`,
      /signs a link that is missing/,
    ],
    [
      'a forged signature',
      `UPDATE audit.checkpoints SET signature = decode(repeat('00', 64), 'hex') WHERE org_id = $1`,
      /signature .* is wrong/,
    ],
  ])('finds %s, online and in an export', async (_what, sql, message) => {
    const orgId = newId();
    for (const action of ['a', 'b', 'c']) await write(orgId, action);
    await chain(orgId);
    const whole = await wholeText(orgId);
    expect(await verifyExport(lines(whole), keys)).toMatchObject({
      entries: 3,
      faults: [],
      orgId,
      keyIds: [key.id],
    });
    await tamper(sql, [orgId]);
    const words = ({ faults }: Pick<AuditVerdict, 'faults'>) =>
      faults.map((fault) => fault.message).join('\n');
    expect(words(await verdictOf(orgId))).toMatch(message);
    const forged = await wholeText(orgId);
    expect(words(await verifyExport(lines(forged), keys))).toMatch(message);
  });

  it('tells of an entry that was taken out before it was chained: at once, and for ever', async () => {
    const orgId = newId();
    await write(orgId, 'a');
    await chain(orgId);
    await write(orgId, 'gone');
    await tamper(`DELETE FROM audit.entries WHERE org_id = $1 AND action = 'gone'`, [orgId]);
    expect(await chainAudit(source, orgId, key)).toEqual({ count: 0, missing: 1 });
    expect((await readUnchained(source, orgId)).faults).toMatchObject([
      { message: expect.stringMatching(/1 entries are missing/) },
    ]);
    await write(orgId, 'later');
    await chain(orgId);
    expect((await verdictOf(orgId)).faults).toMatchObject([
      { message: expect.stringMatching(/1 entries of slot \d+ are missing/) },
    ]);
  });

  it('tells of entries that nobody chained for a minute', async () => {
    const orgId = newId();
    await write(orgId);
    expect(await readUnchained(source, orgId)).toEqual({ count: 1, faults: [] });
    await tamper(`UPDATE audit.entries SET at = at - interval '61 s' WHERE org_id = $1`, [orgId]);
    expect(await readUnchained(source, orgId)).toMatchObject({
      count: 1,
      faults: [{ message: expect.stringMatching(/not chained within 60 s/) }],
    });
  });
});

describe('what is older than it is kept', () => {
  const retention = { key, trusted: keys, keepDays: 400 };
  const messages = ({ faults }: Pick<AuditVerdict, 'faults'>): string =>
    faults.map(({ message }) => message).join('\n');
  const exported = async (orgId: string) => verifyExport(lines(await wholeText(orgId)), keys);
  /** The newest checkpoint becomes one of so many days ago. */
  async function age(orgId: string, days: number): Promise<void> {
    const [newest] = (
      await owner.query<{ position: number; hash: string; day: string }>(
        `SELECT position::int, encode(hash, 'hex') AS hash, to_char(current_date - $2::int, 'YYYY-MM-DD') AS day
           FROM audit.checkpoints WHERE org_id = $1 ORDER BY position DESC LIMIT 1`,
        [orgId, days],
      )
    ).rows;
    const { day, position, signature } = signCheckpoint(key, { orgId, ...(newest ?? never()) });
    await tamper(
      `UPDATE audit.checkpoints SET day = $3, signature = decode($4, 'base64') WHERE org_id = $1 AND position = $2`,
      [orgId, position, day, signature],
    );
  }
  /** What is not chained was written so many days ago. */
  const antedate = (orgId: string, days: number): Promise<void> =>
    tamper(
      `UPDATE audit.entries e SET at = at - make_interval(days => $2) WHERE org_id = $1
          AND NOT EXISTS (SELECT FROM audit.links l WHERE l.org_id = e.org_id AND l.entry_id = e.id)`,
      [orgId, days],
    );
  const chained = async (orgId: string): Promise<number[]> =>
    (
      (await inOrganization(source, orgId, (db) =>
        db.query('SELECT position::int FROM audit.links WHERE org_id = $1 ORDER BY 1', [orgId]),
      )) as { position: number }[]
    ).map(({ position }) => position);
  /** Three old entries, a checkpoint behind them; two younger ones with another; one without. */
  async function seed(): Promise<string> {
    const orgId = newId();
    for (const [count, days] of [
      [3, 401],
      [2, 399],
    ] as const) {
      for (let n = 0; n < count; n += 1) await write(orgId, `of ${days}`);
      await antedate(orgId, days);
      await chain(orgId);
      await age(orgId, days);
    }
    await write(orgId, 'of today');
    await chain(orgId);
    return orgId;
  }

  it('goes up to a checkpoint; what is kept verifies, online and in an export, and goes on', async () => {
    const orgId = await seed();
    expect(await forgetAudit(source, orgId, retention)).toEqual({ forgotten: 3, faults: [] });
    expect(await forgetAudit(source, orgId, retention)).toEqual({ forgotten: 0, faults: [] });
    expect(await chained(orgId)).toEqual([4, 5, 6]);
    const kept = (await entries(orgId)).map(({ action }) => action);
    expect(kept).toEqual(['of 399', 'of 399', 'of today', 'forgetAudit']);
    expect(await changesOf(orgId)).toContainEqual({
      type: 'Audit',
      before: { begins: 1 },
      after: { begins: 4, keepDays: 400 },
    });
    await chain(orgId);
    expect(await verdictOf(orgId)).toMatchObject({ entries: 4, from: 4, faults: [] });
    expect(await exported(orgId)).toMatchObject({
      entries: 4,
      from: 4,
      faults: [],
      begunOn: expect.any(String),
    });
    await expect(exportAudit(source, orgId, { after: 2, limit: 100, key })).rejects.toThrow(
      /forgotten meanwhile/,
    );
    // A slot's first kept number follows its last forgotten one: who takes it away is found.
    await tamper(`DELETE FROM audit.entries WHERE org_id = $1 AND action = 'of 399'`, [orgId]);
    await tamper(`DELETE FROM audit.links WHERE org_id = $1 AND position IN (4, 5)`, [orgId]);
    expect(messages(await verdictOf(orgId))).toMatch(/2 entries of slot/);
    expect(messages(await exported(orgId))).toMatch(/2 entries of slot/);
  });

  it('goes though nothing new came: the chain goes on behind it', async () => {
    const orgId = newId();
    await write(orgId);
    await antedate(orgId, 500);
    await chain(orgId);
    await age(orgId, 500);
    await forgetAudit(source, orgId, retention);
    expect(await chained(orgId)).toEqual([]);
    await chain(orgId);
    expect(await verdictOf(orgId)).toMatchObject({ entries: 1, from: 2, faults: [] });
  });

  it('is never of the last 30 days, whatever day a checkpoint claims to be of', async () => {
    const orgId = await seed();
    // The role that chains may add checkpoints; it has no key, and needs none for this.
    await inOrganization(source, orgId, async (db) => {
      await db.query(
        `INSERT INTO audit.checkpoints (org_id, day, position, hash, key_id, signature)
         SELECT org_id, current_date - 100, position, hash, 'x', '' FROM audit.links WHERE org_id = $1 AND position = 6`,
        [orgId],
      );
      await db.query(`SELECT audit.begin_at(6, current_date, '{}', 'x', '')`);
    });
    await expect(forgetAudit(source, orgId, retention)).rejects.toThrow('Entries of the last 30 days stay.');
    expect((await entries(orgId)).map(({ action }) => action)).toContain('of today');
  });

  it('stays when it is not intact, for somebody to see', async () => {
    const orgId = await seed();
    await tamper(`UPDATE audit.entries SET actor_id = 'x' WHERE org_id = $1 AND action = 'of 401'`, [orgId]);
    const { forgotten, faults } = await forgetAudit(source, orgId, retention);
    expect([forgotten, messages({ faults })]).toEqual([0, expect.stringMatching(/not as it was chained/)]);
    expect(await chained(orgId)).toHaveLength(6);
  });

  it('is a beginning that only the key makes, and that nobody deletes beyond', async () => {
    const orgId = await seed();
    const begin = (position: number) =>
      inOrganization(source, orgId, (db) =>
        db.query(`SELECT audit.begin_at($1, current_date, '{}', $2, '\\x00')`, [position, key.id]),
      );
    await expect(begin(2)).rejects.toThrow(/begins at a checkpoint/); // not where one stands
    await tamper(`UPDATE audit.checkpoints SET day = current_date - 29 WHERE org_id = $1 AND position = 5`, [
      orgId,
    ]);
    await expect(begin(5)).rejects.toThrow(/begins at a checkpoint/); // of 29 days ago
    await begin(3);
    expect(messages(await verdictOf(orgId))).toMatch(/beginning was cut off/);
    expect(messages(await exported(orgId))).toMatch(/beginning was cut off/);
    const other = signBeginning(key, {
      ...((await inOrganization(source, orgId, (db) => readBeginning(db, orgId))) ?? never()),
      orgId: newId(),
    });
    await tamper(`UPDATE audit.beginnings SET signature = decode($2, 'base64') WHERE org_id = $1`, [
      orgId,
      other.signature,
    ]);
    expect(messages(await verdictOf(orgId))).toMatch(/beginning was cut off/);
    await owner.query('DELETE FROM audit.entries WHERE org_id = $1 AND action = $2', [orgId, 'of 401']);
    for (const sql of [
      `DELETE FROM audit.entries WHERE org_id = $1 AND action = 'of 399'`,
      'DELETE FROM audit.links WHERE org_id = $1 AND position = 4',
      'DELETE FROM audit.checkpoints WHERE org_id = $1',
    ])
      await expect(owner.query(sql, [orgId])).rejects.toMatchObject({ code: '42501' });
    for (const sql of ['DELETE FROM audit.links', 'UPDATE audit.beginnings SET position = 5'])
      await expect(inOrganization(source, orgId, (db) => db.query(sql))).rejects.toMatchObject({
        driverError: { code: '42501' },
      });
  });
});
