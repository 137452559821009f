import type { z } from 'zod';
import { EXTRACT_KNOWLEDGE_GRAPH, TELL_KNOWLEDGE } from '../../../../schema/jobs';
import { recordJob } from '../../../../service-kit/jobs/enqueue-job';
import { running } from '../../../../service-kit/jobs/job-kind';
import { parseEmail } from '../../../../service-kit/mail/email-address';
import type { CrmRuntime } from '../runtime';
import { CARD_SOURCES, type CardSource } from './card-sources';
import { putNodes, putRelations, type Writing } from './knowledge-store';
import { sweeping, walk, type Step } from './walk';

/** Rows of one slice: what is written of them takes about a second on a busy machine. */
const SLICE = 500;
/** And of how much text: notes of nothing but addresses take the regular expressions minutes. */
const LETTERS = 200_000;
const FIRST = '00000000-0000-0000-0000-000000000000';
const KINDS = ['PERSON', 'COMPANY', 'LEAD', 'CRM_USER', 'PRODUCT'];

const nodesOf = ({ table, kind }: CardSource): string => `
  SELECT '${kind}' AS kind, c.id::text AS key, c.id AS entity_id, left(c.name, 300) AS label, left(lower(c.name), 300) AS search_text
    FROM crm.${table} c WHERE c.org_id = $1 AND c.id = ANY ($3::uuid[]) AND NOT c.is_deleted`;

/** Numbers are found by how they are written, and by their digits. */
const valuesOf = (facts: string): string => `
  SELECT kind, key, NULL::uuid AS entity_id, label, lower(label) || E'\\n' || key AS search_text FROM (${facts}) facts`;

const holdingOf = (facts: string): string => `
  SELECT from_kind, from_key, kind AS to_kind, key AS to_key, relation AS kind, NULL::text AS detail FROM (${facts}) facts`;

/** The keys of addresses that SQL makes none of, by address: a domain in letters is the one in Punycode. */
async function keysOf(
  { db, orgId, generation }: Writing,
  lettered: string,
  values: readonly unknown[],
): Promise<Record<string, string>> {
  // The sources' SQL counts the generation as `$2`; PostgreSQL wants to know its type.
  const rows = await db.query<{ label: string }[]>(
    `SELECT label FROM (${lettered}) lettered WHERE $2::uuid IS NOT NULL`,
    [orgId, generation, ...values],
  );
  return Object.fromEntries(
    rows.flatMap(({ label }) => {
      const parsed = parseEmail(label);
      return parsed ? [[label, parsed.emailKey]] : [];
    }),
  );
}

const reading =
  (source: CardSource): Step =>
  async (writing, after) => {
    const { db, orgId } = writing;
    const rows = await db.query<{ id: string }[]>(
      `SELECT id FROM (
         SELECT id, sum(letters) OVER (ORDER BY id) - letters AS before FROM (
           SELECT id, ${source.letters} AS letters FROM crm.${source.table} WHERE org_id = $1 AND id > $2 ORDER BY id LIMIT ${SLICE}) next
       ) slice WHERE before < ${LETTERS} ORDER BY id`,
      [orgId, after ?? FIRST],
    );
    const values = [rows.map(({ id }) => id)];
    if (rows.length > 0) {
      if (source.kind !== null) await putNodes(writing, { sql: nodesOf(source), values });
      if (source.facts !== null) {
        const named = source.lettered ? [...values, await keysOf(writing, source.lettered, values)] : values;
        await putNodes(writing, { sql: valuesOf(source.facts), values: named });
        await putRelations(writing, 'CRM', { sql: holdingOf(source.facts), values: named });
      }
      for (const sql of source.relations) await putRelations(writing, 'CRM', { sql, values });
    }
    return rows.at(-1)?.id ?? null;
  };

const STEPS: readonly Step[] = [...CARD_SOURCES.map(reading), ...sweeping('CRM', KINDS)];

type Input = z.infer<typeof EXTRACT_KNOWLEDGE_GRAPH.input>;

/** What was found of cards. Not all that the graph holds: whoever sees the job may not see projects, estimates and files. */
const COUNT = `
  SELECT (SELECT count(*)::int FROM crm.knowledge_nodes WHERE org_id = $1 AND generation = $2) AS nodes,
         (SELECT count(*)::int / 2 FROM crm.knowledge_relations WHERE org_id = $1 AND generation = $2 AND area = 'CRM') AS relations`;

/** Makes the graph of cards anew, slice by slice; the job's id is its generation. Then estimates are asked for theirs. */
export const runExtract = running<Input, CrmRuntime>(EXTRACT_KNOWLEDGE_GRAPH, async (job) => {
  const { orgId, id: generation, requestedBy } = job;
  const { areas = ['CRM', 'ESTIMATES'] } = job.input;
  if (areas.includes('CRM')) await walk(job, generation, 'CRM', STEPS);
  const count = await job.read((db) =>
    db.query<[{ nodes: number; relations: number }]>(COUNT, [orgId, generation]),
  );
  if (areas.includes('ESTIMATES'))
    await job.commit((db) =>
      recordJob(db, orgId, requestedBy, TELL_KNOWLEDGE, { generation }, { key: generation }),
    );
  return count[0];
});
