import { mkdir, rename, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { PermanentFailure } from '../outbox/events';
import { deliverable } from './email-address';
import type { MailAttachment } from './mail-kind';
import type { RenderedMail } from './render';

/** A mail with its addresses. */
interface OutgoingMail extends RenderedMail {
  /** Names the mail for good: sent twice, it is the same to its receiver. */
  id: string;
  to: string;
  attachments?: readonly MailAttachment[];
}

/** The server takes no mail of this size, or nothing of what it brings. */
export class MailTooLarge extends PermanentFailure {}

/** There is too little room for the mail, in its receiver's box or at the server: there may be more later, or enough for a smaller one. */
export class MailWithoutRoom extends Error {
  override readonly name = 'MailWithoutRoom';
}

/** The server took the mail too slowly. */
export class MailTimedOut extends Error {
  override readonly name = 'MailTimedOut';
}

export interface MailTransport {
  /**
   * Sends one mail.
   *
   * @throws MailTooLarge; MailWithoutRoom; MailTimedOut; PermanentFailure when it will never be taken; any other error means: try again
   */
  send(mail: OutgoingMail): Promise<void>;
}

/** How long sending one mail may take in all, in ms; well under the lease of an event that acts outside. */
const SEND_LIMIT_MS = 60_000;
/** How long the server may stay silent, in ms. */
const SILENCE_LIMIT_MS = 20_000;

/** What may stand before and after the @: no control characters, spaces, quotes or list signs, so it can't become two. */
const ADDRESS = /^[^\s\p{Cc}\p{Cf}"<>()[\]\\,;:@]{1,64}@[^\s\p{Cc}\p{Cf}"<>()\\,;@]{1,253}$/u;

/** Whether mail can be sent to this text as one address. */
export const isMailAddress = (text: string): boolean => text.length <= 254 && ADDRESS.test(text);

/** The sender as it is configured: `CashCraft <no-reply@example.com>`, or an address alone. */
export function parseSender(text: string): { name: string; address: string } | null {
  const [, name = '', address = ''] = /^\s*(?:([^<>]*?)\s*<([^<>]+)>|)\s*$/.exec(text) ?? [];
  const sender = address ? { name, address } : { name: '', address: text.trim() };
  return isMailAddress(sender.address) && !/\p{Cc}/u.test(sender.name) ? sender : null;
}

type Sender = NonNullable<ReturnType<typeof parseSender>>;

const messageOf = (from: Sender, { id, to, subject, html, text, attachments = [] }: OutgoingMail) => ({
  from,
  to: { name: '', address: deliverable(to) },
  subject,
  html,
  text,
  attachments: attachments.map(({ name: filename, mediaType: contentType, content }) => ({
    ...{ filename, contentType, content },
    contentDisposition: 'attachment' as const,
  })),
  messageId: `<${id}@${from.address.split('@')[1]}>`,
  headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
  disableFileAccess: true,
  disableUrlAccess: true,
});

/**
 * Sends by SMTP. Each mail has a connection of its own, which is cut when the server takes too long, however busily.
 *
 * @param options.url `smtp://user:password@host:587`; nodemailer's options may stand in its query
 * @param options.limitMs for one mail in all
 */
export function smtpTransport(options: {
  url: string;
  from: Sender;
  limitMs?: number;
  silenceMs?: number;
}): MailTransport {
  const { url, from, limitMs = SEND_LIMIT_MS, silenceMs = SILENCE_LIMIT_MS } = options;
  return {
    async send(mail) {
      refuseAddress(mail.to);
      let socket: Socket | undefined;
      const timer = setTimeout(
        () => socket?.destroy(new MailTimedOut(`The mail server took more than ${limitMs} ms.`)),
        limitMs,
      );
      const transport = createTransport({
        url,
        greetingTimeout: silenceMs,
        socketTimeout: silenceMs,
        getSocket: ({ host, port }: { host?: string; port?: number }, done: SocketReady) => {
          socket = openSocket(host ?? 'localhost', Number(port), silenceMs, done);
        },
      } as never);
      try {
        await transport.sendMail(messageOf(from, mail) as never);
      } catch (error) {
        throw explain(error);
      } finally {
        clearTimeout(timer);
        transport.close();
        socket?.destroy();
      }
    },
  };
}

type SocketReady = (error: Error | null, socket?: { connection: Socket }) => void;

function openSocket(host: string, port: number, silenceMs: number, done: SocketReady): Socket {
  const socket = connect({ host, port, keepAlive: true });
  const onFailure = (error: Error) => done(error);
  socket.setTimeout(silenceMs, () => socket.destroy(new Error('The mail server does not answer.')));
  socket.once('error', onFailure);
  socket.once('connect', () => {
    socket.off('error', onFailure);
    socket.setTimeout(0);
    done(null, { connection: socket });
  });
  return socket;
}

function refuseAddress(to: string): void {
  if (!isMailAddress(to)) throw new PermanentFailure('The address of the mail is not one.');
}

/** What an answer says is the trouble, whatever its first digits. */
type Trouble = 'SIZE' | 'FULL_BOX' | 'OTHER';

/**
 * By the enhanced code (RFC 3463; RFC 5248) where there is one, without its class: 2.3 and 3.4 are the size, 2.2 and 3.1 a box or a
 * system without room. Of a 552 what is said of content (6.x) or policy (7.x) is about what the mail brings: servers that look into
 * attachments answer so. Without an enhanced code, or with one that ends in 0 and so says nothing more, 552 and 452 are either (RFC 5321,
 * 4.2.2): the words tell a full box, all else is taken for the size, which is tried once more without what the mail brings.
 */
function troubleOf(responseCode: number, response: string): Trouble {
  const found = /^\d{3}[ -][245]\.(\d{1,3})\.(\d{1,3})(?!\.?\d)/.exec(response) ?? [];
  const [, subject = 0, detail = 0] = found.map(Number);
  const enhanced = `${subject}.${detail}`;
  if (enhanced === '2.3' || enhanced === '3.4') return 'SIZE';
  if (enhanced === '2.2' || enhanced === '3.1') return 'FULL_BOX';
  const isOfContent = subject === 6 || subject === 7;
  if (responseCode === 552 && isOfContent) return 'SIZE';
  if ((responseCode !== 552 && responseCode !== 452) || detail !== 0 || isOfContent) return 'OTHER';
  return FULL_BOX.test(response) ? 'FULL_BOX' : 'SIZE';
}

const FULL_BOX =
  /\b(mail ?box|inbox|account|user|recipient|quota)\b.*\b(full|exceeded|over ?quota|out of storage)\b|\bover ?quota\b/is;

/**
 * A box that is full may be emptied, and what is too large for now (4xx) may pass later: both may take less at once. At MAIL FROM room is the
 * sender's own, and nothing is said there of this mail's size. Nodemailer's `code` and `command` say where it failed, `responseCode` what
 * the server said (RFC 5321, 4.2.1). Only a final no to this mail or its receiver is final: a refused log-in, greeting or sender is
 * trouble of the installation's, and passes. So is a 530, which asks for a log-in (RFC 4954, 6).
 */
function explain(error: unknown): unknown {
  const { responseCode = 0, code, command, response = '' } = error as SmtpFailure;
  const isAboutThisMail = code === 'EMESSAGE' || (code === 'EENVELOPE' && command !== 'MAIL FROM');
  if (responseCode < 400 || responseCode === 530 || !isAboutThisMail) return error;
  const { message } = error as Error;
  const trouble = troubleOf(responseCode, response);
  const isFinal = responseCode >= 500;
  if (trouble === 'SIZE' && isFinal) return new MailTooLarge(message, { cause: error });
  if (trouble !== 'OTHER') return new MailWithoutRoom(message, { cause: error });
  return isFinal ? new PermanentFailure(message, { cause: error }) : error;
}

interface SmtpFailure {
  responseCode?: number;
  code?: string;
  command?: string;
  response?: string;
}

/** A mail in the folder, as the development server's page shows it. */
export interface KeptMail extends Omit<OutgoingMail, 'attachments'> {
  from: string;
  at: string;
  /** Each lies beside it (`attachmentFile`). */
  attachments: { name: string; mediaType: string; size: number }[];
}

/** Where the folder has an attachment of a mail. @param place from 0 */
export const attachmentFile = (mail: string, place: number): string => `${mail}.${place}.attached`;

/** Keeps mails as `.eml` files instead of sending them, for development; beside each a `.json` for the page. */
export function folderTransport(options: { folder: string; from: Sender }): MailTransport {
  const { folder, from } = options;
  const builder = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  return {
    async send(mail) {
      refuseAddress(mail.to);
      const { message } = await builder.sendMail(messageOf(from, mail) as never);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const at = new Date().toISOString();
      const name = `${at.replace(/[:.]/g, '-')}-${mail.id}`;
      const { attachments = [], ...rest } = mail;
      const told = attachments.map(({ name, mediaType, content }) => ({
        ...{ name, mediaType },
        size: content.length,
      }));
      const kept: KeptMail = { ...rest, from: from.address, at, attachments: told };
      for (const [place, { content }] of attachments.entries()) {
        await writeWhole(join(folder, attachmentFile(name, place)), content);
      }
      await writeWhole(join(folder, `${name}.eml`), message as Buffer);
      await writeWhole(join(folder, `${name}.json`), JSON.stringify(kept));
    },
  };
}

/** Whoever looks into the folder never sees half a mail. */
async function writeWhole(path: string, content: Buffer | string): Promise<void> {
  await writeFile(`${path}.tmp`, content, { mode: 0o600 });
  await rename(`${path}.tmp`, path);
}

/** For production without SMTP_URL: mails wait in the inbox until there is one. */
export const noTransport: MailTransport = {
  send: () => Promise.reject(new Error('SMTP_URL is not set: mails wait until it is.')),
};
