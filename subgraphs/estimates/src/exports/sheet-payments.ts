import { writeDate } from '../../../../service-kit/data/written-values';
import { moneyOf } from '../calculation/money';
import { plainDecimal } from '../calculation/decimal-text';
import type { Estimate, StoredPayment } from '../estimates/estimate.entity';
import { SHEET_WORDS } from './sheet-words';
import type { SheetLanguage, SheetTotal } from './sheet.types';

/** Says when a payment is due; null where that is not said. */
function writeDue({ due, days, on }: StoredPayment, language: SheetLanguage): string | null {
  const isRussian = language === 'RU';
  const after = days !== null && (isRussian ? `в течение ${days} дн. ` : `within ${days} days `);
  switch (due) {
    case 'ON_APPROVAL':
      if (after) return after + (isRussian ? 'после согласования' : 'of approval');
      return isRussian ? 'при согласовании' : 'on approval';
    case 'BEFORE_START':
      return isRussian ? 'до начала работ' : 'before work begins';
    case 'ON_COMPLETION':
      if (after) return after + (isRussian ? 'после окончания работ' : 'of completion');
      return isRussian ? 'по окончании работ' : 'on completion';
    case 'ON_DATE':
      return `${isRussian ? 'до' : 'by'} ${writeDate(on ?? '', language)}`;
    case null:
      return null;
  }
}

/** The schedule of payments, below what is to be paid. Rows of older snapshots have none. */
export const paymentsOf = (
  estimate: Pick<Estimate, 'currency' | 'minorUnits'> & Partial<Pick<Estimate, 'payments' | 'paymentTotals'>>,
  language: SheetLanguage,
): SheetTotal[] =>
  (estimate.payments ?? []).map((payment, index) => {
    const share = payment.mode === 'PERCENT' ? `${plainDecimal(payment.value as string)} %` : null;
    const words = [payment.label, share, writeDue(payment, language)].filter((part) => part !== null);
    return {
      kind: 'payment',
      label: `${SHEET_WORDS[language].due}: ${words.join(', ')}`,
      amount: moneyOf(estimate, estimate.paymentTotals?.[index]?.amount ?? '0').amount,
      percent: payment.mode === 'PERCENT' ? plainDecimal(payment.value as string) : null,
      rate: null,
    };
  });
