import { hasOneOrder } from '../calculation/money-rules';
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
  if (!outline) outlines.set(sections, (outline = outlineOf<Section, Position>(sections, [], true)));
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

const places = new WeakMap<readonly Section[], Map<string, number>>();

/** Where a section or a position stands among those of its parent; 1 is the first. Ordered once for each list of a loader. */
export async function placeOf(ctx: Context, estimate: Estimate, id: string): Promise<number> {
  const [sections, positions] = await Promise.all([
    ctx.loaders.sectionsByEstimate.load(estimate.id),
    ctx.loaders.positionsByEstimate.load(estimate.id),
  ]);
  let found = places.get(sections);
  if (!found) {
    const outline = outlineOf<Section, Position>(sections, positions, hasOneOrder(estimate.policyVersion));
    const parents = [null, ...outline.sections.map((section) => section.id)];
    const inOrder = parents.flatMap((parent) =>
      outline
        .itemsIn(parent)
        .map((item, index): [string, number] => [
          'section' in item ? item.section.id : item.position.id,
          index + 1,
        ]),
    );
    places.set(sections, (found = new Map(inOrder)));
  }
  return found.get(id) ?? 1;
}
