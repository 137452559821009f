import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A list of a Kommo account: its products, or one of its own. */
@Entity('catalogs')
export class Catalog {
  @PrimaryColumn('uuid') orgId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') connectionId!: string;
  @Column('bigint') kommoId!: string;
  @Column('text') name!: string;
  /** Kommo's name: regular, products, invoices … The list is open. */
  @Column('text') type!: string;
  @Column('boolean') isDeleted!: boolean;
}
