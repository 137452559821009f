import type { EntityManager } from 'typeorm';
import type { z } from 'zod';
import { KNOWLEDGE_TOLD } from '../../../../schema/events';
import { TELL_KNOWLEDGE } from '../../../../schema/jobs';
import { emailKey, emailsIn, phoneKey, phonesIn } from '../../../../service-kit/data/contacts-in-text';
import { running, type ActiveJob } from '../../../../service-kit/jobs/job-kind';
import { recordEvents } from '../../../../service-kit/outbox/emit';
import type { EstimatesJobParts } from '../context';

/*
 * Tells crm's knowledge graph of projects, estimates and files, slice by slice. What is told is kept from being deleted until the event is written:
 * so whoever deletes it tells of that later, and the graph ends without it.
 */

type Told = z.infer<typeof KNOWLEDGE_TOLD.payload>;
type Nodes = Told['nodes'];
type Relations = Told['relations'];
type Job = ActiveJob<z.infer<typeof TELL_KNOWLEDGE.input>>;

/** Tells of a slice. @returns where to go on; null at the end */
type Step = (job: Job, after: string) => Promise<string | null>;

const FIRST = '00000000-0000-0000-0000-000000000000';
const OBJECTS_AT_ONCE = 200;
/** Of one file; it may be a list of thousands of people, and is no card. */
const MOST_NAMED = 200;

const tell = (db: EntityManager, { orgId, input }: Job, nodes: Nodes, relations: Relations): Promise<void> =>
  recordEvents(db, orgId, KNOWLEDGE_TOLD, [
    { generation: input.generation, nodes, relations, gone: [], isLast: false },
  ]);

/** Told of a slice of objects, all of one table. */
const telling =
  <R extends { id: string }>(
    sql: string,
    describe: (row: R) => { node: Nodes[number]; relations: Relations },
  ): Step =>
  async (job, after) => {
    const rows = await job.commit(async (db) => {
      const found = await db.query<R[]>(sql, [job.orgId, after]);
      const told = found.map(describe);
      if (told.length > 0) {
        await tell(
          db,
          job,
          told.map(({ node }) => node),
          told.flatMap(({ relations }) => relations),
        );
      }
      return found;
    });
    return rows.length < OBJECTS_AT_ONCE ? null : (rows.at(-1)?.id ?? null);
  };

const object = (kind: 'PROJECT' | 'ESTIMATE' | 'FILE' | 'LEAD', key: string) => ({ kind, key });

const tellProjects = telling<{ id: string; name: string; lead_id: string | null }>(
  `SELECT id, name, lead_id FROM estimates.projects WHERE org_id = $1 AND id > $2 ORDER BY id LIMIT ${OBJECTS_AT_ONCE} FOR KEY SHARE`,
  ({ id, name, lead_id: leadId }) => ({
    node: { ...object('PROJECT', id), label: name },
    relations:
      leadId === null
        ? []
        : [{ from: object('PROJECT', id), to: object('LEAD', leadId), kind: 'MADE_FOR' as const }],
  }),
);

interface EstimateRow {
  id: string;
  number: string | null;
  title: string;
  lead_id: string;
  project_id: string | null;
}

const tellEstimates = telling<EstimateRow>(
  `SELECT id, number, title, lead_id, project_id FROM estimates.estimates
    WHERE org_id = $1 AND id > $2 ORDER BY id LIMIT ${OBJECTS_AT_ONCE} FOR KEY SHARE`,
  ({ id, number, title, lead_id: leadId, project_id: projectId }) => ({
    node: { ...object('ESTIMATE', id), label: [number, title].filter((text) => text !== null).join(' ') },
    relations: [
      { from: object('ESTIMATE', id), to: object('LEAD', leadId), kind: 'MADE_FOR' },
      ...(projectId === null
        ? []
        : [{ from: object('ESTIMATE', id), to: object('PROJECT', projectId), kind: 'PART_OF' as const }]),
    ],
  }),
);

interface Named {
  kind: 'PHONE' | 'EMAIL';
  key: string;
  label: string;
}

/** Letters and parts that one statement looks at: a file of nothing but addresses takes the regular expressions minutes. */
const LETTERS_AT_ONCE = 200_000;
const PARTS_AT_ONCE = 2_000;

const NAMED = `
  WITH part AS MATERIALIZED (
    SELECT number, text FROM (
      SELECT number, text, sum(length(text)) OVER (ORDER BY number) - length(text) AS before FROM (
        SELECT number, text FROM estimates.asset_parts WHERE org_id = $1 AND asset_id = $2 AND number > $3
         ORDER BY number LIMIT ${PARTS_AT_ONCE}) next) slice WHERE before < ${LETTERS_AT_ONCE}
  )
  SELECT (SELECT max(number) FROM part) AS last, (
    SELECT coalesce(jsonb_agg(named), '[]') FROM (
      SELECT kind, key, min(label) AS label FROM (
        SELECT number, 'PHONE' AS kind, ${phoneKey('m[1]')} AS key, left(m[1], 100) AS label FROM part, ${phonesIn('text')} m
        UNION ALL
        SELECT number, 'EMAIL', ${emailKey('m[1]')}, left(m[1], 300) FROM part, ${emailsIn('text')} m
      ) found GROUP BY kind, key ORDER BY min(number), kind, key LIMIT ${MOST_NAMED}) named
  ) AS named`;

/** The first numbers and addresses that a file names, slice by slice. */
async function namedIn(job: Job, assetId: string): Promise<Named[]> {
  const found = new Map<string, Named>();
  for (let after: number | null = 0; after !== null && found.size < MOST_NAMED;) {
    job.signal.throwIfAborted();
    const from: number = after;
    const [slice] = await job.read((db) =>
      db.query<[{ last: number | null; named: Named[] }]>(NAMED, [job.orgId, assetId, from]),
    );
    for (const one of slice.named) {
      const name = `${one.kind} ${one.key}`;
      if (found.size < MOST_NAMED && !found.has(name)) found.set(name, one);
    }
    after = slice.last;
  }
  return [...found.values()];
}

/** One file at a time: what stands in it may be megabytes. */
const tellFile: Step = async (job, after) => {
  const { orgId } = job;
  const [file] = await job.read((db) =>
    db.query<{ id: string; name: string; project_id: string | null }[]>(
      `SELECT id, name, (SELECT p.id FROM estimates.projects p WHERE p.org_id = $1 AND p.id = asset.project_id) AS project_id
         FROM estimates.assets asset WHERE org_id = $1 AND id > $2 ORDER BY id LIMIT 1`,
      [orgId, after],
    ),
  );
  if (!file) return null;
  const named = await namedIn(job, file.id);
  const from = object('FILE', file.id);
  await job.commit(async (db) => {
    const there = await db.query<unknown[]>(
      'SELECT 1 FROM estimates.assets WHERE org_id = $1 AND id = $2 FOR KEY SHARE',
      [orgId, file.id],
    );
    if (there.length === 0) return;
    const { project_id: projectId } = file;
    await tell(
      db,
      job,
      [{ ...from, label: file.name }, ...named],
      [
        ...(projectId === null ? [] : [{ from, to: object('PROJECT', projectId), kind: 'PART_OF' as const }]),
        ...named.map(({ kind, key }) => ({ from, to: { kind, key }, kind: 'MENTIONS' as const })),
      ],
    );
  });
  return file.id;
};

/** What others belong to stands before them. */
const STEPS: readonly Step[] = [tellProjects, tellEstimates, tellFile];

interface Place {
  readonly step: number;
  readonly after: string;
}

/** Tells of all of a generation; a slice that is told twice comes to the same. */
export const runTell = running<{ generation: string }, EstimatesJobParts>(TELL_KNOWLEDGE, async (job) => {
  let { step, after } = (job.checkpoint ?? { step: 0, after: FIRST }) as Place;
  for (let act = STEPS[step]; act; act = STEPS[step]) {
    job.signal.throwIfAborted();
    await job.commit(() => Promise.resolve(), {
      percent: (95 * step) / STEPS.length,
      checkpoint: { step, after },
    });
    const next = await act(job, after);
    if (next === null) step += 1;
    after = next ?? FIRST;
  }
  const { generation } = job.input;
  await job.commit((db) =>
    recordEvents(db, job.orgId, KNOWLEDGE_TOLD, [
      { generation, nodes: [], relations: [], gone: [], isLast: true },
    ]),
  );
  return undefined;
});
