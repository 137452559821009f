/** Everything that can go wrong between us and Kommo. A closed list: callers branch on it. */
export type KommoErrorKind =
  /** 401: the token is expired, revoked or not for this account. */
  | 'unauthorized'
  /** 403 as JSON: the token's user may not, or a scope is missing. */
  | 'forbidden'
  /** 403 as HTML: Kommo has blocked us (kommo-api.md 2.5). Never the token's fault; asking on makes it worse. */
  | 'blocked_html'
  /** 429 for longer than we wait, or our own pause. */
  | 'rate_limited'
  /** 402: the account is unpaid. */
  | 'payment'
  /** 404, 405: no such route. A missing object is an empty answer, not this. */
  | 'not_found'
  /** 400, 422: Kommo does not like what we sent. */
  | 'invalid'
  /** 5xx, a time-out, a broken connection. */
  | 'unavailable'
  /** An answer that is not what it should be: cut off, not JSON, of another shape, too large. */
  | 'malformed'
  /** A list that gives fewer rows than it has, each time it is read. */
  | 'incomplete'
  /** Its organisation was deleted: Kommo is left alone until it is restored. */
  | 'closed'
  /** The host is another account's by now. */
  | 'other_account'
  /** Nothing answers for the account at its address, and nobody says where it is. */
  | 'moved';

/** What is known beside the kind. Nothing here holds a token or an address. */
export interface KommoErrorFacts {
  status?: number | undefined;
  /** `hint` of a token endpoint's problem (kommo-api.md 1.5). */
  hint?: string | undefined;
  /** `detail` of a problem body, shortened. */
  detail?: string | undefined;
  retryAfterMs?: number | undefined;
  /** Nothing came within the time that one request may take. */
  timedOut?: boolean | undefined;
  /** What Kommo found wrong with single fields of what we sent (kommo-api.md 2.6). */
  fields?: readonly RefusedField[] | undefined;
  /** Kommo's `X-Request-Id`. */
  requestId?: string | undefined;
}

/** A field of a write that Kommo refused. */
export interface RefusedField {
  /** Kommo's: `NotSupportedChoice`. */
  code: string;
  /** Dotted, with indices: `custom_fields_values.0.field_id`. */
  path: string;
  detail: string;
}

/** A failed request to Kommo. */
export class KommoError extends Error {
  constructor(
    readonly kind: KommoErrorKind,
    readonly facts: KommoErrorFacts = {},
    options?: { cause: unknown },
  ) {
    const status = facts.status === undefined ? '' : ` ${facts.status}`;
    super(`Kommo: ${kind}${status}${facts.detail ? `: ${facts.detail}` : ''}`, options);
    this.name = 'KommoError';
  }
}

/** Refusals that asking again does not change: no right, no plan, no such route, or not as we ask. */
const REFUSALS: ReadonlySet<KommoErrorKind> = new Set(['forbidden', 'payment', 'not_found', 'invalid']);

/** Whether Kommo has refused this one thing for good; that says nothing of anything else. */
export const isRefused = (error: unknown): error is KommoError =>
  error instanceof KommoError && REFUSALS.has(error.kind);

/** Whether Kommo has failed at this one thing; that may pass. */
export const isFailure = (error: unknown): boolean =>
  error instanceof KommoError && (error.kind === 'unavailable' || error.kind === 'malformed');

/** What a person is told of each kind; the same words wherever it shows. */
export const KOMMO_ERROR_WORDS: Record<KommoErrorKind, { code: string; message: string }> = {
  unauthorized: {
    code: 'KOMMO_UNAUTHORIZED',
    message: 'Kommo no longer accepts our access. Connect the account again.',
  },
  forbidden: {
    code: 'KOMMO_FORBIDDEN',
    message: 'The Kommo user who gave access may not do this. Connect the account as an administrator.',
  },
  blocked_html: {
    code: 'KOMMO_BLOCKED',
    message: 'Kommo has blocked our requests for a while. We wait before asking again.',
  },
  rate_limited: {
    code: 'KOMMO_RATE_LIMITED',
    message: 'Kommo has limited our requests. We will try again automatically.',
  },
  payment: {
    code: 'KOMMO_PAYMENT_REQUIRED',
    message: 'The Kommo account is not paid, so Kommo gives no data. Pay for it in Kommo.',
  },
  not_found: { code: 'KOMMO_NOT_FOUND', message: 'Kommo could not find what was requested.' },
  invalid: { code: 'KOMMO_INVALID', message: 'Kommo refused our request as invalid.' },
  unavailable: {
    code: 'KOMMO_UNREACHABLE',
    message: 'Kommo could not be reached or failed. Try again in a few minutes.',
  },
  closed: {
    code: 'ORGANIZATION_CLOSED',
    message: 'The organisation was deleted, so Kommo is not asked for it until it is restored.',
  },
  other_account: {
    code: 'KOMMO_OTHER_ACCOUNT',
    message: 'A different Kommo account answers at this address. Connect the account again.',
  },
  moved: {
    code: 'KOMMO_ACCOUNT_MOVED',
    message:
      'The Kommo account is no longer at its address, and Kommo does not say where it is. Connect it again.',
  },
  incomplete: {
    code: 'KOMMO_INCOMPLETE',
    message: 'Kommo gave fewer rows than it holds. What came is stored, and the list will be read again.',
  },
  malformed: {
    code: 'KOMMO_MALFORMED',
    message: 'Kommo sent an answer that we could not read. Try again in a few minutes.',
  },
};
