import { mkdir, rename, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { PermanentFailure } from '../outbox/events';
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

/** The server took the mail too slowly. */
export class MailTimedOut extends Error {
  override readonly name = 'MailTimedOut';
}

export interface MailTransport {
  /**
   * Sends one mail.
   *
   * @throws MailTooLarge; MailTimedOut; PermanentFailure when it will never be taken; any other error means: try again
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
  to: { name: '', address: to },
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

/**
 * A refusal of the size (RFC 1870, 6.3; RFC 3463, X.3.4 and X.2.3), and of attachments where servers look into them, is a 552 or says so in
 * its enhanced code. At MAIL FROM a 552 alone is about the sender's storage, for no size is told there. Nodemailer's `code` and `command` say where it failed, `responseCode` what the server said (RFC 5321, 4.2.1). Only a final no to this
 * mail or its receiver is final: a refused log-in, greeting or sender is trouble of the installation's, and passes. So is a 530, which asks
 * for a log-in (RFC 4954, 6).
 */
function explain(error: unknown): unknown {
  const {
    responseCode = 0,
    code,
    command,
    response = '',
  } = error as { responseCode?: number; code?: string; command?: string; response?: string };
  const isOfSize = /\b5\.(3\.4|2\.3)\b/.test(response) || (responseCode === 552 && command !== 'MAIL FROM');
  if (responseCode >= 500 && isOfSize) {
    return new MailTooLarge((error as Error).message, { cause: error });
  }
  const isAboutThisMail = code === 'EMESSAGE' || (code === 'EENVELOPE' && command !== 'MAIL FROM');
  if (responseCode < 500 || responseCode === 530 || !isAboutThisMail) return error;
  return new PermanentFailure((error as Error).message, { cause: error });
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
