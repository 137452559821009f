import type { EntityManager } from 'typeorm';
import { mailLanguage } from '../../../../service-kit/mail/languages';
import type { MailKind } from '../../../../service-kit/mail/mail-kind';
import { inOrganization } from '../../../../service-kit/postgres/database';
import { startRounds } from '../../../../service-kit/process/rounds';
import { toldOnce } from '../../../../service-kit/process/told-once';
import type { RunningWorker } from '../../../../service-kit/subgraph/feature';
import type { ConnectionRef, CrmRuntime } from '../runtime';
import { CONNECTION_TROUBLE_MAIL, CONNECTION_WELL_MAIL, TOKEN_ENDS_MAIL } from './alarm-mails';
import { alarmOf, type Alarm, type Told } from './alarm-of';

/*
 * Writes to those who may connect accounts. What was told is noted in the transaction that writes the mails (docs/events.md), under
 * the connection's lock: any number of processes may look, and one mail goes out.
 */

const EVERY_MS = 60_000;

/** Looks each minute whether there is something to write. */
export function startAlarmWorker(runtime: CrmRuntime): RunningWorker {
  const round = toldOnce({ name: 'the round of alarms', round: () => tellPeople(runtime) }, runtime.log);
  return startRounds({ everyMs: EVERY_MS, isEager: true, round, onFailure: () => undefined });
}

/** Writes what there is to write. @param now for tests */
export async function tellPeople(runtime: CrmRuntime, now = new Date()): Promise<void> {
  const rows = (await runtime.source.query('SELECT * FROM crm.connections_to_tell()')) as {
    org_id: string;
    connection_id: string;
  }[];
  for (const row of rows) {
    const ref = { orgId: row.org_id, connectionId: row.connection_id };
    try {
      await tellOf(runtime, ref, now);
    } catch (error) {
      runtime.log.error({ err: error, ...ref }, 'people could not be told of a connection'); // the others are
    }
  }
}

interface Row extends Told {
  accountName: string;
  subdomain: string;
  errorCode: string | null;
  errorMessage: string | null;
}

function tellOf(runtime: CrmRuntime, ref: ConnectionRef, now: Date): Promise<void> {
  return inOrganization(runtime.source, ref.orgId, async (db) => {
    const key = [ref.orgId, ref.connectionId];
    const [row] = (await db.query(
      `SELECT c.state, c.auth_kind AS "authKind", t.expires_at AS "expiresAt", c.told_state AS "toldState",
              c.told_at AS "toldAt", c.told_days AS "toldDays", c.told_expiry AS "toldExpiry",
              c.account_name AS "accountName", c.subdomain, c.error_code AS "errorCode", c.error_message AS "errorMessage"
         FROM crm.connections c
         LEFT JOIN crm.connection_tokens t ON t.org_id = c.org_id AND t.connection_id = c.id
        WHERE c.org_id = $1 AND c.id = $2 AND c.closed_until IS NULL FOR NO KEY UPDATE OF c`,
      key,
    )) as Row[];
    const alarm = row && alarmOf(row, now);
    if (!alarm) return;
    if ('toldDays' in alarm) {
      await db.query(
        'UPDATE crm.connections SET told_days = $3, told_expiry = $4 WHERE org_id = $1 AND id = $2',
        [...key, alarm.toldDays, row.expiresAt],
      );
    } else {
      await db.query(
        'UPDATE crm.connections SET told_state = $3, told_at = $4 WHERE org_id = $1 AND id = $2',
        [...key, alarm.toldState, now],
      );
    }
    await write(runtime, db, ref.orgId, alarm, row);
  });
}

async function write(
  runtime: CrmRuntime,
  db: EntityManager,
  orgId: string,
  alarm: Alarm,
  row: Row,
): Promise<void> {
  const { accountName: account, subdomain } = row;
  const send = async <D>(kind: MailKind<D>, data: D): Promise<void> => {
    const people = (await db.query(`SELECT * FROM identity.people_allowed('crm:connect')`)) as {
      email: string;
      locale: string | null;
    }[];
    for (const { email, locale } of people) {
      await runtime.mailer.request(db, orgId, kind, {
        to: email,
        language: mailLanguage(locale, null),
        data,
      });
    }
    runtime.log.info({ orgId, kind: kind.name, people: people.length }, 'people told of a connection');
  };
  switch (alarm.kind) {
    case 'trouble':
      return send(CONNECTION_TROUBLE_MAIL, {
        account,
        subdomain,
        code: row.errorCode ?? '',
        message: row.errorMessage ?? '',
      });
    case 'well':
      return send(CONNECTION_WELL_MAIL, { account });
    case 'ends':
      return send(TOKEN_ENDS_MAIL, {
        account,
        subdomain,
        expiresAt: (row.expiresAt ?? new Date()).toISOString(),
      });
    case 'forget':
  }
}
