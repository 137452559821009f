import type { z } from 'zod';
import { EXTRACT_KNOWLEDGE_GRAPH, TELL_KNOWLEDGE } from '../../../../schema/jobs';
import { recordJob } from '../../../../service-kit/jobs/enqueue-job';
import { running, type ActiveJob } from '../../../../service-kit/jobs/job-kind';
import type { CrmRuntime } from '../runtime';
import { CARD_SOURCES, type CardSource } from './card-sources';
import {
  noteExtracted,
  putNodes,
  putRelations,
  sweepNodes,
  sweepRelations,
  type Writing,
} from './knowledge-store';

/** Rows of one slice: what is written of them takes about a second on a busy machine. */
const SLICE = 500;
const FIRST = '00000000-0000-0000-0000-000000000000';
const KINDS = ['PERSON', 'COMPANY', 'LEAD', 'CRM_USER', 'PRODUCT'];

/** Does a slice of a step. @returns where to go on; null when the step is done */
type Step = (writing: Writing, after: string | null) => Promise<string | null>;

const nodesOf = ({ table, kind }: CardSource): string => `
  SELECT '${kind}' AS kind, c.id::text AS key, c.id AS entity_id, left(c.name, 300) AS label, left(lower(c.name), 300) AS search_text
    FROM crm.${table} c WHERE c.org_id = $1 AND c.id = ANY ($3::uuid[]) AND NOT c.is_deleted`;

/** Numbers are found by how they are written, and by their digits. */
const valuesOf = (facts: string): string => `
  SELECT kind, key, NULL::uuid AS entity_id, label, lower(label) || E'\\n' || key AS search_text FROM (${facts}) facts`;

const holdingOf = (facts: string): string => `
  SELECT from_kind, from_key, kind AS to_kind, key AS to_key, relation AS kind, NULL::text AS detail FROM (${facts}) facts`;

const reading =
  (source: CardSource): Step =>
  async (writing, after) => {
    const { db, orgId } = writing;
    const rows = await db.query<{ id: string }[]>(
      `SELECT id FROM crm.${source.table} WHERE org_id = $1 AND id > $2 ORDER BY id LIMIT ${SLICE}`,
      [orgId, after ?? FIRST],
    );
    const values = [rows.map(({ id }) => id)];
    if (rows.length > 0) {
      if (source.kind !== null) await putNodes(writing, { sql: nodesOf(source), values });
      if (source.facts !== null) {
        await putNodes(writing, { sql: valuesOf(source.facts), values });
        await putRelations(writing, 'CRM', { sql: holdingOf(source.facts), values });
      }
      for (const sql of source.relations) await putRelations(writing, 'CRM', { sql, values });
    }
    return rows.length < SLICE ? null : (rows.at(-1)?.id ?? null);
  };

const STEPS: readonly Step[] = [
  ...CARD_SOURCES.map(reading),
  (writing, after) => sweepRelations(writing, 'CRM', after),
  (writing, after) => sweepNodes(writing, KINDS, after),
];

type Input = z.infer<typeof EXTRACT_KNOWLEDGE_GRAPH.input>;

/** Where a try goes on. */
interface Place {
  readonly step: number;
  readonly after: string | null;
}

async function readCards(job: ActiveJob<Input>): Promise<void> {
  const { orgId, id: generation } = job;
  let { step, after } = (job.checkpoint ?? { step: 0, after: null }) as Place;
  for (let act = STEPS[step]; act; act = STEPS[step]) {
    job.signal.throwIfAborted();
    const [now, from] = [act, after];
    // The place is that of this slice: one that is written twice comes to the same.
    const next = await job.commit((db) => now({ db, orgId, generation }, from), {
      percent: (95 * step) / STEPS.length,
      checkpoint: { step, after },
    });
    if (next === null) step += 1;
    after = next;
  }
  await job.commit((db) => noteExtracted({ db, orgId }, 'CRM'), { checkpoint: { step, after } });
}

/** Makes the graph of cards anew, slice by slice; the job's id is its generation. Then estimates are asked for theirs. */
export const runExtract = running<Input, CrmRuntime>(EXTRACT_KNOWLEDGE_GRAPH, async (job) => {
  const { orgId, id: generation, requestedBy } = job;
  const { areas = ['CRM', 'ESTIMATES'] } = job.input;
  if (areas.includes('CRM')) await readCards(job);
  if (areas.includes('ESTIMATES'))
    await job.commit((db) =>
      recordJob(db, orgId, requestedBy, TELL_KNOWLEDGE, { generation }, { key: generation }),
    );
  return job.read(async (db) => {
    const [count] = await db.query<[{ nodes: number; relations: number }]>(
      `SELECT (SELECT count(*)::int FROM crm.knowledge_nodes WHERE org_id = $1) AS nodes,
              (SELECT count(*)::int / 2 FROM crm.knowledge_relations WHERE org_id = $1) AS relations`,
      [orgId],
    );
    return count;
  });
});
