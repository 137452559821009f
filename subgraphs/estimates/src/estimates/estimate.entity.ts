import { Column, Entity, PrimaryColumn } from 'typeorm';
import { describeColumns } from '../../../../service-kit/data/columns';
import type { CoefficientInput, SecondTax, TaxTotal } from '../calculation/offer.types';
import type { PaymentInput, PaymentTotals } from '../calculation/payments';
import type { Party } from '../exports/sheet.types';
import type { EstimateStatus } from '../statuses/statuses';
import type {
  AdjustmentInput,
  AdjustmentTotals,
  Rounding,
  TaxGroup,
  TaxMode,
  TaxRate,
  TaxRounding,
} from '../calculation/totals.types';

/**
 * A declared adjustment. It is a row with an id and a version of its own, and lies in the list of its section or estimate:
 * the list is the order of calculation, and every edit locks the estimate's row.
 */
export interface StoredAdjustment extends AdjustmentInput {
  readonly name: string;
  /** Left out: 1. */
  readonly version?: number;
}

/** A coefficient, as it is stored with its position, section or estimate. */
export interface StoredCoefficient extends CoefficientInput {
  readonly name: string;
}

/** A declared payment of a schedule. */
export interface StoredPayment extends PaymentInput {
  readonly label: string;
  /** Null: that is not said. */
  readonly due: 'ON_APPROVAL' | 'BEFORE_START' | 'ON_COMPLETION' | 'ON_DATE' | null;
  readonly days: number | null;
  readonly on: string | null;
}

/** What an adjustment came to at the last calculation. All of a COST base is for costs:read only. */
export interface StoredAdjustmentTotals extends Pick<AdjustmentTotals, 'id' | 'amount' | 'limited'> {
  readonly baseAmount: string;
  /** Null for one that is part of the lines' prices. */
  readonly runningTotal: string | null;
}

/** What a decision rests on. */
export interface DecisionEvidence {
  /** RECORDED by one of the organisation's people, or given by the client himself over a LINK. */
  readonly via: 'RECORDED' | 'LINK';
  /** Of what was decided about. */
  readonly contentHash: string;
  readonly ip: string | null;
  readonly userAgent: string | null;
  readonly requestId: string;
  /** What the client typed; of a LINK, as all that follows. */
  readonly name?: string;
  /** Where the code was sent that the client gave back; null when none was asked for. */
  readonly confirmedEmail?: string | null;
  readonly linkId?: string;
  /** SHA-256 of the PDF that the client could read. */
  readonly paperHash?: string | null;
}

/** A second tax with its name. */
export interface NamedSecondTax extends SecondTax {
  readonly name: string | null;
  /** What its rate follows from; left out: it was given. */
  readonly taxId?: string | null;
}

/** What a client agreed to: what is taken of what could be chosen, and what it comes to with that. */
export interface AgreedOffer {
  /** Ids of sections and positions. */
  readonly taken: readonly string[];
  readonly net: string;
  readonly tax: string;
  readonly total: string;
  readonly payable: string;
  /** Of all that is shown with these. */
  readonly contentHash: string;
}

/** A number that formulas of quantities take. */
export interface EstimateParameter {
  readonly name: string;
  /** What it is, for people. */
  readonly label: string | null;
  readonly value: string;
}

/** Something about an estimate's amounts that a person should look at before it is sent; see `warnings.ts`. */
export interface StoredWarning {
  /** Stable while its cause stays. */
  readonly id: string;
  readonly code: WarningCode;
  readonly message: string;
  /** The section whose adjustment it is about; null for the estimate's own. */
  readonly sectionId: string | null;
  readonly adjustmentId: string | null;
  /** Whether it tells of cost. */
  readonly internal: boolean;
}

export type WarningCode =
  | 'TAX_NOT_CHOSEN'
  | 'COST_UNKNOWN'
  | 'DISCOUNT_LIMITED'
  | 'MARKUP_WITHOUT_LINES'
  | 'PAYMENT_LIMITED'
  | 'NEEDS_REVIEW';

/** A priced offer. Its amounts are those of the last calculation; see `draft-totals.ts`. */
@Entity('estimates')
export class Estimate {
  @PrimaryColumn('uuid') orgId!: string;
  @PrimaryColumn('uuid') id!: string;
  /** Given when it is sent; a revision has its predecessor's. */
  @Column('text', { nullable: true }) number!: string | null;
  /** 1 for a first one. Number and revision name an estimate. */
  @Column('integer') revision!: number;
  /** The one it was revised from. */
  @Column('uuid', { nullable: true }) supersedesId!: string | null;
  /** The revision that was sent in its place. */
  @Column('uuid', { nullable: true }) supersededById!: string | null;
  @Column('text') title!: string;
  @Column('text') status!: EstimateStatus;
  @Column('uuid') leadId!: string;
  @Column('uuid', { nullable: true }) projectId!: string | null;
  @Column('uuid') authorId!: string;
  @Column('text', { nullable: true }) notes!: string | null;
  /** Who buys, as papers name them. */
  @Column('jsonb', { nullable: true }) client!: Party | null;
  @Column('date', { nullable: true }) validUntil!: string | null;
  /** The day by which percentages of taxes are chosen; null: the day of the calculation. */
  @Column('date', { nullable: true }) supplyDate!: string | null;

  @Column('text') currency!: string;
  @Column('smallint') minorUnits!: number;
  @Column('text') rounding!: Rounding;
  @Column('text') taxMode!: TaxMode;
  @Column('text') taxRounding!: TaxRounding;
  @Column('integer') policyVersion!: number;
  @Column('text') defaultTaxRate!: TaxRate;
  /** What `defaultTaxRate` follows from, with the day of supply; null: it was given. */
  @Column('uuid', { nullable: true }) taxId!: string | null;
  @Column('text', { nullable: true }) taxName!: string | null;
  @Column('jsonb', { nullable: true }) secondTax!: NamedSecondTax | null;
  @Column('numeric', { precision: 19, scale: 4, nullable: true }) roundPayableTo!: string | null;
  /** Whether somebody chose the tax, or to take none. */
  @Column('boolean') taxChosen!: boolean;
  @Column('jsonb') adjustments!: StoredAdjustment[];
  /** Null: none. */
  @Column('jsonb', { nullable: true }) coefficients!: StoredCoefficient[] | null;
  @Column('jsonb') parameters!: EstimateParameter[];
  @Column('jsonb') payments!: StoredPayment[];

  /** Whether any adjustment in it is measured on cost. */
  @Column('boolean') pricedByCost!: boolean;
  @Column('jsonb') warnings!: StoredWarning[];
  @Column('jsonb') adjustmentTotals!: StoredAdjustmentTotals[];
  /** In the order of `payments`. */
  @Column('jsonb') paymentTotals!: PaymentTotals[];
  @Column('jsonb') taxGroups!: TaxGroup[];
  @Column('jsonb') taxes!: TaxTotal[];
  @Column('numeric', { precision: 19, scale: 4 }) optionsTotal!: string;
  @Column('numeric', { precision: 19, scale: 4 }) linesSubtotal!: string;
  @Column('numeric', { precision: 19, scale: 4 }) sectionAdjustments!: string;
  @Column('numeric', { precision: 19, scale: 4 }) subtotal!: string;
  @Column('numeric', { precision: 19, scale: 4 }) adjustmentsTotal!: string;
  @Column('numeric', { precision: 19, scale: 4 }) net!: string;
  @Column('numeric', { precision: 19, scale: 4 }) tax!: string;
  @Column('numeric', { precision: 19, scale: 4 }) total!: string;
  @Column('numeric', { precision: 19, scale: 4 }) payableRounding!: string;
  @Column('numeric', { precision: 19, scale: 4 }) payable!: string;
  @Column('numeric') cost!: string;
  @Column('integer') positionsWithoutCost!: number;
  @Column('numeric', { nullable: true }) margin!: string | null;
  @Column('numeric', { nullable: true }) marginPercent!: string | null;
  @Column('numeric', { nullable: true }) markupPercent!: string | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true }) sentAt!: Date | null;
  @Column({ type: 'timestamptz', precision: 3, nullable: true }) decidedAt!: Date | null;
  @Column('uuid', { nullable: true }) decidedBy!: string | null;
  @Column('text', { nullable: true }) decisionReason!: string | null;
  @Column('jsonb', { nullable: true }) decisionEvidence!: DecisionEvidence | null;
  @Column('jsonb', { nullable: true }) agreed!: AgreedOffer | null;
  /** Of what it became elsewhere: an invoice, a contract. */
  @Column('text', { nullable: true }) convertedTo!: string | null;
  /** Who gave it to a second person to look at. */
  @Column('uuid', { nullable: true }) reviewAskedBy!: string | null;
  @Column('text', { nullable: true }) contentHash!: string | null;
  @Column('integer') version!: number;
  @Column({ type: 'timestamptz', precision: 3 }) createdAt!: Date;
  @Column({ type: 'timestamptz', precision: 3 }) updatedAt!: Date;
}

const MONEY = ['currency', 'minorUnits'] as const;
/** What a document is calculated by and how it is shown, whoever it is for: copies and templates take it along. */
export const DOCUMENT_SETTINGS = [
  'notes',
  'currency',
  'minorUnits',
  'rounding',
  'taxMode',
  'taxRounding',
  'defaultTaxRate',
  'taxId',
  'taxChosen',
  'taxName',
  'secondTax',
  'roundPayableTo',
  'adjustments',
  'coefficients',
  'payments',
  'parameters',
  'pricedByCost',
] as const satisfies readonly (keyof Estimate)[];

const PROFIT = ['cost', 'positionsWithoutCost', 'margin', 'marginPercent', 'markupPercent'] as const;
const POLICY = ['rounding', 'taxMode', 'taxRounding', 'minorUnits', 'policyVersion'] as const;
/** Tells what a version of the rules shows to whom. */
const SHOWN_BY = ['policyVersion', 'pricedByCost'] as const;

/** What is compared of two estimates (`estimate-diff.ts`). */
const COMPARED = [
  'id',
  'title',
  'notes',
  'client',
  'validUntil',
  'supplyDate',
  'currency',
  'taxMode',
  'taxRounding',
  'rounding',
  'defaultTaxRate',
  'taxName',
  'secondTax',
  'roundPayableTo',
  'adjustments',
  'coefficients',
  'payments',
  'subtotal',
  'net',
  'tax',
  'total',
  'payable',
  ...SHOWN_BY,
] as const;

describeColumns(Estimate, {
  shows: {
    Estimate: {
      lead: ['leadId'],
      contact: ['leadId'],
      project: ['projectId'],
      supersedes: ['supersedesId'],
      supersededBy: ['supersededById'],
      author: ['authorId'],
      policy: POLICY,
      tax: ['taxId'],
      taxRate: ['defaultTaxRate'],
      taxExempt: ['defaultTaxRate'],
      agreed: [...MONEY, 'agreed', 'payments', 'rounding'],
      totals: [],
      costTotals: [...MONEY, ...PROFIT],
      adjustments: ['adjustments', 'adjustmentTotals', ...SHOWN_BY],
      coefficients: ['coefficients', ...SHOWN_BY],
      payments: [...MONEY, 'payments', 'paymentTotals'],
      sections: ['id'],
      allSections: ['id'],
      positions: ['id'],
      allPositions: ['id', 'policyVersion'],
      history: ['id'],
      clientLinks: ['id'],
      attachments: ['id'],
      comments: ['id'],
      exports: ['id', ...SHOWN_BY],
    },
    EstimateTotals: {
      '*': MONEY,
      adjustments: ['adjustmentsTotal'],
      taxGroups: ['taxGroups', ...SHOWN_BY],
      taxes: ['taxes', 'taxGroups', 'taxName', 'secondTax', ...SHOWN_BY],
      options: ['optionsTotal'],
    },
  },
  lends: {
    Adjustment: { '*': [...MONEY, ...SHOWN_BY] },
    EstimateDiff: { '*': COMPARED },
    EstimateLink: { decision: ['status', 'decidedAt', 'decisionReason', 'decisionEvidence'] },
    Section: {
      '*': MONEY,
      sections: ['id'],
      positions: ['id'],
      depth: ['id'],
      estimate: ['id'],
      place: ['id', 'policyVersion'],
      adjustments: SHOWN_BY,
      coefficients: SHOWN_BY,
    },
    Position: {
      '*': MONEY,
      place: ['id', 'policyVersion'],
      estimate: ['id'],
      attachments: ['id'],
      comments: ['id'],
      commentCount: ['id'],
      effectiveTaxRate: ['defaultTaxRate'],
      effectiveSecondTaxRate: ['secondTax'],
      secondTax: SHOWN_BY,
      coefficients: SHOWN_BY,
      foreignPrice: SHOWN_BY,
      unitPriceFormula: SHOWN_BY,
      source: SHOWN_BY,
      assembly: SHOWN_BY,
      unitPrice: SHOWN_BY,
      allocatedAdjustment: SHOWN_BY,
      net: SHOWN_BY,
      tax: SHOWN_BY,
      gross: SHOWN_BY,
      marginPercent: ['rounding'],
      labourAmount: ['rounding'],
    },
  },
});
