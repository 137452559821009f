import { plainDecimal } from '../calculation/decimal-text';
import { exactlyConverted, shownForeignPrice } from '../foreign-prices/foreign-price';
import type { Position } from '../positions/position.entity';
import { step, written, type Explained, type ExplanationStep } from './explanation-steps';
import { say } from './explanation-words';

/** How a price or cost for one in another currency became one in the estimate's; nothing where there was none. */
export function exchangeStep(
  row: Position,
  field: 'unitPrice' | 'unitCost',
  { content, seesCosts, language }: Explained,
): ExplanationStep[] {
  const foreign = shownForeignPrice(seesCosts, content.estimate, row);
  const value = foreign?.[field] ?? null;
  const amount = row[field];
  if (foreign === null || value === null || amount === null) return [];
  const { currency, rate, source, on } = foreign;
  const from = source === null ? on : `${source}, ${on}`;
  const text = say(language, 'exchange', { value, currency, rate, from });
  return [
    step(
      'EXCHANGE',
      text,
      plainDecimal(amount),
      { given: value, rate },
      written(exactlyConverted(value, foreign)),
    ),
  ];
}
