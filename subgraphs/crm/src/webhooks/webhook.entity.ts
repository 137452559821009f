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
  /** Kommo's name of the account in its chats. */
  @Column('text', { nullable: true }) amojoId!: string | null;
  /** Of our own chat channel in this account: `{channel}_{amojoId}`; found by it. */
  @Column('text', { nullable: true }) chatsScope!: string | null;
  /** Null while the installation has no channel. */
  @Column('text', { nullable: true }) chatsState!: WebhookState | null;
  @Column('timestamptz', { nullable: true }) chatsCheckedAt!: Date | null;
  /** Since when the channel is connected: what was said before reached us by no webhook. */
  @Column('timestamptz', { nullable: true }) chatsSince!: Date | null;
  @Column('text', { nullable: true }) errorCode!: string | null;
  @Column('text', { nullable: true }) errorMessage!: string | null;
  @Column('timestamptz', { nullable: true }) errorAt!: Date | null;
}

describeColumns(Webhook, {
  shows: { CrmWebhook: { lastError: ['errorCode', 'errorMessage', 'errorAt'], waiting: ['connectionId'] } },
});
