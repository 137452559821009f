import { Column, Entity, PrimaryColumn } from 'typeorm';
import { describeColumns } from '../../../../service-kit/data/columns';
import { rankColumn } from '../drafts/ranks';
import type { PositionKind, TaxRate, ValueMode } from '../calculation/totals.types';

/**
 * One line of an estimate. Stored are the amounts that follow from the line alone; its share of adjustments and its
 * tax follow from the whole estimate and are calculated when asked for.
 */
@Entity('positions')
export class Position {
  @PrimaryColumn('uuid') orgId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') estimateId!: string;
  @Column('uuid', { nullable: true }) sectionId!: string | null;
  /** Orders the positions of one section; ties go by id. */
  @Column('bigint', { transformer: rankColumn }) rank!: number;
  @Column('text') kind!: PositionKind;
  @Column('text', { nullable: true }) code!: string | null;
  @Column('text') name!: string;
  @Column('text', { nullable: true }) description!: string | null;
  @Column('text', { nullable: true }) unit!: string | null;
  @Column('numeric', { precision: 18, scale: 6 }) quantity!: string;
  @Column('numeric', { precision: 9, scale: 6 }) wastePercent!: string;
  @Column('numeric', { precision: 19, scale: 6 }) unitPrice!: string;
  @Column('numeric', { precision: 19, scale: 6, nullable: true }) unitCost!: string | null;
  @Column('text', { nullable: true }) markupMode!: ValueMode | null;
  @Column('numeric', { precision: 21, scale: 6, nullable: true }) markupValue!: string | null;
  @Column('text', { nullable: true }) discountMode!: ValueMode | null;
  @Column('numeric', { precision: 21, scale: 6, nullable: true }) discountValue!: string | null;
  /** Null: the estimate's. */
  @Column('text', { nullable: true }) taxRate!: TaxRate | null;

  @Column('numeric', { precision: 18, scale: 6 }) quantityWithWaste!: string;
  @Column('numeric', { precision: 19, scale: 4 }) baseAmount!: string;
  @Column('numeric', { precision: 19, scale: 4 }) markupAmount!: string;
  @Column('numeric', { precision: 19, scale: 4 }) discountAmount!: string;
  @Column('numeric', { precision: 19, scale: 4 }) amount!: string;
  @Column('numeric', { nullable: true }) cost!: string | null;

  @Column('integer') version!: number;
  @Column({ type: 'timestamptz', precision: 3 }) createdAt!: Date;
  @Column({ type: 'timestamptz', precision: 3 }) updatedAt!: Date;
}

/** Its place in the document. */
const PLACE = ['id', 'sectionId', 'rank'] as const;
/** What the money engine takes of a position (`totalsInputOf`). */
const CALCULATED_FROM = [
  ...PLACE,
  'kind',
  'quantity',
  'wastePercent',
  'unitPrice',
  'unitCost',
  'markupMode',
  'markupValue',
  'discountMode',
  'discountValue',
  'taxRate',
] as const;

describeColumns(Position, {
  shows: {
    Position: {
      '*': PLACE,
      markup: ['markupMode', 'markupValue'],
      discount: ['discountMode', 'discountValue'],
      taxExempt: ['taxRate'],
      effectiveTaxRate: ['taxRate'],
      allocatedAdjustment: CALCULATED_FROM,
      net: CALCULATED_FROM,
      tax: CALCULATED_FROM,
      gross: CALCULATED_FROM,
      margin: CALCULATED_FROM,
      marginPercent: CALCULATED_FROM,
    },
  },
  lends: {
    Estimate: { positions: PLACE, allPositions: PLACE },
    Section: { positions: PLACE },
  },
});
