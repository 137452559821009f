import type { EntityManager } from 'typeorm';

/*
 * The notices that people get by mail without asking for them. Links that somebody asked for (a new password, an invitation) are none.
 */

interface NoticeRule {
  readonly description: string;
  /** False for what somebody who has taken an account must not be able to hide. */
  readonly canBeTurnedOff: boolean;
  /** Whether turning it off wants a fresh session: it tells of somebody else at the account. */
  readonly isWarning: boolean;
}

/** Every kind. A kind's name never changes: choices are stored by it. */
export const NOTICES = {
  ACCOUNT_SECURITY: {
    description:
      'Changes of how one gets into your account: password, e-mail address, second factor, recovery codes. They are always sent.',
    canBeTurnedOff: false,
    isWarning: true,
  },
  NEW_DEVICE: {
    description: 'Log-ins from a device that was not seen in the last 90 days.',
    canBeTurnedOff: true,
    isWarning: true,
  },
  LOG_IN_GUESSES: {
    description: 'Several log-ins to your account with a wrong password.',
    canBeTurnedOff: true,
    isWarning: true,
  },
  REGISTRATION_REPEATED: {
    description: 'Somebody registers with your address, once a day at most.',
    canBeTurnedOff: true,
    isWarning: false,
  },
  API_KEY_ENDING: {
    description: 'API keys that you made, or of an organisation that you own, end in 30 or 7 days.',
    canBeTurnedOff: true,
    isWarning: false,
  },
  ESTIMATE_ANSWERS: {
    description:
      'Of estimates that you made, or whose leads you are responsible for: sent by somebody else; by clients opened, approved, declined, changes wanted.',
    canBeTurnedOff: true,
    isWarning: false,
  },
  ESTIMATE_REMINDERS: {
    description:
      'Estimates that you made, or whose leads you are responsible for, and no client has decided about, some days before their last one.',
    canBeTurnedOff: true,
    isWarning: false,
  },
} as const satisfies Record<string, NoticeRule>;

export type NoticeKind = keyof typeof NOTICES;
export const NOTICE_KINDS = Object.keys(NOTICES) as NoticeKind[];

/** A kind of notice, and whether its owner gets it. */
export interface NoticeState {
  kind: NoticeKind;
  description: string;
  canBeTurnedOff: boolean;
  isOn: boolean;
}

/** Whether a person wants a notice. @param db in an organisation of theirs */
export async function wantsNotice(db: EntityManager, userId: string, kind: NoticeKind): Promise<boolean> {
  if (!NOTICES[kind].canBeTurnedOff) return true;
  const muted = (await db.query('SELECT 1 FROM identity.muted_notices WHERE user_id = $1 AND kind = $2', [
    userId,
    kind,
  ])) as unknown[];
  return muted.length === 0;
}
