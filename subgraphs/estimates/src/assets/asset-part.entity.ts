import { Column, Entity, PrimaryColumn } from 'typeorm';
import { describeColumns } from '../../../../service-kit/data/columns';

/** A row, a line or a page of a file that is kept. */
@Entity('asset_parts')
export class AssetPart {
  @PrimaryColumn('uuid') orgId!: string;
  @PrimaryColumn('uuid') assetId!: string;
  @PrimaryColumn('integer') number!: number;
  @Column('text', { nullable: true }) sheet!: string | null;
  @Column('integer', { nullable: true }) row!: number | null;
  @Column('integer', { nullable: true }) page!: number | null;
  @Column('text') text!: string;
  @Column('jsonb') cells!: string[];
}

describeColumns(AssetPart, { shows: { AssetPart: {} } });
