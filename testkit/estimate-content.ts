import type { TotalsInput } from '../subgraphs/estimates/src/calculation/totals.types';
import { settleContent } from '../subgraphs/estimates/src/drafts/draft-totals';
import type { EstimateContent } from '../subgraphs/estimates/src/drafts/estimate-content';
import {
  Estimate,
  type StoredAdjustment,
  type StoredCoefficient,
} from '../subgraphs/estimates/src/estimates/estimate.entity';
import { Position } from '../subgraphs/estimates/src/positions/position.entity';
import { Section } from '../subgraphs/estimates/src/sections/section.entity';

const ORG = '00000000-0000-7000-8000-000000000001';
const AT = new Date('2026-11-29T12:00:00Z');

const named = (adjustments: TotalsInput['adjustments']): StoredAdjustment[] =>
  adjustments.map((each) => ({ name: `Adjustment ${each.id}`, ...each }));

const called = (coefficients: TotalsInput['coefficients']): StoredCoefficient[] | null =>
  coefficients?.map((each, index) => ({ name: `Coefficient ${index}`, ...each })) ?? null;

/**
 * Makes the rows of an estimate from what the money engine takes, calculated: what a database would hold.
 *
 * @param over fields of the estimate's own row
 */
export function contentFrom(input: TotalsInput, over: Partial<Estimate> = {}): EstimateContent {
  const { policy } = input;
  const estimate = Object.assign(new Estimate(), {
    ...{ orgId: ORG, id: 'e', number: '2026-000123', title: 'Ремонт кухни', status: 'DRAFT' },
    ...{ leadId: 'l', projectId: null, authorId: 'a', notes: null, validUntil: null },
    ...policy,
    defaultTaxRate: input.defaultTaxRate,
    taxName: null,
    secondTax: input.secondTax ? { ...input.secondTax, name: null } : null,
    ...{ taxChosen: true, agreed: null, parameters: [], payments: [] },
    roundPayableTo: input.roundPayableTo,
    adjustments: named(input.adjustments),
    coefficients: called(input.coefficients),
    ...{ sentAt: null, decidedAt: null, decidedBy: null, decisionReason: null, contentHash: null },
    ...{ version: 1, createdAt: AT, updatedAt: AT },
    ...over,
  });
  const sections = input.sections.map(({ id, parentId, adjustments, choice = null, coefficients }, index) =>
    Object.assign(new Section(), {
      ...{ orgId: ORG, id, estimateId: 'e', parentId, choice, name: `Раздел ${id}`, description: null },
      rank: input.positions.length + index,
      ...{
        adjustments: named(adjustments),
        coefficients: called(coefficients),
        version: 1,
        createdAt: AT,
        updatedAt: AT,
      },
    }),
  );
  const positions = input.positions.map(({ markup, discount, ...fields }, index) =>
    Object.assign(new Position(), {
      ...{
        orgId: ORG,
        estimateId: 'e',
        rank: index,
        code: null,
        name: `Строка ${fields.id}`,
        description: null,
      },
      ...{ unit: 'м²', version: 1, createdAt: AT, updatedAt: AT },
      ...{ markupMode: markup?.mode ?? null, markupValue: markup?.value ?? null },
      ...{ discountMode: discount?.mode ?? null, discountValue: discount?.value ?? null },
      ...{
        choice: null,
        secondTaxRate: null,
        formula: null,
        variable: null,
        unitPriceFormula: null,
        unitCostFormula: null,
        labourPercent: null,
        foreignPrice: null,
      },
      ...fields,
      coefficients: called(fields.coefficients),
    }),
  );
  const content: EstimateContent = { estimate, sections, positions };
  settleContent(content);
  return content;
}
