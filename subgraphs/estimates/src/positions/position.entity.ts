import { Column, Entity, PrimaryColumn } from 'typeorm';
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
