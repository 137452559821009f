import { EXTRACT_KNOWLEDGE_GRAPH } from '../../../../schema/jobs';
import { checkFilterId, checkId } from '../../../../service-kit/data/ids';
import { Narrowing } from '../../../../service-kit/data/narrowing';
import { readPage } from '../../../../service-kit/data/pages';
import type { Page, PageArgs } from '../../../../service-kit/data/pagination';
import { defineValues } from '../../../../service-kit/data/read';
import { checkSearch } from '../../../../service-kit/data/search';
import { badInput, notFound } from '../../../../service-kit/errors/errors';
import { reject } from '../../../../service-kit/errors/user-errors';
import { enqueueJob } from '../../../../service-kit/jobs/enqueue-job';
import { withTransaction } from '../../../../service-kit/subgraph/context';
import { searchPatterns } from '../cards/search-text';
import type { Context } from '../context';
import type { ExtractKnowledgeGraphInput, KnowledgeArea, KnowledgeFilter } from '../generated/types';
import type { Job } from '../jobs/job.entity';
import { getJob } from '../jobs/jobs.service';
import { KnowledgeNode } from './knowledge-node.entity';
import { sightOf } from './visible-kinds';

const MOST_KINDS = 20;

/** What the caller may see: objects of the kinds of which they may, and what such an object has. */
function seen(ctx: Context): Narrowing<KnowledgeNode> {
  const { objects, kinds, isWhole } = sightOf(ctx);
  const where = new Narrowing<KnowledgeNode>().and('node.orgId = :orgId AND node.kind = ANY(:seen::text[])', {
    seen: [...kinds],
  });
  if (isWhole) return where;
  return where.and(
    `(node.kind = ANY(:objects::text[]) OR EXISTS (SELECT FROM crm.knowledge_relations held
       WHERE held.org_id = :orgId AND held.from_id = node.id AND held.to_kind = ANY(:objects::text[])))`,
    { objects: [...objects] },
  );
}

const ORDER = [{ by: 'id', direction: 'ASC' } as const];

/** What the graph holds, as far as the caller may see it. @throws GraphQLError BAD_USER_INPUT */
export async function listNodes(
  ctx: Context,
  { filter, ...args }: PageArgs & { filter?: KnowledgeFilter | null },
): Promise<Page<KnowledgeNode>> {
  const where = seen(ctx);
  const text = filter?.search == null ? '' : checkSearch(filter.search);
  if (text !== '') {
    const { pattern, other } = searchPatterns(text);
    where.and('node.id IN (SELECT crm.search_knowledge_nodes(:pattern, :other))', { pattern, other });
  }
  if (filter?.kinds != null) {
    if (filter.kinds.length > MOST_KINDS)
      throw badInput(`"kinds" may hold ${MOST_KINDS} at most.`, 'filter.kinds');
    where.and('node.kind = ANY(:kinds::text[])', { kinds: [...filter.kinds] });
  }
  if (filter?.entityId != null)
    where.and('node.entityId = :entityId', { entityId: checkFilterId(filter.entityId, 'filter.entityId') });
  return readPage(ctx, { entity: KnowledgeNode, alias: 'node', where, order: ORDER }, args);
}

/** One of them. @throws GraphQLError NOT_FOUND, also for what the caller may not see */
export async function getNode(ctx: Context, given: string): Promise<KnowledgeNode> {
  const where = seen(ctx).and('node.id = :id', { id: checkId(given, 'KnowledgeNode') });
  const page = await readPage(
    ctx,
    { entity: KnowledgeNode, alias: 'node', where, order: ORDER },
    { first: 1 },
  );
  const [edge] = page.edges;
  if (!edge) throw notFound('KnowledgeNode');
  return edge.node;
}

const readSources = defineValues<{ area: string; at: Date }>(
  `SELECT source.area, to_char(source.extracted_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
     FROM crm.knowledge_sources source WHERE source.org_id = :orgId`,
  ([area, at]) => ({ area: String(area), at: new Date(String(at)) }),
);

/** What the graph was made of, and when. */
export async function listSources(
  ctx: Context,
): Promise<{ area: KnowledgeArea; extractedAt: Date | null }[]> {
  const found = await readSources(ctx);
  return (['CRM', 'ESTIMATES'] as const).map((area) => ({
    area,
    extractedAt: found.find((one) => one.area === area)?.at ?? null,
  }));
}

/** Asks for the graph to be made anew; answers the job that waits or runs already, if there is one. */
export async function extractKnowledgeGraph(
  ctx: Context,
  input: ExtractKnowledgeGraphInput | null | undefined,
): Promise<{ job: Job }> {
  const areas = (['CRM', 'ESTIMATES'] as const).filter((area) => input?.areas?.includes(area) ?? true);
  const [first, ...others] = areas;
  if (first === undefined) throw reject('REQUIRED', 'areas', 'Name an area, or leave `areas` out.');
  const { id } = await withTransaction(ctx, (ctx) =>
    enqueueJob(ctx, EXTRACT_KNOWLEDGE_GRAPH, { areas: [first, ...others] }, { key: `graph ${areas.join()}` }),
  );
  return { job: await getJob(ctx, id) };
}
