import { Column, Entity, PrimaryColumn } from 'typeorm';
import { describeColumns } from '../../../../service-kit/data/columns';

/** An organisation's integration as registered in Kommo; the secret is sealed. */
@Entity('kommo_credentials')
export class KommoCredentials {
  @PrimaryColumn('uuid') orgId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('text') clientId!: string;
  @Column('text') clientSecretSealed!: string;
  /** The secret's last four characters. */
  @Column('text') secretHint!: string;
  @Column('text') redirectUri!: string;
  @Column('timestamptz') savedAt!: Date;
  @Column('uuid') savedBy!: string;
}

describeColumns(KommoCredentials, { shows: { KommoCredentials: {} } });
