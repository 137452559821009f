import { Column, Entity, PrimaryColumn } from 'typeorm';
import { describeColumns } from '../../../../service-kit/data/columns';
import type { Choice } from '../calculation/offer.types';
import type { StoredCoefficient } from '../estimates/estimate.entity';
import type { StoredForeignPrice } from '../foreign-prices/foreign-price';
import { rankColumn } from '../drafts/ranks';
import type { PositionKind, TaxRate, ValueMode } from '../calculation/totals.types';

/** The assembly of a price list that a position came from, as it was taken. */
export interface StoredAssembly {
  /** The same for all positions that came with it. */
  readonly group: string;
  readonly itemId: string;
  readonly name: string;
  readonly quantity: string;
}

/** The same, for who looks at it. */
export interface ShownAssembly extends StoredAssembly {
  readonly isItemShown: boolean;
}

/** One line of an estimate. Its amounts are those of the estimate's last calculation. */
@Entity('positions')
export class Position {
  @PrimaryColumn('uuid') orgId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') estimateId!: string;
  /** The same in all revisions and duplicates; its own id for a row that began here. */
  @Column('uuid') originId!: string;
  @Column('uuid', { nullable: true }) sectionId!: string | null;
  /** Orders the positions of one section; ties go by id. */
  @Column('bigint', { transformer: rankColumn }) rank!: number;
  @Column('text') kind!: PositionKind;
  @Column('text', { nullable: true }) code!: string | null;
  @Column('text') name!: string;
  @Column('text', { nullable: true }) description!: string | null;
  @Column('text', { nullable: true }) unit!: string | null;
  @Column('numeric', { precision: 18, scale: 6 }) quantity!: string;
  /** What the quantity follows from; null: it was given. */
  @Column('text', { nullable: true }) formula!: string | null;
  /** The name by which formulas take its quantity. */
  @Column('text', { nullable: true }) variable!: string | null;
  /** What the price for one follows from; null: it was given. */
  @Column('text', { nullable: true }) unitPriceFormula!: string | null;
  /** What the cost of one follows from, for costs:read only; null: it was given. */
  @Column('text', { nullable: true }) unitCostFormula!: string | null;
  @Column('numeric', { precision: 9, scale: 6 }) wastePercent!: string;
  @Column('numeric', { precision: 19, scale: 6 }) unitPrice!: string;
  @Column('numeric', { precision: 19, scale: 6, nullable: true }) unitCost!: string | null;
  /** What `unitPrice` was made of; null: it was given. */
  @Column('jsonb', { nullable: true }) foreignPrice!: StoredForeignPrice | null;
  /** Null: none. */
  @Column('jsonb', { nullable: true }) coefficients!: StoredCoefficient[] | null;
  @Column('text', { nullable: true }) markupMode!: ValueMode | null;
  @Column('numeric', { precision: 21, scale: 6, nullable: true }) markupValue!: string | null;
  @Column('text', { nullable: true }) discountMode!: ValueMode | null;
  @Column('numeric', { precision: 21, scale: 6, nullable: true }) discountValue!: string | null;
  /** What of the amount is labour; null: all of WORK, nothing of others. */
  @Column('numeric', { precision: 9, scale: 6, nullable: true }) labourPercent!: string | null;
  /** Null: the estimate's. */
  @Column('text', { nullable: true }) taxRate!: TaxRate | null;
  /** What `taxRate` follows from, with the day of supply; null: it was given. */
  @Column('uuid', { nullable: true }) taxId!: string | null;
  /** Null: the estimate's. */
  @Column('text', { nullable: true }) secondTaxRate!: TaxRate | null;
  /** Likewise. */
  @Column('uuid', { nullable: true }) secondTaxId!: string | null;
  /** Null: part of the offer. */
  @Column('jsonb', { nullable: true }) choice!: Choice | null;

  /** The price list, the item and the price it was taken from; null: it was not. */
  @Column('uuid', { nullable: true }) sourceCatalogueId!: string | null;
  @Column('uuid', { nullable: true }) sourceItemId!: string | null;
  @Column('integer', { nullable: true }) sourceVersion!: number | null;
  @Column('numeric', { precision: 19, scale: 6, nullable: true }) sourceUnitPrice!: string | null;
  @Column('date', { nullable: true }) sourceOn!: string | null;
  /** Null: none. */
  @Column('jsonb', { nullable: true }) assembly!: StoredAssembly | null;

  @Column('numeric', { precision: 18, scale: 6 }) quantityWithWaste!: string;
  /** With its coefficients; null: it has none. */
  @Column('numeric', { nullable: true }) effectiveUnitPrice!: string | null;
  @Column('numeric', { precision: 19, scale: 4 }) baseAmount!: string;
  @Column('numeric', { precision: 19, scale: 4 }) markupAmount!: string;
  @Column('numeric', { precision: 19, scale: 4 }) discountAmount!: string;
  /** Its part of what is measured on cost, within `amount`; for costs:read only. */
  @Column('numeric', { precision: 19, scale: 4 }) costShare!: string;
  @Column('numeric', { precision: 19, scale: 4 }) amount!: string;
  /** The price for one that is shown without costs:read; null: `unitPrice`. */
  @Column('numeric', { precision: 24, scale: 6, nullable: true }) shownUnitPrice!: string | null;
  /** Its share of the adjustments that are shown. */
  @Column('numeric', { precision: 19, scale: 4 }) adjustmentAmount!: string;
  @Column('numeric', { precision: 19, scale: 4 }) net!: string;
  @Column('numeric', { precision: 19, scale: 4 }) tax!: string;
  /** Within `tax`. */
  @Column('numeric', { precision: 19, scale: 4 }) secondTax!: string;
  /** Whether it counts in the estimate. */
  @Column('boolean') included!: boolean;
  @Column('numeric', { nullable: true }) cost!: string | null;

  @Column('integer') version!: number;
  @Column({ type: 'timestamptz', precision: 3 }) createdAt!: Date;
  @Column({ type: 'timestamptz', precision: 3 }) updatedAt!: Date;
}

/** Its place in the document. */
const PLACE = ['id', 'sectionId', 'rank'] as const;
/** What is compared of two positions (`estimate-diff.ts`). */
const COMPARED = [
  ...PLACE,
  'originId',
  'kind',
  'code',
  'name',
  'description',
  'unit',
  'quantity',
  'wastePercent',
  'unitPrice',
  'unitCost',
  'foreignPrice',
  'coefficients',
  'effectiveUnitPrice',
  'markupMode',
  'markupValue',
  'discountMode',
  'discountValue',
  'labourPercent',
  'taxRate',
  'secondTaxRate',
  'choice',
  'shownUnitPrice',
  'amount',
  'net',
  'tax',
] as const;

/** What a line shows instead of its own price where cost is in it. */
const SHOWN = ['shownUnitPrice', 'amount'] as const;

describeColumns(Position, {
  shows: {
    Position: {
      '*': PLACE,
      unitPrice: ['unitPrice', 'effectiveUnitPrice', ...SHOWN],
      effectiveUnitPrice: ['unitPrice', 'effectiveUnitPrice', ...SHOWN],
      markup: ['markupMode', 'markupValue', ...SHOWN],
      discount: ['discountMode', 'discountValue', ...SHOWN],
      baseAmount: ['baseAmount', ...SHOWN],
      markupAmount: ['markupAmount', ...SHOWN],
      discountAmount: ['discountAmount', ...SHOWN],
      source: [
        ...['sourceItemId', 'sourceVersion', 'sourceUnitPrice', 'sourceOn', 'foreignPrice'],
        ...['unitPrice', 'effectiveUnitPrice', 'shownUnitPrice'],
      ] as const,
      place: [],
      estimate: [],
      attachments: [],
      comments: ['originId'],
      commentCount: ['originId'],
      labourAmount: ['labourPercent', 'kind', 'amount'],
      ownTax: ['taxId'],
      ownSecondTax: ['secondTaxId'],
      taxExempt: ['taxRate'],
      secondTaxExempt: ['secondTaxRate'],
      effectiveSecondTaxRate: ['secondTaxRate'],
      effectiveTaxRate: ['taxRate'],
      allocatedAdjustment: ['adjustmentAmount'],
      gross: ['net', 'tax'],
      margin: ['net', 'cost'],
      marginPercent: ['net', 'cost'],
    },
  },
  lends: {
    Estimate: { positions: PLACE, allPositions: PLACE },
    Section: { positions: PLACE, place: PLACE },
    EstimateDiff: { '*': COMPARED },
  },
});
