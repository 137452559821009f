import { withUserErrors } from '../../../../service-kit/errors/user-errors';
import { plainDecimal } from '../calculation/decimal-text';
import type { Estimate } from '../estimates/estimate.entity';
import { TAX_EXEMPT } from '../calculation/money-rules';
import type { ValueMode } from '../calculation/totals.types';
import type { Resolvers } from '../generated/types';
import { moneyOf, moneyOrNull, ratePercent, unitPriceOf } from '../calculation/money';
import { shownForeignPrice } from '../foreign-prices/foreign-price';
import { coefficientsFor } from '../coefficients/coefficient-node';
import { getEstimate } from '../estimates/estimate-reads.service';
import {
  guardShares,
  hidesOwnPrice,
  ownPriceOf,
  shownPriceFormula,
  shownPriceOf,
} from '../estimates/shown-prices';
import { taxOf } from '../taxes/taxes.service';
import { placeOf } from '../sections/section-reads.service';
import { grossOf, labourAmountOf, marginOf, marginPercentOf } from './position-amounts';
import type { Position } from './position.entity';
import {
  addPosition,
  addPositions,
  copyPosition,
  movePosition,
  removePosition,
  updatePosition,
  updatePositions,
} from './positions.service';

/** Shapes what a service answered for a payload. */
const one = async (done: Promise<{ position: Position; estimate: Estimate }>) => {
  const { position, estimate } = await done;
  return { position: { estimate, row: position }, estimate };
};

const many = async (done: Promise<{ positions: Position[]; estimate: Estimate }>) => {
  const { positions, estimate } = await done;
  return { positions: positions.map((row) => ({ estimate, row })), estimate };
};

const lineChange = (mode: ValueMode | null, value: string | null) =>
  mode && value !== null ? { mode, value: plainDecimal(value) } : null;

export const positionResolvers: Resolvers = {
  Mutation: {
    addPosition: (_root, { input }, ctx) => withUserErrors(() => one(addPosition(ctx, input))),
    addPositions: (_root, { input }, ctx) => withUserErrors(() => many(addPositions(ctx, input))),
    updatePosition: (_root, { input }, ctx) => withUserErrors(() => one(updatePosition(ctx, input))),
    updatePositions: (_root, { input }, ctx) => withUserErrors(() => many(updatePositions(ctx, input))),
    movePosition: (_root, { input }, ctx) => withUserErrors(() => one(movePosition(ctx, input))),
    copyPosition: (_root, { input }, ctx) => withUserErrors(() => one(copyPosition(ctx, input))),
    removePosition: (_root, { input }, ctx) => withUserErrors(() => removePosition(ctx, input)),
  },
  Position: {
    id: ({ row }) => row.id,
    originId: ({ row }) => row.originId,
    estimate: ({ estimate }, _args, ctx) => getEstimate(ctx, estimate.id),
    sectionId: ({ row }) => row.sectionId,
    kind: ({ row }) => row.kind,
    code: ({ row }) => row.code,
    name: ({ row }) => row.name,
    description: ({ row }) => row.description,
    unit: ({ row }) => row.unit,
    quantity: ({ row }) => plainDecimal(row.quantity),
    formula: ({ row }) => row.formula,
    variable: ({ row }) => row.variable,
    unitPriceFormula: ({ estimate, row }, _args, ctx) =>
      shownPriceFormula(ctx.viewer.permissions.has('costs:read'), estimate, row),
    unitCostFormula: ({ row }) => row.unitCostFormula ?? null,
    wastePercent: ({ row }) => plainDecimal(row.wastePercent),
    quantityWithWaste: ({ row }) => plainDecimal(row.quantityWithWaste),
    unitPrice: ({ estimate, row }, _args, ctx) => unitPriceOf(estimate, ownPriceOf(ctx, estimate, row)),
    effectiveUnitPrice: ({ estimate, row }, _args, ctx) =>
      unitPriceOf(
        estimate,
        hidesOwnPrice(ctx, row) ? shownPriceOf(row) : (row.effectiveUnitPrice ?? row.unitPrice),
      ),
    coefficients: ({ estimate, row }, _args, ctx) => coefficientsFor(ctx, estimate, row),
    unitCost: ({ estimate, row }) => row.unitCost && unitPriceOf(estimate, row.unitCost),
    foreignPrice: ({ estimate, row }, _args, ctx) =>
      shownForeignPrice(ctx.viewer.permissions.has('costs:read'), estimate, row),
    markup: ({ row }, _args, ctx) =>
      hidesOwnPrice(ctx, row) ? null : lineChange(row.markupMode, row.markupValue),
    discount: ({ row }, _args, ctx) =>
      hidesOwnPrice(ctx, row) ? null : lineChange(row.discountMode, row.discountValue),
    labourPercent: ({ row }) => row.labourPercent && plainDecimal(row.labourPercent),
    labourAmount: ({ estimate, row }) => moneyOf(estimate, labourAmountOf(row, estimate)),
    ownTax: ({ row }, _args, ctx) => taxOf(ctx, row.taxId),
    ownSecondTax: ({ row }, _args, ctx) => taxOf(ctx, row.secondTaxId),
    taxRate: ({ row }) => ratePercent(row.taxRate),
    taxExempt: ({ row }) => row.taxRate === TAX_EXEMPT,
    place: ({ estimate, row }, _args, ctx) => placeOf(ctx, estimate, row.id),
    choice: ({ row }) => row.choice,
    included: ({ row }) => row.included,
    secondTaxRate: ({ row }) => ratePercent(row.secondTaxRate),
    secondTaxExempt: ({ row }) => row.secondTaxRate === TAX_EXEMPT,
    effectiveSecondTaxRate: ({ estimate, row }) =>
      estimate.secondTax && ratePercent(row.secondTaxRate ?? estimate.secondTax.rate),
    secondTax: ({ estimate, row }, _args, ctx) => {
      guardShares(ctx, estimate);
      return moneyOf(estimate, row.secondTax);
    },
    effectiveTaxRate: ({ estimate, row }) => ratePercent(row.taxRate ?? estimate.defaultTaxRate),
    baseAmount: ({ estimate, row }, _args, ctx) =>
      moneyOf(estimate, hidesOwnPrice(ctx, row) ? row.amount : row.baseAmount),
    markupAmount: ({ estimate, row }, _args, ctx) =>
      moneyOf(estimate, hidesOwnPrice(ctx, row) ? '0' : row.markupAmount),
    discountAmount: ({ estimate, row }, _args, ctx) =>
      moneyOf(estimate, hidesOwnPrice(ctx, row) ? '0' : row.discountAmount),
    costShare: ({ estimate, row }) => moneyOf(estimate, row.costShare),
    amount: ({ estimate, row }) => moneyOf(estimate, row.amount),
    allocatedAdjustment: ({ estimate, row }, _args, ctx) => {
      guardShares(ctx, estimate);
      return moneyOf(estimate, row.adjustmentAmount);
    },
    net: ({ estimate, row }, _args, ctx) => {
      guardShares(ctx, estimate);
      return moneyOf(estimate, row.net);
    },
    tax: ({ estimate, row }, _args, ctx) => {
      guardShares(ctx, estimate);
      return moneyOf(estimate, row.tax);
    },
    gross: ({ estimate, row }, _args, ctx) => {
      guardShares(ctx, estimate);
      return moneyOf(estimate, grossOf(row));
    },
    cost: ({ estimate, row }) => moneyOrNull(estimate, row.cost),
    margin: ({ estimate, row }) => moneyOrNull(estimate, marginOf(row)),
    marginPercent: ({ estimate, row }) => marginPercentOf(row, estimate.rounding),
    version: ({ row }) => row.version,
    createdAt: ({ row }) => row.createdAt,
    updatedAt: ({ row }) => row.updatedAt,
  },
  ForeignPrice: {
    currency: ({ currency }) => currency,
    unitPrice: ({ unitPrice }) => unitPrice,
    unitCost: ({ unitCost }) => unitCost,
    rate: ({ rate }) => rate,
    source: ({ source }) => source,
    on: ({ on }) => on,
  },
};
