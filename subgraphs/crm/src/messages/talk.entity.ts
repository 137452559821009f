import { Column, Entity, PrimaryColumn } from 'typeorm';
import { describeColumns } from '../../../../service-kit/data/columns';

/** Who is at the other end of a conversation of our own channel. */
export interface TalkChannel {
  /** As the channel calls the conversation. */
  conversationId: string;
  receiver: { id: string; clientId: string; name: string };
}

/** Our copy of a conversation with a contact. */
@Entity('talks')
export class Talk {
  @PrimaryColumn('uuid') orgId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') connectionId!: string;
  @Column('bigint') kommoId!: string;
  @Column('text') chatId!: string;
  @Column('bigint', { nullable: true }) contactKommoId!: string | null;
  @Column('bigint', { nullable: true }) leadKommoId!: string | null;
  /** By which messenger: `telegram`. */
  @Column('text') origin!: string;
  @Column('boolean') isInWork!: boolean;
  @Column('boolean') isRead!: boolean;
  /** Null unless it is of our own channel. */
  @Column('jsonb', { nullable: true }) channel!: TalkChannel | null;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz') updatedAt!: Date;
}

describeColumns(Talk, {
  shows: {
    CrmTalk: {
      connection: ['connectionId'],
      contact: ['connectionId', 'contactKommoId'],
      lead: ['connectionId', 'leadKommoId'],
      isOwnChannel: ['channel'],
    },
  },
});
