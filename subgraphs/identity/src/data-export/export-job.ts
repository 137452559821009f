import type { EntityManager } from 'typeorm';
import { EXPORT_MY_DATA, EXPORT_ORGANIZATION_DATA } from '../../../../schema/jobs';
import { writeArchive, type ArchivePlan } from '../../../../service-kit/data-export/archive';
import { removeFile, saveFile } from '../../../../service-kit/files/files';
import { FileRefused } from '../../../../service-kit/files/spool';
import { JobFailure, running, type ActiveJob } from '../../../../service-kit/jobs/job-kind';
import type { IdentityJobParts } from '../context';
import { isOwner } from '../roles/role-rules';
import type { ExportResult } from './data-export.service';

/** How long an archive is kept. It is a copy of everything: no longer than a download takes. */
const KEPT_MS = 24 * 3_600_000;
const MAX_BYTES = 2_000_000_000;
/** An organisation whose room for files is full takes its data with it all the same. */
const MORE_ROOM_BYTES = MAX_BYTES;

type Job = ActiveJob<Record<string, never>>;
type Places = ArchivePlan['places'];

/** Writes all that is kept of the person who asked. */
export const runMyExport = running<Record<string, never>, IdentityJobParts>(
  EXPORT_MY_DATA,
  async (job, parts) => {
    const person = requesterOf(job);
    const places = await job.read(async (db) => {
      const own = await placesOf(db, person, job.orgId);
      if (own[0]?.orgId !== job.orgId || !own[0].isOpen) throw gone();
      return own;
    });
    const list = places.map(({ orgId, name }) => `- organizations/${orgId}: ${name}`).join('\n');
    return write(job, parts, {
      name: 'my data',
      about: `All that is kept of you.\n\naccount: yours in all organisations\n${list}`,
      places: places.map(({ orgId }) => ({
        folder: `organizations/${orgId}`,
        whose: { orgId, personId: person },
      })),
    });
  },
);

interface Place {
  orgId: string;
  name: string;
  /** Whether the person may enter it. */
  isOpen: boolean;
}

/** The organisations that keep something of a person: those that they have left, too, which have their sessions and what they did. */
async function placesOf(db: EntityManager, person: string, first: string): Promise<Place[]> {
  await db.query(`SELECT set_config('app.purpose', 'log_in', true)`);
  const places = (await db.query(
    `SELECT membership.org_id AS "orgId", organization.name,
            membership.status = 'ACTIVE' AND organization.status = 'ACTIVE' AS "isOpen"
       FROM identity.memberships membership
       JOIN identity.organizations organization ON organization.org_id = membership.org_id
      WHERE membership.user_id = $1 ORDER BY membership.org_id = $2 DESC, membership.org_id`,
    [person, first],
  )) as Place[];
  await db.query(`SELECT set_config('app.purpose', '', true)`);
  return places;
}

/** Writes all data of an organisation. */
export const runOrganizationExport = running<Record<string, never>, IdentityJobParts>(
  EXPORT_ORGANIZATION_DATA,
  async (job, parts) => {
    const { orgId } = job;
    const name = await job.read(async (db) => {
      if (!(await isOwner(db, orgId, requesterOf(job)))) throw gone();
      const [row] = (await db.query('SELECT name FROM identity.organizations WHERE org_id = $1', [
        orgId,
      ])) as { name: string }[];
      return row?.name ?? '';
    });
    return write(job, parts, {
      name,
      about: `All data of the organisation "${name}".\nDevices, sessions and factors of its people are theirs alone: exportMyData.`,
      places: [{ folder: '', whose: { orgId, personId: null } }],
    });
  },
);

const gone = () =>
  new JobFailure('NOT_ALLOWED', 'Whoever asked for this no longer may have it. Nothing was written.');

function requesterOf({ requestedBy }: Job): string {
  if (requestedBy === null) throw new Error('An export has nobody who asked for it.');
  return requestedBy;
}

async function write(
  job: Job,
  { told, files }: IdentityJobParts,
  { name, about, places }: { name: string; about: string; places: Places },
): Promise<ExportResult> {
  const { orgId, signal } = job;
  const content = writeArchive({
    parts: told,
    places,
    about,
    signal,
    onProgress: (percent, rows) => job.progress(Math.min(99, Math.floor(percent)), `${rows} rows`),
  });
  const expiresAt = new Date(Date.now() + KEPT_MS);
  const kept = { ...files, quotaBytes: files.quotaBytes + MORE_ROOM_BYTES };
  try {
    const file = await saveFile(kept, orgId, {
      name,
      content,
      createdBy: job.requestedBy,
      expiresAt,
      maxBytes: MAX_BYTES,
      kinds: ['zip'],
    });
    // Whoever has lost the job meanwhile, or was told to stop, leaves nothing behind.
    await job
      .commit(async () => undefined, { percent: 99 })
      .catch(async (error: unknown) => {
        await removeFile(files, orgId, file.id);
        throw error;
      });
    return { fileId: file.id, name: file.name, size: file.size, expiresAt: expiresAt.toISOString() };
  } catch (error) {
    if (error instanceof FileRefused) throw new JobFailure(error.code, error.message);
    throw error;
  }
}
