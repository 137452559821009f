import { ExactDecimal } from '../calculation/rounding';
import { withUserErrors } from '../../../../service-kit/errors/user-errors';
import { adjustmentNodes } from '../adjustments/adjustment-node';
import type { Resolvers } from '../generated/types';
import { coefficientsFor } from '../coefficients/coefficient-node';
import { moneyOf } from '../calculation/money';
import { positionNodesIn } from '../positions/position-reads.service';
import { getEstimate } from '../estimates/estimate-reads.service';
import type { Estimate } from '../estimates/estimate.entity';
import type { Section } from './section.entity';
import { placeOf, sectionNodesIn, sectionOutline } from './section-reads.service';
import { copySections } from './copy-sections.service';
import { addSection, moveSection, removeSection, updateSection } from './sections.service';

/** Shapes what a service answered for a payload. */
const asPayload = async (done: Promise<{ section: Section; estimate: Estimate }>) => {
  const { section, estimate } = await done;
  return { section: { estimate, row: section }, estimate };
};

const subtotalOf = ({ linesSubtotal, sectionsSubtotal }: Section): string =>
  new ExactDecimal(linesSubtotal).plus(sectionsSubtotal).toFixed();

export const sectionResolvers: Resolvers = {
  Mutation: {
    addSection: (_root, { input }, ctx) => withUserErrors(() => asPayload(addSection(ctx, input))),
    updateSection: (_root, { input }, ctx) => withUserErrors(() => asPayload(updateSection(ctx, input))),
    moveSection: (_root, { input }, ctx) => withUserErrors(() => asPayload(moveSection(ctx, input))),
    copySections: (_root, { input }, ctx) =>
      withUserErrors(async () => {
        const { sections, estimate, source } = await copySections(ctx, input);
        return { sections: sections.map((row) => ({ estimate, row })), estimate, source };
      }),
    removeSection: (_root, { input }, ctx) => withUserErrors(() => removeSection(ctx, input)),
  },
  Section: {
    id: ({ row }) => row.id,
    originId: ({ row }) => row.originId,
    estimate: ({ estimate }, _args, ctx) => getEstimate(ctx, estimate.id),
    parentId: ({ row }) => row.parentId,
    name: ({ row }) => row.name,
    description: ({ row }) => row.description,
    depth: async ({ estimate, row }, _args, ctx) => (await sectionOutline(ctx, estimate.id)).depthOf(row.id),
    place: ({ estimate, row }, _args, ctx) => placeOf(ctx, estimate, row.id),
    choice: ({ row }) => row.choice,
    included: ({ row }) => row.included,
    linesSubtotal: ({ estimate, row }) => moneyOf(estimate, row.linesSubtotal),
    sectionsSubtotal: ({ estimate, row }) => moneyOf(estimate, row.sectionsSubtotal),
    subtotal: ({ estimate, row }) => moneyOf(estimate, subtotalOf(row)),
    adjustments: ({ estimate, row }, _args, ctx) => adjustmentNodes(ctx, estimate, row),
    coefficients: ({ estimate, row }, _args, ctx) => coefficientsFor(ctx, estimate, row),
    total: ({ estimate, row }) => moneyOf(estimate, row.total),
    cost: ({ estimate, row }) => moneyOf(estimate, row.cost),
    positionsWithoutCost: ({ row }) => row.positionsWithoutCost,
    sections: ({ estimate, row }, _args, ctx) => sectionNodesIn(ctx, estimate, row.id),
    positions: ({ estimate, row }, _args, ctx) => positionNodesIn(ctx, estimate, row.id),
    version: ({ row }) => row.version,
    createdAt: ({ row }) => row.createdAt,
    updatedAt: ({ row }) => row.updatedAt,
  },
};
