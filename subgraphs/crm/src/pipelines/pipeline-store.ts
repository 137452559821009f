import type { EntityManager } from 'typeorm';
import { saveRows } from '../../../../service-kit/data/bulk-rows';
import { newId } from '../../../../service-kit/data/ids';
import type { PipelineRow } from '../kommo/rows';
import type { ConnectionRef } from '../runtime';
import { withoutRepeats } from '../mirror/mirror-table';
import { Pipeline } from './pipeline.entity';
import { Stage } from './stage.entity';

const DROP_PIPELINES = `
  UPDATE crm.pipelines SET is_deleted = true
   WHERE org_id = $1 AND connection_id = $2 AND NOT is_deleted AND kommo_id <> ALL ($3::bigint[])`;

const DROP_STAGES = `
  UPDATE crm.stages s SET is_deleted = true
   WHERE s.org_id = $1 AND s.connection_id = $2 AND NOT s.is_deleted
     AND s.pipeline_kommo_id <> ALL ($5::bigint[])
     AND NOT EXISTS (SELECT 1 FROM unnest($3::bigint[], $4::bigint[]) AS k (pipeline, stage)
                      WHERE k.pipeline = s.pipeline_kommo_id AND k.stage = s.kommo_id)`;

/**
 * Stores all pipelines and stages of an account; what is not among them is marked as deleted.
 *
 * @param kept pipelines that are there though they could not be read; null when the answer does not show what is gone
 */
export async function storePipelines(
  db: EntityManager,
  { orgId, connectionId }: ConnectionRef,
  given: readonly PipelineRow[],
  kept: readonly string[] | null,
): Promise<void> {
  const rows = withoutRepeats(given);
  const stages = rows.flatMap((pipeline) =>
    withoutRepeats(pipeline._embedded.statuses).map((stage) => ({ ...stage, pipeline: pipeline.id })),
  );
  const pipelines = rows.map((row) => ({
    orgId,
    id: newId(),
    connectionId,
    kommoId: row.id,
    name: row.name,
    sort: row.sort,
    isMain: row.is_main,
    isArchived: row.is_archive,
    isDeleted: false,
  }));
  await saveRows(db, Pipeline, pipelines, { key: ['orgId', 'connectionId', 'kommoId'] });
  const stageRows = stages.map((stage) => ({
    orgId,
    id: newId(),
    connectionId,
    pipelineKommoId: stage.pipeline,
    kommoId: stage.id,
    name: stage.name,
    sort: stage.sort,
    color: stage.color,
    isDeleted: false,
  }));
  await saveRows(db, Stage, stageRows, { key: ['orgId', 'connectionId', 'pipelineKommoId', 'kommoId'] });
  if (kept === null) return;
  await db.query(DROP_PIPELINES, [orgId, connectionId, [...rows.map((row) => row.id), ...kept]]);
  const keys = [stages.map((stage) => stage.pipeline), stages.map((stage) => stage.id)];
  await db.query(DROP_STAGES, [orgId, connectionId, ...keys, kept]);
}
