import { Column, Entity, PrimaryColumn } from 'typeorm';
import { describeColumns } from '../../../../service-kit/data/columns';

/** As it is stored; a pause is told by `pausedUntil` (shown-state.ts). */
export type ConnectionState = 'ACTIVE' | 'DEGRADED' | 'NEEDS_RECONNECT' | 'DISCONNECTED';
export type AuthKind = 'OAUTH' | 'LONG_LIVED';

/** A Kommo account of an organisation. Its tokens are kept apart: see `connection-tokens.entity.ts`. */
@Entity('connections')
export class Connection {
  @PrimaryColumn('uuid') orgId!: string;
  @PrimaryColumn('uuid') id!: string;
  /** Kommo's number of the account: what it is known by, for its subdomain can change. */
  @Column('bigint') accountId!: string;
  @Column('text') subdomain!: string;
  @Column('text') accountName!: string;
  @Column('text') currency!: string;
  /** Of the account: Kommo's dates are midnights in it. */
  @Column('text') timeZone!: string;
  @Column('text') state!: ConnectionState;
  @Column('text') authKind!: AuthKind;
  @Column('timestamptz') connectedAt!: Date;
  @Column('uuid') connectedBy!: string;
  /** Set while Kommo has blocked us. */
  @Column('timestamptz', { nullable: true }) pausedUntil!: Date | null;
  /** Set while the organisation is deleted and may come back: Kommo is left alone, whatever else is paused. */
  @Column('timestamptz', { nullable: true }) closedUntil!: Date | null;
  @Column('text', { nullable: true }) errorCode!: string | null;
  @Column('text', { nullable: true }) errorMessage!: string | null;
  @Column('timestamptz', { nullable: true }) errorAt!: Date | null;
  /** When everything was last read again. */
  @Column('timestamptz', { nullable: true }) fullAt!: Date | null;
  @Column('timestamptz') createdAt!: Date;
}

describeColumns(Connection, {
  shows: {
    CrmConnection: {
      kommoAccountId: ['accountId'],
      state: ['state', 'pausedUntil'],
      lastError: ['errorCode', 'errorMessage', 'errorAt'],
      tokenExpiresAt: ['id'],
      sync: ['id'],
      entities: ['id'],
      queueDepth: ['id'],
      notices: ['id'],
      access: ['id'],
      webhook: ['id'],
      health: ['id'],
      quarantinedRows: ['id'],
    },
  },
  lends: {
    MoneyFieldValue: { money: ['currency'] },
    DateFieldValue: { date: ['timeZone'] },
    Lead: { price: ['currency'], url: ['subdomain'] },
    Contact: { url: ['subdomain'] },
    Company: { url: ['subdomain'] },
  },
});
