import { Column, Entity, PrimaryColumn } from 'typeorm';
import { describeColumns } from '../../../../service-kit/data/columns';
import type { Choice } from '../calculation/offer.types';
import type {
  StoredAdjustment,
  StoredAdjustmentTotals,
  StoredCoefficient,
} from '../estimates/estimate.entity';
import { rankColumn } from '../drafts/ranks';

/** A part of an estimate. Its amounts are those of the estimate's last calculation. */
@Entity('sections')
export class Section {
  @PrimaryColumn('uuid') orgId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') estimateId!: string;
  /** The same in all revisions and duplicates; its own id for a row that began here. */
  @Column('uuid') originId!: string;
  @Column('uuid', { nullable: true }) parentId!: string | null;
  /** Orders the sections of one parent; ties go by id. */
  @Column('bigint', { transformer: rankColumn }) rank!: number;
  @Column('text') name!: string;
  @Column('text', { nullable: true }) description!: string | null;
  /** Null: part of the offer. */
  @Column('jsonb', { nullable: true }) choice!: Choice | null;
  /** Null: none. */
  @Column('jsonb', { nullable: true }) coefficients!: StoredCoefficient[] | null;
  @Column('jsonb') adjustments!: StoredAdjustment[];
  @Column('jsonb') adjustmentTotals!: StoredAdjustmentTotals[];
  @Column('numeric', { precision: 19, scale: 4 }) linesSubtotal!: string;
  @Column('numeric', { precision: 19, scale: 4 }) sectionsSubtotal!: string;
  @Column('numeric', { precision: 19, scale: 4 }) total!: string;
  /** Whether it counts in the estimate. */
  @Column('boolean') included!: boolean;
  @Column('numeric') cost!: string;
  @Column('integer') positionsWithoutCost!: number;
  @Column('integer') version!: number;
  @Column({ type: 'timestamptz', precision: 3 }) createdAt!: Date;
  @Column({ type: 'timestamptz', precision: 3 }) updatedAt!: Date;
}

const TREE = ['id', 'parentId', 'rank'] as const;
describeColumns(Section, {
  shows: {
    Section: {
      '*': TREE,
      depth: [],
      place: [],
      estimate: [],
      subtotal: ['linesSubtotal', 'sectionsSubtotal'],
      adjustments: ['adjustments', 'adjustmentTotals'],
      sections: [],
      positions: [],
    },
  },
  lends: {
    Estimate: { allPositions: TREE },
    EstimateDiff: {
      '*': [...TREE, 'originId', 'name', 'description', 'choice', 'adjustments', 'coefficients', 'total'],
    },
    Position: { place: TREE },
  },
});
