import { setTimeout as delay } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { KommoError } from './kommo-error';

/*
 * Kommo counts requests by account, whoever sends them: several organisations may have connected one account, and several
 * processes may work for them. So besides the governor of its connection each request takes a turn of its account, kept in
 * PostgreSQL, which every installation has. Turns are evenly spaced and given in the order they are asked for. None is further
 * away than half a minute: a database whose clock was set back would otherwise give none for as long.
 */

export interface AccountPace {
  /**
   * Waits for the account's next turn.
   *
   * @param signal ends the wait; it then throws the signal's reason
   * @throws KommoError rate_limited while the account is blocked
   */
  turn(accountId: string, signal?: AbortSignal): Promise<void>;
  /** Lets nobody pass for so long, in no process: Kommo has blocked us. */
  block(accountId: string, ms: number): Promise<void>;
  /** Kommo has answered for the account: it is not blocked. */
  unblock(accountId: string): Promise<void>;
}

const TAKE = `
  INSERT INTO crm.account_pace AS p (account_id, free_at, minute, used)
  VALUES ($1, clock_timestamp() + $2::float8 * interval '1 millisecond', $3, 1)
  ON CONFLICT (account_id) DO UPDATE
     SET free_at = least(greatest(p.free_at, clock_timestamp()), clock_timestamp() + interval '30 seconds') + $2::float8 * interval '1 millisecond',
         minute = $3, used = CASE WHEN p.minute = $3 THEN p.used + 1 ELSE 1 END,
         used_before = CASE WHEN p.minute = $3 THEN p.used_before WHEN p.minute = $3 - 1 THEN p.used ELSE 0 END
  RETURNING extract(epoch FROM free_at - clock_timestamp()) * 1000 - $2::float8 AS wait,
            extract(epoch FROM blocked_until - clock_timestamp()) * 1000 AS blocked`;

const BLOCK = `
  INSERT INTO crm.account_pace AS p (account_id, free_at, minute, used, blocked_until)
  VALUES ($1, clock_timestamp(), 0, 0, clock_timestamp() + $2::float8 * interval '1 millisecond')
  ON CONFLICT (account_id) DO UPDATE SET blocked_until = EXCLUDED.blocked_until`;

/** The pace of all processes on one database. */
export function createAccountPace(source: DataSource, perSecond: number): AccountPace {
  const spacing = 1000 / perSecond;
  return {
    async turn(accountId, signal) {
      const minute = Math.floor(Date.now() / 60_000);
      const [row] = (await source.query(TAKE, [accountId, spacing, minute])) as {
        wait: string;
        blocked: string | null;
      }[];
      const blocked = Number(row?.blocked ?? 0);
      if (blocked > 0) throw new KommoError('rate_limited', { retryAfterMs: blocked });
      const wait = Number(row?.wait ?? 0);
      if (wait > 0) await delay(wait, undefined, signal ? { signal } : {});
    },
    async block(accountId, ms) {
      await source.query(BLOCK, [accountId, ms]);
    },
    async unblock(accountId) {
      await source.query(
        'UPDATE crm.account_pace SET blocked_until = NULL WHERE account_id = $1 AND blocked_until IS NOT NULL',
        [accountId],
      );
    },
  };
}
