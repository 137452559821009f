import type { Line } from './line-amounts';
import { formatAmount, type MoneyRules } from './money-rules';
import { profitOf } from './profit';
import { writeMicro, type MinorUnits } from './rounding';
import { pricedLine, sharesOf, shownPrice } from './shown-price';
import type { TaxedAmount, Taxes } from './taxes';
import type { PositionTotals, TotalsInput } from './totals.types';

/** Lines that are written in one piece. */
const PIECE = 500;
const NO_TAX: TaxedAmount = { net: 0n, tax: 0n, second: 0n, gross: 0n };

/** What each position comes to, in the order of the input; remarks come to nothing. */
export function* positionTotals(
  input: TotalsInput,
  lines: readonly Line[],
  taxes: Taxes,
  rules: MoneyRules,
): Generator<void, PositionTotals[]> {
  const lineOf = new Map(lines.map((line) => [line.position.id, line]));
  const amount = (value: MinorUnits): string => formatAmount(value, rules);
  const totalsOf = ({ id }: { id: string }): PositionTotals => {
    const line = lineOf.get(id);
    const { net, tax, second, gross } = (line && taxes.byLine.get(line)) ?? NO_TAX;
    const cost = line ? line.cost : 0n;
    const priced = pricedLine(line, rules);
    return {
      id,
      quantityWithWaste: writeMicro(line?.quantityWithWaste ?? 0n),
      ...shownPrice(line, priced, rules),
      amount: amount(line?.amount ?? 0n),
      allocatedAdjustment: amount(line ? line.running - line.amount : 0n),
      adjustedAmount: amount(line?.running ?? 0n),
      taxRate: line?.taxClass.key ?? null,
      net: amount(net),
      tax: amount(tax),
      gross: amount(gross),
      ...(rules.knowsOffers
        ? {
            included: line?.included ?? true,
            secondTaxRate: line?.taxClass.second?.key ?? null,
            secondTax: amount(second),
          }
        : {}),
      internal: {
        cost: cost === null ? null : amount(cost),
        ...profitOf(net, cost, rules),
        ...(rules.pricesByCost ? { priced } : {}),
        ...(rules.tellsShares ? { shares: sharesOf(line, rules) } : {}),
      },
    };
  };
  const done: PositionTotals[] = [];
  for (const position of input.positions) {
    done.push(totalsOf(position));
    if (done.length % PIECE === 0) yield;
  }
  return done;
}
