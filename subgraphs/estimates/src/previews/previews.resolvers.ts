import { withUserErrors } from '../../../../service-kit/errors/user-errors';
import { estimateResolvers } from '../estimates/estimates.resolvers';
import type { Estimate } from '../estimates/estimate.entity';
import type { Resolvers } from '../generated/types';
import { positionResolvers } from '../positions/positions.resolvers';
import { sectionResolvers } from '../sections/sections.resolvers';
import type { Preview } from './preview';
import {
  explainPreview,
  pageOfPreviewed,
  pathOf,
  previewedPositionsIn,
  previewedSections,
  previewedSectionsIn,
  previewEstimate,
} from './previews.service';

/* What is stored and what is not are shown by the same resolvers: a preview tells the same, and keeps the same from who may not see costs. */

const picked = <R extends object, K extends keyof R>(resolvers: R | undefined, fields: readonly K[]) =>
  Object.fromEntries(fields.map((field) => [field, resolvers?.[field]])) as Pick<R, K>;

const ofSections = picked(sectionResolvers.Section, [
  ...(['id', 'parentId', 'name', 'choice', 'included'] as const),
  ...(['linesSubtotal', 'sectionsSubtotal', 'subtotal', 'adjustments', 'total'] as const),
  ...(['cost', 'positionsWithoutCost'] as const),
]);

const ofPositions = picked(positionResolvers.Position, [
  ...(['id', 'sectionId', 'choice', 'included', 'kind', 'name', 'unit'] as const),
  ...(['quantity', 'wastePercent', 'quantityWithWaste', 'unitPrice', 'effectiveUnitPrice'] as const),
  ...(['labourAmount', 'effectiveTaxRate', 'effectiveSecondTaxRate'] as const),
  ...(['baseAmount', 'markupAmount', 'discountAmount', 'costShare', 'amount'] as const),
  ...([
    'allocatedAdjustment',
    'net',
    'tax',
    'secondTax',
    'gross',
    'cost',
    'margin',
    'marginPercent',
  ] as const),
]);

const OF_ESTIMATES = [
  ...(['policy', 'tax', 'taxRate', 'taxExempt', 'costTotals'] as const),
  ...(['adjustments', 'payments', 'warnings'] as const),
] as const;
type OfEstimates = Pick<NonNullable<Resolvers['EstimatePreview']>, (typeof OF_ESTIMATES)[number]>;

/** A preview's own fields are those of the estimate in it. */
const ofEstimates = Object.fromEntries(
  OF_ESTIMATES.map((field) => {
    const resolve = estimateResolvers.Estimate?.[field] as (of: Estimate, ...rest: unknown[]) => unknown;
    return [field, ({ estimate }: Preview, ...rest: unknown[]) => resolve(estimate, ...rest)];
  }),
) as OfEstimates;

export const previewResolvers: Resolvers = {
  Query: {
    previewEstimate: (_root, { input }, ctx) => withUserErrors(() => previewEstimate(ctx, input)),
  },
  EstimatePreview: {
    ...ofEstimates,
    currency: ({ estimate }) => estimate.currency,
    supplyDate: ({ estimate }) => estimate.supplyDate,
    secondTax: ({ estimate }) => estimate.secondTax,
    taxName: ({ estimate }) => estimate.taxName,
    totals: ({ estimate }) => estimate,
    sections: (preview) => previewedSectionsIn(preview, null),
    allSections: previewedSections,
    positions: (preview) => previewedPositionsIn(preview, null),
    allPositions: pageOfPreviewed,
    explanation: (preview, { language }, ctx) => explainPreview(ctx, preview, null, language),
  },
  SectionPreview: {
    ...ofSections,
    path: pathOf,
    sections: ({ preview, row }) => previewedSectionsIn(preview, row.id),
    positions: ({ preview, row }) => previewedPositionsIn(preview, row.id),
    explanation: ({ preview, row }, { language }, ctx) => explainPreview(ctx, preview, row, language),
  },
  PositionPreview: {
    ...ofPositions,
    path: pathOf,
    explanation: ({ preview, row }, { language }, ctx) => explainPreview(ctx, preview, row, language),
  },
};
