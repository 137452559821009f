import { timingSafeEqual } from 'node:crypto';

/** A registered integration (kommo-api.md 1.1). `accounts` limits a private one to accounts by id; absent means all. */
export interface Integration {
  clientId: string;
  clientSecret: string;
  redirectUri: string;
  name: string;
  kind: 'private' | 'public';
  scopes: string[];
  uninstallUrl?: string | undefined;
  accounts?: number[] | undefined;
}

const DEFAULT_SCOPES = [
  'crm',
  'files',
  'files_delete',
  'notifications',
  'push_notifications',
  'send_external_messages',
  'external_chat_history',
];

/** What one must say to register an integration; the rest has defaults. */
export type IntegrationDraft = Pick<Integration, 'clientId' | 'clientSecret' | 'redirectUri'> &
  Partial<Integration>;

/** A whole integration from a draft: private, all standard scopes, usable in every account. */
export function integrationFrom(draft: IntegrationDraft): Integration {
  return { name: 'CashCraft (demo)', kind: 'private', scopes: [...DEFAULT_SCOPES], ...draft };
}

/** Whether the integration may be installed in an account. */
export function worksIn(integration: Integration, accountId: number): boolean {
  return !integration.accounts || integration.accounts.includes(accountId);
}

/** Compares a secret without telling by time how much of it was right. */
export function secretMatches(integration: Integration, secret: unknown): boolean {
  const expected = Buffer.from(integration.clientSecret);
  const given = Buffer.from(typeof secret === 'string' ? secret : '');
  return expected.length === given.length && timingSafeEqual(expected, given);
}
