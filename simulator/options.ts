import type { ClockMode } from './clock';
import type { Rotation } from './oauth/grants';
import type { IntegrationDraft } from './oauth/integrations';

/** Real-time request limits (kommo-api.md 2.5). */
export interface RateLimitOptions {
  /** Requests in any one second for one integration in one account. Default 7; 0 means no limit. */
  perSecond?: number;
  /** Requests in any one second for one account over all integrations. Default 0: no limit. */
  perAccount?: number;
  /** `retry_after` of a 429 body, seconds. Default 1. */
  retryAfterSeconds?: number;
  /** After so many refused requests within a minute the account is blocked with 403 HTML. Default: never. */
  blockAfter?: number;
}

/** Answers that Kommo's documentation leaves open (kommo-api.md 8): switches, with the stricter reading as default. */
export interface Behaviour {
  rotation: Rotation;
  /** One bad row fails the whole batch. */
  allOrNothing: boolean;
  /** An unknown filter is ignored, or answered with 400. */
  unknownFilter: 'ignore' | 'refuse';
  /** A last page that is exactly full carries a `next` link, which leads to 204. */
  nextOnFullLastPage: boolean;
  /** 429 also has a `Retry-After` header. */
  retryAfterHeader: boolean;
  /** The most events on one page. */
  eventsLimit: 100 | 250;
  /** Lists give no more rows a page than this, whatever `limit` says; null is Kommo's own rule. */
  listCap: number | null;
  /** Rows of the same second come in one order, or in another one with each request (kommo-api.md 3.17 b). */
  ties: 'stable' | 'unstable';
  /** Lists name no next page although there is one. */
  withoutNext: boolean;
  /** Seconds by which the `Date` header is wrong. */
  dateSkew: number;
  /** `retry_after` in the body of a 429 and its `Retry-After` header, in whatever form; absent as configured. */
  retryAfterBody?: unknown;
  retryAfterText?: string | undefined;
  /** `expires_in` of a token comes as text. */
  expiresInText: boolean;
  /** Chances that a webhook is lost, or sent twice. */
  hookDrop: number;
  hookDuplicate: number;
  /** How many times their time webhooks' retries and the rule that switches them off take. */
  hookTimeFactor: number;
  /** Whether the chats' history leaves out the channel's own names of messages. */
  namelessHistory: boolean;
  /** Whether who is no administrator may look at themselves by `GET /users/{id}`; the reference says no. */
  ownUser: boolean;
  /** What the old host of a renamed account answers. */
  oldHost: 'unauthorized' | 'not_found' | 'redirect';
}

export const DEFAULT_BEHAVIOUR: Behaviour = {
  rotation: 'strict',
  allOrNothing: true,
  unknownFilter: 'ignore',
  nextOnFullLastPage: false,
  retryAfterHeader: false,
  eventsLimit: 100,
  listCap: null,
  ties: 'stable',
  withoutNext: false,
  hookDrop: 0,
  hookDuplicate: 0,
  hookTimeFactor: 1,
  namelessHistory: false,
  dateSkew: 0,
  expiresInText: false,
  ownUser: false,
  oldHost: 'unauthorized',
};

export interface KommoSimulatorOptions {
  /** Port of the Kommo side; 0 (default) takes any free one. */
  port?: number;
  /** Port of the control API; 0 (default) takes any free one. */
  controlPort?: number;
  /** Address to listen on; 127.0.0.1 by default. */
  host?: string;
  /** Seed of all data, tokens and chances. Default 1. */
  seed?: number;
  /** Rows of the demo account. Defaults: 1200 contacts, 800 leads, 200 companies, 150 tasks. */
  contacts?: number;
  leads?: number;
  companies?: number;
  tasks?: number;
  /** So many accounts beside the three, with a few rows each: `tenant-1`, `tenant-2` … Default 0. */
  tenants?: number;
  /** `wall` (default) follows the computer's time; `virtual` starts at 2026-01-01 and moves only as told. */
  clock?: ClockMode;
  /** How fast the clock runs against real time. Default: 1 for `wall`, 0 for `virtual`. */
  speed?: number;
  /** File in which OAuth grants, integrations and webhooks survive a restart. Default: nothing is kept. */
  stateFile?: string;
  /** The private integration that is registered from the start. */
  integration?: IntegrationDraft;
  rateLimit?: RateLimitOptions;
  behaviour?: Partial<Behaviour>;
}

/** The demo integration when none is given. */
export const DEMO_INTEGRATION: IntegrationDraft = {
  clientId: '0b9e6c1e-3d6f-4a57-8c0a-55d2f7a1b210',
  clientSecret: 'simulator-client-secret-not-a-real-one',
  redirectUri: 'http://127.0.0.1:4000/oauth/kommo/callback',
};

/** A long-lived token's holder and life; by default an admin and five years. */
export interface LongLivedOptions {
  userId?: number;
  scopes?: string[];
  /** Seconds. */
  lifetime?: number;
  clientId?: string;
}
