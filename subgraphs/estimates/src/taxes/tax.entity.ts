import { Column, Entity, PrimaryColumn } from 'typeorm';
import { describeColumns } from '../../../../service-kit/data/columns';

/** A percentage and the days on which it holds, the first and the last one included; null: open. */
export interface TaxPeriod {
  readonly rate: string;
  readonly from: string | null;
  readonly until: string | null;
}

/** A tax of an organisation whose percentage depends on the day of supply. It is never deleted: documents refer to it. */
@Entity('taxes')
export class Tax {
  @PrimaryColumn('uuid') orgId!: string;
  @PrimaryColumn('uuid') id!: string;
  /** What it is called on paper. */
  @Column('text') name!: string;
  /** What it was called before, last first: drafts that are called so follow its name. */
  @Column('text', { array: true }) formerNames!: string[];
  /** In order, none on the same day as another. */
  @Column('jsonb') periods!: TaxPeriod[];
  /** Not offered any more. */
  @Column('boolean') archived!: boolean;
  @Column('integer') version!: number;
  @Column({ type: 'timestamptz', precision: 3 }) createdAt!: Date;
  @Column({ type: 'timestamptz', precision: 3 }) updatedAt!: Date;
}

/** Whether a name on paper is only what a tax is called, or was before, and so follows it; null: none was given. */
export const isNameOf = (tax: Pick<Tax, 'name' | 'formerNames'>, name: string | null): boolean =>
  name === null || name === tax.name || tax.formerNames.includes(name);

describeColumns(Tax, { shows: { Tax: { rate: ['periods'] } } });
