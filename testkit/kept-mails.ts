import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningProduct } from './product';

const MAIL_LIMIT_MS = 90_000;

interface KeptMail {
  to: string;
  subject: string;
  text: string;
}

/** The newest mail to an address that a running product has kept instead of sending it; waits for one that matches. */
export async function keptMail(
  { dataDir }: Pick<RunningProduct, 'dataDir'>,
  to: string,
  fits: (mail: KeptMail) => boolean = () => true,
): Promise<KeptMail> {
  for (const deadline = Date.now() + MAIL_LIMIT_MS; ; await sleep(100)) {
    const mail = listMails(join(dataDir, 'outbox')).findLast((one) => one.to === to && fits(one));
    if (mail) return mail;
    if (Date.now() > deadline) throw new Error(`No such mail came to ${to}.`);
  }
}

function listMails(folder: string): KeptMail[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .sort()
      .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as KeptMail);
  } catch {
    return []; // no mail yet
  }
}
