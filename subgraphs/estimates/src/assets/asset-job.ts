import type { EntityManager } from 'typeorm';
import type { z } from 'zod';
import { PROCESS_ASSET } from '../../../../schema/jobs';
import { JobFailure, JobTimedOut, running, type ActiveJob } from '../../../../service-kit/jobs/job-kind';
import type { EstimatesJobParts } from '../context';
import { failureToTell, withLocalFile } from '../files/file-job';
import { Asset } from './asset.entity';
import type { AssetFacts, ReadPart } from './reading/asset-parts';
import { readAssetBeside } from './reading/read-asset-beside';

type Input = z.infer<typeof PROCESS_ASSET.input>;
type Job = ActiveJob<Input>;

/** What a person is told of a fault of ours. */
export const READING_FAULT = {
  code: 'JOB_FAULT',
  message: 'It failed on our side. Begin its job again by retryJob.',
} as const;

const dropParts = (db: EntityManager, orgId: string, assetId: string): Promise<unknown> =>
  db.query('DELETE FROM estimates.asset_parts WHERE org_id = $1 AND asset_id = $2', [orgId, assetId]);

/** The row is locked while parts are added: a file that is deleted meanwhile takes all of them along. */
async function putParts(
  db: EntityManager,
  { orgId, input }: Job,
  parts: readonly ReadPart[],
  before: number,
): Promise<void> {
  await db.query(
    `INSERT INTO estimates.asset_parts (org_id, asset_id, number, sheet, row, page, text, cells)
     SELECT $1, a.id, p.number, p.sheet, p.row, p.page, p.text, p.cells::jsonb
       FROM (SELECT id FROM estimates.assets WHERE org_id = $1 AND id = $2 FOR KEY SHARE) a,
            unnest($3::int[], $4::text[], $5::int[], $6::int[], $7::text[], $8::text[])
              AS p (number, sheet, row, page, text, cells)`,
    [
      orgId,
      input.assetId,
      parts.map((_part, index) => before + index + 1),
      parts.map(({ sheet }) => sheet),
      parts.map(({ row }) => row),
      parts.map(({ page }) => page),
      parts.map(({ text }) => text),
      parts.map(({ cells }) => JSON.stringify(cells)),
    ],
  );
}

const finish = (db: EntityManager, { orgId, input }: Job, facts: AssetFacts): Promise<unknown> =>
  db.query(
    `UPDATE estimates.assets SET state = 'READY', error_code = NULL, error_message = NULL, page_count = $3, sheets = $4,
            part_count = $5, is_truncated = $6 WHERE org_id = $1 AND id = $2`,
    [orgId, input.assetId, facts.pageCount, JSON.stringify(facts.sheets), facts.partCount, facts.isTruncated],
  );

const TOO_LONG = 'Reading the file takes longer than it may. Split it into smaller ones.';

/** Reads; a file that takes too long would take as long again, so it is not tried anew. */
const readInTime: typeof readAssetBeside = async (...given) => {
  try {
    return await readAssetBeside(...given);
  } catch (error) {
    throw error instanceof JobTimedOut ? new JobFailure('FILE_TOO_LARGE', TOO_LONG) : error;
  }
};

async function read(job: Job, { files }: EstimatesJobParts): Promise<object> {
  const { orgId, input } = job;
  const asset = await job.read((db) => db.findOneBy(Asset, { orgId, id: input.assetId }));
  if (!asset) throw new JobFailure('ASSET_GONE', 'The file was deleted meanwhile.');
  return withLocalFile(files, job, asset.id, async (path) => {
    await job.commit((db) => dropParts(db, orgId, asset.id), { percent: 10 });
    let count = 0;
    const take = async (parts: readonly ReadPart[]) => {
      await job.commit((db) => putParts(db, job, parts, count), {
        percent: 10 + 80 * (1 - 1 / (2 + count / 5_000)),
      });
      count += parts.length;
    };
    const task = { path, kind: asset.kind, isPlain: /\.txt\.csv$/i.test(asset.name) };
    const facts = await readInTime(task, take, job.signal);
    await job.commit((db) => finish(db, job, facts));
    return { assetId: asset.id, parts: facts.partCount, isTruncated: facts.isTruncated };
  });
}

/** Reads what stands in a file that is kept. It may run again: what an earlier try wrote is dropped first. */
export const runProcessAsset = running<Input, EstimatesJobParts>(PROCESS_ASSET, async (job, parts) => {
  try {
    return await read(job, parts);
  } catch (error) {
    const told = failureToTell(job, error, READING_FAULT);
    if (told) {
      await job.commit(async (db) => {
        await dropParts(db, job.orgId, job.input.assetId);
        await db.query(
          `UPDATE estimates.assets SET state = 'FAILED', error_code = $3, error_message = $4, part_count = 0
            WHERE org_id = $1 AND id = $2`,
          [job.orgId, job.input.assetId, told.code, told.message],
        );
      });
    }
    throw error;
  }
});
