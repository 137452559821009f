import { isId } from '../../../../service-kit/data/ids';
import { liveField } from '../../../../service-kit/subgraph/live-field';
import { withUserErrors } from '../../../../service-kit/errors/user-errors';
import type { Context } from '../context';
import { stubById, stubOf } from '../foreign-stub';
import type { Resolvers } from '../generated/types';
import { moneyOf, moneyOrNull, ratePercent } from '../calculation/money';
import { pageOfPositions, positionNodesIn } from '../positions/position-reads.service';
import { sectionNodesIn, sectionOutline } from '../sections/section-reads.service';
import { adjustmentNodes } from '../adjustments/adjustment-node';
import { coefficientsFor } from '../coefficients/coefficient-node';
import { paymentStagesOf } from '../payments/payment-node';
import { plainDecimal } from '../calculation/decimal-text';
import { watchEstimate } from './estimate-changes';
import { listEstimates } from './estimate-lists.service';
import { guardShares } from './shown-prices';
import { shownWarnings } from './shown-warnings';
import { getEstimate } from './estimate-reads.service';
import type { Estimate } from './estimate.entity';
import { createEstimate, deleteEstimate, updateEstimate } from './estimates.service';
import { taxOf } from '../taxes/taxes.service';
import { hasOneOrder, TAX_EXEMPT } from '../calculation/money-rules';
import type { TaxTotal } from '../calculation/offer.types';
import { offerTotalsOf } from '../offers/offer-totals';

/** What was sent under rules 1 and 2 has one tax, by its groups. */
const storedTaxes = ({ taxes, taxGroups, policyVersion }: Estimate): readonly TaxTotal[] =>
  hasOneOrder(policyVersion)
    ? taxes
    : taxGroups
        .filter(({ rate }) => rate !== TAX_EXEMPT)
        .map(({ rate, net, tax }) => ({ which: 'FIRST', rate, base: net, amount: tax }));

const taxTotalsOf = (estimate: Estimate) =>
  storedTaxes(estimate).map(({ which, rate, base, amount }) => ({
    kind: which,
    name: which === 'FIRST' ? estimate.taxName : (estimate.secondTax?.name ?? null),
    rate: plainDecimal(rate),
    base: moneyOf(estimate, base),
    amount: moneyOf(estimate, amount),
  }));

/** Each amount is made when it is asked for. */
const totalsResolvers: Resolvers['EstimateTotals'] = {
  linesSubtotal: (estimate) => moneyOf(estimate, estimate.linesSubtotal),
  sectionAdjustments: (estimate) => moneyOf(estimate, estimate.sectionAdjustments),
  subtotal: (estimate) => moneyOf(estimate, estimate.subtotal),
  adjustments: (estimate) => moneyOf(estimate, estimate.adjustmentsTotal),
  net: (estimate) => moneyOf(estimate, estimate.net),
  taxGroups: (estimate, _args, ctx) => {
    guardShares(ctx, estimate);
    return estimate.taxGroups.map(({ rate, secondRate = null, secondTax = '0', net, tax, gross }) => ({
      rate: ratePercent(rate),
      exempt: rate === TAX_EXEMPT,
      secondRate: ratePercent(secondRate),
      secondTax: moneyOf(estimate, secondTax),
      net: moneyOf(estimate, net),
      tax: moneyOf(estimate, tax),
      gross: moneyOf(estimate, gross),
    }));
  },
  taxes: (estimate, _args, ctx) => {
    guardShares(ctx, estimate);
    return taxTotalsOf(estimate);
  },
  options: (estimate) => moneyOf(estimate, estimate.optionsTotal),
  tax: (estimate) => moneyOf(estimate, estimate.tax),
  total: (estimate) => moneyOf(estimate, estimate.total),
  payableRounding: (estimate) => moneyOf(estimate, estimate.payableRounding),
  payable: (estimate) => moneyOf(estimate, estimate.payable),
};

const costTotalsOf = (estimate: Estimate) => ({
  cost: moneyOf(estimate, estimate.cost),
  positionsWithoutCost: estimate.positionsWithoutCost,
  margin: moneyOrNull(estimate, estimate.margin),
  marginPercent: estimate.marginPercent,
  markupPercent: estimate.markupPercent,
});

const policyOf = ({ rounding, taxMode, taxRounding, minorUnits, policyVersion }: Estimate) => ({
  rounding,
  taxMode,
  taxRounding,
  minorUnits,
  version: policyVersion,
});

export const estimateResolvers: Resolvers = {
  Query: {
    estimate: (_root, { id }, ctx) => getEstimate(ctx, id),
    estimates: (_root, args, ctx) => listEstimates(ctx, args),
  },
  Subscription: {
    estimateChanged: liveField(
      (ctx: Context, { id }: { id: string }) => watchEstimate(ctx, id),
      (ctx, { id }) => getEstimate(ctx, id),
    ),
  },
  Mutation: {
    createEstimate: (_root, { input }, ctx) => withUserErrors(() => createEstimate(ctx, input)),
    updateEstimate: (_root, { input }, ctx) => withUserErrors(() => updateEstimate(ctx, input)),
    deleteEstimate: (_root, { input }, ctx) => withUserErrors(() => deleteEstimate(ctx, input)),
  },
  Estimate: {
    __resolveReference: ({ id }, ctx) => (isId(id) ? ctx.loaders.estimates.load(id.toLowerCase()) : null),
    lead: ({ leadId }) => ({ id: leadId }),
    contact: async ({ leadId }, _args, ctx) => stubOf(await ctx.loaders.mainContacts.load(leadId)),
    project: ({ projectId }, _args, ctx) =>
      projectId === null ? null : ctx.loaders.projects.load(projectId),
    author: ({ authorId }) => ({ id: authorId }),
    decidedBy: ({ decidedBy }) => stubOf(decidedBy),
    policy: policyOf,
    tax: ({ taxId }, _args, ctx) => taxOf(ctx, taxId),
    taxRate: ({ defaultTaxRate }) => ratePercent(defaultTaxRate),
    taxExempt: ({ defaultTaxRate }) => defaultTaxRate === TAX_EXEMPT,
    agreed: (estimate) => estimate.agreed && offerTotalsOf(estimate, estimate.agreed),
    roundPayableTo: ({ roundPayableTo }) => roundPayableTo && plainDecimal(roundPayableTo),
    totals: (estimate) => estimate,
    costTotals: costTotalsOf,
    adjustments: (estimate, _args, ctx) => adjustmentNodes(ctx, estimate, estimate),
    coefficients: (estimate, _args, ctx) => coefficientsFor(ctx, estimate, estimate),
    payments: paymentStagesOf,
    warnings: (estimate, _args, ctx) => shownWarnings(ctx, estimate),
    sections: (estimate, _args, ctx) => sectionNodesIn(ctx, estimate, null),
    allSections: async (estimate, _args, ctx) =>
      (await sectionOutline(ctx, estimate.id)).sections.map((row) => ({ estimate, row })),
    positions: (estimate, _args, ctx) => positionNodesIn(ctx, estimate, null),
    allPositions: (estimate, args, ctx) => pageOfPositions(ctx, estimate, args),
  },
  EstimateTotals: totalsResolvers,
  SecondTax: {
    tax: ({ taxId }, _args, ctx) => taxOf(ctx, taxId),
    rate: ({ rate }) => ratePercent(rate),
  },
  Lead: {
    __resolveReference: stubById,
    estimates: ({ id }, args, ctx) => ctx.loaders.estimatePages.load({ parent: 'leadId', id, args }),
    estimatedTotal: ({ id }, _args, ctx) => ctx.loaders.leadTotals.load(id),
    projects: ({ id }, args, ctx) => ctx.loaders.projectPages.load({ parent: id, args }),
  },
  Contact: {
    __resolveReference: stubById,
    estimates: ({ id }, args, ctx) => ctx.loaders.estimatePages.load({ parent: 'contact', id, args }),
  },
  Company: {
    __resolveReference: stubById,
    estimates: ({ id }, args, ctx) => ctx.loaders.estimatePages.load({ parent: 'company', id, args }),
  },
  User: {
    __resolveReference: stubById,
    estimates: ({ id }, args, ctx) => ctx.loaders.estimatePages.load({ parent: 'authorId', id, args }),
  },
};
