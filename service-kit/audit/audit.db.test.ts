import type { EntityManager } from 'typeorm';
import { key, keys, lines, scope, useAudit } from '../../testkit/kept-audit';
import { newId } from '../data/ids';
import { inOrganization } from '../postgres/database';
import type { AuditVerdict } from './audit-chain';
import { recordScope } from './audit-scope';
import { prepareAuditTriggers } from './audit-triggers';
import { chainAudit } from './chain-job';
import { readUnchained } from './read-audit';
import { verifyExport } from './verify-export';
import { withoutSecrets } from './without-secrets';

const { source, estimates, owner, write, act, entries, changesOf, verdictOf, chain, wholeText, tamper } =
  useAudit();

const addProject = async (db: EntityManager, orgId: string, name = 'one'): Promise<string> => {
  const id = newId();
  await db.query(
    `INSERT INTO estimates.projects (org_id, id, name, author_id, version, created_at, updated_at)
     VALUES ($1, $2, $3, $2, 1, now(), now())`,
    [orgId, id, name],
  );
  return id;
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
    await inOrganization(estimates(), orgId, (db) => addProject(db, orgId));
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
    await owner()
      .query(`CREATE TABLE estimates.kinds (org_id uuid, id uuid PRIMARY KEY, email_key text, password_hash text,
      refresh_token text, proof bytea, tip bytea, words text, big jsonb, config jsonb, tags text[], price numeric, is_on boolean,
      nothing text)`);
    await owner().query('GRANT ALL ON estimates.kinds TO cashcraft_estimates');
    await prepareAuditTriggers(owner(), ['estimates']);
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
    await owner().query('ALTER TABLE estimates.kinds DROP COLUMN words, ADD COLUMN later_on date');
    // Between a migration and its end nothing fails; new columns are known then.
    await act(orgId, (db) => db.query(`UPDATE estimates.kinds SET later_on = '2026-01-31'`));
    await prepareAuditTriggers(owner(), ['estimates']);
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
      for (const part of [source(), estimates()])
        await expect(inOrganization(part, orgId, (db) => db.query(sql))).rejects.toMatchObject({
          driverError: { code: '42501' },
        });
      await expect(owner().query(sql)).rejects.toMatchObject({ code: '42501' });
    }
    await expect(owner().query('TRUNCATE audit.entries')).rejects.toMatchObject({ code: '42501' });
    await expect(
      inOrganization(estimates(), orgId, (db) => db.query('SELECT 1 FROM audit.entries')),
    ).rejects.toMatchObject({
      driverError: { code: '42501' },
    });
    await expect(
      inOrganization(estimates(), orgId, (db) =>
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
    await inOrganization(source(), orgId, async (db) => {
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
    expect(await chainAudit(source(), orgId, key)).toEqual({ count: 0, missing: 1 });
    expect((await readUnchained(source(), orgId)).faults).toMatchObject([
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
    expect(await readUnchained(source(), orgId)).toEqual({ count: 1, faults: [] });
    await tamper(`UPDATE audit.entries SET at = at - interval '61 s' WHERE org_id = $1`, [orgId]);
    expect(await readUnchained(source(), orgId)).toMatchObject({
      count: 1,
      faults: [{ message: expect.stringMatching(/not chained within 60 s/) }],
    });
  });
});
