import { Column, Entity, PrimaryColumn } from 'typeorm';
import { describeColumns } from '../../../../service-kit/data/columns';
import type { CustomField } from '../kommo/rows';

/** Our copy of something that stands in a list of Kommo's, where a lead has it. */
@Entity('catalog_elements')
export class CatalogElement {
  @PrimaryColumn('uuid') orgId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') connectionId!: string;
  @Column('bigint') kommoId!: string;
  @Column('bigint') catalogKommoId!: string;
  @Column('text') name!: string;
  @Column('jsonb') customFields!: CustomField[];
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz') updatedAt!: Date;
  @Column('boolean') isDeleted!: boolean;
}

/** How much of an element a lead has. */
@Entity('lead_catalog_elements')
export class LeadCatalogElement {
  @PrimaryColumn('uuid') orgId!: string;
  @PrimaryColumn('uuid') connectionId!: string;
  @PrimaryColumn('bigint') leadKommoId!: string;
  @PrimaryColumn('bigint') elementKommoId!: string;
  @Column('bigint') catalogKommoId!: string;
  @Column('numeric', { precision: 20, scale: 4, nullable: true }) quantity!: string | null;
  @Column('integer') position!: number;
}

describeColumns(CatalogElement, {
  shows: {
    CrmCatalogElement: {
      catalog: ['connectionId', 'catalogKommoId'],
      customFields: ['connectionId', 'customFields'],
      connection: ['connectionId'],
    },
  },
});

describeColumns(LeadCatalogElement, {
  shows: {
    LeadCatalogElement: { kommoId: ['elementKommoId'], element: ['connectionId', 'elementKommoId'] },
  },
});
