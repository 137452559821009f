import { actInOrganization } from '../../../../service-kit/subgraph/context';
import { mailLanguage } from '../../../../service-kit/mail/languages';
import { InputRejected } from '../../../../service-kit/errors/user-errors';
import { sendVerification } from '../accounts/verification.service';
import type { Context } from '../context';
import type { RegisterInput } from '../generated/types';
import { tellRegisteredAgain } from '../notices/registration-notice';
import { createOrganizationWithOwner, type NewPerson } from '../organizations/organizations.service';
import { Mistakes } from '../users/mistakes';
import { parseEmail } from '../../../../service-kit/mail/email-address';
import { MAX_NAME_LENGTH, parseName } from '../../../../service-kit/data/names';
import { MAX_ORGANIZATION_NAME_LENGTH } from '../organizations/organization.entity';
import { passwordMistake } from './password-rules';
import type { Passwords } from './passwords';

/** What a person says about themselves. */
export interface PersonInput {
  email: string;
  password: string;
  firstName: string;
  lastName: string;
}

const INVALID_EMAIL = new InputRejected([
  { code: 'INVALID_EMAIL', path: ['email'], message: 'Write an e-mail address such as name@example.com.' },
]);

/**
 * Checks a person's data and hashes the password. What it says depends on the input alone, never on who exists.
 *
 * @param more further names to check: the company's
 * @throws InputRejected with every mistake
 */
export async function preparePerson(
  passwords: Passwords,
  input: PersonInput,
  more: { organizationName?: string | null | undefined } = {},
): Promise<NewPerson & { organizationName: string }> {
  const mistakes = new Mistakes();
  const email = parseEmail(input.email);
  if (!email) mistakes.note(INVALID_EMAIL);
  const firstName = mistakes.note(parseName(input.firstName, 'firstName', MAX_NAME_LENGTH));
  const lastName = mistakes.note(parseName(input.lastName, 'lastName', MAX_NAME_LENGTH));
  const given = more.organizationName;
  const organizationName =
    given == null
      ? `${firstName} ${lastName}`
      : mistakes.note(parseName(given, 'organizationName', MAX_ORGANIZATION_NAME_LENGTH));
  const about = [email?.email ?? '', firstName, lastName, `${firstName} ${lastName}`, organizationName];
  mistakes.note(passwordMistake(input.password, [...about, `${lastName} ${firstName}`]));
  mistakes.throwIfAny();
  if (!email) throw INVALID_EMAIL; // noted above; this tells the compiler
  return {
    ...email,
    firstName,
    lastName,
    organizationName,
    passwordHash: await passwords.hash(input.password),
  };
}

/**
 * Registers a person with an organisation of theirs. A known address gets the same answer after the same work, and its owner a mail;
 * who may enter no organisation any more gets the new one, and stays as they are.
 *
 * @returns the address as understood
 * @throws InputRejected with every mistake
 */
export async function register(ctx: Context, input: RegisterInput): Promise<{ email: string }> {
  const { organizationName: name, ...owner } = await preparePerson(ctx.passwords, input, input);
  const created = await createOrganizationWithOwner(ctx.source, {
    name,
    owner,
    locale: mailLanguage(null, ctx.facts.acceptLanguage),
    takesIn: true,
    transact: (orgId, work) => actInOrganization(ctx, { orgId, actorId: null }, work),
    finish: (db, outcome) => tellRegisteredAgain(ctx, db, { ...outcome, ...owner }),
    welcome: (db, { orgId, userId }) => sendVerification(ctx, db, { orgId, userId, ...owner, locale: null }),
  });
  if (created) ctx.bell?.ring(created.orgId);
  if (created)
    ctx.log.info({ organizationId: created.orgId, userId: created.userId }, 'organisation registered');
  return { email: owner.email };
}
