import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A word of an organisation's own for a unit. */
@Entity('unit_synonyms')
export class UnitSynonym {
  @PrimaryColumn('uuid') orgId!: string;
  /** The word as it is looked up (`plainUnit`). */
  @PrimaryColumn('text') plain!: string;
  /** The word as it was typed. */
  @Column('text') word!: string;
  /** A symbol of the table, or a unit of the organisation's own. */
  @Column('text') unit!: string;
}
