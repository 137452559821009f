import type { DataSource, EntityManager } from 'typeorm';
import type { ZodType } from 'zod';
import type { FileSetting } from '../files/files';
import type { MailLanguage } from './languages';

/** Texts of one language: by key, in i18next's notation (`{{name}}`, plurals as `key_one`, `key_few` …). */
interface MailTexts {
  readonly subject: string;
  readonly [key: string]: string;
}

/** What stands in a mail, from top to bottom; one list makes both the HTML and the plain text. */
export type MailBlock =
  | { readonly heading: string }
  | { readonly text: string }
  /** A link to press; the address is shown below it, for programs that show no buttons. */
  | { readonly button: { readonly label: string; readonly url: string } }
  /** To be typed off: a confirmation code. */
  | { readonly code: string }
  | { readonly facts: readonly (readonly [name: string, value: string])[] }
  /** What matters less: who to ask, what to do when it wasn't you. */
  | { readonly small: string };

/** Speaks one language. */
export interface Say {
  /** The text of a key of the kind, with its values. @throws Error for a key without a text: a fault of ours */
  (key: string, values?: Record<string, string | number>): string;
  readonly language: MailLanguage;
  /** An instant as people of that language write it. @param timeZone IANA name, UTC unless given */
  dateTime(instant: Date, timeZone?: string): string;
}

/** A file that a mail brings. */
export interface MailAttachment {
  /** As `safeFileName` made it. */
  readonly name: string;
  readonly mediaType: string;
  readonly content: Buffer;
}

/** One try at sending a mail. */
export interface MailTry {
  /** Of the mail: the same in each try. */
  readonly id: string;
  readonly orgId: string;
  /** When the mail was asked for. */
  readonly requestedAt: Date;
  /** Of the subgraph that asked for it. */
  readonly source: DataSource;
  /** Where the subgraph keeps files, if it does. */
  readonly files?: FileSetting | undefined;
}

/** What is sent in one try. */
export interface PreparedMail<D> {
  readonly data: D;
  readonly attachments?: readonly MailAttachment[];
  /** Notes that the mail goes without its attachments from now on: no server takes it with them. @returns whether the next try is without them */
  readonly leaveOut?: () => Promise<boolean>;
  /** Notes that it was sent; what sends the mail may end before it, and a failure of it sends no second mail. */
  readonly onSent?: () => Promise<void>;
  /** Notes that it will not be sent: refused for good, or tried for the last time. It may be noted again; somebody may have it begun again by hand. */
  readonly onGivenUp?: () => Promise<void>;
}

/** One kind of mail; a feature lists those it sends. */
export interface MailKind<D> {
  /** Unique in its subgraph, kebab-case; stored with mails that wait, so it never changes. */
  readonly name: string;
  readonly data: ZodType<D>;
  /**
   * Looks, at each try, whether the mail is still to be sent, and gets what it brings: bytes are read here, and wait in no event.
   *
   * @returns null when it is not to be sent any more
   * @throws NotYet while what it brings is not there
   */
  readonly prepare?: (data: D, at: MailTry) => Promise<PreparedMail<D> | null>;
  readonly texts: Record<MailLanguage, MailTexts>;
  /** The mail's content. The subject is the text `subject` with `subjectValues`. */
  readonly content: (
    data: D,
    say: Say,
  ) => {
    readonly subjectValues?: Record<string, string | number>;
    readonly blocks: readonly MailBlock[];
  };
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- kinds of different data stand in one list
export type AnyMailKind = MailKind<any>;

/** A mail to be sent. */
export interface MailRequest<D> {
  to: string;
  /** `mailLanguage(person's locale, Accept-Language)`. */
  language: MailLanguage;
  data: D;
}

export interface Mailer {
  /**
   * Writes a mail in the open transaction; it is sent when that commits. Ring the bell after the commit (`emit` does it for
   * events), or it goes two seconds later.
   *
   * @param orgId the transaction's organisation
   * @throws Error for an address that is none, ZodError for data the kind doesn't know: faults of the caller
   */
  request<D>(db: EntityManager, orgId: string, kind: MailKind<D>, mail: MailRequest<D>): Promise<void>;
}
