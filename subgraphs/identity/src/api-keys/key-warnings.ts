import type { DataSource, EntityManager } from 'typeorm';
import { MAX_OWNERS } from '../organizations/owners';
import { mailLanguage } from '../../../../service-kit/mail/languages';
import type { Mailer } from '../../../../service-kit/mail/mail-kind';
import { inOrganization } from '../../../../service-kit/postgres/database';
import type { Logger } from '../../../../service-kit/process/logger';
import { startRounds, type Rounds } from '../../../../service-kit/process/rounds';
import { EXPIRING_KEY_MAIL } from './expiring-key-mail';

/*
 * Warnings 30 and 7 days before a key ends: to whoever made it, while they belong to the organisation, and to its owners, but for who
 * turned that notice off. Any
 * number of processes may look at once: a key's row is taken by one, and says which warning was the last.
 */

const EVERY_MS = 60 * 60_000;

interface Due {
  orgId: string;
  keyId: string;
  days: number;
}

interface Receiver {
  email: string;
  locale: string | null;
}

/**
 * Sends the warnings that are due.
 *
 * @param source connected as identity
 * @returns how many keys were warned of
 */
export async function warnOfKeys(source: DataSource, mailer: Mailer): Promise<number> {
  const due = (await source.query(
    'SELECT org_id AS "orgId", key_id AS "keyId", days FROM identity.api_keys_to_warn()',
  )) as Due[];
  let warned = 0;
  for (const one of due) {
    if (await inOrganization(source, one.orgId, (db) => warn(db, mailer, one))) warned += 1;
  }
  return warned;
}

async function warn(db: EntityManager, mailer: Mailer, { orgId, keyId, days }: Due): Promise<boolean> {
  const [[key]] = (await db.query(
    `UPDATE identity.api_keys key SET warned_days = $3
       FROM identity.organizations organization
      WHERE key.org_id = $1 AND key.id = $2 AND organization.org_id = key.org_id
        AND key.revoked_at IS NULL AND coalesce(key.warned_days, 1000) > $3
      RETURNING key.name, key.public_id AS "publicId", key.expires_at AS "expiresAt",
                key.created_by_id AS "createdById", organization.name AS organization, organization.locale,
                organization.time_zone AS "timeZone"`,
    [orgId, keyId, days],
  )) as [
    {
      name: string;
      publicId: string;
      expiresAt: Date;
      createdById: string;
      organization: string;
      locale: string;
      timeZone: string;
    }[],
    number,
  ];
  if (!key) return false;
  for (const { email, locale } of await receiversOf(db, orgId, key.createdById)) {
    await mailer.request(db, orgId, EXPIRING_KEY_MAIL, {
      to: email,
      language: mailLanguage(locale ?? key.locale, null),
      data: {
        organization: key.organization,
        key: key.name,
        prefix: `ek_live_${key.publicId}`,
        expiresAt: key.expiresAt.toISOString(),
        timeZone: key.timeZone,
      },
    });
  }
  return true;
}

function receiversOf(db: EntityManager, orgId: string, createdById: string): Promise<Receiver[]> {
  return db.query(
    `SELECT person.email, person.locale
       FROM identity.memberships membership
       JOIN identity.users person ON person.id = membership.user_id AND person.status = 'ACTIVE'
       JOIN identity.roles role ON role.org_id = membership.org_id AND role.id = membership.role_id
      WHERE membership.org_id = $1 AND membership.status = 'ACTIVE'
        AND (membership.user_id = $2 OR role.key = 'owner' AND role.is_system)
        AND NOT EXISTS (SELECT 1 FROM identity.muted_notices muted
                         WHERE muted.user_id = membership.user_id AND muted.kind = 'API_KEY_ENDING')
      ORDER BY membership.user_id = $2 DESC, membership.created_at LIMIT ${MAX_OWNERS + 1}`,
    [orgId, createdById],
  ) as Promise<Receiver[]>;
}

/**
 * Looks once an hour, and at once, until closed. A failure is logged, and the next round tries again.
 *
 * @param source connected as identity; whoever made it closes it, after this
 */
export const startKeyWarnings = (source: DataSource, mailer: Mailer, log: Logger): Rounds =>
  startRounds({
    everyMs: EVERY_MS,
    isEager: true,
    async round() {
      const keys = await warnOfKeys(source, mailer);
      if (keys > 0) log.info({ keys }, 'warned of API keys that end');
    },
    onFailure: (error) => log.warn({ err: error }, 'not warned of API keys that end'),
  });
