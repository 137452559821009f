import { KNOWLEDGE_TOLD } from '../../../../schema/events';
import { SWEEP_KNOWLEDGE } from '../../../../schema/jobs';
import { recordJob } from '../../../../service-kit/jobs/enqueue-job';
import { applying, type EventConsumer } from '../../../../service-kit/outbox/events';
import { putNodes, putRelations } from './knowledge-store';

/** Nodes as they are put; of an object the key is its id. */
const NODES = `
  SELECT n.kind, n.key, CASE WHEN n.kind IN ('PHONE', 'EMAIL') THEN NULL ELSE n.key::uuid END AS entity_id, left(n.label, 300) AS label,
         left(lower(n.label), 300) || CASE WHEN n.kind IN ('PHONE', 'EMAIL') THEN E'\\n' || n.key ELSE '' END AS search_text
    FROM unnest($3::text[], $4::text[], $5::text[]) n (kind, key, label)`;
const RELATIONS = `
  SELECT *, NULL::text AS detail FROM unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
    r (from_kind, from_key, to_kind, to_key, kind)`;

/** Takes what estimates tells into the graph: projects, estimates, files, and what these name. */
export const toldKnowledge: EventConsumer = {
  name: 'knowledge',
  handlers: [
    applying(KNOWLEDGE_TOLD, async (db, { orgId, payload }) => {
      const { generation, nodes, relations, gone, isLast } = payload;
      if (gone.length > 0) {
        await db.query(
          `SELECT crm.forget_knowledge($1, ARRAY(SELECT crm.knowledge_id($1, g.kind, g.key) FROM unnest($2::text[], $3::text[]) g (kind, key)))`,
          [orgId, gone.map(({ kind }) => kind), gone.map(({ key }) => key)],
        );
      }
      if (generation === null) return;
      const writing = { db, orgId, generation };
      await putNodes(writing, {
        sql: NODES,
        values: [nodes.map(({ kind }) => kind), nodes.map(({ key }) => key), nodes.map(({ label }) => label)],
      });
      await putRelations(writing, 'ESTIMATES', {
        sql: RELATIONS,
        values: [
          relations.map(({ from }) => from.kind),
          relations.map(({ from }) => from.key),
          relations.map(({ to }) => to.kind),
          relations.map(({ to }) => to.key),
          relations.map(({ kind }) => kind),
        ],
      });
      if (isLast) await recordJob(db, orgId, null, SWEEP_KNOWLEDGE, { generation }, { key: generation });
    }),
  ],
};
