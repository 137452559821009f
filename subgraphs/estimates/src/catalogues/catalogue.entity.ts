import { Column, Entity, PrimaryColumn } from 'typeorm';
import { describeColumns } from '../../../../service-kit/data/columns';

/** A price list of an organisation. */
@Entity('catalogues')
export class Catalogue {
  @PrimaryColumn('uuid') orgId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('text') name!: string;
  @Column('text', { nullable: true }) description!: string | null;
  @Column('text') currency!: string;
  @Column('integer') itemCount!: number;
  /** Number of its newest version of prices; 0 before the first. */
  @Column('integer') lastNumber!: number;
  @Column('integer') version!: number;
  @Column({ type: 'timestamptz', precision: 3 }) createdAt!: Date;
  @Column({ type: 'timestamptz', precision: 3 }) updatedAt!: Date;
}

/** Prices that came into a catalogue together. It never changes. */
@Entity('catalogue_versions')
export class CatalogueVersion {
  @PrimaryColumn('uuid') orgId!: string;
  @PrimaryColumn('uuid') catalogueId!: string;
  @PrimaryColumn('integer') number!: number;
  /** The first day on which its prices hold. */
  @Column('date') validFrom!: string;
  @Column('text', { nullable: true }) note!: string | null;
  @Column('integer') priceCount!: number;
  @Column('uuid', { nullable: true }) authorId!: string | null;
  @Column({ type: 'timestamptz', precision: 3 }) createdAt!: Date;
}

describeColumns(Catalogue, {
  shows: { Catalogue: { versions: ['id'], outdatedDrafts: ['id'] } },
});
