import type { EntityManager } from 'typeorm';
import { newId } from '../../../../service-kit/data/ids';
import type { PipelineRow } from '../kommo/rows';
import type { ConnectionRef } from '../runtime';
import { withoutRepeats } from '../cards/card-store';

const PUT_PIPELINES = `
  INSERT INTO crm.pipelines AS t (org_id, connection_id, id, kommo_id, name, sort, is_main, is_archived)
  SELECT $1, $2, * FROM unnest($3::uuid[], $4::bigint[], $5::text[], $6::integer[], $7::boolean[], $8::boolean[])
  ON CONFLICT (org_id, connection_id, kommo_id) DO UPDATE SET name = EXCLUDED.name, sort = EXCLUDED.sort,
     is_main = EXCLUDED.is_main, is_archived = EXCLUDED.is_archived, is_deleted = false
   WHERE (t.name, t.sort, t.is_main, t.is_archived, t.is_deleted) IS DISTINCT FROM
         (EXCLUDED.name, EXCLUDED.sort, EXCLUDED.is_main, EXCLUDED.is_archived, false)`;

const PUT_STAGES = `
  INSERT INTO crm.stages AS t (org_id, connection_id, id, pipeline_kommo_id, kommo_id, name, sort, color)
  SELECT $1, $2, * FROM unnest($3::uuid[], $4::bigint[], $5::bigint[], $6::text[], $7::integer[], $8::text[])
  ON CONFLICT (org_id, connection_id, pipeline_kommo_id, kommo_id) DO UPDATE
     SET name = EXCLUDED.name, sort = EXCLUDED.sort, color = EXCLUDED.color, is_deleted = false
   WHERE (t.name, t.sort, t.color, t.is_deleted) IS DISTINCT FROM
         (EXCLUDED.name, EXCLUDED.sort, EXCLUDED.color, false)`;

const DROP_PIPELINES = `
  UPDATE crm.pipelines SET is_deleted = true
   WHERE org_id = $1 AND connection_id = $2 AND NOT is_deleted AND kommo_id <> ALL ($3::bigint[])`;

const DROP_STAGES = `
  UPDATE crm.stages s SET is_deleted = true
   WHERE s.org_id = $1 AND s.connection_id = $2 AND NOT s.is_deleted
     AND NOT EXISTS (SELECT 1 FROM unnest($3::bigint[], $4::bigint[]) AS k (pipeline, stage)
                      WHERE k.pipeline = s.pipeline_kommo_id AND k.stage = s.kommo_id)`;

/** Stores all pipelines and stages of an account; what is not among them is marked as deleted. */
export async function storePipelines(
  db: EntityManager,
  { orgId, connectionId }: ConnectionRef,
  given: readonly PipelineRow[],
): Promise<void> {
  const rows = withoutRepeats(given);
  const stages = rows.flatMap((pipeline) =>
    withoutRepeats(pipeline._embedded.statuses).map((stage) => ({ ...stage, pipeline: pipeline.id })),
  );
  await db.query(PUT_PIPELINES, [
    orgId,
    connectionId,
    rows.map(() => newId()),
    rows.map((row) => row.id),
    rows.map((row) => row.name),
    rows.map((row) => row.sort),
    rows.map((row) => row.is_main),
    rows.map((row) => row.is_archive),
  ]);
  await db.query(PUT_STAGES, [
    orgId,
    connectionId,
    stages.map(() => newId()),
    stages.map((stage) => stage.pipeline),
    stages.map((stage) => stage.id),
    stages.map((stage) => stage.name),
    stages.map((stage) => stage.sort),
    stages.map((stage) => stage.color),
  ]);
  await db.query(DROP_PIPELINES, [orgId, connectionId, rows.map((row) => row.id)]);
  const keys = [stages.map((stage) => stage.pipeline), stages.map((stage) => stage.id)];
  await db.query(DROP_STAGES, [orgId, connectionId, ...keys]);
}
