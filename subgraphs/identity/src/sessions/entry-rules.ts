import { addressAllowed } from '../../../../service-kit/auth/allowed-addresses';
import type { Context } from '../context';
import { EntryRefused } from '../auth/log-in-guard';
import type { Account } from './accounts';
import { tooOldFor, wrongHeaders } from './device-rules';

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
type EntryRefusalCode =
  | 'ADDRESS_NOT_ALLOWED'
  | 'EMAIL_NOT_VERIFIED'
  | 'SECOND_FACTOR_REQUIRED'
  | 'SESSION_EXPIRED'
  | 'DEVICE_HEADERS_REQUIRED'
  | 'APP_VERSION_TOO_OLD';

/** The same in words, and what a program needs to tell people what to do. */
export interface EntryRefusal {
  code: EntryRefusalCode;
  message: string;
  /** For `extensions` of an error. */
  details?: Record<string, unknown>;
}

const MESSAGES = {
  ADDRESS_NOT_ALLOWED:
    'Your organisation may be entered from certain addresses only, and yours is none of them.',
  EMAIL_NOT_VERIFIED: 'Confirm your e-mail address first: your organisation demands it. We sent you a link.',
  SECOND_FACTOR_REQUIRED: 'Your organisation demands a second factor. Log in to it anew.',
  SESSION_EXPIRED: 'You logged in longer ago than this organisation allows. Log in to it anew.',
} as const;

/** A refusal that has nothing more to say. */
export const plainRefusal = (code: keyof typeof MESSAGES): EntryRefusal => ({
  code,
  message: MESSAGES[code],
});

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
  if (!addressAllowed(organization.allowedNetworks, facts.ip)) return plainRefusal('ADDRESS_NOT_ALLOWED');
  const refusedDevice = deviceRefusal(organization, facts);
  if (refusedDevice) return refusedDevice;
  if (!organization.unverifiedLogIn && membership.user.emailVerifiedAt === null)
    return plainRefusal('EMAIL_NOT_VERIFIED');
  if (organization.secondFactorRequired && secondFactorAt === null)
    return plainRefusal('SECOND_FACTOR_REQUIRED');
  return null;
}

/** What the policy says to what a request tells of its device; null when nothing. */
export function deviceRefusal(
  {
    deviceHeadersRequired,
    minimumAppVersions,
  }: Pick<Account['organization'], 'deviceHeadersRequired' | 'minimumAppVersions'>,
  facts: Context['facts'],
): EntryRefusal | null {
  const headers = deviceHeadersRequired ? wrongHeaders(facts) : [];
  if (headers.length > 0) {
    return {
      code: 'DEVICE_HEADERS_REQUIRED',
      message: `Your organisation wants to know devices: send ${headers.join(', ')} as docs/security-policy.md says.`,
      details: { headers },
    };
  }
  const minimum = tooOldFor(minimumAppVersions, facts);
  if (!minimum) return null;
  const { appType, version, updateUrl } = minimum;
  const yours =
    facts.appVersion === null
      ? 'yours says none that can be read'
      : `yours is ${facts.appVersion.slice(0, 50)}`;
  const where = updateUrl === null ? '' : ` It is at ${updateUrl}.`;
  return {
    code: 'APP_VERSION_TOO_OLD',
    message: `Update the app "${appType}" to ${version} or newer: ${yours}.${where}`,
    details: { appType, minimumVersion: version, updateUrl },
  };
}

/** The error of a refused entry; `code` is the reason. */
export const entryRefused = ({ code, message }: EntryRefusal): EntryRefused =>
  new EntryRefused([{ code, path: [], message }]);
