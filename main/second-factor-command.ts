import { createMailer } from '../service-kit/mail/mails';
import { inOrganization } from '../service-kit/postgres/database';
import { loadKeyRing } from '../service-kit/process/data-dir';
import { connectIdentity } from '../subgraphs/identity/src/data-source';
import { sendFactorReset } from '../subgraphs/identity/src/second-factor/reset.service';
import { findPerson } from '../subgraphs/identity/src/users/known-person';
import { parseEmail } from '../service-kit/mail/email-address';
import { linksOf } from './files';
import type { Platform } from './platform';

/*
 * `npm run cli -- second-factor reset <address>`: for the last owner of an organisation, whom nobody else can help. They get the
 * same link as from an administrator, and their organisation's audit says that the operator sent it.
 */

/** The words that may follow. */
export const SECOND_FACTOR_ACTIONS = ['reset'] as const;

/**
 * Sends the link.
 *
 * @param words the action, and the address
 * @throws Error in words: no such account, or no second factor
 */
export async function resetFactorByOperator(
  platform: Platform,
  [, address = '']: readonly string[],
  write: (line: string) => void,
): Promise<void> {
  const source = await connectIdentity(await platform.urlFor('identity'), { poolSize: 1 });
  try {
    const person = await findPerson(source, parseEmail(address)?.emailKey ?? '');
    if (!person || person.orgId === null)
      throw new Error(`No account with the address "${address}" can log in.`);
    const { orgId, userId, email } = person;
    const mailer = createMailer(loadKeyRing(platform.settings.SECRETS_KEYS, platform.dataDir));
    const links = linksOf(platform, true);
    const audit = {
      action: 'resetSecondFactor',
      actor: { kind: 'SYSTEM', id: 'operator' },
      ip: null,
      requestId: null,
      told: [{ type: 'User', id: userId }],
    } as const;
    await inOrganization(
      source,
      orgId,
      (db) => sendFactorReset({ mailer, links }, db, { orgId, userId }),
      undefined,
      { ...audit, told: [...audit.told] },
    );
    write(`A link to remove the second factor goes to ${email}. It works for 24 hours, with the password.`);
  } finally {
    await source.destroy();
  }
}
