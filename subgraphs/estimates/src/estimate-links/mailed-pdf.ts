import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import type { EntityManager } from 'typeorm';
import { LINK_NOT_MAILED, PDF_NOT_MAILED } from '../../../../schema/events';
import { MEDIA_TYPES } from '../../../../service-kit/files/file-kinds';
import { FileMissing } from '../../../../service-kit/files/file-store';
import { findFile, openFile } from '../../../../service-kit/files/files';
import type { MailAttachment, MailTry, PreparedMail } from '../../../../service-kit/mail/mail-kind';
import { recordEvents } from '../../../../service-kit/outbox/emit';
import { NotYet } from '../../../../service-kit/outbox/events';
import { inOrganization, readInOrganization } from '../../../../service-kit/postgres/database';
import type { MailedPdf } from './estimate-link.entity';
import { IS_CLOSED, JOINS_OF_LINK, LINK_IS_OPEN, waitWhileClosed } from './open-links';

/*
 * The mail that brings a client their link, as it is about to be sent: not at all once the link leads nowhere, and with the paper of what
 * was sent where that is wanted. A job writes the paper; the mail waits for it.
 *
 *   WAITING → ATTACHED                      sent with it, and never again
 *   WAITING → NOT_WRITTEN, TOO_LARGE        sent without it, which is told once
 */

/** As a mail it comes to 9.6 MB, below the 10 MB that servers take unless they are told otherwise (Postfix). */
const MAX_BYTES = 7 * 1024 * 1024;
/** A client does not wait longer for the link. */
const LONGEST_WAIT_MS = 10 * 60_000;

interface Found {
  isOpen: boolean;
  isClosed: boolean;
  /** Since the mail was asked for, by the database's clock as `requestedAt` is: a worker's own may be minutes away. */
  waitedMs: number;
  mailedPdf: MailedPdf | null;
  fileId: string | null;
  sha256: string | null;
  /** Of the job that writes the paper; null where it is gone. */
  jobState: string | null;
}

/** The paper is found by the link's own organisation and estimate, so no mail names a file. */
const FIND = `
  SELECT ${LINK_IS_OPEN} AS "isOpen", ${IS_CLOSED} AS "isClosed",
         (extract(epoch FROM clock_timestamp() - $4::timestamptz) * 1000)::float8 AS "waitedMs",
         link.mailed_pdf AS "mailedPdf", paper.file_id AS "fileId", paper.sha256, job.state AS "jobState"
    FROM estimates.client_links link ${JOINS_OF_LINK}
    LEFT JOIN estimates.exports paper ON paper.org_id = link.org_id AND paper.estimate_id = link.estimate_id
      AND paper.is_paper AND paper.language = $3
    LEFT JOIN jobs.jobs job ON job.org_id = paper.org_id AND job.id = paper.id
   WHERE link.org_id = $1 AND link.id = $2`;

/** @returns null once it was sent with the paper, its link is over or taken back, or what was sent is shown to nobody any more; @throws NotYet while the paper is written, or the organisation is deleted */
export async function prepareLinkMail<
  D extends { linkId?: string | undefined; pdf?: 'EN' | 'RU' | undefined },
>(data: D, at: MailTry): Promise<PreparedMail<D> | null> {
  const { linkId, pdf } = data;
  if (linkId === undefined) return { data };
  const [found] = await readInOrganization(at.source, at.orgId, (db) =>
    db.query<Found[]>(FIND, [at.orgId, linkId, pdf ?? null, at.requestedAt]),
  );
  if (!found?.isOpen || found.mailedPdf === 'ATTACHED') return null;
  waitWhileClosed(found);
  const onGivenUp = () => tellNotMailed(at, linkId);
  const alone = { data: { ...data, pdf: undefined }, onGivenUp };
  if (pdf === undefined || found.mailedPdf === 'NOT_WRITTEN' || found.mailedPdf === 'TOO_LARGE') return alone;
  const paper = await readPaper(found, at);
  if (typeof paper === 'string') {
    await leaveOut(at, linkId, paper);
    return alone;
  }
  return {
    data,
    attachments: [paper],
    onGivenUp,
    leaveOut: () => leaveOut(at, linkId, 'TOO_LARGE'),
    onSent: async () => {
      await inOrganization(at.source, at.orgId, (db) => setMailedPdf(db, at.orgId, linkId, 'ATTACHED'));
    },
  };
}

/** @returns the paper, or why the mail goes without it */
async function readPaper(found: Found, at: MailTry): Promise<MailAttachment | 'NOT_WRITTEN' | 'TOO_LARGE'> {
  const { waitedMs } = found;
  const isOverdue = waitedMs > LONGEST_WAIT_MS;
  if (found.fileId === null) {
    const isWritten = found.jobState === 'QUEUED' || found.jobState === 'RUNNING';
    if (isOverdue || !isWritten) return 'NOT_WRITTEN';
    throw new NotYet('Its PDF is being written.', Math.min(Math.max(waitedMs / 10_000, 1), 15));
  }
  try {
    return await readFile(found.fileId, found.sha256, at);
  } catch (error) {
    if (isOverdue || error instanceof FileMissing) return 'NOT_WRITTEN';
    throw error;
  }
}

async function readFile(
  fileId: string,
  sha256: string | null,
  { orgId, files }: MailTry,
): Promise<MailAttachment | 'NOT_WRITTEN' | 'TOO_LARGE'> {
  if (!files) throw new Error('Who sends mails of estimates was given no files.');
  const file = await findFile(files, orgId, fileId);
  if (!file) return 'NOT_WRITTEN';
  if (file.size > MAX_BYTES) return 'TOO_LARGE';
  const content = await buffer(await openFile(files, orgId, fileId));
  if (createHash('sha256').update(content).digest('hex') !== sha256) {
    throw new Error('The stored paper of an estimate is not the one that was written.');
  }
  return { name: file.name, mediaType: MEDIA_TYPES[file.kind], content };
}

/** Notes that the mail goes without the paper, and tells it, once however often the mail is tried. @returns whether it was WAITING */
const leaveOut = (
  { source, orgId }: MailTry,
  linkId: string,
  reason: 'NOT_WRITTEN' | 'TOO_LARGE',
): Promise<boolean> =>
  inOrganization(source, orgId, async (db) => {
    if (!(await setMailedPdf(db, orgId, linkId, reason))) return false;
    const told = await findTold(db, orgId, linkId);
    await recordEvents(
      db,
      orgId,
      PDF_NOT_MAILED,
      told.map((one) => ({ ...one, reason })),
    );
    return true;
  });

/** Tells, once for a mail, that a client got none with this link, and gets none unless somebody does something. */
export const tellNotMailed = ({ id, source, orgId }: MailTry, linkId: string): Promise<void> =>
  inOrganization(source, orgId, async (db) =>
    recordEvents(db, orgId, LINK_NOT_MAILED, await findTold(db, orgId, linkId), [id]),
  );

/** What is told of a link's mail; one, or none when the link is gone. */
const findTold = (
  db: EntityManager,
  orgId: string,
  linkId: string,
): Promise<
  { estimateId: string; authorId: string; senderId: string; number: string; title: string; to: string }[]
> =>
  db.query(
    `SELECT estimate.id AS "estimateId", estimate.author_id AS "authorId", link.created_by AS "senderId",
            coalesce(estimate.number, '') AS number, estimate.title, link.email AS to
       FROM estimates.client_links link
       JOIN estimates.estimates estimate ON estimate.org_id = link.org_id AND estimate.id = link.estimate_id
      WHERE link.org_id = $1 AND link.id = $2`,
    [orgId, linkId],
  );

/** @returns whether it was WAITING */
async function setMailedPdf(
  db: EntityManager,
  orgId: string,
  linkId: string,
  state: Exclude<MailedPdf, 'WAITING'>,
): Promise<boolean> {
  const [, count] = await db.query<[unknown, number]>(
    `UPDATE estimates.client_links SET mailed_pdf = $3 WHERE org_id = $1 AND id = $2 AND mailed_pdf = 'WAITING'`,
    [orgId, linkId, state],
  );
  return count > 0;
}
