import { Client } from 'pg';
import { key, keys, lines, useAudit } from '../../testkit/kept-audit';
import { untilSomebodyWaitsForTable } from '../../testkit/lock-waits';
import { newId } from '../data/ids';
import { inOrganization } from '../postgres/database';
import { signBeginning, signCheckpoint, type AuditBeginning, type AuditVerdict } from './audit-chain';
import { forgetAudit } from './forget-job';
import { exportAudit, readBeginning, verifyKept } from './read-audit';
import { verifyExport } from './verify-export';

const { source, owner, write, entries, changesOf, verdictOf, chain, wholeText, tamper, url } = useAudit();

const never = (): never => {
  throw new Error('There is none.');
};

describe('what is older than it is kept', () => {
  const retention = { key, trusted: keys, keepDays: 400 };
  const messages = ({ faults }: Pick<AuditVerdict, 'faults'>): string =>
    faults.map(({ message }) => message).join('\n');
  const exported = async (orgId: string) => verifyExport(lines(await wholeText(orgId)), keys);
  /** The newest checkpoint becomes one of so many days ago. */
  async function age(orgId: string, days: number): Promise<void> {
    const [newest] = (
      await owner().query<{ position: number; hash: string; day: string }>(
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
      (await inOrganization(source(), orgId, (db) =>
        db.query('SELECT position::int FROM audit.links WHERE org_id = $1 ORDER BY 1', [orgId]),
      )) as { position: number }[]
    ).map(({ position }) => position);
  /** Three old entries, a checkpoint behind them; two younger ones with another; one without. */
  async function seed(
    batches: readonly (readonly [number, number])[] = [
      [3, 401],
      [2, 399],
    ],
  ): Promise<string> {
    const orgId = newId();
    for (const [count, days] of batches) {
      for (let n = 0; n < count; n += 1) await write(orgId, `of ${days}`);
      await antedate(orgId, days);
      await chain(orgId);
      await age(orgId, days);
    }
    if (batches.length === 1) return orgId;
    await write(orgId, 'of today');
    await chain(orgId);
    return orgId;
  }

  it('goes up to a checkpoint; what is kept verifies, online and in an export, and goes on', async () => {
    const orgId = await seed();
    expect(await forgetAudit(source(), orgId, retention)).toEqual({ forgotten: 3, faults: [] });
    expect(await forgetAudit(source(), orgId, retention)).toEqual({ forgotten: 0, faults: [] });
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
    await expect(exportAudit(source(), orgId, { after: 2, limit: 100, key })).rejects.toThrow(
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
    await forgetAudit(source(), orgId, retention);
    expect(await chained(orgId)).toEqual([]);
    await chain(orgId);
    expect(await verdictOf(orgId)).toMatchObject({ entries: 1, from: 2, faults: [] });
  });

  it('is never of the last 30 days, whatever day a checkpoint claims to be of', async () => {
    const orgId = await seed();
    // The role that chains may add checkpoints; it has no key, and needs none for this.
    await inOrganization(source(), orgId, async (db) => {
      await db.query(
        `INSERT INTO audit.checkpoints (org_id, day, position, hash, key_id, signature)
         SELECT org_id, current_date - 100, position, hash, 'x', '' FROM audit.links WHERE org_id = $1 AND position = 6`,
        [orgId],
      );
      await db.query(`SELECT audit.begin_at(6, current_date, '{}', 'x', '')`);
    });
    await expect(forgetAudit(source(), orgId, retention)).rejects.toThrow(
      'Entries of the last 30 days stay.',
    );
    expect((await entries(orgId)).map(({ action }) => action)).toContain('of today');
  });

  it('stays when it is not intact, for somebody to see', async () => {
    const orgId = await seed();
    await tamper(`UPDATE audit.entries SET actor_id = 'x' WHERE org_id = $1 AND action = 'of 401'`, [orgId]);
    const { forgotten, faults } = await forgetAudit(source(), orgId, retention);
    expect([forgotten, messages({ faults })]).toEqual([0, expect.stringMatching(/not as it was chained/)]);
    expect(await chained(orgId)).toHaveLength(6);
  });

  it('is a beginning that only the key makes, and that nobody deletes beyond', async () => {
    const orgId = await seed();
    const begin = (position: number) =>
      inOrganization(source(), orgId, (db) =>
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
      ...((await inOrganization(source(), orgId, (db) => readBeginning(db, orgId))) ?? never()),
      orgId: newId(),
    });
    await tamper(`UPDATE audit.beginnings SET signature = decode($2, 'base64') WHERE org_id = $1`, [
      orgId,
      other.signature,
    ]);
    expect(messages(await verdictOf(orgId))).toMatch(/beginning was cut off/);
    await owner().query('DELETE FROM audit.entries WHERE org_id = $1 AND action = $2', [orgId, 'of 401']);
    for (const sql of [
      `DELETE FROM audit.entries WHERE org_id = $1 AND action = 'of 399'`,
      'DELETE FROM audit.links WHERE org_id = $1 AND position = 4',
      'DELETE FROM audit.checkpoints WHERE org_id = $1',
    ])
      await expect(owner().query(sql, [orgId])).rejects.toMatchObject({ code: '42501' });
    for (const sql of ['DELETE FROM audit.links', 'UPDATE audit.beginnings SET position = 5'])
      await expect(inOrganization(source(), orgId, (db) => db.query(sql))).rejects.toMatchObject({
        driverError: { code: '42501' },
      });
  });

  describe('while somebody reads it', () => {
    /** Where the audit would begin behind its first three entries, signed. */
    async function beginBehindThree(orgId: string) {
      const [at] = await inOrganization(
        source(),
        orgId,
        (db) =>
          db.query(
            `SELECT (SELECT encode(hash, 'hex') FROM audit.links WHERE position = 3) AS hash, jsonb_object_agg(slot, n) AS slots
               FROM (SELECT slot, max(n) AS n FROM audit.entries e JOIN audit.links l ON l.entry_id = e.id WHERE position <= 3
                      GROUP BY slot) s`,
          ) as Promise<Pick<AuditBeginning, 'hash' | 'slots'>[]>,
      );
      const day = new Date().toISOString().slice(0, 10);
      return signBeginning(key, { orgId, day, position: 3, ...(at ?? never()) });
    }
    /**
     * What is read once three entries are forgotten, though reading began before: it waits for the links.
     *
     * @param after who reads goes on up to this table first, whatever it has read of the links by then
     */
    async function readWhileForgotten<T>(
      orgId: string,
      read: () => Promise<T>,
      after?: 'audit.checkpoints',
    ): Promise<T> {
      const { position, day, slots, keyId, signature } = await beginBehindThree(orgId);
      const [other, first] = [1, 2].map(() => new Client({ connectionString: url() })) as [Client, Client];
      await other.connect();
      await first.connect();
      try {
        if (after) await first.query(`BEGIN; LOCK TABLE ${after}`);
        else await other.query('BEGIN; LOCK TABLE audit.links');
        const reading = Promise.allSettled([read()]);
        if (after) {
          await untilSomebodyWaitsForTable(owner(), after);
          await other.query('BEGIN; LOCK TABLE audit.links');
          await first.query('COMMIT');
        }
        await untilSomebodyWaitsForTable(owner(), 'audit.links');
        await other.query(`SELECT set_config('app.org_id', $1, true)`, [orgId]);
        await other.query(`SELECT audit.begin_at($1, $2, $3, $4, decode($5, 'base64'))`, [
          ...[position, day, JSON.stringify(slots), keyId, signature],
        ]);
        expect((await other.query('SELECT audit.forget(1000) AS taken')).rows).toEqual([{ taken: 3 }]);
        await other.query('COMMIT');
        const [outcome] = await reading;
        if (outcome.status === 'rejected') throw outcome.reason;
        return outcome.value;
      } finally {
        await first.end();
        await other.end();
      }
    }

    it('is whole in an export that began before, which says where it begins', async () => {
      const orgId = await seed();
      const text = await readWhileForgotten(orgId, () => wholeText(orgId));
      expect(await verifyExport(lines(text), keys)).toMatchObject({ entries: 3, from: 4, faults: [] });
    });

    it('refuses the next part of an export that would miss something', async () => {
      const orgId = await seed();
      const next = readWhileForgotten(orgId, () =>
        exportAudit(source(), orgId, { after: 1, limit: 100, key }),
      );
      await expect(next).rejects.toThrow(/forgotten meanwhile/);
    });

    it.each([
      ['of which all was forgotten', [[3, 401]] as const],
      ['of which a part was forgotten', undefined],
    ])('ends an export as signed that had what was forgotten: an audit %s', async (_what, batches) => {
      const orgId = await seed(batches);
      const part = (after: number) => exportAudit(source(), orgId, { after, limit: 3, key });
      const first = await part(0);
      let text = first.text + (await readWhileForgotten(orgId, () => part(3))).text;
      if (!batches) text += (await part(6)).text;
      expect(await verifyExport(lines(text), keys)).toMatchObject({
        ...{ entries: batches ? 3 : 6, from: 1, begunOn: null, endedAt: expect.any(String), faults: [] },
      });
    });

    it('is not missed by who verifies, or forgets, at the same time', async () => {
      const orgId = await seed();
      const verdict = await readWhileForgotten(orgId, () => verifyKept(source(), orgId, keys));
      expect(verdict).toMatchObject({ entries: 3, from: 4, faults: [] });
      const other = await seed();
      // It has taken away what was left before, and knows where its piece ends: it waits in the middle of what it verifies.
      const forget = () => forgetAudit(source(), other, retention);
      expect(await readWhileForgotten(other, forget, 'audit.checkpoints')).toEqual({
        forgotten: 0,
        faults: [],
      });
      expect(await chained(other)).toEqual([4, 5, 6]);
    });
  });
});
