import { notFound } from '../../../../service-kit/errors/errors';
import { checkId } from '../../../../service-kit/data/ids';
import { read } from '../../../../service-kit/subgraph/context';
import type { Context } from '../context';
import { Estimate } from '../estimates/estimate.entity';
import { Position } from '../positions/position.entity';
import { Section } from '../sections/section.entity';
import { CONTENT_FORMAT } from '../snapshots/shown-content';
import { findSnapshot } from '../snapshots/snapshots.service';
import type { EstimateContent } from './estimate-content';

/** All of an estimate, for who calculates it. */
export interface WholeEstimate {
  /** As it stands now. */
  readonly estimate: Estimate;
  /** What was sent: the rows of its snapshot, and the estimate as it was then. */
  readonly content: EstimateContent;
  /** How its content is written for its hash. */
  readonly format: number;
}

/**
 * Reads whole rows, whatever the operation asks for: loaders read the columns that are asked for.
 *
 * @throws GraphQLError NOT_FOUND for an unknown, malformed or foreign id
 */
export function readWhole(ctx: Context, given: string): Promise<WholeEstimate> {
  const id = checkId(given, 'Estimate');
  const { orgId } = ctx.viewer;
  return read(ctx, async (db) => {
    const estimate = await db.findOneBy(Estimate, { orgId, id });
    if (!estimate) throw notFound('Estimate');
    const snapshot = await findSnapshot(db, orgId, id);
    if (snapshot) return { estimate, content: snapshot.rows, format: snapshot.format };
    const of = { orgId, estimateId: id };
    const sections = await db.findBy(Section, of);
    const positions = await db.findBy(Position, of);
    return { estimate, content: { estimate, sections, positions }, format: CONTENT_FORMAT };
  });
}
