import { Column, Entity, PrimaryColumn } from 'typeorm';
import { describeColumns } from '../../../../service-kit/data/columns';

/**
 * PENDING: to be subscribed · ACTIVE: Kommo has it · DISABLED: Kommo had switched it off, it was subscribed anew and is
 * watched · REFUSED: the plan, or the rights of who gave us access, do not allow it.
 */
export type WebhookState = 'PENDING' | 'ACTIVE' | 'DISABLED' | 'REFUSED';

/** Where Kommo tells us of changes in one account. The secret in the address is sealed, and found by its hash. */
@Entity('webhooks')
export class Webhook {
  @PrimaryColumn('uuid') orgId!: string;
  @PrimaryColumn('uuid') connectionId!: string;
  @Column('bigint') accountId!: string;
  @Column('bytea') secretHash!: Buffer;
  @Column('text') secretSealed!: string;
  @Column('text') state!: WebhookState;
  @Column('timestamptz', { nullable: true }) checkedAt!: Date | null;
  /** When Kommo last refused news of conversations. */
  @Column('timestamptz', { nullable: true }) talksRefusedAt!: Date | null;
  @Column('timestamptz', { nullable: true }) lastReceivedAt!: Date | null;
  @Column('text', { nullable: true }) errorCode!: string | null;
  @Column('text', { nullable: true }) errorMessage!: string | null;
  @Column('timestamptz', { nullable: true }) errorAt!: Date | null;
}

describeColumns(Webhook, {
  shows: { CrmWebhook: { lastError: ['errorCode', 'errorMessage', 'errorAt'], waiting: ['connectionId'] } },
});
