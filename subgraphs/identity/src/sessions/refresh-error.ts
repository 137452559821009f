import { GraphQLError } from 'graphql';
import type { EntryRefusal } from './entry-rules';
import type { RefusalReason } from './refresh-rules';

const MESSAGES: Record<RefusalReason, string> = {
  INVALID_TOKEN: 'This is not a refresh token of ours. Log in again.',
  SESSION_ENDED: 'This session was ended. Log in again.',
  SESSION_EXPIRED: 'This session has expired. Log in again.',
  REFRESH_TOKEN_REUSED:
    'This refresh token was already used. To be safe, the session was ended everywhere. Log in again.',
  TOO_MANY_RETRIES: 'This refresh token was spent. Use the tokens that the first answers gave.',
  ACCOUNT_DISABLED: 'This account can no longer be used. Ask an administrator of your organisation.',
  ADDRESS_NOT_ALLOWED:
    'Your organisation may be used from certain addresses only. From one of them, this token is good again.',
  EMAIL_NOT_VERIFIED:
    'Your organisation demands a confirmed e-mail address. Confirm it by the link in our mail.',
  SECOND_FACTOR_REQUIRED: 'Your organisation demands a second factor now. Log in again.',
  DEVICE_HEADERS_REQUIRED:
    'Your organisation wants to know devices. With its headers, this token is good again.',
  APP_VERSION_TOO_OLD:
    'Update your app: your organisation lets newer ones in. Then this token is good again.',
};

/**
 * The error of a refused refresh: UNAUTHENTICATED, with a `reason` for programs.
 *
 * @param by what the organisation's policy says; its details are told, and its words where they name what to do
 */
export const refreshRefused = (reason: RefusalReason, by?: EntryRefusal): GraphQLError =>
  new GraphQLError(by?.details ? by.message : MESSAGES[reason], {
    extensions: { code: 'UNAUTHENTICATED', reason, ...by?.details },
  });
