import { uuidFrom } from '../random';
import type { Collection } from '../store/collection';
import type { ChangeFeed } from './changes';
import type { ContactRow } from './rows';
import type { CardLinks } from './seed-links';

/** How a message left Kommo (kommo-api.md 5.2). */
export type DeliveryStatus = 'sent' | 'delivered' | 'read' | 'error';

/** A message of a talk. */
export interface TalkMessage {
  id: string;
  type: 'incoming' | 'outgoing';
  message_type: string;
  author: { id: string; type: 'external' | 'internal' | 'bot'; name: string };
  text: string;
  created_at: number;
  /** Of outgoing ones: what becomes of it, and when. */
  fate: { status: DeliveryStatus; at: number } | null;
  attachment: { type: string; link: string; file_name: string } | null;
  /** The channel's own name of it (kommo-api.md 5.3). */
  ref_id?: string;
}

/** Whose conversation it is on a chat channel. */
interface TalkChannel {
  scope: string;
  /** As the channel calls it. */
  conversationId: string;
  client: { id: string; clientId: string; phone: string };
}

/** A conversation with a contact (kommo-api.md 5.2). */
export interface Talk {
  talk_id: number;
  chat_id: string;
  contact_id: number;
  entity_id: number | null;
  created_at: number;
  updated_at: number;
  is_in_work: boolean;
  is_read: boolean;
  origin: string;
  messages: TalkMessage[];
  /** Null unless it is of the registered channel. */
  channel: TalkChannel | null;
}

/** What comes in from outside. */
export interface IncomingDraft {
  contact_id?: number | undefined;
  talk_id?: number | undefined;
  text: string;
  origin?: string | undefined;
  attachment?: { type: string; link: string; file_name: string } | undefined;
}

/** How long a message is on its way, seconds of the account's clock. */
const DELIVERY_S = 3;
const SEEDED = 2;

/** What talks need to know of their account. */
interface TalkAccount {
  readonly id: number;
  /** When it began, unix seconds. */
  readonly epoch: number;
  readonly contacts: Collection<ContactRow>;
  readonly links: CardLinks;
  readonly changes: ChangeFeed;
}

/** The talks of one account. Two are there from the start, with the first contacts. */
export class TalkBook {
  /** Messages that may still be sent; Kommo's add-on has a quota (kommo-api.md 5.2). */
  quota = 500;
  /** What becomes of messages sent from now on. */
  fate: DeliveryStatus = 'delivered';
  /** The chat channel's title here; null while it is not connected. */
  channelTitle: string | null = null;
  /** What the channel told of messages of this account, oldest first. */
  readonly reported: { id: string; status: DeliveryStatus }[] = [];
  private talks: Talk[] | undefined;
  private serial = 0;

  constructor(
    private readonly account: TalkAccount,
    private readonly seed: number,
    private readonly firstId: number,
  ) {}

  /** All talks, by id. */
  all(): readonly Talk[] {
    if (!this.talks) {
      this.talks = [];
      const { account } = this;
      const found = account.contacts.find({
        state: 'live',
        order: 'id',
        descending: false,
        ranges: [],
        cacheKey: '',
      });
      // Those with a lead first: a talk is mostly about one.
      const ids = Array.from({ length: Math.min(found.total, 50) }, (_, at) => found.rowAt(at).id);
      const hasLead = (id: number): boolean => account.links.leadContacts.leftsOf(id).length > 0;
      for (const id of [...ids.filter(hasLead), ...ids.filter((id) => !hasLead(id))].slice(0, SEEDED)) {
        const at = account.epoch - 3_600;
        const talk = this.open(id, 'telegram', at);
        talk.messages.push(this.message('incoming', talk, 'Good morning! How much is a kitchen?', at));
      }
    }
    return this.talks;
  }

  get(id: number): Talk | undefined {
    return this.all().find((talk) => talk.talk_id === id);
  }

  /** Opens a talk with a contact. @param before one of the same chat that is over: Kommo opens another one in it */
  open(contactId: number, origin: string, now: number, before?: Talk): Talk {
    const talks = (this.talks ??= []);
    const talk: Talk = {
      talk_id: this.firstId + talks.length,
      chat_id: before?.chat_id ?? uuidFrom(this.seed, `${this.account.id}|chat ${talks.length}`),
      contact_id: contactId,
      entity_id: this.account.links.leadContacts.leftsOf(contactId)[0] ?? null,
      created_at: now,
      updated_at: now,
      is_in_work: true,
      is_read: false,
      origin,
      messages: [],
      channel: before?.channel ?? null,
    };
    talks.push(talk);
    return talk;
  }

  /** Adds what a customer has written; told by `message[add]` and `talk[update]`. */
  receive(draft: IncomingDraft, now: number): { talk: Talk; message: TalkMessage } {
    this.all();
    const known =
      draft.talk_id === undefined
        ? this.all().find((talk) => talk.contact_id === draft.contact_id && talk.is_in_work)
        : this.get(draft.talk_id);
    const isNew = !known;
    const talk = known ?? this.open(draft.contact_id ?? 0, draft.origin ?? 'telegram', now);
    const message = this.message('incoming', talk, draft.text, now, draft.attachment);
    talk.messages.push(message);
    Object.assign(talk, { updated_at: now, is_read: false });
    this.tell('add_message', talk, now, message);
    this.tell(isNew ? 'add_talk' : 'update_talk', talk, now);
    return { talk, message };
  }

  /** Takes a message to send. */
  send(talk: Talk, text: string, author: string, now: number): TalkMessage {
    const message = this.message('outgoing', talk, text, now);
    message.author = { id: uuidFrom(this.seed, `author ${author}`), type: 'internal', name: author };
    // On a channel of our own nobody but the channel knows what becomes of it.
    message.fate = talk.channel ? { status: 'sent', at: now } : { status: this.fate, at: now + DELIVERY_S };
    talk.messages.push(message);
    Object.assign(talk, { updated_at: now, is_read: true });
    this.quota -= 1;
    this.tell('update_talk', talk, now);
    return message;
  }

  close(talk: Talk, now: number): void {
    Object.assign(talk, { is_in_work: false, updated_at: now });
    this.tell('update_talk', talk, now);
  }

  private message(
    type: TalkMessage['type'],
    talk: Talk,
    text: string,
    now: number,
    attachment?: IncomingDraft['attachment'],
  ): TalkMessage {
    this.serial += 1;
    const name = this.account.contacts.get(talk.contact_id)?.name ?? '';
    return {
      id: uuidFrom(this.seed, `${this.account.id}|message ${this.serial}`),
      type,
      message_type: attachment?.type ?? 'text',
      author: { id: uuidFrom(this.seed, `contact ${talk.contact_id}`), type: 'external', name },
      text,
      created_at: now,
      fate: null,
      attachment: attachment ?? null,
    };
  }

  private tell(code: string, talk: Talk, now: number, message?: TalkMessage): void {
    this.account.changes.tell({
      code,
      entity: 'talks',
      id: talk.talk_id,
      at: now,
      by: 0,
      before: message ? { message_id: message.id } : {},
    });
  }
}
