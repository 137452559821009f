import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const MAIL_LIMIT_MS = 90_000;

/**
 * The token of the newest mail's link that development's outbox has for an address; waits for the first one.
 *
 * @param dataDir of the running product
 * @param than another token that is not meant: one of a mail before
 */
export async function outboxToken(dataDir: string, to: string, than?: string): Promise<string> {
  for (const deadline = Date.now() + MAIL_LIMIT_MS; ; await sleep(100)) {
    const mails = listMails(join(dataDir, 'outbox')).filter((mail) => mail.to === to);
    // Mails without one may come in between, and in any order.
    const token = mails.flatMap(({ text }) => /[?&]token=([\w-]+)/.exec(text)?.[1] ?? []).at(-1);
    if (token && token !== than) return token;
    if (Date.now() > deadline) throw new Error(`No mail came to ${to}.`);
  }
}

function listMails(folder: string): { to: string; text: string }[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .sort()
      .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as { to: string; text: string });
  } catch {
    return []; // no mail yet
  }
}
