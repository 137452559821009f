import type { DataSource, EntityManager } from 'typeorm';
import { inOrganization } from '../../../../service-kit/postgres/database';
import { removeBytes, type FileSetting } from '../../../../service-kit/files/files';
import { mailLanguage } from '../../../../service-kit/mail/languages';
import type { Mailer } from '../../../../service-kit/mail/mail-kind';
import type { Logger } from '../../../../service-kit/process/logger';
import { startRounds, type Rounds } from '../../../../service-kit/process/rounds';
import { FIRST_OWNERS } from '../organizations/owners';
import { ORGANIZATION_DELETED_MAIL } from './deletion-mails';

/*
 * The work that a deleted organisation leaves: everybody is told, page by page, and when its 30 days are over all of it is removed, piece
 * by piece. Any number of processes may do it at once, and one that dies leaves what the next one goes on with.
 */

const EVERY_MS = 5_000;
/** Members in one transaction. */
const PAGE = 200;
/** Rows in one transaction: nobody waits for them long. */
const ROWS = 2_000;

/** A subgraph whose rows are removed. */
interface PurgedPart {
  /** Of its schema, too. */
  readonly name: string;
  readonly source: DataSource;
  /** Where it keeps files, if it does. */
  readonly files?: FileSetting;
}

export interface RemovalParts {
  readonly identity: DataSource;
  /** The others; they go first. */
  readonly others: readonly PurgedPart[];
  readonly mailer: Mailer;
  readonly log: Logger;
}

interface Work {
  orgId: string;
  isDue: boolean;
}

/**
 * Tells whoever is not told yet, and removes what is due.
 *
 * @returns how many organisations were removed
 */
export async function workOnDeletions(parts: RemovalParts): Promise<number> {
  const work = (await parts.identity.query(
    'SELECT org_id AS "orgId", is_due AS "isDue" FROM identity.deletions_to_work_on()',
  )) as Work[];
  let removed = 0;
  for (const { orgId, isDue } of work) {
    try {
      if (!isDue) await tellEverybody(parts, orgId);
      else if (await removeOrganization(parts, orgId)) removed += 1;
    } catch (error) {
      // The next round tries again; the others don't wait for it.
      parts.log.warn({ err: error, orgId }, 'deleted organisation not worked on');
    }
  }
  return removed;
}

interface Member {
  userId: string;
  email: string;
  firstName: string;
  locale: string | null;
}

/** The first owners have their mail, with the link, since the deletion. */
const MEMBERS = `
  SELECT person.id AS "userId", person.email, person.first_name AS "firstName", person.locale
    FROM identity.memberships membership
    JOIN identity.users person ON person.id = membership.user_id AND person.status = 'ACTIVE'
   WHERE membership.org_id = $1 AND membership.status = 'ACTIVE' AND person.id NOT IN (${FIRST_OWNERS})
     AND ($2::uuid IS NULL OR person.id > $2) ORDER BY person.id LIMIT ${PAGE}`;

interface Telling {
  toldAfter: string | null;
  deletesAt: Date;
  organization: string;
  locale: string;
  timeZone: string;
  by: string | null;
}

async function tellEverybody({ identity, mailer }: RemovalParts, orgId: string): Promise<void> {
  for (let more = true; more;) {
    more = await inOrganization(identity, orgId, async (db) => {
      const [telling] = (await db.query(
        `SELECT deletion.told_after AS "toldAfter", deletion.deletes_at AS "deletesAt", organization.name AS organization,
                organization.locale, organization.time_zone AS "timeZone", person.first_name || ' ' || person.last_name AS by
           FROM identity.organization_deletions deletion
           JOIN identity.organizations organization ON organization.org_id = deletion.org_id
           LEFT JOIN identity.users person ON person.id = deletion.requested_by
          WHERE deletion.org_id = $1 AND NOT deletion.is_told FOR UPDATE OF deletion SKIP LOCKED`,
        [orgId],
      )) as Telling[];
      return telling ? tellPage(db, mailer, orgId, telling) : false;
    });
  }
}

async function tellPage(
  db: EntityManager,
  mailer: Mailer,
  orgId: string,
  telling: Telling,
): Promise<boolean> {
  const members = (await db.query(MEMBERS, [orgId, telling.toldAfter])) as Member[];
  for (const { email, firstName, locale } of members) {
    await mailer.request(db, orgId, ORGANIZATION_DELETED_MAIL, {
      to: email,
      language: mailLanguage(locale ?? telling.locale, null),
      data: {
        name: firstName,
        organization: telling.organization,
        by: telling.by ?? '–',
        deletesAt: telling.deletesAt.toISOString(),
        timeZone: telling.timeZone,
        restoreUrl: null,
      },
    });
  }
  await db.query(
    'UPDATE identity.organization_deletions SET told_after = coalesce($2, told_after), is_told = $3 WHERE org_id = $1',
    [orgId, members.at(-1)?.userId ?? null, members.length < PAGE],
  );
  return members.length === PAGE;
}

/** @returns whether it was this process that finished */
async function removeOrganization(parts: RemovalParts, orgId: string): Promise<boolean> {
  const { identity, others, log } = parts;
  const rows: Record<string, number> = {};
  for (const { name, source, files } of others) {
    if (files) rows['files'] = (rows['files'] ?? 0) + (await removeFiles(files, orgId));
    rows[name] = await purge(source, name, orgId);
  }
  rows['identity'] = await purge(identity, 'identity', orgId);
  const isMine = await inOrganization(
    identity,
    orgId,
    async (db) => {
      const held = (await db.query(
        'SELECT 1 FROM identity.organization_deletions WHERE org_id = $1 FOR UPDATE SKIP LOCKED',
        [orgId],
      )) as unknown[];
      if (held.length === 0) return false;
      await db.query('SELECT identity.finish_purge($1)', [orgId]);
      return true;
    },
    undefined,
    {
      action: 'organizationRemoved',
      actor: { kind: 'SYSTEM', id: 'organization removal' },
      ip: null,
      requestId: null,
      told: [{ type: 'Removal', id: orgId, after: rows }],
    },
  );
  if (isMine) log.warn({ orgId, rows }, 'organisation removed');
  return isMine;
}

async function purge(source: DataSource, schema: string, orgId: string): Promise<number> {
  let total = 0;
  for (;;) {
    const [row] = (await source.query(`SELECT ${schema}.purge_organization($1, $2)::int AS removed`, [
      orgId,
      ROWS,
    ])) as { removed: number }[];
    if (!row?.removed) return total;
    total += row.removed;
  }
}

/** Bytes before rows, as everywhere. The rows go with what refers to them (`purge`): files are kept by estimates. */
async function removeFiles(files: FileSetting, orgId: string): Promise<number> {
  let removed = 0;
  let after: string | null = null;
  for (;;) {
    const rows: { id: string }[] = await inOrganization(files.source, orgId, (db) =>
      db.query(
        `SELECT id FROM ${files.schema}.files WHERE org_id = $1 AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT ${PAGE}`,
        [orgId, after],
      ),
    );
    for (const { id } of rows) await removeBytes(files, orgId, id);
    removed += rows.length;
    after = rows.at(-1)?.id ?? null;
    if (after === null) return removed;
  }
}

/** Works every five seconds until closed. A failure is logged, and the next round tries again. */
export const startRemovals = (parts: RemovalParts): Rounds =>
  startRounds({
    everyMs: EVERY_MS,
    isEager: true,
    round: () => workOnDeletions(parts),
    onFailure: (error) => parts.log.warn({ err: error }, 'deleted organisations not worked on'),
  });
