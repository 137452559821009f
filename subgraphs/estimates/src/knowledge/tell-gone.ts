import { KNOWLEDGE_TOLD } from '../../../../schema/events';
import { recordEvents } from '../../../../service-kit/outbox/emit';
import type { WritingContext } from '../context';

/** Tells the knowledge graph that something was deleted; part of the transaction that has deleted it. */
export async function tellGone(
  ctx: WritingContext,
  kind: 'PROJECT' | 'ESTIMATE' | 'FILE',
  id: string,
): Promise<void> {
  const { orgId } = ctx.viewer;
  const gone = { generation: null, nodes: [], relations: [], gone: [{ kind, key: id }], isLast: false };
  await recordEvents(ctx.transaction, orgId, KNOWLEDGE_TOLD, [gone]);
  void ctx.afterCommit(() => ctx.bell?.ring(orgId));
}
