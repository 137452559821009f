import type { TaxRate } from '../calculation/totals.types';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A tax that new estimates began with before. */
export interface FormerTax {
  /** Null: nobody had chosen one. */
  readonly rate: TaxRate | null;
  readonly name: string | null;
  /** The tax with days that it was; left out: a percentage by itself. */
  readonly taxId?: string | null;
}

/** What estimates needs to know of an organisation; identity's events fill it. An organisation without a row has the defaults. */
@Entity('organization_settings')
export class OrganizationSettings {
  @PrimaryColumn('uuid') orgId!: string;
  /** IANA name. */
  @Column('text') timeZone!: string;
  /** ISO 4217 code. */
  @Column('text', { nullable: true }) currency!: string | null;
  /** Of a tax with days, what held when it was set. */
  @Column('text', { nullable: true }) defaultTaxRate!: string | null;
  /** A tax with days; null: the percentage stands by itself. */
  @Column('uuid', { nullable: true }) defaultTaxId!: string | null;
  /** What the tax is called on paper. */
  @Column('text', { nullable: true }) defaultTaxName!: string | null;
  /** Last first, each rate once, none that holds now. */
  @Column('jsonb') formerTaxes!: FormerTax[];
  /** How many days before the last one clients and authors are reminded; null: they are not. */
  @Column('smallint', { nullable: true }) remindDays!: number | null;
  /** Null until identity has told it. */
  @Column('text', { nullable: true }) name!: string | null;
  /** BCP 47; likewise. */
  @Column('text', { nullable: true }) locale!: string | null;
  /** It was deleted, and is removed at this instant; null: it stands. */
  @Column('timestamptz', { nullable: true }) closedUntil!: Date | null;
}

/** What new estimates of an organisation begin with. */
export type EstimateDefaults = Omit<OrganizationSettings, 'orgId'>;
