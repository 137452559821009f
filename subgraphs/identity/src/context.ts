import type { AuditKey } from '../../../service-kit/audit/audit-chain';
import type { KeyObject } from 'node:crypto';
import type { Broadcast } from '../../../service-kit/changes/broadcast';
import type { KeyRing } from '../../../service-kit/auth/secrets';
import type { Mailer } from '../../../service-kit/mail/mail-kind';
import type { FileLinks } from '../../../service-kit/files/file-links';
import type { FileSetting } from '../../../service-kit/files/files';
import type { ToldPart } from '../../../service-kit/data-export/read-table';
import type { BaseContext } from '../../../service-kit/subgraph/context';
import type { ExchangedToken } from './api-keys/exchange';
import type { SigningKeys } from './auth/keys';
import type { Passwords } from './auth/passwords';
import type { OidcParts } from './oidc/oidc';
import type { Links } from './links';

/** The DataLoaders of a request: each feature declares its own beside their makers (`<nouns>.loaders.ts`). */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- filled by declaration merging
export interface Loaders {}

/** See `exchangeApiKey`. */
export type KeyExchange = (
  text: string,
  use: { ip: string | null; scopes?: readonly string[] },
) => Promise<ExchangedToken>;

/** What identity's services need beyond a request. */
export interface IdentityParts {
  readonly keys: SigningKeys;
  readonly passwords: Passwords;
  /** Carries ended sessions to every process; whoever made it closes it. */
  readonly broadcast: Broadcast;
  /** Asks for mails in the transaction of what they tell of. */
  readonly mailer: Mailer;
  /** Seals what has to be read again: secrets of authenticator apps, and of API keys until their makers have seen them. */
  readonly secrets: KeyRing;
  /** The addresses that mails lead to. */
  readonly links: Links;
  /** The public keys that verify the audit's checkpoints, by id. */
  readonly auditKeys: ReadonlyMap<string, KeyObject>;
  /** Signs where exports of the audit end; without one they have no end, and count as cut off. */
  readonly auditKey: AuditKey | null;
  /** What log-in by organisations' own providers needs of the outside. */
  readonly oidc: OidcParts;
  /** Exchanges an API key for a short token. */
  readonly exchangeKey: KeyExchange;
  /** Makes links to files. */
  readonly fileLinks: FileLinks;
}

/** What the runners of identity's jobs need. */
export interface IdentityJobParts {
  /** What every subgraph tells in an export. */
  readonly told: readonly ToldPart[];
  /** Where the installation keeps files. */
  readonly files: FileSetting;
}

/** What identity's resolvers and services are given. */
export interface Context extends BaseContext<Loaders>, IdentityParts {}
