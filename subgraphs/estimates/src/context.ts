import type { EntityManager } from 'typeorm';
import type { KeyRing } from '../../../service-kit/auth/secrets';
import type { Changes } from '../../../service-kit/changes/changes';
import type { FileLinks } from '../../../service-kit/files/file-links';
import type { FileSetting } from '../../../service-kit/files/files';
import type { Mailer } from '../../../service-kit/mail/mail-kind';
import type { BaseContext } from '../../../service-kit/subgraph/context';
import type { LeadDirectory } from './leads/leads';

/** The DataLoaders of a request: each feature declares its own beside their makers (`<nouns>.loaders.ts`). */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- filled by declaration merging
export interface Loaders {}

/** What the services of estimates need beyond a request. */
export interface EstimatesParts {
  /** Asks crm about leads. */
  readonly leads: LeadDirectory;
  /** Carries word of changed estimates to their watchers. */
  readonly changes: Changes;
  /** Keeps files: what was exported, what was uploaded. */
  readonly files: FileSetting;
  /** Makes links by which files are downloaded. */
  readonly links: FileLinks;
  /** Makes links by which files are sent. */
  readonly uploadLinks: FileLinks;
  /** Asks for mails. */
  readonly mailer: Mailer;
  /** Seals what an answer shows once. */
  readonly secrets: KeyRing;
  /** The address at which a client opens the link of a token. */
  readonly clientUrl: (token: string) => string;
  /** How long what is deleted lies in the trash. */
  readonly trashKeepDays: number;
}

/** What the jobs of estimates need: there is no request, so nobody's token to ask crm with. */
export type EstimatesJobParts = Pick<EstimatesParts, 'changes' | 'files' | 'links'>;

/** What the resolvers and services of estimates are given. */
export interface Context extends BaseContext<Loaders>, EstimatesParts {}

/** A context in an open transaction. */
export type WritingContext = Context & { transaction: EntityManager };
