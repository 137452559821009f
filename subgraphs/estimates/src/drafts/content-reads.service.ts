import { notFound } from '../../../../service-kit/errors/errors';
import { EVERYTHING } from '../../../../service-kit/data/asked';
import { checkId } from '../../../../service-kit/data/ids';
import { defineRead } from '../../../../service-kit/data/read';
import { read } from '../../../../service-kit/subgraph/context';
import type { Context } from '../context';
import { Estimate } from '../estimates/estimate.entity';
import { Position } from '../positions/position.entity';
import { Section } from '../sections/section.entity';
import { formatOf } from '../snapshots/shown-content';
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
export async function readWhole(ctx: Context, given: string): Promise<WholeEstimate> {
  const id = checkId(given, 'Estimate');
  const { viewer, source, reader } = ctx;
  const snapshot = await read(ctx, (db) => findSnapshot(db, viewer.orgId, id));
  const whole = { viewer, source, reader, asked: EVERYTHING };
  const [[estimate], sections, positions] = await Promise.all([
    readEstimate(whole, { id }),
    snapshot ? [] : readSections(whole, { id }),
    snapshot ? [] : readPositions(whole, { id }),
  ]);
  if (!estimate) throw notFound('Estimate');
  if (snapshot) return { estimate, content: snapshot.rows, format: snapshot.format };
  const content = { estimate, sections, positions };
  return { estimate, content, format: formatOf(content) };
}

/* Rows are made as they arrive: TypeORM makes those of a large estimate in one go, of a third of a second. */

const readEstimate = defineRead<Estimate>({
  entity: Estimate,
  alias: 'estimate',
  keys: [],
  build: (query) => query.where('estimate.orgId = :orgId AND estimate.id = :id'),
});

const readSections = defineRead<Section>({
  entity: Section,
  alias: 'section',
  keys: [],
  build: (query) => query.where('section.orgId = :orgId AND section.estimateId = :id'),
});

const readPositions = defineRead<Position>({
  entity: Position,
  alias: 'position',
  keys: [],
  build: (query) => query.where('position.orgId = :orgId AND position.estimateId = :id'),
});
