import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KeptMail } from '../service-kit/mail/transport';
import { connectClient } from '../service-kit/postgres/database-roles';
import type { RunningProduct } from './product';

const MAIL_LIMIT_MS = 90_000;

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

/** What has been asked for and is not sent yet: events on their way, and those that no consumer is done with. */
const WAITING = ['identity', 'crm', 'estimates']
  .map(
    (schema) => `(SELECT 1 FROM ${schema}.outbox LIMIT 1) UNION ALL
      (SELECT 1 FROM ${schema}.inbox WHERE done_at IS NULL AND dead_at IS NULL LIMIT 1)`,
  )
  .join(' UNION ALL ');

/** All mails that a running product has kept for an address once nothing waits to be sent, the oldest first. */
export async function settledMails(
  { dataDir, database }: Pick<RunningProduct, 'dataDir' | 'database'>,
  to: string,
): Promise<KeptMail[]> {
  const client = await connectClient(database.url);
  try {
    while ((await client.query(WAITING)).rowCount !== 0) await sleep(50);
  } finally {
    await client.end();
  }
  return listMails(join(dataDir, 'outbox')).filter((one) => one.to === to);
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
