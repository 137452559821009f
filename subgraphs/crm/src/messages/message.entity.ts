import { Column, Entity, PrimaryColumn } from 'typeorm';
import { describeColumns } from '../../../../service-kit/data/columns';
import type { TalkChannel } from './talk.entity';

export type MessageState = 'RECEIVED' | 'QUEUED' | 'SENT' | 'DELIVERED' | 'READ' | 'FAILED';

/** A file that came with a message: where it is, never the file. */
export interface Attachment {
  type: string;
  fileName: string;
  url: string;
}

/** Of a customer's message that was handed in for our own channel: its chat, empty until Kommo has said which, and whose it is. */
export interface MessageChat {
  chatId: string;
  channel: Omit<TalkChannel, 'receiver'> & { receiver: TalkChannel['receiver'] | null };
  /** Its talk was found by the chat, and Kommo has not said that it is that one. */
  isGuessed?: boolean;
}

/** A message of a conversation: one that came in, or one that went out from here or from Kommo. */
@Entity('messages')
export class Message {
  @PrimaryColumn('uuid') orgId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') connectionId!: string;
  /** 0 until we know in which one it stands. */
  @Column('bigint') talkKommoId!: string;
  @Column('bigint', { nullable: true }) contactKommoId!: string | null;
  @Column('jsonb', { nullable: true }) chat!: MessageChat | null;
  /** A UUID of Kommo's; null until it has taken the message. */
  @Column('text', { nullable: true }) kommoId!: string | null;
  @Column('text') direction!: 'INCOMING' | 'OUTGOING';
  @Column('text') state!: MessageState;
  @Column('text') text!: string;
  @Column('text') authorName!: string;
  @Column('jsonb', { nullable: true }) attachment!: Attachment | null;
  /** The sender's own name of it; of messages sent or handed in from here. */
  @Column('text', { nullable: true }) clientMessageId!: string | null;
  @Column('uuid', { nullable: true }) writeId!: string | null;
  @Column('uuid', { nullable: true }) requestedBy!: string | null;
  @Column('text', { nullable: true }) errorCode!: string | null;
  @Column('text', { nullable: true }) errorMessage!: string | null;
  @Column('timestamptz', { nullable: true }) errorAt!: Date | null;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz', { nullable: true }) deliveredAt!: Date | null;
}

describeColumns(Message, {
  shows: {
    CrmMessage: {
      talk: ['connectionId', 'talkKommoId'],
      contact: ['connectionId', 'contactKommoId'],
      sentBy: ['requestedBy'],
      error: ['errorCode', 'errorMessage', 'errorAt'],
    },
  },
});
