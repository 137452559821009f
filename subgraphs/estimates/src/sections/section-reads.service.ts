import type { Context } from '../context';
import { outlineOf, type Outline } from '../drafts/document-order';
import type { Estimate } from '../estimates/estimate.entity';
import type { Position } from '../positions/position.entity';
import type { SectionNode } from './section-node';
import type { Section } from './section.entity';

const outlines = new WeakMap<readonly Section[], Outline<Section, Position>>();

/** The sections of an estimate in order; ordered once for each list that a loader answered. */
export async function sectionOutline(ctx: Context, estimateId: string): Promise<Outline<Section, Position>> {
  const sections = await ctx.loaders.sectionsByEstimate.load(estimateId);
  let outline = outlines.get(sections);
  if (!outline) outlines.set(sections, (outline = outlineOf<Section, Position>(sections, [])));
  return outline;
}

/** The sections directly in a section; null: at the top level. */
export async function sectionNodesIn(
  ctx: Context,
  estimate: Estimate,
  parentId: string | null,
): Promise<SectionNode[]> {
  const outline = await sectionOutline(ctx, estimate.id);
  return outline.sectionsIn(parentId).map((row) => ({ estimate, row }));
}
