import { Column, Entity, PrimaryColumn } from 'typeorm';
import { describeColumns } from '../../../../service-kit/data/columns';
import type { PositionKind } from '../calculation/totals.types';

/** Something with prices in a catalogue. */
@Entity('catalogue_items')
export class CatalogueItem {
  @PrimaryColumn('uuid') orgId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') catalogueId!: string;
  /** One of its kind in its catalogue. */
  @Column('text') code!: string;
  @Column('text') name!: string;
  @Column('text', { nullable: true }) description!: string | null;
  @Column('text') kind!: PositionKind;
  @Column('text', { nullable: true }) unit!: string | null;
}

/** What an item costs from a day on. Of those that hold on a day the one with the last day counts, then the newest version. */
@Entity('catalogue_prices')
export class CataloguePrice {
  @PrimaryColumn('uuid') orgId!: string;
  @PrimaryColumn('uuid') itemId!: string;
  /** Of the catalogue. */
  @PrimaryColumn('integer') version!: number;
  @Column('date') validFrom!: string;
  /** Null: it is not sold any more. */
  @Column('numeric', { precision: 19, scale: 6, nullable: true }) unitPrice!: string | null;
  @Column('numeric', { precision: 19, scale: 6, nullable: true }) unitCost!: string | null;
}

describeColumns(CatalogueItem, {
  shows: {
    CatalogueItem: {
      catalogue: ['catalogueId'],
      price: ['id', 'catalogueId'],
      prices: ['id', 'catalogueId'],
      components: ['id'],
    },
  },
});
