import { addressAllowed } from '../../../../service-kit/auth/allowed-addresses';
import type { Context } from '../context';
import { EntryRefused } from '../auth/log-in-guard';
import type { Account } from './accounts';

/** What a session stands on. */
export interface EntryProof {
  /** Whether its person has just proved who they are, by all that the account demands. */
  isFresh: boolean;
  /** When a second factor was proved, maybe by a remembered device; null: never. */
  secondFactorAt: Date | null;
  /** When the session began that it continues; none for a log-in. It ends as that one would: nobody stays by switching. */
  beganAt?: Date | null;
}

/** Why an organisation lets nobody in so. */
export type EntryRefusal =
  'ADDRESS_NOT_ALLOWED' | 'EMAIL_NOT_VERIFIED' | 'SECOND_FACTOR_REQUIRED' | 'SESSION_EXPIRED';

const MESSAGES: Record<EntryRefusal, string> = {
  ADDRESS_NOT_ALLOWED:
    'Your organisation may be entered from certain addresses only, and yours is none of them.',
  EMAIL_NOT_VERIFIED: 'Confirm your e-mail address first: your organisation demands it. We sent you a link.',
  SECOND_FACTOR_REQUIRED: 'Your organisation demands a second factor. Log in to it anew.',
  SESSION_EXPIRED: 'You logged in longer ago than this organisation allows. Log in to it anew.',
};

/**
 * What an organisation's policy says to a session, at its start and at each refresh.
 *
 * @returns null when it may go on
 */
export function entryRefusal(
  { facts }: Pick<Context, 'facts'>,
  { organization, membership }: Account,
  { secondFactorAt }: Pick<EntryProof, 'secondFactorAt'>,
): EntryRefusal | null {
  if (!addressAllowed(organization.allowedNetworks, facts.ip)) return 'ADDRESS_NOT_ALLOWED';
  if (!organization.unverifiedLogIn && membership.user.emailVerifiedAt === null) return 'EMAIL_NOT_VERIFIED';
  if (organization.secondFactorRequired && secondFactorAt === null) return 'SECOND_FACTOR_REQUIRED';
  return null;
}

/** The error of a refused entry; `code` is the reason. */
export const entryRefused = (refusal: EntryRefusal): EntryRefused =>
  new EntryRefused([{ code: refusal, path: [], message: MESSAGES[refusal] }]);
