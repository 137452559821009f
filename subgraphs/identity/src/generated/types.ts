import { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import { Membership as MembershipEntity } from '../organizations/membership.entity';
import { Organization as OrganizationEntity } from '../organizations/organization.entity';
import { Role as RoleEntity } from '../roles/role.entity';
import { Session as SessionEntity } from '../sessions/session.entity';
import { Page } from '../../../../service-kit/data/pagination';
import { AuditEntry as AuditEntryEntity } from '../audit/audit-entry.entity';
import { SecondFactorState, PasskeyRow, RememberedDeviceRow } from '../second-factor/second-factor';
import { OidcProviderRow, OidcDomainRow } from '../oidc/oidc';
import { NoticeState } from '../notices/notice-kinds';
import { Invitation as InvitationEntity } from '../invitations/invitation.entity';
import { OwnMembership } from '../organizations/own-membership';
import { TokenPair } from '../auth/access-tokens';
import { ApiKey as ApiKeyEntity } from '../api-keys/api-key.entity';
import { SupportGrant as SupportGrantEntity } from '../support/support-grant.entity';
import { PermissionInfo } from '../roles/permission-list';
import { Explanation } from '../roles/explanation';
import { RolePreview } from '../roles/role-preview';
import { Context } from '../context';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** An instant in UTC, RFC 3339: `2026-01-01T12:30:00.000Z`. */
  DateTime: { input: string; output: Date; }
  /** Any JSON value: an object, a list, a text, a number, true, false or null. */
  JSON: { input: unknown; output: unknown; }
  _FieldSet: { input: unknown; output: unknown; }
};

/** The invitation, and who accepts it. */
export type AcceptInvitationInput = {
  /** Given name, 100 characters at most; for a new person. */
  firstName?: InputMaybe<Scalars['String']['input']>;
  /** Family name, 100 characters at most; for a new person. */
  lastName?: InputMaybe<Scalars['String']['input']>;
  /** A new person's new password, or the password of the account; not needed by who is logged in. */
  password?: InputMaybe<Scalars['String']['input']>;
  /** From the link in the mail. */
  token: Scalars['String']['input'];
};

/** The answer to `acceptInvitation`. */
export type AcceptInvitationPayload = {
  __typename?: 'AcceptInvitationPayload';
  /** They have joined, and a session there wants a second factor: `completeLogIn` answers it. */
  challenge: Maybe<LogInChallenge>;
  /** The session's first tokens; null when there is a challenge, or something to mend. */
  tokens: Maybe<Tokens>;
  /** Who joined; null when there is something to mend. */
  user: Maybe<User>;
  /** What to mend; nobody has joined when there is something. */
  userErrors: Array<UserError>;
};

/** Why a person may do something, or may not. */
export type AccessExplanation = {
  __typename?: 'AccessExplanation';
  /** Whether they may: every step holds. */
  isAllowed: Scalars['Boolean']['output'];
  /** What exactly is missing: the steps that don't hold. */
  missing: Array<AccessStep>;
  /** What is asked. */
  permission: Scalars['String']['output'];
  /** Roles that would give it, those with the fewest permissions first; for a person who lacks it. */
  rolesThatWould: Array<Role>;
  /** The way from the organisation to the permission, in this order; the later ones count only if the earlier hold. */
  steps: Array<AccessStep>;
  /** The person. */
  user: User;
};

/** One thing that has to hold before a person may do something. */
export type AccessStep = {
  __typename?: 'AccessStep';
  /** Whether it holds. */
  holds: Scalars['Boolean']['output'];
  /** What it is about. */
  kind: AccessStepKind;
  /** The same in words. */
  message: Scalars['String']['output'];
};

/** What an access depends on. */
export type AccessStepKind =
  /** The person's account is open, on the whole installation. */
  | 'ACCOUNT'
  /** The person is an active member of the organisation. */
  | 'MEMBERSHIP'
  /** The organisation is open. */
  | 'ORGANIZATION'
  /** The person's role has the permission. */
  | 'ROLE';

/** Which domain. */
export type AddOidcDomainInput = {
  /** Such as `example.com`; its subdomains are others. */
  domain: Scalars['String']['input'];
};

/** The answer to `addOidcDomain`. */
export type AddOidcDomainPayload = {
  __typename?: 'AddOidcDomainPayload';
  /** The domain, with the record to make; null when there is something to mend. */
  domain: Maybe<OidcDomain>;
  /** What to mend; nothing was changed when there is something. */
  userErrors: Array<UserError>;
};

/** A key with which a program acts for your organisation. It belongs to the organisation: it goes on when whoever made it leaves. */
export type ApiKey = {
  __typename?: 'ApiKey';
  /** The networks it may be used from (CIDR); from anywhere when there are none. */
  allowedAddresses: Array<Scalars['String']['output']>;
  /** When it was made. */
  createdAt: Scalars['DateTime']['output'];
  /** Who made it; null, with an error, when they can't be seen. */
  createdBy: Maybe<User>;
  /** When it ends. Mails warn 30 and 7 days before. */
  expiresAt: Scalars['DateTime']['output'];
  /** Until when the secret from before the last rotation works; null when none does. */
  formerSecretWorksUntil: Maybe<Scalars['DateTime']['output']>;
  /** Stable for ever. */
  id: Scalars['ID']['output'];
  /** When it was last used, to a minute; null when it never was. */
  lastUsedAt: Maybe<Scalars['DateTime']['output']>;
  /** Where from. */
  lastUsedIp: Maybe<Scalars['String']['output']>;
  /** What people call it. */
  name: Scalars['String']['output'];
  /** How its text begins: `ek_live_` and 16 characters. No secret; for finding the key that somebody has found. */
  prefix: Scalars['String']['output'];
  /** When it was revoked; null when it wasn't. */
  revokedAt: Maybe<Scalars['DateTime']['output']>;
  /** What it may do. */
  scopes: Array<Scalars['String']['output']>;
  /** Scopes that whoever made it doesn't have (any more). The key keeps them; look whether it should. */
  scopesBeyondCreator: Array<Scalars['String']['output']>;
  /** Whether it works. */
  status: ApiKeyStatus;
  /** What it was used for, the most frequent first, 100 at most; a use shows within a minute. */
  usage: Array<ApiKeyUsage>;
  /** Grows with every change; for `expectedVersion`. */
  version: Scalars['Int']['output'];
};


/** A key with which a program acts for your organisation. It belongs to the organisation: it goes on when whoever made it leaves. */
export type ApiKeyUsageArgs = {
  days?: Scalars['Int']['input'];
};

/** A page of API keys. */
export type ApiKeyConnection = {
  __typename?: 'ApiKeyConnection';
  /** The keys of this page. */
  edges: Array<ApiKeyEdge>;
  /** Where this page stands. */
  pageInfo: PageInfo;
  /** How many there are on all pages. */
  totalCount: Scalars['Int']['output'];
};

/** One API key of a page. */
export type ApiKeyEdge = {
  __typename?: 'ApiKeyEdge';
  /** Where in the list; for `after` and `before`. */
  cursor: Scalars['String']['output'];
  /** The key. */
  node: ApiKey;
};

/** Which API keys to list. */
export type ApiKeyFilter = {
  /** Only the key whose text begins so: `ek_live_…`, from a leak or a log. More of the text than its prefix does no harm. */
  prefix?: InputMaybe<Scalars['String']['input']>;
  /** Only with this status. */
  status?: InputMaybe<ApiKeyStatus>;
};

/** For what kind of organisation a key is. */
export type ApiKeyMode =
  /** `ek_live_…`. */
  | 'LIVE'
  /** `ek_test_…`, in sandbox organisations only, of which there are none yet. */
  | 'TEST';

/** Whether an API key works. */
export type ApiKeyStatus =
  /** It works. */
  | 'ACTIVE'
  /** Its time is over. A rotation brings it back. */
  | 'EXPIRED'
  /** It was revoked, for ever. */
  | 'REVOKED';

/** How often a key ran one operation. */
export type ApiKeyUsage = {
  __typename?: 'ApiKeyUsage';
  /** The root fields it asked for: `Query.leads`. */
  fields: Array<Scalars['String']['output']>;
  /** When last. */
  lastUsedAt: Scalars['DateTime']['output'];
  /** The operation's name; `(unnamed)` for those without, `(others)` for the rest of very many. */
  operation: Scalars['String']['output'];
  /** How many times. */
  requests: Scalars['Int']['output'];
};

/** Who gets which role. Give the role by id or by key, not both. */
export type AssignRoleInput = {
  /** The role, by its id. */
  roleId?: InputMaybe<Scalars['ID']['input']>;
  /** The role, by its key: `manager`, say. */
  roleKey?: InputMaybe<Scalars['String']['input']>;
  /** The person. */
  userId: Scalars['ID']['input'];
};

/** The answer to `assignRole`. */
export type AssignRolePayload = {
  __typename?: 'AssignRolePayload';
  /** The person with the new role; null when there is something to mend. */
  user: Maybe<User>;
  /** What to mend; nothing was changed when there is something. */
  userErrors: Array<UserError>;
};

/** Who did something. */
export type AuditActorKind =
  /** Nobody who had proved who they are. */
  | 'ANONYMOUS'
  /** An API key: `actorId` is the key's. */
  | 'KEY'
  /** A rule of your organisation's. */
  | 'RULE'
  /** Somebody who runs the installation, let in by your organisation: `actorId` is the grant's. */
  | 'SUPPORT'
  /** The product itself: a job, a schedule. */
  | 'SYSTEM'
  /** A person: `actorId` is the person's. */
  | 'USER';

/** One object as it was and as it is. */
export type AuditChange = {
  __typename?: 'AuditChange';
  /** What it is now; null when it was deleted, and without `costs:read` for what belongs to an estimate. */
  after: Maybe<Scalars['JSON']['output']>;
  /** What it was, of what has changed; null when it was made, and without `costs:read` for what belongs to an estimate. */
  before: Maybe<Scalars['JSON']['output']>;
  /** Which one; null where it has no id of its own. */
  objectId: Maybe<Scalars['String']['output']>;
  /** What it is: `Estimate`, `Membership`. */
  type: Scalars['String']['output'];
};

/** Something that was done in your organisation. Entries are never changed; the oldest are forgotten where the installation says so. */
export type AuditEntry = {
  __typename?: 'AuditEntry';
  /** What was done: the mutation's name, or what a job does. */
  action: Scalars['String']['output'];
  /** Who did it, by kind; null for nobody known. */
  actorId: Maybe<Scalars['String']['output']>;
  /** What kind of actor did it. */
  actorKind: AuditActorKind;
  /** When. */
  at: Scalars['DateTime']['output'];
  /** What it has changed, without secrets. */
  changes: Array<AuditChange>;
  /** Whether it has changed more than is listed. */
  hasMoreChanges: Scalars['Boolean']['output'];
  /** The chain's SHA-256 at that place, hex; null until it is chained. */
  hash: Maybe<Scalars['String']['output']>;
  /** Stable for ever. */
  id: Scalars['ID']['output'];
  /** The address it came from; null for the product itself. */
  ip: Maybe<Scalars['String']['output']>;
  /** Whether it was done, or refused. */
  outcome: AuditOutcome;
  /** Its place in the chain; null in the first minute, until it is chained. */
  position: Maybe<Scalars['Int']['output']>;
  /** The request's id, as in `x-request-id`; null for the product itself. */
  requestId: Maybe<Scalars['String']['output']>;
  /** The part of the product that did it. */
  subgraph: Scalars['String']['output'];
  /** The person who did it, while they are of your organisation; null for other actors. */
  user: Maybe<User>;
};

/** A page of the audit. */
export type AuditEntryConnection = {
  __typename?: 'AuditEntryConnection';
  /** The entries of this page with their cursors. */
  edges: Array<AuditEntryEdge>;
  /** Where this page stands. */
  pageInfo: PageInfo;
  /** How many there are in all. */
  totalCount: Scalars['Int']['output'];
};

/** An entry in a page. */
export type AuditEntryEdge = {
  __typename?: 'AuditEntryEdge';
  /** Where it stands in the list. */
  cursor: Scalars['String']['output'];
  /** The entry. */
  node: AuditEntry;
};

/** A part of the audit. */
export type AuditExport = {
  __typename?: 'AuditExport';
  /** JSON lines, each with its line break. */
  jsonl: Scalars['String']['output'];
  /** What the next part begins after; null when there is nothing more. */
  last: Maybe<Scalars['Int']['output']>;
};

/** Something wrong with the audit. */
export type AuditFault = {
  __typename?: 'AuditFault';
  /** Of which entry; null likewise. */
  entryId: Maybe<Scalars['ID']['output']>;
  /** What is wrong. */
  message: Scalars['String']['output'];
  /** At which position; null where it is about more than one. */
  position: Maybe<Scalars['Int']['output']>;
};

/** Narrows the audit. */
export type AuditFilter = {
  /** Those of one of these actions: `assignRole`. */
  actions?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Those by this actor: a person's id, a key's. */
  actorId?: InputMaybe<Scalars['String']['input']>;
  /** Those by one of these kinds of actors. */
  actorKinds?: InputMaybe<Array<AuditActorKind>>;
  /** Those at this time or later. */
  from?: InputMaybe<Scalars['DateTime']['input']>;
  /** Those that touched an object of this id. */
  objectId?: InputMaybe<Scalars['String']['input']>;
  /** Those that touched an object of this type: `Membership`. */
  objectType?: InputMaybe<Scalars['String']['input']>;
  /** Those that ended so. */
  outcome?: InputMaybe<AuditOutcome>;
  /** Those before this time. */
  to?: InputMaybe<Scalars['DateTime']['input']>;
};

/** A key that the audit's daily checkpoints are signed with. */
export type AuditKey = {
  __typename?: 'AuditKey';
  /** Names it in checkpoints. */
  keyId: Scalars['String']['output'];
  /** Its public part, Ed25519 in PEM. */
  publicKey: Scalars['String']['output'];
};

/** How something that was done ended. */
export type AuditOutcome =
  /** It was done. */
  | 'DONE'
  /** It was tried, and nothing came of it: a log-in with a wrong password, a change that never came to Kommo. */
  | 'REFUSED';

/** What a check of the audit came to. */
export type AuditVerification = {
  __typename?: 'AuditVerification';
  /** How many daily signatures were checked. */
  checkpoints: Scalars['Int']['output'];
  /** How many entries were checked. */
  entries: Scalars['Int']['output'];
  /** What was found, 1,000 at most. */
  faults: Array<AuditFault>;
  /** The first position that was checked. Behind 1 either the latest 100,000 begin, or older entries were forgotten: that is signed, too. */
  from: Scalars['Int']['output'];
  /** Whether nothing was found. */
  isIntact: Scalars['Boolean']['output'];
  /** The public keys that verify signatures, in PEM. Compare them with what you were given before. */
  publicKeys: Array<AuditKey>;
  /** Entries of the last minute that are not chained yet. */
  unchained: Scalars['Int']['output'];
  /** Entries after the last signature: nobody could prove yet that they stand as written. */
  unsigned: Scalars['Int']['output'];
};

/** Who may share a cached answer. */
export type CacheControlScope =
  /** Nobody: it is one person's. */
  | 'PRIVATE'
  /** People of one organisation with the same permissions. */
  | 'PUBLIC';

/** It is about your own request: nothing has to be said. */
export type CancelEmailChangeInput = {
  /** Has to be the new address, if it is given. */
  email?: InputMaybe<Scalars['String']['input']>;
};

/** The answer to `cancelEmailChange`. */
export type CancelEmailChangePayload = {
  __typename?: 'CancelEmailChangePayload';
  /** The address you go on with. */
  email: Maybe<Scalars['String']['output']>;
  /** What to mend; nothing was changed when there is something. */
  userErrors: Array<UserError>;
};

/** The old password and the new one. */
export type ChangePasswordInput = {
  /** The password as it is. */
  currentPassword: Scalars['String']['input'];
  /** 12 to 128 characters of any kind. Common passwords are refused. */
  newPassword: Scalars['String']['input'];
};

/** The answer to `changePassword`. */
export type ChangePasswordPayload = {
  __typename?: 'ChangePasswordPayload';
  /** How many other sessions of the last hour were ended. */
  endedSessions: Maybe<Scalars['Int']['output']>;
  /** What to mend; nothing was changed when there is something. */
  userErrors: Array<UserError>;
};

/** The challenge of a log-in, and one proof. */
export type CompleteLogInInput = {
  /** The challenge's token. */
  challenge: Scalars['String']['input'];
  /** A code of the authenticator app. */
  code?: InputMaybe<Scalars['String']['input']>;
  /** What `navigator.credentials.create` answered to `passkeyRegistrationOptions`, as JSON. */
  newPasskey?: InputMaybe<Scalars['String']['input']>;
  /** What to call the new passkey, 100 characters at most; `Passkey` unless given. */
  newPasskeyName?: InputMaybe<Scalars['String']['input']>;
  /** What `navigator.credentials.get` answered, as JSON. */
  passkey?: InputMaybe<Scalars['String']['input']>;
  /** A recovery code; dashes, spaces and case don't matter. */
  recoveryCode?: InputMaybe<Scalars['String']['input']>;
  /** Whether to ask this device no more for 30 days. */
  rememberDevice: Scalars['Boolean']['input'];
};

/** The answer to `completeLogIn`. */
export type CompleteLogInPayload = {
  __typename?: 'CompleteLogInPayload';
  /** For the next `logIn` of this device, when it asked to be remembered. Keep it secret. */
  deviceToken: Maybe<Scalars['String']['output']>;
  /** Shown this once, when the log-in turned the authenticator app on: keep them where the app isn't. */
  recoveryCodes: Maybe<Array<Scalars['String']['output']>>;
  /** As in `logIn`. */
  shouldChangePassword: Maybe<Scalars['Boolean']['output']>;
  /** The session's first tokens; null when there is something to mend. */
  tokens: Maybe<Tokens>;
  /** Who logged in; null when there is something to mend. */
  user: Maybe<User>;
  /** What to mend; no session was started when there is something. */
  userErrors: Array<UserError>;
};

/** What the browser came back with, and the proof that it is the one that began. */
export type CompleteOidcLogInInput = {
  /** From `startOidcLogIn`. */
  browserToken: Scalars['String']['input'];
  /** The parameter `code`. */
  code?: InputMaybe<Scalars['String']['input']>;
  /** Of a device that was remembered, as in `logIn`. */
  deviceToken?: InputMaybe<Scalars['String']['input']>;
  /** The parameter `error`, if there is one. */
  error?: InputMaybe<Scalars['String']['input']>;
  /** The parameter `iss`, if there is one. */
  iss?: InputMaybe<Scalars['String']['input']>;
  /** The parameter `state`. */
  state: Scalars['String']['input'];
};

/** The answer to `completeOidcLogIn`. */
export type CompleteOidcLogInPayload = {
  __typename?: 'CompleteOidcLogInPayload';
  /** A second factor is wanted: `completeLogIn` answers it. */
  challenge: Maybe<LogInChallenge>;
  /** The session's first tokens; null when there is a challenge, or something to mend. */
  tokens: Maybe<Tokens>;
  /** Who logged in; null when there is something to mend. */
  user: Maybe<User>;
  /** What to mend; no session was started when there is something. */
  userErrors: Array<UserError>;
};

/** A link, and the proof. */
export type CompleteSecondFactorResetInput = {
  /** The account's password. Forgotten as well? `requestPasswordReset` first: this link holds on. */
  password: Scalars['String']['input'];
  /** From the link in the mail. */
  token: Scalars['String']['input'];
};

/** The answer to `completeSecondFactorReset`. */
export type CompleteSecondFactorResetPayload = {
  __typename?: 'CompleteSecondFactorResetPayload';
  /** The address to log in with. */
  email: Maybe<Scalars['String']['output']>;
  /** What to mend; nothing was changed when there is something. */
  userErrors: Array<UserError>;
};

/** A link, and the proof. */
export type ConfirmEmailChangeInput = {
  /** The account's password; not needed by who is logged in to it. */
  password?: InputMaybe<Scalars['String']['input']>;
  /** From the link in the mail. */
  token: Scalars['String']['input'];
};

/** The answer to `confirmEmailChange`. */
export type ConfirmEmailChangePayload = {
  __typename?: 'ConfirmEmailChangePayload';
  /** The address to log in with from now on. */
  email: Maybe<Scalars['String']['output']>;
  /** What to mend; nothing was changed when there is something. */
  userErrors: Array<UserError>;
};

/** A code, to show that the app has the secret. */
export type ConfirmTotpEnrollmentInput = {
  /** Of the app, now. */
  code: Scalars['String']['input'];
};

/** The answer to `confirmTotpEnrollment`. */
export type ConfirmTotpEnrollmentPayload = {
  __typename?: 'ConfirmTotpEnrollmentPayload';
  /** Shown this once: keep them where the app isn't. Null when there is something to mend. */
  recoveryCodes: Maybe<Array<Scalars['String']['output']>>;
  /** What to mend; nothing was changed when there is something. */
  userErrors: Array<UserError>;
};

/** A new API key. */
export type CreateApiKeyInput = {
  /** The networks it may be used from: addresses or CIDR, 50 at most. From anywhere unless given. */
  allowedAddresses?: InputMaybe<Array<Scalars['String']['input']>>;
  /** When it ends; in a year unless given, in five at the latest. */
  expiresAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** For what kind of organisation. TEST keys work in sandbox organisations. */
  mode: ApiKeyMode;
  /** What people call it, 100 characters at most. */
  name: Scalars['String']['input'];
  /** What it may do; yours at most, one at least. */
  scopes: Array<Scalars['String']['input']>;
};

/** The answer to `createApiKey`. */
export type CreateApiKeyPayload = {
  __typename?: 'CreateApiKeyPayload';
  /** The key; null when there is something to mend, and, with an error, without the permission `keys:read`. */
  apiKey: Maybe<ApiKey>;
  /** Its text, shown this once: keep it secret. Only its hash is stored. */
  secret: Maybe<Scalars['String']['output']>;
  /** What to mend; nothing was created when there is something. */
  userErrors: Array<UserError>;
};

/** A new role. */
export type CreateRoleInput = {
  /** What it is for, 500 characters at most. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** What people call it, 100 characters at most; no other role of the organisation is called so. */
  name: Scalars['String']['input'];
  /** What it allows; yours at most. */
  permissions: Array<Scalars['String']['input']>;
};

/** The answer to `createRole`. */
export type CreateRolePayload = {
  __typename?: 'CreateRolePayload';
  /** The role; null when there is something to mend. */
  role: Maybe<Role>;
  /** What to mend; nothing was created when there is something. */
  userErrors: Array<UserError>;
};

/** A zip of what you asked for. */
export type DataExport = {
  __typename?: 'DataExport';
  /** When the file is gone. */
  expiresAt: Scalars['DateTime']['output'];
  /** The file's name. */
  name: Scalars['String']['output'];
  /** In bytes. */
  size: Scalars['Int']['output'];
  /** Where to download it, without logging in: keep it to yourself. It works for 15 minutes; ask again for another one. */
  url: Scalars['String']['output'];
  /** When the link stops working. */
  urlExpiresAt: Scalars['DateTime']['output'];
};

/** Who is kept out. */
export type DeactivateUserInput = {
  /** The person. */
  userId: Scalars['ID']['input'];
};

/** The answer to `deactivateUser`. */
export type DeactivateUserPayload = {
  __typename?: 'DeactivateUserPayload';
  /** The person; null when there is something to mend. */
  user: Maybe<User>;
  /** What to mend; nothing was changed when there is something. */
  userErrors: Array<UserError>;
};

/** It is about your organisation's provider: nothing has to be said. */
export type DeleteOidcProviderInput = {
  /** Has to be its issuer, if it is given. */
  issuer?: InputMaybe<Scalars['String']['input']>;
};

/** The answer to `deleteOidcProvider`. */
export type DeleteOidcProviderPayload = {
  __typename?: 'DeleteOidcProviderPayload';
  /** The issuer of the provider that is gone. */
  deletedIssuer: Maybe<Scalars['String']['output']>;
  /** What to mend; nothing was changed when there is something. */
  userErrors: Array<UserError>;
};

/** Which organisation to delete: yours. */
export type DeleteOrganizationInput = {
  /** The organisation's name as it is, so that nobody deletes one by mistake. */
  name: Scalars['String']['input'];
};

/** The answer to `deleteOrganization`. */
export type DeleteOrganizationPayload = {
  __typename?: 'DeleteOrganizationPayload';
  /** When all of its data is removed; until then an owner can restore it. */
  deletesAt: Maybe<Scalars['DateTime']['output']>;
  /** What to mend; nothing was changed when there is something. */
  userErrors: Array<UserError>;
};

/** Which role to delete. */
export type DeleteRoleInput = {
  /** The `version` you saw: refused with CONFLICT when the role was changed since. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The role. */
  id: Scalars['ID']['input'];
  /** What its people and invitations get; needed when there are any. */
  replacementId?: InputMaybe<Scalars['ID']['input']>;
};

/** The answer to `deleteRole`. */
export type DeleteRolePayload = {
  __typename?: 'DeleteRolePayload';
  /** The id of the role that is gone. */
  deletedRoleId: Maybe<Scalars['ID']['output']>;
  /** What to mend; nothing was deleted when there is something. */
  userErrors: Array<UserError>;
};

/** Who is removed. */
export type DeleteUserInput = {
  /** The person. */
  userId: Scalars['ID']['input'];
};

/** The answer to `deleteUser`. */
export type DeleteUserPayload = {
  __typename?: 'DeleteUserPayload';
  /** The id of the person who is gone. */
  deletedUserId: Maybe<Scalars['ID']['output']>;
  /** What to mend; nothing was changed when there is something. */
  userErrors: Array<UserError>;
};

/** It is about your own account: nothing has to be said. */
export type DisableSecondFactorInput = {
  /** Of Relay clients; it is taken, and nothing is done with it. */
  clientMutationId?: InputMaybe<Scalars['String']['input']>;
};

/** The answer to `disableSecondFactor`. */
export type DisableSecondFactorPayload = {
  __typename?: 'DisableSecondFactorPayload';
  /** What is left of it. */
  secondFactor: Maybe<SecondFactor>;
  /** What to mend; nothing was changed when there is something. */
  userErrors: Array<UserError>;
};

/** Which role to copy. */
export type DuplicateRoleInput = {
  /** The role. */
  id: Scalars['ID']['input'];
  /** What people call the copy; `Copy of` and the role's name unless given. */
  name?: InputMaybe<Scalars['String']['input']>;
};

/** The answer to `duplicateRole`. */
export type DuplicateRolePayload = {
  __typename?: 'DuplicateRolePayload';
  /** The copy; null when there is something to mend. */
  role: Maybe<Role>;
  /** What to mend; nothing was created when there is something. */
  userErrors: Array<UserError>;
};

/** Which account to erase: yours. */
export type EraseAccountInput = {
  /** The e-mail address of your account, so that nobody does it by mistake. */
  email: Scalars['String']['input'];
};

/** The answer to `eraseAccount`. */
export type EraseAccountPayload = {
  __typename?: 'EraseAccountPayload';
  /** Whether it was erased. */
  erased: Maybe<Scalars['Boolean']['output']>;
  /** What to mend; nothing was changed when there is something. */
  userErrors: Array<UserError>;
};

/** How to write what is kept of you. */
export type ExportMyDataInput = {
  /** Of Relay clients; it is taken, and nothing is done with it. */
  clientMutationId?: InputMaybe<Scalars['String']['input']>;
};

/** The answer to `exportMyData`. */
export type ExportMyDataPayload = {
  __typename?: 'ExportMyDataPayload';
  /** The job that writes it; the one that runs already, if there is one. */
  job: Maybe<Job>;
  /** What to mend; nothing was begun when there is something. */
  userErrors: Array<UserError>;
};

/** How to write an organisation's data. */
export type ExportOrganizationDataInput = {
  /** Of Relay clients; it is taken, and nothing is done with it. */
  clientMutationId?: InputMaybe<Scalars['String']['input']>;
};

/** The answer to `exportOrganizationData`. */
export type ExportOrganizationDataPayload = {
  __typename?: 'ExportOrganizationDataPayload';
  /** The job that writes it; the one that runs already, if you have one. */
  job: Maybe<Job>;
  /** What to mend; nothing was begun when there is something. */
  userErrors: Array<UserError>;
};

/** A passkey that the browser made. */
export type FinishPasskeyRegistrationInput = {
  /** What to call it, 100 characters at most; `Passkey` unless given. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** What `navigator.credentials.create` answered, as JSON. */
  response: Scalars['String']['input'];
};

/** The answer to `finishPasskeyRegistration`. */
export type FinishPasskeyRegistrationPayload = {
  __typename?: 'FinishPasskeyRegistrationPayload';
  /** The passkey; null when there is something to mend. */
  passkey: Maybe<Passkey>;
  /** Shown this once, with the account's first second factor; else null. */
  recoveryCodes: Maybe<Array<Scalars['String']['output']>>;
  /** What to mend; nothing was changed when there is something. */
  userErrors: Array<UserError>;
};

/** Which remembered device to forget. Empty: all of them. */
export type ForgetDevicesInput = {
  /** One device, by its id. */
  deviceId?: InputMaybe<Scalars['ID']['input']>;
};

/** The answer to `forgetDevices`. */
export type ForgetDevicesPayload = {
  __typename?: 'ForgetDevicesPayload';
  /** How many were forgotten. */
  forgottenDevices: Maybe<Scalars['Int']['output']>;
  /** What to mend; nothing was changed when there is something. */
  userErrors: Array<UserError>;
};

/** How support is let in. */
export type GrantSupportAccessInput = {
  /** For how many hours: 1 to 168. */
  hours: Scalars['Int']['input'];
  /** What for, 500 characters at most. */
  reason: Scalars['String']['input'];
  /** What support may do; yours at most. What can be read without costs unless given. */
  scopes?: InputMaybe<Array<Scalars['String']['input']>>;
};

/** The answer to `grantSupportAccess`. */
export type GrantSupportAccessPayload = {
  __typename?: 'GrantSupportAccessPayload';
  /** The grant; null when there is something to mend. */
  supportGrant: Maybe<SupportGrant>;
  /** What to mend; nothing was granted when there is something. */
  userErrors: Array<UserError>;
};

/** An invitation that nobody has accepted yet. */
export type Invitation = {
  __typename?: 'Invitation';
  /** When it was made. */
  createdAt: Scalars['DateTime']['output'];
  /** The address it was sent to; it is for nobody else. */
  email: Scalars['String']['output'];
  /** Until when it holds. */
  expiresAt: Scalars['DateTime']['output'];
  /** Stable for ever. */
  id: Scalars['ID']['output'];
  /** Who sent it last; null when they are gone. */
  invitedBy: Maybe<User>;
  /** Whether it is over, and opens nothing: its days have passed, or who sent it is shut out or lacks a permission of its role by now. Send it again. */
  isExpired: Scalars['Boolean']['output'];
  /** What they will be. Null, with an error, without the permission `roles:read`. */
  role: Maybe<Role>;
  /** When it was last sent. */
  sentAt: Scalars['DateTime']['output'];
};

/** A page of invitations. */
export type InvitationConnection = {
  __typename?: 'InvitationConnection';
  /** The invitations of this page. */
  edges: Array<InvitationEdge>;
  /** Where this page stands. */
  pageInfo: PageInfo;
  /** How many there are on all pages. */
  totalCount: Scalars['Int']['output'];
};

/** One invitation of a page. */
export type InvitationEdge = {
  __typename?: 'InvitationEdge';
  /** Where in the list; for `after` and `before`. */
  cursor: Scalars['String']['output'];
  /** The invitation. */
  node: Invitation;
};

/** What an invitation says to whoever holds its link. */
export type InvitationPreview = {
  __typename?: 'InvitationPreview';
  /** The address it was sent to. */
  email: Scalars['String']['output'];
  /** Whether the address has an account: its password is asked for then, names and a new password else. */
  hasAccount: Scalars['Boolean']['output'];
  /** The organisation's name. */
  organizationName: Scalars['String']['output'];
};

/** Who is invited as what. Give the role by id or by key, not both. */
export type InviteUserInput = {
  /** Where the invitation goes; who accepts it has this address. */
  email: Scalars['String']['input'];
  /** The language of the mail, BCP 47; the organisation's unless given. */
  locale?: InputMaybe<Scalars['String']['input']>;
  /** The role, by its id. */
  roleId?: InputMaybe<Scalars['ID']['input']>;
  /** The role, by its key: `manager`, say. */
  roleKey?: InputMaybe<Scalars['String']['input']>;
};

/** The answer to `inviteUser`. */
export type InviteUserPayload = {
  __typename?: 'InviteUserPayload';
  /** The invitation; null when there is something to mend. */
  invitation: Maybe<Invitation>;
  /** What to mend; nobody was invited when there is something. */
  userErrors: Array<UserError>;
};

/** A job, owned by crm. */
export type Job = {
  __typename?: 'Job';
  /** The job's id. */
  id: Scalars['ID']['output'];
};

/** It is about you and the organisation you are in: nothing has to be said. */
export type LeaveOrganizationInput = {
  /** Why, in your own words, for the log; 500 characters at most. */
  reason?: InputMaybe<Scalars['String']['input']>;
};

/** The answer to `leaveOrganization`. */
export type LeaveOrganizationPayload = {
  __typename?: 'LeaveOrganizationPayload';
  /** The organisation you left. */
  organizationId: Maybe<Scalars['ID']['output']>;
  /** What to mend; nothing was changed when there is something. */
  userErrors: Array<UserError>;
};

/** What a log-in still wants. */
export type LogInChallenge = {
  __typename?: 'LogInChallenge';
  /**
   * A new secret for an authenticator app, when the organisation demands a second factor and the account has none: put it into the app,
   * and answer with a code of it.
   */
  enrollment: Maybe<TotpEnrollment>;
  /** Until when it holds. */
  expiresAt: Scalars['DateTime']['output'];
  /** What it can be answered with. */
  methods: Array<SecondFactorMethod>;
  /** What to ask a passkey with (`navigator.credentials.get`), as JSON; null when there is none. */
  passkeyOptions: Maybe<Scalars['String']['output']>;
  /**
   * What to make a passkey with (`navigator.credentials.create`), as JSON, in place of the app; answer with `newPasskey`. Null when
   * nothing has to be set up.
   */
  passkeyRegistrationOptions: Maybe<Scalars['String']['output']>;
  /** For `completeLogIn`. Keep it as secret as a password. */
  token: Scalars['String']['output'];
};

/** Who wants to log in. */
export type LogInInput = {
  /** From `completeLogIn` with `rememberDevice`: a device that is remembered is not asked for the second factor. */
  deviceToken?: InputMaybe<Scalars['String']['input']>;
  /** The e-mail address. */
  email: Scalars['String']['input'];
  /** The password. */
  password: Scalars['String']['input'];
};

/** The answer to `logIn`. */
export type LogInPayload = {
  __typename?: 'LogInPayload';
  /** What the log-in still wants, for `completeLogIn`; null when it is done, or there is something to mend. */
  challenge: Maybe<LogInChallenge>;
  /**
   * Whether to ask for a new password now. True after a log-in with a password of more than 72 bytes that an old system stored:
   * it compared the first 72 bytes only, so whoever knows those gets in. Null when there is something to mend.
   */
  shouldChangePassword: Maybe<Scalars['Boolean']['output']>;
  /** The session's first tokens; null when there is a challenge, or something to mend. */
  tokens: Maybe<Tokens>;
  /** Who logged in; null when there is a challenge, or something to mend. */
  user: Maybe<User>;
  /** What to mend; no session was started when there is something. */
  userErrors: Array<UserError>;
};

/** What to end. Empty: this session. */
export type LogOutInput = {
  /** All sessions of yours in this organisation, this one included. */
  everywhere: Scalars['Boolean']['input'];
  /** All sessions of yours in this organisation but this one. */
  others: Scalars['Boolean']['input'];
  /** One session of yours, by its id. */
  sessionId?: InputMaybe<Scalars['ID']['input']>;
};

/** The answer to `logOut`. */
export type LogOutPayload = {
  __typename?: 'LogOutPayload';
  /** How many live sessions were ended; null when there is something to mend. */
  endedSessions: Maybe<Scalars['Int']['output']>;
  /** What to mend; no session was ended when there is something. */
  userErrors: Array<UserError>;
};

/** An app, and the oldest version of it that gets in. */
export type MinimumAppVersion = {
  __typename?: 'MinimumAppVersion';
  /** As its `X-App-Type` says. */
  appType: Scalars['String']['output'];
  /** Where people get a newer one; null when that is not said. */
  updateUrl: Maybe<Scalars['String']['output']>;
  /** Compared with its `X-App-Version`. */
  version: Scalars['String']['output'];
};

/** An app, and the oldest version of it that shall get in. */
export type MinimumAppVersionInput = {
  /** As its `X-App-Type` says, 50 letters, digits, `.`, `_` and `-` at most; case doesn't matter. */
  appType: Scalars['String']['input'];
  /** Where people get a newer one; `https://…`, 500 characters at most. */
  updateUrl?: InputMaybe<Scalars['String']['input']>;
  /** One to four numbers, as Semantic Versioning writes them: `2.4.0`, `2.4.0-beta.1`. */
  version: Scalars['String']['input'];
};

export type Mutation = {
  __typename?: 'Mutation';
  /**
   * Accepts an invitation and starts a session in its organisation. Who is new gives names and a password. Who has an account of
   * the invited address sends a token of theirs as `Authorization`, or the account's password; an account whose address was never
   * confirmed gets the password given here, and its other sessions end.
   */
  acceptInvitation: AcceptInvitationPayload;
  /** Adds a domain whose people shall log in by the provider. It counts once its DNS says that it is yours: `verifyOidcDomain`. */
  addOidcDomain: AddOidcDomainPayload;
  /**
   * Gives a person another role. You can neither give nor take a role with permissions you don't have yourself, and the last
   * owner stays. Takes effect at once: access tokens from before are refused within a second, `refreshTokens` gives one with the new
   * permissions. A role with power over people, roles, keys, support or connections wants a fresh session (`stepUp`).
   */
  assignRole: AssignRolePayload;
  /** Takes the request back: its link opens nothing any more. */
  cancelEmailChange: CancelEmailChangePayload;
  /** Changes your password. Your other sessions end, in all organisations; links for a new password open nothing any more. */
  changePassword: ChangePasswordPayload;
  /**
   * Answers the challenge of `logIn` with a second factor, and starts the session. A challenge holds ten minutes, works once, and ends
   * with five wrong answers. The account has tries of its own, too: then the code is RATE_LIMITED.
   */
  completeLogIn: CompleteLogInPayload;
  /**
   * Starts a session of whom the provider has named, within ten minutes, once, and in the browser that began. Who comes for the first time
   * joins the organisation in the role that it has chosen. Where a second factor is needed, it answers a `challenge` as `logIn` does.
   */
  completeOidcLogIn: CompleteOidcLogInPayload;
  /**
   * Removes a lost second factor by the link in the mail, within 24 hours, and the account's password. All sessions end, in all
   * organisations: log in anew.
   */
  completeSecondFactorReset: CompleteSecondFactorResetPayload;
  /**
   * Makes the new address the account's, by the link that was sent there. Who isn't logged in to the account gives its password. All
   * sessions end, but this one, or the one that asked for the change. The address before gets a mail with a link that takes
   * everything back.
   */
  confirmEmailChange: ConfirmEmailChangePayload;
  /** Turns the authenticator app on, by a code of it. Answers the recovery codes, this once. */
  confirmTotpEnrollment: ConfirmTotpEnrollmentPayload;
  /**
   * Makes an API key of your organisation's. It can't have more permissions than you, nor such as take a person. Its text is in the
   * answer, this once. Confirm your own e-mail address first.
   */
  createApiKey: CreateApiKeyPayload;
  /**
   * Makes a role of your organisation's own. It can't have permissions that you don't have yourself; an organisation has 50 such
   * roles at most.
   */
  createRole: CreateRolePayload;
  /**
   * Keeps a person out of your organisation, and ends their sessions in it. You can't do it to somebody with permissions you don't
   * have yourself; the last owner stays.
   */
  deactivateUser: DeactivateUserPayload;
  /** Forgets the provider, and who is who there. Nobody is logged out; who never had a password has one set by `requestPasswordReset`. */
  deleteOidcProvider: DeleteOidcProviderPayload;
  /**
   * Deletes your organisation; only its owners may. It is closed at once for everybody: sessions, API keys and access of support end,
   * nobody logs in any more, and nothing is asked of Kommo. All members are told. For 30 days each owner has a link that restores it; then all
   * of its data is removed for ever, but the audit.
   */
  deleteOrganization: DeleteOrganizationPayload;
  /**
   * Deletes a role of your organisation's own. People and invitations that have it get the replacement, which has to be named then. One
   * with more power over people, roles, keys, support or connections wants a fresh session (`stepUp`).
   */
  deleteRole: DeleteRolePayload;
  /**
   * Removes a person from your organisation, and ends their sessions in it. What they made stays, with their name; a new
   * invitation brings them back. Their account and their other organisations are their own.
   */
  deleteUser: DeleteUserPayload;
  /**
   * Turns the second factor off: the app, the passkeys, the recovery codes and the remembered devices are forgotten. Not while an
   * organisation of yours demands one.
   */
  disableSecondFactor: DisableSecondFactorPayload;
  /** Makes a copy of a role, a system role too, to be changed afterwards. */
  duplicateRole: DuplicateRolePayload;
  /**
   * Erases your account for ever, in all your organisations: your name, addresses, devices and proofs are gone, sessions end, nobody can log in
   * by it. What you made stays, by "Erased person"; the audit keeps what was done. LAST_OWNER where an organisation would be without one.
   */
  eraseAccount: EraseAccountPayload;
  /**
   * Writes all that is kept of you, in all your organisations, as a zip of JSON lines: account, devices, sessions, memberships, and which things you
   * made when. A job does it; `dataExport` gives the link. One at a time.
   */
  exportMyData: ExportMyDataPayload;
  /**
   * Writes all data of your organisation as a zip of JSON lines; only its owners may. Secrets and what is its people's alone (their devices
   * and sessions) are left out. A job does it; `dataExport` gives the link to whoever asked. One at a time.
   */
  exportOrganizationData: ExportOrganizationDataPayload;
  /** Keeps the passkey that the browser made. With the first second factor of an account come recovery codes, this once. */
  finishPasskeyRegistration: FinishPasskeyRegistrationPayload;
  /** Has a remembered device, or all of them, asked for the second factor again. */
  forgetDevices: ForgetDevicesPayload;
  /**
   * Lets the people who run the installation in, for a time, with some of your permissions. Each time they use it stands in
   * `supportGrants`.
   */
  grantSupportAccess: GrantSupportAccessPayload;
  /**
   * Invites somebody by mail. The invitation belongs to the address, holds 7 days, and can't give a role with permissions you
   * don't have yourself. One with power over people, roles, keys, support or connections wants a fresh session (`stepUp`).
   */
  inviteUser: InviteUserPayload;
  /** Leaves this organisation: your sessions in it end. What you made stays, with your name. The last owner stays. */
  leaveOrganization: LeaveOrganizationPayload;
  /**
   * Starts a session. A wrong password, an unknown address and a disabled person get one and the same `INVALID_CREDENTIALS`. Where a
   * second factor is needed, it answers a `challenge` in place of tokens: `completeLogIn` answers it.
   */
  logIn: LogInPayload;
  /** Ends this session, another session of yours, all others, or all of them. Their tokens are refused everywhere within a second. */
  logOut: LogOutPayload;
  /**
   * Lets a deactivated person in again, with the role they had. One with power over people, roles, keys, support or connections wants a fresh
   * session (`stepUp`).
   */
  reactivateUser: ReactivateUserPayload;
  /**
   * Exchanges a refresh token for a new pair of tokens; the old one is spent. Repeating the exchange within 30 seconds, because
   * the answer was lost or two tabs asked at once, gives the same pair. A token spent longer ago ends the session: it
   * was stolen, or the new one was. Refusals are errors with the code `UNAUTHENTICATED` and a `reason` beside it. An
   * expired access token in the `Authorization` header does no harm.
   */
  refreshTokens: RefreshTokensPayload;
  /**
   * Creates a person and an organisation of theirs. The answer is the same, in words, code and time, when the e-mail address
   * is known already: log in to go on. Whose account may enter no organisation any more (they left, were removed or deactivated, or it was
   * deleted) gets the new one, and keeps their password.
   */
  register: RegisterPayload;
  /** Takes a domain away: its people come by the provider no more. */
  removeOidcDomain: RemoveOidcDomainPayload;
  /** Takes a passkey of yours away. */
  removePasskey: RemovePasskeyPayload;
  /** Makes ten new recovery codes; those from before work no more. */
  renewRecoveryCodes: RenewRecoveryCodesPayload;
  /**
   * Asks to log in with another address from now on. A link goes there, for 24 hours; nothing changes until it is confirmed. The answer is
   * the same whether the address has an account or not. A newer request replaces the one before.
   */
  requestEmailChange: RequestEmailChangePayload;
  /** Sends the mail that confirms your address again. The link sent before opens nothing any more. */
  requestEmailVerification: RequestEmailVerificationPayload;
  /**
   * Sends a link for a new password to an address, if it has an account. The answer is the same, in words, code and time, when it has
   * none.
   */
  requestPasswordReset: RequestPasswordResetPayload;
  /**
   * Sends an invitation again, with a new link, for another 7 days. The link sent before opens nothing any more. One to a role with power over
   * people, roles, keys, support or connections wants a fresh session (`stepUp`).
   */
  resendInvitation: ResendInvitationPayload;
  /** Sets a new password by a link of the last 20 minutes, once. All sessions of the account end, in all organisations: log in anew. */
  resetPassword: ResetPasswordPayload;
  /**
   * Lets a member who has lost every second factor remove it: they get a mail with a link, which wants their password, too. Their sessions
   * here end at once. You can't do it to somebody with a permission that you don't have.
   */
  resetSecondFactor: ResetSecondFactorPayload;
  /**
   * Takes the deletion of an organisation back, by the link that its owners were sent: people log in as before. API keys and access of
   * support stay ended.
   */
  restoreOrganization: RestoreOrganizationPayload;
  /** Ends an API key: refused everywhere within seconds, for ever. Revoking again changes nothing. */
  revokeApiKey: RevokeApiKeyPayload;
  /** Takes an invitation back: its link opens nothing any more. */
  revokeInvitation: RevokeInvitationPayload;
  /** Ends support's access: refused everywhere within a second. */
  revokeSupportAccess: RevokeSupportAccessPayload;
  /**
   * Gives an API key a new secret; the one before goes on working for a time, so that nothing stops while it is replaced. The new
   * text is in the answer, this once.
   */
  rotateApiKey: RotateApiKeyPayload;
  /**
   * Has your organisation's people log in by an OpenID Connect provider, besides passwords. It is asked who it is before it is saved. Only
   * people of domains that are verified come by it.
   */
  saveOidcProvider: SaveOidcProviderPayload;
  /**
   * Says where somebody logs in whose organisation has an OpenID Connect provider of its own: send the browser there, and keep
   * `browserToken` in it. It comes back to `OidcProvider.redirectUri`, with parameters for `completeOidcLogIn`.
   */
  startOidcLogIn: StartOidcLogInPayload;
  /** What a browser makes a passkey with. */
  startPasskeyRegistration: StartPasskeyRegistrationPayload;
  /** What a browser asks a passkey with, for `stepUp`. */
  startPasskeyStepUp: StartPasskeyStepUpPayload;
  /** Makes a secret for an authenticator app. Nothing changes until `confirmTotpEnrollment`; a newer secret replaces it. */
  startTotpEnrollment: StartTotpEnrollmentPayload;
  /**
   * Proves again that it is you, for ten minutes, in this session: by the second factor where you have one, else by the password. A log-in
   * is such a proof, too.
   */
  stepUp: StepUpPayload;
  /** Starts a session in another organisation of yours. The session you come from goes on: no answer that gets lost logs you out. */
  switchOrganization: SwitchOrganizationPayload;
  /**
   * Makes somebody else an owner, and yourself an administrator, in one step. For owners; the other one has to be an active member with a
   * confirmed address.
   */
  transferOwnership: TransferOwnershipPayload;
  /**
   * Takes a change of address back, within 7 days, by the link that was sent to the address before, and sets a new password: whoever made
   * the change may know the old one. Changes that followed it are taken back, too, second factors that were added since
   * are removed, and all sessions end: log in anew.
   */
  undoEmailChange: UndoEmailChangePayload;
  /**
   * Changes an API key; what is left out stays. Tokens that were had for it before are refused within a second. You can't change a
   * key with permissions that you don't have yourself. More scopes, other networks or a later end want a fresh session (`stepUp`).
   */
  updateApiKey: UpdateApiKeyPayload;
  /**
   * Turns notices on and off, for you in all your organisations. Those that keep your account yours are always sent; to turn warnings of
   * strangers off wants a fresh session (`stepUp`).
   */
  updateNotices: UpdateNoticesPayload;
  /** Changes your organisation; what is left out stays. */
  updateOrganization: UpdateOrganizationPayload;
  /**
   * Changes a role of your organisation's own; what is left out stays. Whoever has it gains and loses at once. You can change
   * neither a role with permissions you don't have yourself, nor give it such. To give it power over people, roles, keys, support or
   * connections wants a fresh session (`stepUp`).
   */
  updateRole: UpdateRolePayload;
  /**
   * Changes what your organisation demands of its people's sessions; what is left out stays. It takes effect at each session's next
   * refresh, within ten minutes. What would lock you out yourself is refused.
   */
  updateSecurityPolicy: UpdateSecurityPolicyPayload;
  /** Changes your own profile; what is left out stays. */
  updateUser: UpdateUserPayload;
  /**
   * Confirms an address by the link in the mail. Who isn't logged in to its account gives its password; who doesn't know it, because
   * somebody else registered the address, gives a new one, and all sessions of the account end.
   */
  verifyEmail: VerifyEmailPayload;
  /** Looks into the DNS for the record that a domain shows. A domain that another organisation had verified is yours from then on. */
  verifyOidcDomain: VerifyOidcDomainPayload;
};


export type MutationAcceptInvitationArgs = {
  input: AcceptInvitationInput;
};


export type MutationAddOidcDomainArgs = {
  input: AddOidcDomainInput;
};


export type MutationAssignRoleArgs = {
  input: AssignRoleInput;
};


export type MutationCancelEmailChangeArgs = {
  input?: CancelEmailChangeInput;
};


export type MutationChangePasswordArgs = {
  input: ChangePasswordInput;
};


export type MutationCompleteLogInArgs = {
  input: CompleteLogInInput;
};


export type MutationCompleteOidcLogInArgs = {
  input: CompleteOidcLogInInput;
};


export type MutationCompleteSecondFactorResetArgs = {
  input: CompleteSecondFactorResetInput;
};


export type MutationConfirmEmailChangeArgs = {
  input: ConfirmEmailChangeInput;
};


export type MutationConfirmTotpEnrollmentArgs = {
  input: ConfirmTotpEnrollmentInput;
};


export type MutationCreateApiKeyArgs = {
  input: CreateApiKeyInput;
};


export type MutationCreateRoleArgs = {
  input: CreateRoleInput;
};


export type MutationDeactivateUserArgs = {
  input: DeactivateUserInput;
};


export type MutationDeleteOidcProviderArgs = {
  input?: DeleteOidcProviderInput;
};


export type MutationDeleteOrganizationArgs = {
  input: DeleteOrganizationInput;
};


export type MutationDeleteRoleArgs = {
  input: DeleteRoleInput;
};


export type MutationDeleteUserArgs = {
  input: DeleteUserInput;
};


export type MutationDisableSecondFactorArgs = {
  input?: DisableSecondFactorInput;
};


export type MutationDuplicateRoleArgs = {
  input: DuplicateRoleInput;
};


export type MutationEraseAccountArgs = {
  input: EraseAccountInput;
};


export type MutationExportMyDataArgs = {
  input?: ExportMyDataInput;
};


export type MutationExportOrganizationDataArgs = {
  input?: ExportOrganizationDataInput;
};


export type MutationFinishPasskeyRegistrationArgs = {
  input: FinishPasskeyRegistrationInput;
};


export type MutationForgetDevicesArgs = {
  input?: ForgetDevicesInput;
};


export type MutationGrantSupportAccessArgs = {
  input: GrantSupportAccessInput;
};


export type MutationInviteUserArgs = {
  input: InviteUserInput;
};


export type MutationLeaveOrganizationArgs = {
  input?: LeaveOrganizationInput;
};


export type MutationLogInArgs = {
  input: LogInInput;
};


export type MutationLogOutArgs = {
  input?: LogOutInput;
};


export type MutationReactivateUserArgs = {
  input: ReactivateUserInput;
};


export type MutationRefreshTokensArgs = {
  input: RefreshTokensInput;
};


export type MutationRegisterArgs = {
  input: RegisterInput;
};


export type MutationRemoveOidcDomainArgs = {
  input: RemoveOidcDomainInput;
};


export type MutationRemovePasskeyArgs = {
  input: RemovePasskeyInput;
};


export type MutationRenewRecoveryCodesArgs = {
  input?: RenewRecoveryCodesInput;
};


export type MutationRequestEmailChangeArgs = {
  input: RequestEmailChangeInput;
};


export type MutationRequestEmailVerificationArgs = {
  input?: RequestEmailVerificationInput;
};


export type MutationRequestPasswordResetArgs = {
  input: RequestPasswordResetInput;
};


export type MutationResendInvitationArgs = {
  input: ResendInvitationInput;
};


export type MutationResetPasswordArgs = {
  input: ResetPasswordInput;
};


export type MutationResetSecondFactorArgs = {
  input: ResetSecondFactorInput;
};


export type MutationRestoreOrganizationArgs = {
  input: RestoreOrganizationInput;
};


export type MutationRevokeApiKeyArgs = {
  input: RevokeApiKeyInput;
};


export type MutationRevokeInvitationArgs = {
  input: RevokeInvitationInput;
};


export type MutationRevokeSupportAccessArgs = {
  input: RevokeSupportAccessInput;
};


export type MutationRotateApiKeyArgs = {
  input: RotateApiKeyInput;
};


export type MutationSaveOidcProviderArgs = {
  input: SaveOidcProviderInput;
};


export type MutationStartOidcLogInArgs = {
  input: StartOidcLogInInput;
};


export type MutationStartPasskeyRegistrationArgs = {
  input?: StartPasskeyRegistrationInput;
};


export type MutationStartPasskeyStepUpArgs = {
  input?: StartPasskeyStepUpInput;
};


export type MutationStartTotpEnrollmentArgs = {
  input?: StartTotpEnrollmentInput;
};


export type MutationStepUpArgs = {
  input: StepUpInput;
};


export type MutationSwitchOrganizationArgs = {
  input: SwitchOrganizationInput;
};


export type MutationTransferOwnershipArgs = {
  input: TransferOwnershipInput;
};


export type MutationUndoEmailChangeArgs = {
  input: UndoEmailChangeInput;
};


export type MutationUpdateApiKeyArgs = {
  input: UpdateApiKeyInput;
};


export type MutationUpdateNoticesArgs = {
  input: UpdateNoticesInput;
};


export type MutationUpdateOrganizationArgs = {
  input: UpdateOrganizationInput;
};


export type MutationUpdateRoleArgs = {
  input: UpdateRoleInput;
};


export type MutationUpdateSecurityPolicyArgs = {
  input: UpdateSecurityPolicyInput;
};


export type MutationUpdateUserArgs = {
  input: UpdateUserInput;
};


export type MutationVerifyEmailArgs = {
  input: VerifyEmailInput;
};


export type MutationVerifyOidcDomainArgs = {
  input: VerifyOidcDomainInput;
};

/** A kind of notice, and whether you get it. */
export type Notice = {
  __typename?: 'Notice';
  /** Whether you can choose; false for what keeps your account yours. */
  canBeTurnedOff: Scalars['Boolean']['output'];
  /** What it tells of. */
  description: Scalars['String']['output'];
  /** Whether you get it. */
  isOn: Scalars['Boolean']['output'];
  /** Which. */
  kind: NoticeKind;
};

/** Something that you are told of by mail without asking. */
export type NoticeKind =
  /** Changes of how one gets into your account. Always sent. */
  | 'ACCOUNT_SECURITY'
  /** API keys that you made, or of an organisation that you own, end soon. */
  | 'API_KEY_ENDING'
  /**
   * Of estimates that you made, or whose leads you are responsible for: sent by somebody else; by clients opened, approved, declined, changes
   * wanted.
   */
  | 'ESTIMATE_ANSWERS'
  /**
   * Estimates that you made, or whose leads you are responsible for, were not decided yet, and whose last day comes, where your organisation
   * wants reminders.
   */
  | 'ESTIMATE_REMINDERS'
  /** Several log-ins to your account with a wrong password. */
  | 'LOG_IN_GUESSES'
  /** Log-ins from a device that was not seen in the last 90 days. */
  | 'NEW_DEVICE'
  /** Somebody registers with your address. */
  | 'REGISTRATION_REPEATED';

/** A domain whose people log in by the provider. */
export type OidcDomain = {
  __typename?: 'OidcDomain';
  /** In ASCII and lower case. */
  domain: Scalars['String']['output'];
  /** Whether it was proved to be yours. */
  isVerified: Scalars['Boolean']['output'];
  /** The name of the TXT record that proves it. */
  recordName: Scalars['String']['output'];
  /** What the record has to say. */
  recordValue: Scalars['String']['output'];
  /** When; null when it was not, or not any more. */
  verifiedAt: Maybe<Scalars['DateTime']['output']>;
};

/** An OpenID Connect provider that an organisation's people log in by. */
export type OidcProvider = {
  __typename?: 'OidcProvider';
  /** What it knows us by. */
  clientId: Scalars['String']['output'];
  /** Whether anybody comes in by it. */
  isEnabled: Scalars['Boolean']['output'];
  /** As it names itself. */
  issuer: Scalars['String']['output'];
  /** Where it has to send browsers back to: enter this at the provider. */
  redirectUri: Scalars['String']['output'];
  /** What people get who come for the first time; null when it is gone: nobody new comes in then. */
  role: Maybe<Role>;
  /** When it was saved. */
  savedAt: Scalars['DateTime']['output'];
};

/** A company with its own people and data; nobody outside it sees any of it. */
export type Organization = {
  __typename?: 'Organization';
  /** When it was registered. */
  createdAt: Scalars['DateTime']['output'];
  /** What new estimates are priced in, ISO 4217: `RUB`; null when it has not said. */
  currency: Maybe<Scalars['String']['output']>;
  /** Stable for ever. */
  id: Scalars['ID']['output'];
  /** The language of what is sent in its name, BCP 47: `ru`. */
  locale: Scalars['String']['output'];
  /** The company's name. */
  name: Scalars['String']['output'];
  /** An IANA time zone: `Europe/Moscow`. `UTC` unless changed. */
  timeZone: Scalars['String']['output'];
};

/** An organisation you belong to. */
export type OrganizationMembership = {
  __typename?: 'OrganizationMembership';
  /** Whether it is the one of this request. */
  isCurrent: Scalars['Boolean']['output'];
  /** When you joined it. */
  joinedAt: Scalars['DateTime']['output'];
  /** When you last logged in to it; null when you never did. */
  lastLoginAt: Maybe<Scalars['DateTime']['output']>;
  /** The organisation's id, for `switchOrganization`. */
  organizationId: Scalars['ID']['output'];
  /** The organisation's name. */
  organizationName: Scalars['String']['output'];
};

/** Where a page stands in its list (Relay connections). */
export type PageInfo = {
  __typename?: 'PageInfo';
  /** The last edge's cursor; null for an empty page. */
  endCursor: Maybe<Scalars['String']['output']>;
  /** Whether `after: endCursor` would find more. */
  hasNextPage: Scalars['Boolean']['output'];
  /** Whether `before: startCursor` would find more. */
  hasPreviousPage: Scalars['Boolean']['output'];
  /** The first edge's cursor; null for an empty page. */
  startCursor: Maybe<Scalars['String']['output']>;
};

/** A passkey of yours. */
export type Passkey = {
  __typename?: 'Passkey';
  /** When it was made. */
  createdAt: Scalars['DateTime']['output'];
  /** Stable for ever. */
  id: Scalars['ID']['output'];
  /** When it was last used; null when it never was. */
  lastUsedAt: Maybe<Scalars['DateTime']['output']>;
  /** What you call it. */
  name: Scalars['String']['output'];
};

/** A change of your address that waits for its confirmation. */
export type PendingEmailChange = {
  __typename?: 'PendingEmailChange';
  /** The new address. */
  email: Scalars['String']['output'];
  /** Until when its link holds. */
  expiresAt: Scalars['DateTime']['output'];
};

/** Something a person may be allowed to do. */
export type Permission = {
  __typename?: 'Permission';
  /** What it allows. */
  description: Scalars['String']['output'];
  /** Whether you have it: what you don't have you can't give. */
  isYours: Scalars['Boolean']['output'];
  /** Its name: `estimates:send`. */
  name: Scalars['String']['output'];
};

/** A change of roles to look at. With none of the last three: the role is deleted, and nothing replaces it. */
export type PreviewRoleChangeInput = {
  /** What it would allow, as by `updateRole`. */
  permissions?: InputMaybe<Array<Scalars['String']['input']>>;
  /** What replaces it when it is deleted, as by `deleteRole`. */
  replacementId?: InputMaybe<Scalars['ID']['input']>;
  /** The role that is given, changed or deleted. */
  roleId: Scalars['ID']['input'];
  /** Who is given it, as by `assignRole`. */
  userId?: InputMaybe<Scalars['ID']['input']>;
};

export type Query = {
  __typename?: 'Query';
  /** One API key; null and NOT_FOUND when your organisation has none of this id. */
  apiKey: Maybe<ApiKey>;
  /** Your organisation's API keys, the newest first. */
  apiKeys: ApiKeyConnection;
  /**
   * A part of the audit as JSON lines, oldest first. The parts, one after another, make a file that proves itself: each entry with
   * its place in the chain, the signed checkpoints, and where it ends, which the last part says that has no entry. Nothing can be left out of it, so it takes `costs:read`, too.
   */
  auditExport: AuditExport;
  /** What was done in your organisation, by whom and from where, the latest first: every change, and every refused log-in. */
  auditLog: AuditEntryConnection;
  /**
   * The zip that `exportMyData` or `exportOrganizationData` made, for whoever asked for it. Null while it is not done, and a day later, when
   * the file is gone. FORBIDDEN with the reason STEP_UP_REQUIRED when the session is no fresh one any more: use `stepUp`, and ask again.
   */
  dataExport: Maybe<DataExport>;
  /**
   * Whether a person may do something here, and why: each step from the organisation to the permission, whether it holds, and what
   * exactly is missing.
   */
  explainAccess: AccessExplanation;
  /**
   * What an invitation is, for the page that accepts it: it tells whoever holds the link from the mail. Null for a link that opens
   * nothing (any more).
   */
  invitationPreview: Maybe<InvitationPreview>;
  /** Invitations to your organisation that nobody has accepted yet, the latest sent first. */
  invitations: InvitationConnection;
  /** You: the person this request's token belongs to. */
  me: User;
  /** Your organisations, the last used first. */
  memberships: Array<OrganizationMembership>;
  /** What you are told of by mail without asking, and what of it you can turn off. */
  notices: Array<Notice>;
  /** The domains whose people log in by it. */
  oidcDomains: Array<OidcDomain>;
  /** The service by which your organisation's people log in besides passwords; null when there is none. */
  oidcProvider: Maybe<OidcProvider>;
  /** Your organisation. */
  organization: Organization;
  /** The change of your address that waits for its confirmation; null when there is none. */
  pendingEmailChange: Maybe<PendingEmailChange>;
  /** Every permission there is. Roles are made of them. */
  permissions: Array<Permission>;
  /** What a change of roles would do, before it is made: who gains and who loses what, and what would refuse it. Changes nothing. */
  previewRoleChange: RoleChangePreview;
  /** The roles of your organisation, from the most powerful one down. */
  roles: Array<Role>;
  /** Your second factor, and the devices that are remembered. */
  secondFactor: SecondFactor;
  /** What your organisation demands of its people's sessions. */
  securityPolicy: SecurityPolicy;
  /** Your own live sessions in this organisation, the latest used first. */
  sessions: SessionConnection;
  /** When support was let in, the latest first, and each time somebody came in by it; the last 100. */
  supportGrants: Array<SupportGrant>;
  /** One person; null and NOT_FOUND when your organisation has none of this id. */
  user: Maybe<User>;
  /** The people of your organisation. */
  users: UserConnection;
  /**
   * Checks the audit: that no entry was changed, moved, put in or taken out since it was written, and that the daily signatures are
   * genuine. Looks at the latest 100,000 entries; `npm run cli -- audit verify` checks a whole export without trusting us.
   */
  verifyAudit: AuditVerification;
};


export type QueryApiKeyArgs = {
  id: Scalars['ID']['input'];
};


export type QueryApiKeysArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  before: InputMaybe<Scalars['String']['input']>;
  filter: InputMaybe<ApiKeyFilter>;
  first: InputMaybe<Scalars['Int']['input']>;
  last: InputMaybe<Scalars['Int']['input']>;
};


export type QueryAuditExportArgs = {
  after?: Scalars['Int']['input'];
  first?: Scalars['Int']['input'];
};


export type QueryAuditLogArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  before: InputMaybe<Scalars['String']['input']>;
  filter: InputMaybe<AuditFilter>;
  first: InputMaybe<Scalars['Int']['input']>;
  last: InputMaybe<Scalars['Int']['input']>;
};


export type QueryDataExportArgs = {
  jobId: Scalars['ID']['input'];
};


export type QueryExplainAccessArgs = {
  permission: Scalars['String']['input'];
  userId: Scalars['ID']['input'];
};


export type QueryInvitationPreviewArgs = {
  token: Scalars['String']['input'];
};


export type QueryInvitationsArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  before: InputMaybe<Scalars['String']['input']>;
  first: InputMaybe<Scalars['Int']['input']>;
  last: InputMaybe<Scalars['Int']['input']>;
};


export type QueryPreviewRoleChangeArgs = {
  input: PreviewRoleChangeInput;
};


export type QuerySessionsArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  before: InputMaybe<Scalars['String']['input']>;
  first: InputMaybe<Scalars['Int']['input']>;
  last: InputMaybe<Scalars['Int']['input']>;
};


export type QueryUserArgs = {
  id: Scalars['ID']['input'];
};


export type QueryUsersArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  before: InputMaybe<Scalars['String']['input']>;
  filter: InputMaybe<UserFilter>;
  first: InputMaybe<Scalars['Int']['input']>;
  last: InputMaybe<Scalars['Int']['input']>;
  orderBy?: UserOrder;
};

/** Who is let in again. */
export type ReactivateUserInput = {
  /** The person. */
  userId: Scalars['ID']['input'];
};

/** The answer to `reactivateUser`. */
export type ReactivateUserPayload = {
  __typename?: 'ReactivateUserPayload';
  /** The person; null when there is something to mend. */
  user: Maybe<User>;
  /** What to mend; nothing was changed when there is something. */
  userErrors: Array<UserError>;
};

/** What to refresh. */
export type RefreshTokensInput = {
  /** The latest refresh token of the session. */
  refreshToken: Scalars['String']['input'];
};

/** The answer to `refreshTokens`. */
export type RefreshTokensPayload = {
  __typename?: 'RefreshTokensPayload';
  /** The new pair; keep both, forget the old. */
  tokens: Maybe<Tokens>;
  /** Whose they are, with today's role and permissions. */
  user: Maybe<User>;
  /** Always empty at present: a refusal is an error with the code `UNAUTHENTICATED`. */
  userErrors: Array<UserError>;
};

/** A new person and their organisation. */
export type RegisterInput = {
  /** The address to log in with; upper and lower case are the same. */
  email: Scalars['String']['input'];
  /** Given name, 100 characters at most. */
  firstName: Scalars['String']['input'];
  /** Family name, 100 characters at most. */
  lastName: Scalars['String']['input'];
  /** The company's name, 200 characters at most; first and last name unless given. */
  organizationName?: InputMaybe<Scalars['String']['input']>;
  /** 12 to 128 characters of any kind; composed and decomposed letters are the same. Common passwords are refused. */
  password: Scalars['String']['input'];
};

/** The answer to `register`. */
export type RegisterPayload = {
  __typename?: 'RegisterPayload';
  /** The address, as understood. It says nothing about whether it was new. */
  email: Maybe<Scalars['String']['output']>;
  /** What to mend; nothing was created when there is something. */
  userErrors: Array<UserError>;
};

/** A device that proved the second factor and is not asked for it, for 30 days. */
export type RememberedDevice = {
  __typename?: 'RememberedDevice';
  /** Since when. */
  createdAt: Scalars['DateTime']['output'];
  /** Until when. */
  expiresAt: Scalars['DateTime']['output'];
  /** Stable for ever. */
  id: Scalars['ID']['output'];
  /** The address it was remembered from. */
  ip: Maybe<Scalars['String']['output']>;
  /** When it was last used. */
  lastUsedAt: Scalars['DateTime']['output'];
  /** The program (`User-Agent`). */
  userAgent: Maybe<Scalars['String']['output']>;
};

/** Which domain. */
export type RemoveOidcDomainInput = {
  /** Such as `example.com`; its subdomains are others. */
  domain: Scalars['String']['input'];
};

/** The answer to `removeOidcDomain`. */
export type RemoveOidcDomainPayload = {
  __typename?: 'RemoveOidcDomainPayload';
  /** The domain that is gone. */
  removedDomain: Maybe<Scalars['String']['output']>;
  /** What to mend; nothing was changed when there is something. */
  userErrors: Array<UserError>;
};

/** Which passkey to take away. */
export type RemovePasskeyInput = {
  /** The passkey. */
  id: Scalars['ID']['input'];
};

/** The answer to `removePasskey`. */
export type RemovePasskeyPayload = {
  __typename?: 'RemovePasskeyPayload';
  /** The passkey that is gone. */
  removedPasskeyId: Maybe<Scalars['ID']['output']>;
  /** What to mend; nothing was changed when there is something. */
  userErrors: Array<UserError>;
};

/** It is about your own account: nothing has to be said. */
export type RenewRecoveryCodesInput = {
  /** Of Relay clients; it is taken, and nothing is done with it. */
  clientMutationId?: InputMaybe<Scalars['String']['input']>;
};

/** The answer to `renewRecoveryCodes`. */
export type RenewRecoveryCodesPayload = {
  __typename?: 'RenewRecoveryCodesPayload';
  /** Shown this once; null when there is something to mend. */
  recoveryCodes: Maybe<Array<Scalars['String']['output']>>;
  /** What to mend; nothing was changed when there is something. */
  userErrors: Array<UserError>;
};

/** The new address. */
export type RequestEmailChangeInput = {
  /** Where you read mail: a link goes there. */
  email: Scalars['String']['input'];
};

/** The answer to `requestEmailChange`. */
export type RequestEmailChangePayload = {
  __typename?: 'RequestEmailChangePayload';
  /** Where the link went, as understood. It says nothing about whether it has an account. */
  email: Maybe<Scalars['String']['output']>;
  /** What to mend; nothing was sent when there is something. */
  userErrors: Array<UserError>;
};

/** It is about your own address: nothing has to be said. */
export type RequestEmailVerificationInput = {
  /** Has to be your own address, if it is given. */
  email?: InputMaybe<Scalars['String']['input']>;
};

/** The answer to `requestEmailVerification`. */
export type RequestEmailVerificationPayload = {
  __typename?: 'RequestEmailVerificationPayload';
  /** The address the mail goes to. */
  email: Maybe<Scalars['String']['output']>;
  /** What to mend; nothing was sent when there is something. */
  userErrors: Array<UserError>;
};

/** Who forgot their password. */
export type RequestPasswordResetInput = {
  /** The address they log in with. */
  email: Scalars['String']['input'];
};

/** The answer to `requestPasswordReset`. */
export type RequestPasswordResetPayload = {
  __typename?: 'RequestPasswordResetPayload';
  /** The address, as understood. It says nothing about whether it has an account. */
  email: Maybe<Scalars['String']['output']>;
  /** What to mend; nothing was sent when there is something. */
  userErrors: Array<UserError>;
};

/** Which invitation to send again. */
export type ResendInvitationInput = {
  /** The invitation. */
  id: Scalars['ID']['input'];
};

/** The answer to `resendInvitation`. */
export type ResendInvitationPayload = {
  __typename?: 'ResendInvitationPayload';
  /** The invitation; null when there is something to mend. */
  invitation: Maybe<Invitation>;
  /** What to mend; nothing was sent when there is something. */
  userErrors: Array<UserError>;
};

/** A link, and the new password. */
export type ResetPasswordInput = {
  /** 12 to 128 characters of any kind. Common passwords are refused, and the link holds on. */
  password: Scalars['String']['input'];
  /** From the link in the mail. */
  token: Scalars['String']['input'];
};

/** The answer to `resetPassword`. */
export type ResetPasswordPayload = {
  __typename?: 'ResetPasswordPayload';
  /** The address to log in with. */
  email: Maybe<Scalars['String']['output']>;
  /** What to mend; nothing was changed when there is something. */
  userErrors: Array<UserError>;
};

/** Who has lost their second factor. */
export type ResetSecondFactorInput = {
  /** The person. */
  userId: Scalars['ID']['input'];
};

/** The answer to `resetSecondFactor`. */
export type ResetSecondFactorPayload = {
  __typename?: 'ResetSecondFactorPayload';
  /** The person; null when there is something to mend. */
  user: Maybe<User>;
  /** What to mend; nothing was sent when there is something. */
  userErrors: Array<UserError>;
};

/** Which deletion to take back. */
export type RestoreOrganizationInput = {
  /** The token of the link. */
  token: Scalars['String']['input'];
};

/** The answer to `restoreOrganization`. */
export type RestoreOrganizationPayload = {
  __typename?: 'RestoreOrganizationPayload';
  /** The organisation that is there again. */
  organizationName: Maybe<Scalars['String']['output']>;
  /** What to mend; nothing was changed when there is something. */
  userErrors: Array<UserError>;
};

/** Which API key to end. */
export type RevokeApiKeyInput = {
  /** The key. */
  id: Scalars['ID']['input'];
};

/** The answer to `revokeApiKey`. */
export type RevokeApiKeyPayload = {
  __typename?: 'RevokeApiKeyPayload';
  /** The key, as it is now; null when there is something to mend. */
  apiKey: Maybe<ApiKey>;
  /** What to mend; nothing was changed when there is something. */
  userErrors: Array<UserError>;
};

/** Which invitation to take back. */
export type RevokeInvitationInput = {
  /** The invitation. */
  id: Scalars['ID']['input'];
};

/** The answer to `revokeInvitation`. */
export type RevokeInvitationPayload = {
  __typename?: 'RevokeInvitationPayload';
  /** The id of the invitation that is gone. */
  revokedInvitationId: Maybe<Scalars['ID']['output']>;
  /** What to mend; nothing was changed when there is something. */
  userErrors: Array<UserError>;
};

/** Which access of support to end. */
export type RevokeSupportAccessInput = {
  /** The grant. */
  id: Scalars['ID']['input'];
};

/** The answer to `revokeSupportAccess`. */
export type RevokeSupportAccessPayload = {
  __typename?: 'RevokeSupportAccessPayload';
  /** The grant, as it is now; null when there is something to mend. */
  supportGrant: Maybe<SupportGrant>;
  /** What to mend; nothing was changed when there is something. */
  userErrors: Array<UserError>;
};

/** A named set of permissions. */
export type Role = {
  __typename?: 'Role';
  /** What it is for; null when nobody has said. */
  description: Maybe<Scalars['String']['output']>;
  /** Stable for ever. */
  id: Scalars['ID']['output'];
  /** Whether it came with the organisation; such roles can't be changed. */
  isSystem: Scalars['Boolean']['output'];
  /** Short and stable within the organisation: `owner`, `admin`, `manager`, `estimator`, `viewer` for system roles. */
  key: Scalars['String']['output'];
  /** How many people have it, deactivated ones too. Null, with an error, without the permission `users:read`. */
  memberCount: Maybe<Scalars['Int']['output']>;
  /** What people call it. */
  name: Scalars['String']['output'];
  /** What it allows. */
  permissions: Array<Scalars['String']['output']>;
  /** Grows with every change; for `expectedVersion`. */
  version: Scalars['Int']['output'];
};

/** What a change of roles would do. */
export type RoleChangePreview = {
  __typename?: 'RoleChangePreview';
  /** Permissions that those people would have afterwards and don't have now. */
  gains: Array<Scalars['String']['output']>;
  /** How many invitations that wait would give something else. */
  invitationCount: Scalars['Int']['output'];
  /** Permissions that those people have now and would not have afterwards. */
  loses: Array<Scalars['String']['output']>;
  /** What would refuse the change, as the mutation would say it; empty when it would be made. */
  userErrors: Array<UserError>;
  /** Who: all of them gain and lose the same. */
  users: UserConnection;
};


/** What a change of roles would do. */
export type RoleChangePreviewUsersArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  before: InputMaybe<Scalars['String']['input']>;
  first: InputMaybe<Scalars['Int']['input']>;
  last: InputMaybe<Scalars['Int']['input']>;
};

/** Which API key gets a new secret. */
export type RotateApiKeyInput = {
  /** When the key ends; in a year unless given, in five at the latest. */
  expiresAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** The key. */
  id: Scalars['ID']['input'];
  /** How many hours the secret from before goes on working: 0 to 168. 0 for one that leaked. */
  overlapHours: Scalars['Int']['input'];
};

/** The answer to `rotateApiKey`. */
export type RotateApiKeyPayload = {
  __typename?: 'RotateApiKeyPayload';
  /** The key, as it is now; null when there is something to mend. */
  apiKey: Maybe<ApiKey>;
  /** Its new text, shown this once: keep it secret. */
  secret: Maybe<Scalars['String']['output']>;
  /** What to mend; nothing was changed when there is something. */
  userErrors: Array<UserError>;
};

/** A provider. Give the role by id or by key, not both. */
export type SaveOidcProviderInput = {
  /** From the provider. */
  clientId: Scalars['String']['input'];
  /** From the provider; left out, it stays as it is. It is kept sealed, and never shown. */
  clientSecret?: InputMaybe<Scalars['String']['input']>;
  /** Whether anybody comes in by it. */
  isEnabled: Scalars['Boolean']['input'];
  /** As the provider names itself: `https://id.example.com`. */
  issuer: Scalars['String']['input'];
  /** What people get who come for the first time, by its id; yours at most. */
  roleId?: InputMaybe<Scalars['ID']['input']>;
  /** The same by its key: `viewer`. */
  roleKey?: InputMaybe<Scalars['String']['input']>;
};

/** The answer to `saveOidcProvider`. */
export type SaveOidcProviderPayload = {
  __typename?: 'SaveOidcProviderPayload';
  /** The provider, as it is now; null when there is something to mend. */
  provider: Maybe<OidcProvider>;
  /** What to mend; nothing was changed when there is something. */
  userErrors: Array<UserError>;
};

/** Your second factor. */
export type SecondFactor = {
  __typename?: 'SecondFactor';
  /** Whether a log-in asks for one. */
  isEnabled: Scalars['Boolean']['output'];
  /** What it can be answered with now. */
  methods: Array<SecondFactorMethod>;
  /** Your passkeys, the newest first; 20 at most. */
  passkeys: Array<Passkey>;
  /** How many recovery codes are left, of ten. */
  recoveryCodesLeft: Scalars['Int']['output'];
  /** Devices that are not asked for it, the last used first; 50 at most. */
  rememberedDevices: Array<RememberedDevice>;
  /** Since when the authenticator app is on; null when it isn't. */
  totpEnabledAt: Maybe<Scalars['DateTime']['output']>;
};

/** What can prove that it is you, besides the password. */
export type SecondFactorMethod =
  /** A key on a device or in a password manager (WebAuthn). */
  | 'PASSKEY'
  /** One of the codes that were shown when the second factor was turned on; each of them once. */
  | 'RECOVERY_CODE'
  /** A code of an authenticator app (RFC 6238): six digits, another each 30 seconds, each of them once. */
  | 'TOTP';

/** What an organisation demands of its people's sessions. */
export type SecurityPolicy = {
  __typename?: 'SecurityPolicy';
  /** From where sessions may be started and refreshed, as networks (`192.0.2.0/24`, `2001:db8::/32`); empty: from everywhere. */
  allowedNetworks: Array<Scalars['String']['output']>;
  /** Whether sessions are started and refreshed only by who sends the headers `X-Device-ID`, `X-App-Type` and `X-App-Version`. */
  deviceHeadersRequired: Scalars['Boolean']['output'];
  /** Whether somebody's sessions end when a change of roles takes a permission away from them. */
  endSessionsOnRoleLoss: Scalars['Boolean']['output'];
  /** The oldest version of each app that gets in; others of the app are told to update. Apps that are not listed get in with any. */
  minimumAppVersions: Array<MinimumAppVersion>;
  /** Whether nobody gets in without a second factor. Who has none sets one up at the next log-in. */
  secondFactorRequired: Scalars['Boolean']['output'];
  /** After how many minutes without use a session ends; 20160 (14 days) at most. */
  sessionIdleMinutes: Scalars['Int']['output'];
  /** After how many minutes a session ends whatever happens; 86400 (60 days) at most. */
  sessionMaxMinutes: Scalars['Int']['output'];
  /** Whether people may log in before they have confirmed their e-mail address. */
  unverifiedLogIn: Scalars['Boolean']['output'];
};

/** One log-in on one device, with the chain of refresh tokens that came of it. */
export type Session = {
  __typename?: 'Session';
  /** The kind of application (`X-App-Type`). */
  appType: Maybe<Scalars['String']['output']>;
  /** The application's version (`X-App-Version`). */
  appVersion: Maybe<Scalars['String']['output']>;
  /** When you logged in. */
  createdAt: Scalars['DateTime']['output'];
  /** The device (`X-Device-ID`). */
  deviceId: Maybe<Scalars['String']['output']>;
  /** When it ends at the latest: unused for 14 days, or 60 days after log-in, or sooner where the organisation wants it. */
  expiresAt: Scalars['DateTime']['output'];
  /** Stable for ever. */
  id: Scalars['ID']['output'];
  /** The address you logged in from, as the gateway saw it. */
  ip: Maybe<Scalars['String']['output']>;
  /** Whether it is the session of this request. */
  isCurrent: Scalars['Boolean']['output'];
  /** When tokens were last refreshed. */
  lastUsedAt: Scalars['DateTime']['output'];
  /** The program you logged in with (`User-Agent`). */
  userAgent: Maybe<Scalars['String']['output']>;
};

/** A page of sessions. */
export type SessionConnection = {
  __typename?: 'SessionConnection';
  /** The sessions of this page. */
  edges: Array<SessionEdge>;
  /** Where this page stands. */
  pageInfo: PageInfo;
  /** How many there are on all pages. */
  totalCount: Scalars['Int']['output'];
};

/** One session of a page. */
export type SessionEdge = {
  __typename?: 'SessionEdge';
  /** Where in the list; for `after` and `before`. */
  cursor: Scalars['String']['output'];
  /** The session. */
  node: Session;
};

/** Who logs in. */
export type StartOidcLogInInput = {
  /** Their address; its domain says where they log in. */
  email: Scalars['String']['input'];
};

/** The answer to `startOidcLogIn`. */
export type StartOidcLogInPayload = {
  __typename?: 'StartOidcLogInPayload';
  /** Where to send the browser; null when there is something to mend. */
  authorizationUrl: Maybe<Scalars['String']['output']>;
  /** For `completeOidcLogIn`: keep it in this browser, as secret as a password. */
  browserToken: Maybe<Scalars['String']['output']>;
  /** Until when it holds. */
  expiresAt: Maybe<Scalars['DateTime']['output']>;
  /** What to mend; nothing was begun when there is something. */
  userErrors: Array<UserError>;
};

/** It is about your own account: nothing has to be said. */
export type StartPasskeyRegistrationInput = {
  /** Of Relay clients; it is taken, and nothing is done with it. */
  clientMutationId?: InputMaybe<Scalars['String']['input']>;
};

/** The answer to `startPasskeyRegistration`. */
export type StartPasskeyRegistrationPayload = {
  __typename?: 'StartPasskeyRegistrationPayload';
  /** For `navigator.credentials.create`, as JSON; null when there is something to mend. */
  options: Maybe<Scalars['String']['output']>;
  /** What to mend; nothing was changed when there is something. */
  userErrors: Array<UserError>;
};

/** It is about your own passkeys: nothing has to be said. */
export type StartPasskeyStepUpInput = {
  /** Of Relay clients; it is taken, and nothing is done with it. */
  clientMutationId?: InputMaybe<Scalars['String']['input']>;
};

/** The answer to `startPasskeyStepUp`. */
export type StartPasskeyStepUpPayload = {
  __typename?: 'StartPasskeyStepUpPayload';
  /** For `navigator.credentials.get`, as JSON; null when there is something to mend. */
  options: Maybe<Scalars['String']['output']>;
  /** What to mend. */
  userErrors: Array<UserError>;
};

/** It is about your own account: nothing has to be said. */
export type StartTotpEnrollmentInput = {
  /** Of Relay clients; it is taken, and nothing is done with it. */
  clientMutationId?: InputMaybe<Scalars['String']['input']>;
};

/** The answer to `startTotpEnrollment`. */
export type StartTotpEnrollmentPayload = {
  __typename?: 'StartTotpEnrollmentPayload';
  /** The secret, for this answer only; null when there is something to mend. */
  enrollment: Maybe<TotpEnrollment>;
  /** What to mend; nothing was changed when there is something. */
  userErrors: Array<UserError>;
};

/** One proof that it is you. */
export type StepUpInput = {
  /** A code of the authenticator app. */
  code?: InputMaybe<Scalars['String']['input']>;
  /** What `navigator.credentials.get` answered, as JSON; the options are from `startPasskeyStepUp`. */
  passkey?: InputMaybe<Scalars['String']['input']>;
  /** The password; for who has no second factor. */
  password?: InputMaybe<Scalars['String']['input']>;
  /** A recovery code; dashes, spaces and case don't matter. */
  recoveryCode?: InputMaybe<Scalars['String']['input']>;
};

/** The answer to `stepUp`. */
export type StepUpPayload = {
  __typename?: 'StepUpPayload';
  /** Until when the proof holds. */
  freshUntil: Maybe<Scalars['DateTime']['output']>;
  /** What to mend; nothing was proved when there is something. */
  userErrors: Array<UserError>;
};

/** A time for which the people who run the installation may come in. */
export type SupportGrant = {
  __typename?: 'SupportGrant';
  /** When. */
  createdAt: Scalars['DateTime']['output'];
  /** When it ends by itself. */
  expiresAt: Scalars['DateTime']['output'];
  /** Who granted it; null, with an error, when they can't be seen. */
  grantedBy: Maybe<User>;
  /** Stable for ever. */
  id: Scalars['ID']['output'];
  /** Whether it holds now. */
  isActive: Scalars['Boolean']['output'];
  /** What for, in the words of whoever granted it. */
  reason: Scalars['String']['output'];
  /** When it was ended before; null when it wasn't. */
  revokedAt: Maybe<Scalars['DateTime']['output']>;
  /** What support may do. */
  scopes: Array<Scalars['String']['output']>;
  /** Each time somebody of support came in, the latest first; the last 100. */
  uses: Array<SupportUse>;
};

/** One time that somebody of support came in. */
export type SupportUse = {
  __typename?: 'SupportUse';
  /** When their token ends at the latest. */
  expiresAt: Scalars['DateTime']['output'];
  /** Who, as they said to the command that let them in. */
  operator: Scalars['String']['output'];
  /** When. */
  startedAt: Scalars['DateTime']['output'];
};

/** Which organisation to go to. */
export type SwitchOrganizationInput = {
  /** The organisation, from `memberships`. */
  organizationId: Scalars['ID']['input'];
};

/** The answer to `switchOrganization`. */
export type SwitchOrganizationPayload = {
  __typename?: 'SwitchOrganizationPayload';
  /** The new session's first tokens. */
  tokens: Maybe<Tokens>;
  /** You, in the other organisation. */
  user: Maybe<User>;
  /** What to mend; no session was started when there is something. */
  userErrors: Array<UserError>;
};

/** An access token and the refresh token to get the next one with. */
export type Tokens = {
  __typename?: 'Tokens';
  /** Send it as `Authorization: Bearer …`. Lives ten minutes. */
  accessToken: Scalars['String']['output'];
  /** When the access token expires. */
  expiresAt: Scalars['DateTime']['output'];
  /** Opaque, for `refreshTokens`, once. Keep it secret. */
  refreshToken: Scalars['String']['output'];
};

/** A secret for an authenticator app. */
export type TotpEnrollment = {
  __typename?: 'TotpEnrollment';
  /** The same as a picture to point a camera at: an SVG as a data URI. */
  qrCode: Scalars['String']['output'];
  /** To type in by hand; Base32. */
  secret: Scalars['String']['output'];
  /** To open in an app (`otpauth://…`). */
  uri: Scalars['String']['output'];
};

/** Who becomes an owner in your place. */
export type TransferOwnershipInput = {
  /** The person. */
  userId: Scalars['ID']['input'];
};

/** The answer to `transferOwnership`. */
export type TransferOwnershipPayload = {
  __typename?: 'TransferOwnershipPayload';
  /** The new owner; null when there is something to mend. */
  owner: Maybe<User>;
  /** What to mend; nothing was changed when there is something. */
  userErrors: Array<UserError>;
};

/** A link, and a new password. */
export type UndoEmailChangeInput = {
  /** 12 to 128 characters of any kind. Common passwords are refused, and the link holds on. */
  password: Scalars['String']['input'];
  /** From the link in the mail. */
  token: Scalars['String']['input'];
};

/** The answer to `undoEmailChange`. */
export type UndoEmailChangePayload = {
  __typename?: 'UndoEmailChangePayload';
  /** The address to log in with again. */
  email: Maybe<Scalars['String']['output']>;
  /** What to mend; nothing was changed when there is something. */
  userErrors: Array<UserError>;
};

/** Changes of an API key; what is left out stays. */
export type UpdateApiKeyInput = {
  /** All networks it may be used from afterwards; none: from anywhere. */
  allowedAddresses?: InputMaybe<Array<Scalars['String']['input']>>;
  /** The `version` you saw: the change is refused with CONFLICT when the key was changed since. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** When it ends; in five years at the latest. */
  expiresAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** The key. */
  id: Scalars['ID']['input'];
  /** What people call it, 100 characters at most. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** All that it may do afterwards; yours at most, one at least. */
  scopes?: InputMaybe<Array<Scalars['String']['input']>>;
};

/** The answer to `updateApiKey`. */
export type UpdateApiKeyPayload = {
  __typename?: 'UpdateApiKeyPayload';
  /** The key, as it is now; null when there is something to mend. */
  apiKey: Maybe<ApiKey>;
  /** What to mend; nothing was changed when there is something. */
  userErrors: Array<UserError>;
};

/** Which notices you want. Those that are in neither list stay as they are. */
export type UpdateNoticesInput = {
  /** Those you don't want. */
  turnOff?: InputMaybe<Array<NoticeKind>>;
  /** Those you want. */
  turnOn?: InputMaybe<Array<NoticeKind>>;
};

/** The answer to `updateNotices`. */
export type UpdateNoticesPayload = {
  __typename?: 'UpdateNoticesPayload';
  /** All kinds, as they are now; null when there is something to mend. */
  notices: Maybe<Array<Notice>>;
  /** What to mend; nothing was changed when there is something. */
  userErrors: Array<UserError>;
};

/** Changes of your organisation. */
export type UpdateOrganizationInput = {
  /** What new estimates are priced in, ISO 4217: `RUB`; null takes it away. */
  currency?: InputMaybe<Scalars['String']['input']>;
  /** The language of what is sent in its name, BCP 47: `ru`. */
  locale?: InputMaybe<Scalars['String']['input']>;
  /** The company's name, 200 characters at most. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** An IANA time zone: `Europe/Moscow`. */
  timeZone?: InputMaybe<Scalars['String']['input']>;
};

/** The answer to `updateOrganization`. */
export type UpdateOrganizationPayload = {
  __typename?: 'UpdateOrganizationPayload';
  /** The organisation, as it is now; null when there is something to mend. */
  organization: Maybe<Organization>;
  /** What to mend; nothing was changed when there is something. */
  userErrors: Array<UserError>;
};

/** Changes of a role; what is left out stays. */
export type UpdateRoleInput = {
  /** What it is for, 500 characters at most; null takes it away. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** The `version` you saw: the change is refused with CONFLICT when the role was changed since. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The role. */
  id: Scalars['ID']['input'];
  /** What people call it, 100 characters at most. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** All that it allows afterwards; yours at most. */
  permissions?: InputMaybe<Array<Scalars['String']['input']>>;
};

/** The answer to `updateRole`. */
export type UpdateRolePayload = {
  __typename?: 'UpdateRolePayload';
  /** The role, as it is now; null when there is something to mend. */
  role: Maybe<Role>;
  /** What to mend; nothing was changed when there is something. */
  userErrors: Array<UserError>;
};

/** Changes of the security policy. */
export type UpdateSecurityPolicyInput = {
  /** Networks or single addresses, 100 at most, yours among them; empty or null: from everywhere. */
  allowedNetworks?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Whether the headers of a device are demanded; your own request has to have them. */
  deviceHeadersRequired?: InputMaybe<Scalars['Boolean']['input']>;
  /** Whether somebody's sessions end when a change of roles takes a permission away from them. */
  endSessionsOnRoleLoss?: InputMaybe<Scalars['Boolean']['input']>;
  /** All apps of which a version is demanded, 20 at most; empty or null: none. */
  minimumAppVersions?: InputMaybe<Array<MinimumAppVersionInput>>;
  /** Turn it on when you have a second factor yourself. */
  secondFactorRequired?: InputMaybe<Scalars['Boolean']['input']>;
  /** 5 to 20160; null: 20160, which is 14 days. */
  sessionIdleMinutes?: InputMaybe<Scalars['Int']['input']>;
  /** 5 to 86400; null: 86400, which is 60 days. */
  sessionMaxMinutes?: InputMaybe<Scalars['Int']['input']>;
  /** Whether people may log in before they have confirmed their e-mail address. */
  unverifiedLogIn?: InputMaybe<Scalars['Boolean']['input']>;
};

/** The answer to `updateSecurityPolicy`. */
export type UpdateSecurityPolicyPayload = {
  __typename?: 'UpdateSecurityPolicyPayload';
  /** The policy as it is now; null when there is something to mend. */
  securityPolicy: Maybe<SecurityPolicy>;
  /** What to mend; nothing was changed when there is something. */
  userErrors: Array<UserError>;
};

/** Changes of your own profile; it is the same in all your organisations. */
export type UpdateUserInput = {
  /** Given name, 100 characters at most. */
  firstName?: InputMaybe<Scalars['String']['input']>;
  /** Family name, 100 characters at most. */
  lastName?: InputMaybe<Scalars['String']['input']>;
  /** The language to be addressed in, BCP 47: `ru`; null takes it away. */
  locale?: InputMaybe<Scalars['String']['input']>;
  /** An IANA time zone: `Europe/Moscow`; null takes it away. */
  timeZone?: InputMaybe<Scalars['String']['input']>;
};

/** The answer to `updateUser`. */
export type UpdateUserPayload = {
  __typename?: 'UpdateUserPayload';
  /** You, as you are now; null when there is something to mend. */
  user: Maybe<User>;
  /** What to mend; nothing was changed when there is something. */
  userErrors: Array<UserError>;
};

/**
 * A person, as a member of your organisation. Names are for every colleague; the rest needs `users:read`, or to be oneself. What an API
 * key made names the key in its author's place: `kind` tells them apart.
 */
export type User = {
  __typename?: 'User';
  /** When they joined this organisation. */
  createdAt: Scalars['DateTime']['output'];
  /** How to call them: first and last name. */
  displayName: Scalars['String']['output'];
  /** The address they log in with, as they wrote it; of who has left and of what is no person, one that no mail goes to (`.invalid`). */
  email: Scalars['String']['output'];
  /** Given name. */
  firstName: Scalars['String']['output'];
  /** Stable for ever. */
  id: Scalars['ID']['output'];
  /** Whether it is certain that the e-mail address is theirs. */
  isEmailVerified: Scalars['Boolean']['output'];
  /** Whether it is a person at all. */
  kind: UserKind;
  /** When they last logged in to this organisation; null when they never did. */
  lastLoginAt: Maybe<Scalars['DateTime']['output']>;
  /** Family name. */
  lastName: Scalars['String']['output'];
  /** The language they want to be addressed in, BCP 47: `ru`; null when they have not said, and for who has left. */
  locale: Maybe<Scalars['String']['output']>;
  /** The organisation. Null, with an error, without the permission `organization:read`. */
  organization: Maybe<Organization>;
  /** What they may do here: their role's permissions. */
  permissions: Array<Scalars['String']['output']>;
  /** Their role here; null for who has left. Null, with an error, without the permission `roles:read`. */
  role: Maybe<Role>;
  /** The session this request's token belongs to; null for anybody but yourself. */
  session: Maybe<Session>;
  /** Whether they can log in to this organisation. */
  status: UserStatus;
  /** Where they are, an IANA time zone: `Europe/Moscow`; null: the organisation's holds, or they have left. */
  timeZone: Maybe<Scalars['String']['output']>;
};

/** A page of people. */
export type UserConnection = {
  __typename?: 'UserConnection';
  /** The people of this page. */
  edges: Array<UserEdge>;
  /** Where this page stands. */
  pageInfo: PageInfo;
  /** How many there are on all pages. */
  totalCount: Scalars['Int']['output'];
};

/** One person of a page. */
export type UserEdge = {
  __typename?: 'UserEdge';
  /** Where in the list; for `after` and `before`. */
  cursor: Scalars['String']['output'];
  /** The person. */
  node: User;
};

/** Something in a mutation's input that a person can mend. Nothing was changed when there is one. */
export type UserError = {
  __typename?: 'UserError';
  /** Stable, UPPER_CASE; branch on it. */
  code: Scalars['String']['output'];
  /** What is wrong and what to do. */
  message: Scalars['String']['output'];
  /** Where in `input` the mistake stands, outermost first; empty when it is the input as a whole. */
  path: Array<Scalars['String']['output']>;
};

/** Which people to list. */
export type UserFilter = {
  /** Only with this role, by its key. */
  roleKey?: InputMaybe<Scalars['String']['input']>;
  /** Part of a name or of the e-mail address, in any case of letters, with or without their accents; 100 characters at most. */
  search?: InputMaybe<Scalars['String']['input']>;
  /** Only with this status; those who are removed are listed only when asked for. */
  status?: InputMaybe<UserStatus>;
};

/** Who is behind an action. */
export type UserKind =
  /** An API key of the organisation. */
  | 'API_KEY'
  /** A person. */
  | 'PERSON'
  /** Support, that the organisation let in. */
  | 'SUPPORT';

/** The order of a list of people. */
export type UserOrder =
  /** Who joined first comes first. */
  | 'CREATED_AT_ASC'
  /** Who joined last comes first. */
  | 'CREATED_AT_DESC'
  /** By e-mail address, from A. */
  | 'EMAIL_ASC'
  /** By e-mail address, from Z. */
  | 'EMAIL_DESC'
  /** By last name, then first name, from A, as the language of your organisation (`Organization.locale`) sorts them. */
  | 'NAME_ASC'
  /** By last name, then first name, from Z, likewise. */
  | 'NAME_DESC';

/** Whether a person can log in. */
export type UserStatus =
  /** Can log in. */
  | 'ACTIVE'
  /** Can't log in; what they made stays. */
  | 'DISABLED'
  /** Left, or was removed: only their name is here, on what they made. */
  | 'REMOVED';

/** A link, and the proof. */
export type VerifyEmailInput = {
  /** The account's password, or a new one; not needed by who is logged in to it. */
  password?: InputMaybe<Scalars['String']['input']>;
  /** From the link in the mail. */
  token: Scalars['String']['input'];
};

/** The answer to `verifyEmail`. */
export type VerifyEmailPayload = {
  __typename?: 'VerifyEmailPayload';
  /** The address that is confirmed. */
  email: Maybe<Scalars['String']['output']>;
  /** What to mend; nothing was changed when there is something. */
  userErrors: Array<UserError>;
};

/** Which domain. */
export type VerifyOidcDomainInput = {
  /** Such as `example.com`; its subdomains are others. */
  domain: Scalars['String']['input'];
};

/** The answer to `verifyOidcDomain`. */
export type VerifyOidcDomainPayload = {
  __typename?: 'VerifyOidcDomainPayload';
  /** The domain, as it is now; null when there is something to mend. */
  domain: Maybe<OidcDomain>;
  /** What to mend; nothing was changed when there is something. */
  userErrors: Array<UserError>;
};

export type WithIndex<TObject> = TObject & Record<string, any>;
export type ResolversObject<TObject> = WithIndex<TObject>;

export type ResolverTypeWrapper<T> = Promise<T> | T;

export type ReferenceResolver<TResult, TReference, TContext> = (
      reference: TReference,
      context: TContext,
      info: GraphQLResolveInfo
    ) => Promise<TResult> | TResult;

      type ScalarCheck<T, S> = S extends true ? T : NullableCheck<T, S>;
      type NullableCheck<T, S> = Maybe<T> extends T ? Maybe<ListCheck<NonNullable<T>, S>> : ListCheck<T, S>;
      type ListCheck<T, S> = T extends (infer U)[] ? NullableCheck<U, S>[] : GraphQLRecursivePick<T, S>;
      export type GraphQLRecursivePick<T, S> = { [K in keyof T & keyof S]: ScalarCheck<T[K], S[K]> };
    

export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

/** Mapping of federation types */
export type FederationTypes = ResolversObject<{
  User: User;
}>;

/** Mapping of federation reference types */
export type FederationReferenceTypes = ResolversObject<{
  User:
    ( { __typename: 'User' }
    & GraphQLRecursivePick<FederationTypes['User'], {"id":true}> );
}>;



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = ResolversObject<{
  AcceptInvitationInput: AcceptInvitationInput;
  AcceptInvitationPayload: ResolverTypeWrapper<Omit<AcceptInvitationPayload, 'tokens' | 'user'> & { tokens?: Maybe<ResolversTypes['Tokens']>, user?: Maybe<ResolversTypes['User']> }>;
  AccessExplanation: ResolverTypeWrapper<Explanation>;
  AccessStep: ResolverTypeWrapper<AccessStep>;
  AccessStepKind: AccessStepKind;
  AddOidcDomainInput: AddOidcDomainInput;
  AddOidcDomainPayload: ResolverTypeWrapper<Omit<AddOidcDomainPayload, 'domain'> & { domain?: Maybe<ResolversTypes['OidcDomain']> }>;
  ApiKey: ResolverTypeWrapper<ApiKeyEntity>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  ApiKeyConnection: ResolverTypeWrapper<Page<ApiKeyEntity>>;
  ApiKeyEdge: ResolverTypeWrapper<Omit<ApiKeyEdge, 'node'> & { node: ResolversTypes['ApiKey'] }>;
  ApiKeyFilter: ApiKeyFilter;
  ApiKeyMode: ApiKeyMode;
  ApiKeyStatus: ApiKeyStatus;
  ApiKeyUsage: ResolverTypeWrapper<ApiKeyUsage>;
  AssignRoleInput: AssignRoleInput;
  AssignRolePayload: ResolverTypeWrapper<Omit<AssignRolePayload, 'user'> & { user?: Maybe<ResolversTypes['User']> }>;
  AuditActorKind: AuditActorKind;
  AuditChange: ResolverTypeWrapper<AuditChange>;
  AuditEntry: ResolverTypeWrapper<AuditEntryEntity>;
  AuditEntryConnection: ResolverTypeWrapper<Page<AuditEntryEntity>>;
  AuditEntryEdge: ResolverTypeWrapper<Omit<AuditEntryEdge, 'node'> & { node: ResolversTypes['AuditEntry'] }>;
  AuditExport: ResolverTypeWrapper<AuditExport>;
  AuditFault: ResolverTypeWrapper<AuditFault>;
  AuditFilter: AuditFilter;
  AuditKey: ResolverTypeWrapper<AuditKey>;
  AuditOutcome: AuditOutcome;
  AuditVerification: ResolverTypeWrapper<AuditVerification>;
  CacheControlScope: CacheControlScope;
  CancelEmailChangeInput: CancelEmailChangeInput;
  CancelEmailChangePayload: ResolverTypeWrapper<CancelEmailChangePayload>;
  ChangePasswordInput: ChangePasswordInput;
  ChangePasswordPayload: ResolverTypeWrapper<ChangePasswordPayload>;
  CompleteLogInInput: CompleteLogInInput;
  CompleteLogInPayload: ResolverTypeWrapper<Omit<CompleteLogInPayload, 'tokens' | 'user'> & { tokens?: Maybe<ResolversTypes['Tokens']>, user?: Maybe<ResolversTypes['User']> }>;
  CompleteOidcLogInInput: CompleteOidcLogInInput;
  CompleteOidcLogInPayload: ResolverTypeWrapper<Omit<CompleteOidcLogInPayload, 'tokens' | 'user'> & { tokens?: Maybe<ResolversTypes['Tokens']>, user?: Maybe<ResolversTypes['User']> }>;
  CompleteSecondFactorResetInput: CompleteSecondFactorResetInput;
  CompleteSecondFactorResetPayload: ResolverTypeWrapper<CompleteSecondFactorResetPayload>;
  ConfirmEmailChangeInput: ConfirmEmailChangeInput;
  ConfirmEmailChangePayload: ResolverTypeWrapper<ConfirmEmailChangePayload>;
  ConfirmTotpEnrollmentInput: ConfirmTotpEnrollmentInput;
  ConfirmTotpEnrollmentPayload: ResolverTypeWrapper<ConfirmTotpEnrollmentPayload>;
  CreateApiKeyInput: CreateApiKeyInput;
  CreateApiKeyPayload: ResolverTypeWrapper<Omit<CreateApiKeyPayload, 'apiKey'> & { apiKey?: Maybe<ResolversTypes['ApiKey']> }>;
  CreateRoleInput: CreateRoleInput;
  CreateRolePayload: ResolverTypeWrapper<Omit<CreateRolePayload, 'role'> & { role?: Maybe<ResolversTypes['Role']> }>;
  DataExport: ResolverTypeWrapper<DataExport>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  DeactivateUserInput: DeactivateUserInput;
  DeactivateUserPayload: ResolverTypeWrapper<Omit<DeactivateUserPayload, 'user'> & { user?: Maybe<ResolversTypes['User']> }>;
  DeleteOidcProviderInput: DeleteOidcProviderInput;
  DeleteOidcProviderPayload: ResolverTypeWrapper<DeleteOidcProviderPayload>;
  DeleteOrganizationInput: DeleteOrganizationInput;
  DeleteOrganizationPayload: ResolverTypeWrapper<DeleteOrganizationPayload>;
  DeleteRoleInput: DeleteRoleInput;
  DeleteRolePayload: ResolverTypeWrapper<DeleteRolePayload>;
  DeleteUserInput: DeleteUserInput;
  DeleteUserPayload: ResolverTypeWrapper<DeleteUserPayload>;
  DisableSecondFactorInput: DisableSecondFactorInput;
  DisableSecondFactorPayload: ResolverTypeWrapper<Omit<DisableSecondFactorPayload, 'secondFactor'> & { secondFactor?: Maybe<ResolversTypes['SecondFactor']> }>;
  DuplicateRoleInput: DuplicateRoleInput;
  DuplicateRolePayload: ResolverTypeWrapper<Omit<DuplicateRolePayload, 'role'> & { role?: Maybe<ResolversTypes['Role']> }>;
  EraseAccountInput: EraseAccountInput;
  EraseAccountPayload: ResolverTypeWrapper<EraseAccountPayload>;
  ExportMyDataInput: ExportMyDataInput;
  ExportMyDataPayload: ResolverTypeWrapper<Omit<ExportMyDataPayload, 'job'> & { job?: Maybe<ResolversTypes['Job']> }>;
  ExportOrganizationDataInput: ExportOrganizationDataInput;
  ExportOrganizationDataPayload: ResolverTypeWrapper<Omit<ExportOrganizationDataPayload, 'job'> & { job?: Maybe<ResolversTypes['Job']> }>;
  FinishPasskeyRegistrationInput: FinishPasskeyRegistrationInput;
  FinishPasskeyRegistrationPayload: ResolverTypeWrapper<Omit<FinishPasskeyRegistrationPayload, 'passkey'> & { passkey?: Maybe<ResolversTypes['Passkey']> }>;
  ForgetDevicesInput: ForgetDevicesInput;
  ForgetDevicesPayload: ResolverTypeWrapper<ForgetDevicesPayload>;
  GrantSupportAccessInput: GrantSupportAccessInput;
  GrantSupportAccessPayload: ResolverTypeWrapper<Omit<GrantSupportAccessPayload, 'supportGrant'> & { supportGrant?: Maybe<ResolversTypes['SupportGrant']> }>;
  Invitation: ResolverTypeWrapper<InvitationEntity>;
  InvitationConnection: ResolverTypeWrapper<Page<InvitationEntity>>;
  InvitationEdge: ResolverTypeWrapper<Omit<InvitationEdge, 'node'> & { node: ResolversTypes['Invitation'] }>;
  InvitationPreview: ResolverTypeWrapper<InvitationPreview>;
  InviteUserInput: InviteUserInput;
  InviteUserPayload: ResolverTypeWrapper<Omit<InviteUserPayload, 'invitation'> & { invitation?: Maybe<ResolversTypes['Invitation']> }>;
  JSON: ResolverTypeWrapper<Scalars['JSON']['output']>;
  Job: ResolverTypeWrapper<{ id: string }>;
  LeaveOrganizationInput: LeaveOrganizationInput;
  LeaveOrganizationPayload: ResolverTypeWrapper<LeaveOrganizationPayload>;
  LogInChallenge: ResolverTypeWrapper<LogInChallenge>;
  LogInInput: LogInInput;
  LogInPayload: ResolverTypeWrapper<Omit<LogInPayload, 'tokens' | 'user'> & { tokens?: Maybe<ResolversTypes['Tokens']>, user?: Maybe<ResolversTypes['User']> }>;
  LogOutInput: LogOutInput;
  LogOutPayload: ResolverTypeWrapper<LogOutPayload>;
  MinimumAppVersion: ResolverTypeWrapper<MinimumAppVersion>;
  MinimumAppVersionInput: MinimumAppVersionInput;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Notice: ResolverTypeWrapper<NoticeState>;
  NoticeKind: NoticeKind;
  OidcDomain: ResolverTypeWrapper<OidcDomainRow>;
  OidcProvider: ResolverTypeWrapper<OidcProviderRow>;
  Organization: ResolverTypeWrapper<OrganizationEntity>;
  OrganizationMembership: ResolverTypeWrapper<OwnMembership>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Passkey: ResolverTypeWrapper<PasskeyRow>;
  PendingEmailChange: ResolverTypeWrapper<PendingEmailChange>;
  Permission: ResolverTypeWrapper<PermissionInfo>;
  PreviewRoleChangeInput: PreviewRoleChangeInput;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  ReactivateUserInput: ReactivateUserInput;
  ReactivateUserPayload: ResolverTypeWrapper<Omit<ReactivateUserPayload, 'user'> & { user?: Maybe<ResolversTypes['User']> }>;
  RefreshTokensInput: RefreshTokensInput;
  RefreshTokensPayload: ResolverTypeWrapper<Omit<RefreshTokensPayload, 'tokens' | 'user'> & { tokens?: Maybe<ResolversTypes['Tokens']>, user?: Maybe<ResolversTypes['User']> }>;
  RegisterInput: RegisterInput;
  RegisterPayload: ResolverTypeWrapper<RegisterPayload>;
  RememberedDevice: ResolverTypeWrapper<RememberedDeviceRow>;
  RemoveOidcDomainInput: RemoveOidcDomainInput;
  RemoveOidcDomainPayload: ResolverTypeWrapper<RemoveOidcDomainPayload>;
  RemovePasskeyInput: RemovePasskeyInput;
  RemovePasskeyPayload: ResolverTypeWrapper<RemovePasskeyPayload>;
  RenewRecoveryCodesInput: RenewRecoveryCodesInput;
  RenewRecoveryCodesPayload: ResolverTypeWrapper<RenewRecoveryCodesPayload>;
  RequestEmailChangeInput: RequestEmailChangeInput;
  RequestEmailChangePayload: ResolverTypeWrapper<RequestEmailChangePayload>;
  RequestEmailVerificationInput: RequestEmailVerificationInput;
  RequestEmailVerificationPayload: ResolverTypeWrapper<RequestEmailVerificationPayload>;
  RequestPasswordResetInput: RequestPasswordResetInput;
  RequestPasswordResetPayload: ResolverTypeWrapper<RequestPasswordResetPayload>;
  ResendInvitationInput: ResendInvitationInput;
  ResendInvitationPayload: ResolverTypeWrapper<Omit<ResendInvitationPayload, 'invitation'> & { invitation?: Maybe<ResolversTypes['Invitation']> }>;
  ResetPasswordInput: ResetPasswordInput;
  ResetPasswordPayload: ResolverTypeWrapper<ResetPasswordPayload>;
  ResetSecondFactorInput: ResetSecondFactorInput;
  ResetSecondFactorPayload: ResolverTypeWrapper<Omit<ResetSecondFactorPayload, 'user'> & { user?: Maybe<ResolversTypes['User']> }>;
  RestoreOrganizationInput: RestoreOrganizationInput;
  RestoreOrganizationPayload: ResolverTypeWrapper<RestoreOrganizationPayload>;
  RevokeApiKeyInput: RevokeApiKeyInput;
  RevokeApiKeyPayload: ResolverTypeWrapper<Omit<RevokeApiKeyPayload, 'apiKey'> & { apiKey?: Maybe<ResolversTypes['ApiKey']> }>;
  RevokeInvitationInput: RevokeInvitationInput;
  RevokeInvitationPayload: ResolverTypeWrapper<RevokeInvitationPayload>;
  RevokeSupportAccessInput: RevokeSupportAccessInput;
  RevokeSupportAccessPayload: ResolverTypeWrapper<Omit<RevokeSupportAccessPayload, 'supportGrant'> & { supportGrant?: Maybe<ResolversTypes['SupportGrant']> }>;
  Role: ResolverTypeWrapper<RoleEntity>;
  RoleChangePreview: ResolverTypeWrapper<RolePreview>;
  RotateApiKeyInput: RotateApiKeyInput;
  RotateApiKeyPayload: ResolverTypeWrapper<Omit<RotateApiKeyPayload, 'apiKey'> & { apiKey?: Maybe<ResolversTypes['ApiKey']> }>;
  SaveOidcProviderInput: SaveOidcProviderInput;
  SaveOidcProviderPayload: ResolverTypeWrapper<Omit<SaveOidcProviderPayload, 'provider'> & { provider?: Maybe<ResolversTypes['OidcProvider']> }>;
  SecondFactor: ResolverTypeWrapper<SecondFactorState>;
  SecondFactorMethod: SecondFactorMethod;
  SecurityPolicy: ResolverTypeWrapper<OrganizationEntity>;
  Session: ResolverTypeWrapper<SessionEntity>;
  SessionConnection: ResolverTypeWrapper<Page<SessionEntity>>;
  SessionEdge: ResolverTypeWrapper<Omit<SessionEdge, 'node'> & { node: ResolversTypes['Session'] }>;
  StartOidcLogInInput: StartOidcLogInInput;
  StartOidcLogInPayload: ResolverTypeWrapper<StartOidcLogInPayload>;
  StartPasskeyRegistrationInput: StartPasskeyRegistrationInput;
  StartPasskeyRegistrationPayload: ResolverTypeWrapper<StartPasskeyRegistrationPayload>;
  StartPasskeyStepUpInput: StartPasskeyStepUpInput;
  StartPasskeyStepUpPayload: ResolverTypeWrapper<StartPasskeyStepUpPayload>;
  StartTotpEnrollmentInput: StartTotpEnrollmentInput;
  StartTotpEnrollmentPayload: ResolverTypeWrapper<StartTotpEnrollmentPayload>;
  StepUpInput: StepUpInput;
  StepUpPayload: ResolverTypeWrapper<StepUpPayload>;
  SupportGrant: ResolverTypeWrapper<SupportGrantEntity>;
  SupportUse: ResolverTypeWrapper<SupportUse>;
  SwitchOrganizationInput: SwitchOrganizationInput;
  SwitchOrganizationPayload: ResolverTypeWrapper<Omit<SwitchOrganizationPayload, 'tokens' | 'user'> & { tokens?: Maybe<ResolversTypes['Tokens']>, user?: Maybe<ResolversTypes['User']> }>;
  Tokens: ResolverTypeWrapper<TokenPair>;
  TotpEnrollment: ResolverTypeWrapper<TotpEnrollment>;
  TransferOwnershipInput: TransferOwnershipInput;
  TransferOwnershipPayload: ResolverTypeWrapper<Omit<TransferOwnershipPayload, 'owner'> & { owner?: Maybe<ResolversTypes['User']> }>;
  UndoEmailChangeInput: UndoEmailChangeInput;
  UndoEmailChangePayload: ResolverTypeWrapper<UndoEmailChangePayload>;
  UpdateApiKeyInput: UpdateApiKeyInput;
  UpdateApiKeyPayload: ResolverTypeWrapper<Omit<UpdateApiKeyPayload, 'apiKey'> & { apiKey?: Maybe<ResolversTypes['ApiKey']> }>;
  UpdateNoticesInput: UpdateNoticesInput;
  UpdateNoticesPayload: ResolverTypeWrapper<Omit<UpdateNoticesPayload, 'notices'> & { notices?: Maybe<Array<ResolversTypes['Notice']>> }>;
  UpdateOrganizationInput: UpdateOrganizationInput;
  UpdateOrganizationPayload: ResolverTypeWrapper<Omit<UpdateOrganizationPayload, 'organization'> & { organization?: Maybe<ResolversTypes['Organization']> }>;
  UpdateRoleInput: UpdateRoleInput;
  UpdateRolePayload: ResolverTypeWrapper<Omit<UpdateRolePayload, 'role'> & { role?: Maybe<ResolversTypes['Role']> }>;
  UpdateSecurityPolicyInput: UpdateSecurityPolicyInput;
  UpdateSecurityPolicyPayload: ResolverTypeWrapper<Omit<UpdateSecurityPolicyPayload, 'securityPolicy'> & { securityPolicy?: Maybe<ResolversTypes['SecurityPolicy']> }>;
  UpdateUserInput: UpdateUserInput;
  UpdateUserPayload: ResolverTypeWrapper<Omit<UpdateUserPayload, 'user'> & { user?: Maybe<ResolversTypes['User']> }>;
  User: ResolverTypeWrapper<MembershipEntity>;
  UserConnection: ResolverTypeWrapper<Page<MembershipEntity>>;
  UserEdge: ResolverTypeWrapper<Omit<UserEdge, 'node'> & { node: ResolversTypes['User'] }>;
  UserError: ResolverTypeWrapper<UserError>;
  UserFilter: UserFilter;
  UserKind: UserKind;
  UserOrder: UserOrder;
  UserStatus: UserStatus;
  VerifyEmailInput: VerifyEmailInput;
  VerifyEmailPayload: ResolverTypeWrapper<VerifyEmailPayload>;
  VerifyOidcDomainInput: VerifyOidcDomainInput;
  VerifyOidcDomainPayload: ResolverTypeWrapper<Omit<VerifyOidcDomainPayload, 'domain'> & { domain?: Maybe<ResolversTypes['OidcDomain']> }>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
}>;

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = ResolversObject<{
  AcceptInvitationInput: AcceptInvitationInput;
  AcceptInvitationPayload: Omit<AcceptInvitationPayload, 'tokens' | 'user'> & { tokens?: Maybe<ResolversParentTypes['Tokens']>, user?: Maybe<ResolversParentTypes['User']> };
  AccessExplanation: Explanation;
  AccessStep: AccessStep;
  AddOidcDomainInput: AddOidcDomainInput;
  AddOidcDomainPayload: Omit<AddOidcDomainPayload, 'domain'> & { domain?: Maybe<ResolversParentTypes['OidcDomain']> };
  ApiKey: ApiKeyEntity;
  ID: Scalars['ID']['output'];
  ApiKeyConnection: Page<ApiKeyEntity>;
  ApiKeyEdge: Omit<ApiKeyEdge, 'node'> & { node: ResolversParentTypes['ApiKey'] };
  ApiKeyFilter: ApiKeyFilter;
  ApiKeyUsage: ApiKeyUsage;
  AssignRoleInput: AssignRoleInput;
  AssignRolePayload: Omit<AssignRolePayload, 'user'> & { user?: Maybe<ResolversParentTypes['User']> };
  AuditChange: AuditChange;
  AuditEntry: AuditEntryEntity;
  AuditEntryConnection: Page<AuditEntryEntity>;
  AuditEntryEdge: Omit<AuditEntryEdge, 'node'> & { node: ResolversParentTypes['AuditEntry'] };
  AuditExport: AuditExport;
  AuditFault: AuditFault;
  AuditFilter: AuditFilter;
  AuditKey: AuditKey;
  AuditVerification: AuditVerification;
  CancelEmailChangeInput: CancelEmailChangeInput;
  CancelEmailChangePayload: CancelEmailChangePayload;
  ChangePasswordInput: ChangePasswordInput;
  ChangePasswordPayload: ChangePasswordPayload;
  CompleteLogInInput: CompleteLogInInput;
  CompleteLogInPayload: Omit<CompleteLogInPayload, 'tokens' | 'user'> & { tokens?: Maybe<ResolversParentTypes['Tokens']>, user?: Maybe<ResolversParentTypes['User']> };
  CompleteOidcLogInInput: CompleteOidcLogInInput;
  CompleteOidcLogInPayload: Omit<CompleteOidcLogInPayload, 'tokens' | 'user'> & { tokens?: Maybe<ResolversParentTypes['Tokens']>, user?: Maybe<ResolversParentTypes['User']> };
  CompleteSecondFactorResetInput: CompleteSecondFactorResetInput;
  CompleteSecondFactorResetPayload: CompleteSecondFactorResetPayload;
  ConfirmEmailChangeInput: ConfirmEmailChangeInput;
  ConfirmEmailChangePayload: ConfirmEmailChangePayload;
  ConfirmTotpEnrollmentInput: ConfirmTotpEnrollmentInput;
  ConfirmTotpEnrollmentPayload: ConfirmTotpEnrollmentPayload;
  CreateApiKeyInput: CreateApiKeyInput;
  CreateApiKeyPayload: Omit<CreateApiKeyPayload, 'apiKey'> & { apiKey?: Maybe<ResolversParentTypes['ApiKey']> };
  CreateRoleInput: CreateRoleInput;
  CreateRolePayload: Omit<CreateRolePayload, 'role'> & { role?: Maybe<ResolversParentTypes['Role']> };
  DataExport: DataExport;
  DateTime: Scalars['DateTime']['output'];
  DeactivateUserInput: DeactivateUserInput;
  DeactivateUserPayload: Omit<DeactivateUserPayload, 'user'> & { user?: Maybe<ResolversParentTypes['User']> };
  DeleteOidcProviderInput: DeleteOidcProviderInput;
  DeleteOidcProviderPayload: DeleteOidcProviderPayload;
  DeleteOrganizationInput: DeleteOrganizationInput;
  DeleteOrganizationPayload: DeleteOrganizationPayload;
  DeleteRoleInput: DeleteRoleInput;
  DeleteRolePayload: DeleteRolePayload;
  DeleteUserInput: DeleteUserInput;
  DeleteUserPayload: DeleteUserPayload;
  DisableSecondFactorInput: DisableSecondFactorInput;
  DisableSecondFactorPayload: Omit<DisableSecondFactorPayload, 'secondFactor'> & { secondFactor?: Maybe<ResolversParentTypes['SecondFactor']> };
  DuplicateRoleInput: DuplicateRoleInput;
  DuplicateRolePayload: Omit<DuplicateRolePayload, 'role'> & { role?: Maybe<ResolversParentTypes['Role']> };
  EraseAccountInput: EraseAccountInput;
  EraseAccountPayload: EraseAccountPayload;
  ExportMyDataInput: ExportMyDataInput;
  ExportMyDataPayload: Omit<ExportMyDataPayload, 'job'> & { job?: Maybe<ResolversParentTypes['Job']> };
  ExportOrganizationDataInput: ExportOrganizationDataInput;
  ExportOrganizationDataPayload: Omit<ExportOrganizationDataPayload, 'job'> & { job?: Maybe<ResolversParentTypes['Job']> };
  FinishPasskeyRegistrationInput: FinishPasskeyRegistrationInput;
  FinishPasskeyRegistrationPayload: Omit<FinishPasskeyRegistrationPayload, 'passkey'> & { passkey?: Maybe<ResolversParentTypes['Passkey']> };
  ForgetDevicesInput: ForgetDevicesInput;
  ForgetDevicesPayload: ForgetDevicesPayload;
  GrantSupportAccessInput: GrantSupportAccessInput;
  GrantSupportAccessPayload: Omit<GrantSupportAccessPayload, 'supportGrant'> & { supportGrant?: Maybe<ResolversParentTypes['SupportGrant']> };
  Invitation: InvitationEntity;
  InvitationConnection: Page<InvitationEntity>;
  InvitationEdge: Omit<InvitationEdge, 'node'> & { node: ResolversParentTypes['Invitation'] };
  InvitationPreview: InvitationPreview;
  InviteUserInput: InviteUserInput;
  InviteUserPayload: Omit<InviteUserPayload, 'invitation'> & { invitation?: Maybe<ResolversParentTypes['Invitation']> };
  JSON: Scalars['JSON']['output'];
  Job: { id: string };
  LeaveOrganizationInput: LeaveOrganizationInput;
  LeaveOrganizationPayload: LeaveOrganizationPayload;
  LogInChallenge: LogInChallenge;
  LogInInput: LogInInput;
  LogInPayload: Omit<LogInPayload, 'tokens' | 'user'> & { tokens?: Maybe<ResolversParentTypes['Tokens']>, user?: Maybe<ResolversParentTypes['User']> };
  LogOutInput: LogOutInput;
  LogOutPayload: LogOutPayload;
  MinimumAppVersion: MinimumAppVersion;
  MinimumAppVersionInput: MinimumAppVersionInput;
  Mutation: Record<PropertyKey, never>;
  Notice: NoticeState;
  OidcDomain: OidcDomainRow;
  OidcProvider: OidcProviderRow;
  Organization: OrganizationEntity;
  OrganizationMembership: OwnMembership;
  PageInfo: PageInfo;
  Passkey: PasskeyRow;
  PendingEmailChange: PendingEmailChange;
  Permission: PermissionInfo;
  PreviewRoleChangeInput: PreviewRoleChangeInput;
  Query: Record<PropertyKey, never>;
  ReactivateUserInput: ReactivateUserInput;
  ReactivateUserPayload: Omit<ReactivateUserPayload, 'user'> & { user?: Maybe<ResolversParentTypes['User']> };
  RefreshTokensInput: RefreshTokensInput;
  RefreshTokensPayload: Omit<RefreshTokensPayload, 'tokens' | 'user'> & { tokens?: Maybe<ResolversParentTypes['Tokens']>, user?: Maybe<ResolversParentTypes['User']> };
  RegisterInput: RegisterInput;
  RegisterPayload: RegisterPayload;
  RememberedDevice: RememberedDeviceRow;
  RemoveOidcDomainInput: RemoveOidcDomainInput;
  RemoveOidcDomainPayload: RemoveOidcDomainPayload;
  RemovePasskeyInput: RemovePasskeyInput;
  RemovePasskeyPayload: RemovePasskeyPayload;
  RenewRecoveryCodesInput: RenewRecoveryCodesInput;
  RenewRecoveryCodesPayload: RenewRecoveryCodesPayload;
  RequestEmailChangeInput: RequestEmailChangeInput;
  RequestEmailChangePayload: RequestEmailChangePayload;
  RequestEmailVerificationInput: RequestEmailVerificationInput;
  RequestEmailVerificationPayload: RequestEmailVerificationPayload;
  RequestPasswordResetInput: RequestPasswordResetInput;
  RequestPasswordResetPayload: RequestPasswordResetPayload;
  ResendInvitationInput: ResendInvitationInput;
  ResendInvitationPayload: Omit<ResendInvitationPayload, 'invitation'> & { invitation?: Maybe<ResolversParentTypes['Invitation']> };
  ResetPasswordInput: ResetPasswordInput;
  ResetPasswordPayload: ResetPasswordPayload;
  ResetSecondFactorInput: ResetSecondFactorInput;
  ResetSecondFactorPayload: Omit<ResetSecondFactorPayload, 'user'> & { user?: Maybe<ResolversParentTypes['User']> };
  RestoreOrganizationInput: RestoreOrganizationInput;
  RestoreOrganizationPayload: RestoreOrganizationPayload;
  RevokeApiKeyInput: RevokeApiKeyInput;
  RevokeApiKeyPayload: Omit<RevokeApiKeyPayload, 'apiKey'> & { apiKey?: Maybe<ResolversParentTypes['ApiKey']> };
  RevokeInvitationInput: RevokeInvitationInput;
  RevokeInvitationPayload: RevokeInvitationPayload;
  RevokeSupportAccessInput: RevokeSupportAccessInput;
  RevokeSupportAccessPayload: Omit<RevokeSupportAccessPayload, 'supportGrant'> & { supportGrant?: Maybe<ResolversParentTypes['SupportGrant']> };
  Role: RoleEntity;
  RoleChangePreview: RolePreview;
  RotateApiKeyInput: RotateApiKeyInput;
  RotateApiKeyPayload: Omit<RotateApiKeyPayload, 'apiKey'> & { apiKey?: Maybe<ResolversParentTypes['ApiKey']> };
  SaveOidcProviderInput: SaveOidcProviderInput;
  SaveOidcProviderPayload: Omit<SaveOidcProviderPayload, 'provider'> & { provider?: Maybe<ResolversParentTypes['OidcProvider']> };
  SecondFactor: SecondFactorState;
  SecurityPolicy: OrganizationEntity;
  Session: SessionEntity;
  SessionConnection: Page<SessionEntity>;
  SessionEdge: Omit<SessionEdge, 'node'> & { node: ResolversParentTypes['Session'] };
  StartOidcLogInInput: StartOidcLogInInput;
  StartOidcLogInPayload: StartOidcLogInPayload;
  StartPasskeyRegistrationInput: StartPasskeyRegistrationInput;
  StartPasskeyRegistrationPayload: StartPasskeyRegistrationPayload;
  StartPasskeyStepUpInput: StartPasskeyStepUpInput;
  StartPasskeyStepUpPayload: StartPasskeyStepUpPayload;
  StartTotpEnrollmentInput: StartTotpEnrollmentInput;
  StartTotpEnrollmentPayload: StartTotpEnrollmentPayload;
  StepUpInput: StepUpInput;
  StepUpPayload: StepUpPayload;
  SupportGrant: SupportGrantEntity;
  SupportUse: SupportUse;
  SwitchOrganizationInput: SwitchOrganizationInput;
  SwitchOrganizationPayload: Omit<SwitchOrganizationPayload, 'tokens' | 'user'> & { tokens?: Maybe<ResolversParentTypes['Tokens']>, user?: Maybe<ResolversParentTypes['User']> };
  Tokens: TokenPair;
  TotpEnrollment: TotpEnrollment;
  TransferOwnershipInput: TransferOwnershipInput;
  TransferOwnershipPayload: Omit<TransferOwnershipPayload, 'owner'> & { owner?: Maybe<ResolversParentTypes['User']> };
  UndoEmailChangeInput: UndoEmailChangeInput;
  UndoEmailChangePayload: UndoEmailChangePayload;
  UpdateApiKeyInput: UpdateApiKeyInput;
  UpdateApiKeyPayload: Omit<UpdateApiKeyPayload, 'apiKey'> & { apiKey?: Maybe<ResolversParentTypes['ApiKey']> };
  UpdateNoticesInput: UpdateNoticesInput;
  UpdateNoticesPayload: Omit<UpdateNoticesPayload, 'notices'> & { notices?: Maybe<Array<ResolversParentTypes['Notice']>> };
  UpdateOrganizationInput: UpdateOrganizationInput;
  UpdateOrganizationPayload: Omit<UpdateOrganizationPayload, 'organization'> & { organization?: Maybe<ResolversParentTypes['Organization']> };
  UpdateRoleInput: UpdateRoleInput;
  UpdateRolePayload: Omit<UpdateRolePayload, 'role'> & { role?: Maybe<ResolversParentTypes['Role']> };
  UpdateSecurityPolicyInput: UpdateSecurityPolicyInput;
  UpdateSecurityPolicyPayload: Omit<UpdateSecurityPolicyPayload, 'securityPolicy'> & { securityPolicy?: Maybe<ResolversParentTypes['SecurityPolicy']> };
  UpdateUserInput: UpdateUserInput;
  UpdateUserPayload: Omit<UpdateUserPayload, 'user'> & { user?: Maybe<ResolversParentTypes['User']> };
  User: MembershipEntity;
  UserConnection: Page<MembershipEntity>;
  UserEdge: Omit<UserEdge, 'node'> & { node: ResolversParentTypes['User'] };
  UserError: UserError;
  UserFilter: UserFilter;
  VerifyEmailInput: VerifyEmailInput;
  VerifyEmailPayload: VerifyEmailPayload;
  VerifyOidcDomainInput: VerifyOidcDomainInput;
  VerifyOidcDomainPayload: Omit<VerifyOidcDomainPayload, 'domain'> & { domain?: Maybe<ResolversParentTypes['OidcDomain']> };
  Boolean: Scalars['Boolean']['output'];
  Int: Scalars['Int']['output'];
  String: Scalars['String']['output'];
}>;

export type CacheControlDirectiveArgs = {
  inheritMaxAge: Maybe<Scalars['Boolean']['input']>;
  maxAge: Maybe<Scalars['Int']['input']>;
  scope: Maybe<CacheControlScope>;
};

export type CacheControlDirectiveResolver<Result, Parent, ContextType = Context, Args = CacheControlDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type IdempotentDirectiveArgs = {
  keepAnswer?: Scalars['Boolean']['input'];
};

export type IdempotentDirectiveResolver<Result, Parent, ContextType = Context, Args = IdempotentDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type PublicDirectiveArgs = { };

export type PublicDirectiveResolver<Result, Parent, ContextType = Context, Args = PublicDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type RateLimitDirectiveArgs = {
  max: Scalars['Int']['input'];
  window: Scalars['String']['input'];
};

export type RateLimitDirectiveResolver<Result, Parent, ContextType = Context, Args = RateLimitDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type StepUpDirectiveArgs = { };

export type StepUpDirectiveResolver<Result, Parent, ContextType = Context, Args = StepUpDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type AcceptInvitationPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AcceptInvitationPayload'] = ResolversParentTypes['AcceptInvitationPayload']> = ResolversObject<{
  challenge?: Resolver<Maybe<ResolversTypes['LogInChallenge']>, ParentType, ContextType>;
  tokens?: Resolver<Maybe<ResolversTypes['Tokens']>, ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type AccessExplanationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AccessExplanation'] = ResolversParentTypes['AccessExplanation']> = ResolversObject<{
  isAllowed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  missing?: Resolver<Array<ResolversTypes['AccessStep']>, ParentType, ContextType>;
  permission?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  rolesThatWould?: Resolver<Array<ResolversTypes['Role']>, ParentType, ContextType>;
  steps?: Resolver<Array<ResolversTypes['AccessStep']>, ParentType, ContextType>;
  user?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
}>;

export type AccessStepResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AccessStep'] = ResolversParentTypes['AccessStep']> = ResolversObject<{
  holds?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['AccessStepKind'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
}>;

export type AddOidcDomainPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AddOidcDomainPayload'] = ResolversParentTypes['AddOidcDomainPayload']> = ResolversObject<{
  domain?: Resolver<Maybe<ResolversTypes['OidcDomain']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type ApiKeyResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ApiKey'] = ResolversParentTypes['ApiKey']> = ResolversObject<{
  allowedAddresses?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  createdBy?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  formerSecretWorksUntil?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  lastUsedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  lastUsedIp?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  prefix?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  revokedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  scopes?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  scopesBeyondCreator?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['ApiKeyStatus'], ParentType, ContextType>;
  usage?: Resolver<Array<ResolversTypes['ApiKeyUsage']>, ParentType, ContextType, RequireFields<ApiKeyUsageArgs, 'days'>>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}>;

export type ApiKeyConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ApiKeyConnection'] = ResolversParentTypes['ApiKeyConnection']> = ResolversObject<{
  edges?: Resolver<Array<ResolversTypes['ApiKeyEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}>;

export type ApiKeyEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ApiKeyEdge'] = ResolversParentTypes['ApiKeyEdge']> = ResolversObject<{
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['ApiKey'], ParentType, ContextType>;
}>;

export type ApiKeyUsageResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ApiKeyUsage'] = ResolversParentTypes['ApiKeyUsage']> = ResolversObject<{
  fields?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  lastUsedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  operation?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  requests?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}>;

export type AssignRolePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AssignRolePayload'] = ResolversParentTypes['AssignRolePayload']> = ResolversObject<{
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type AuditChangeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AuditChange'] = ResolversParentTypes['AuditChange']> = ResolversObject<{
  after?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  before?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  objectId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  type?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
}>;

export type AuditEntryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AuditEntry'] = ResolversParentTypes['AuditEntry']> = ResolversObject<{
  action?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  actorId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  actorKind?: Resolver<ResolversTypes['AuditActorKind'], ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  changes?: Resolver<Array<ResolversTypes['AuditChange']>, ParentType, ContextType>;
  hasMoreChanges?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hash?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  ip?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  outcome?: Resolver<ResolversTypes['AuditOutcome'], ParentType, ContextType>;
  position?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  requestId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  subgraph?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
}>;

export type AuditEntryConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AuditEntryConnection'] = ResolversParentTypes['AuditEntryConnection']> = ResolversObject<{
  edges?: Resolver<Array<ResolversTypes['AuditEntryEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}>;

export type AuditEntryEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AuditEntryEdge'] = ResolversParentTypes['AuditEntryEdge']> = ResolversObject<{
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['AuditEntry'], ParentType, ContextType>;
}>;

export type AuditExportResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AuditExport'] = ResolversParentTypes['AuditExport']> = ResolversObject<{
  jsonl?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  last?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
}>;

export type AuditFaultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AuditFault'] = ResolversParentTypes['AuditFault']> = ResolversObject<{
  entryId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  position?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
}>;

export type AuditKeyResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AuditKey'] = ResolversParentTypes['AuditKey']> = ResolversObject<{
  keyId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  publicKey?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
}>;

export type AuditVerificationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AuditVerification'] = ResolversParentTypes['AuditVerification']> = ResolversObject<{
  checkpoints?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  entries?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  faults?: Resolver<Array<ResolversTypes['AuditFault']>, ParentType, ContextType>;
  from?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  isIntact?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  publicKeys?: Resolver<Array<ResolversTypes['AuditKey']>, ParentType, ContextType>;
  unchained?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  unsigned?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}>;

export type CancelEmailChangePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CancelEmailChangePayload'] = ResolversParentTypes['CancelEmailChangePayload']> = ResolversObject<{
  email?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type ChangePasswordPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ChangePasswordPayload'] = ResolversParentTypes['ChangePasswordPayload']> = ResolversObject<{
  endedSessions?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type CompleteLogInPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CompleteLogInPayload'] = ResolversParentTypes['CompleteLogInPayload']> = ResolversObject<{
  deviceToken?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  recoveryCodes?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  shouldChangePassword?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  tokens?: Resolver<Maybe<ResolversTypes['Tokens']>, ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type CompleteOidcLogInPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CompleteOidcLogInPayload'] = ResolversParentTypes['CompleteOidcLogInPayload']> = ResolversObject<{
  challenge?: Resolver<Maybe<ResolversTypes['LogInChallenge']>, ParentType, ContextType>;
  tokens?: Resolver<Maybe<ResolversTypes['Tokens']>, ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type CompleteSecondFactorResetPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CompleteSecondFactorResetPayload'] = ResolversParentTypes['CompleteSecondFactorResetPayload']> = ResolversObject<{
  email?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type ConfirmEmailChangePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ConfirmEmailChangePayload'] = ResolversParentTypes['ConfirmEmailChangePayload']> = ResolversObject<{
  email?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type ConfirmTotpEnrollmentPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ConfirmTotpEnrollmentPayload'] = ResolversParentTypes['ConfirmTotpEnrollmentPayload']> = ResolversObject<{
  recoveryCodes?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type CreateApiKeyPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateApiKeyPayload'] = ResolversParentTypes['CreateApiKeyPayload']> = ResolversObject<{
  apiKey?: Resolver<Maybe<ResolversTypes['ApiKey']>, ParentType, ContextType>;
  secret?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type CreateRolePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateRolePayload'] = ResolversParentTypes['CreateRolePayload']> = ResolversObject<{
  role?: Resolver<Maybe<ResolversTypes['Role']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type DataExportResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DataExport'] = ResolversParentTypes['DataExport']> = ResolversObject<{
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  size?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  url?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  urlExpiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
}>;

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type DeactivateUserPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DeactivateUserPayload'] = ResolversParentTypes['DeactivateUserPayload']> = ResolversObject<{
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type DeleteOidcProviderPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DeleteOidcProviderPayload'] = ResolversParentTypes['DeleteOidcProviderPayload']> = ResolversObject<{
  deletedIssuer?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type DeleteOrganizationPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DeleteOrganizationPayload'] = ResolversParentTypes['DeleteOrganizationPayload']> = ResolversObject<{
  deletesAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type DeleteRolePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DeleteRolePayload'] = ResolversParentTypes['DeleteRolePayload']> = ResolversObject<{
  deletedRoleId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type DeleteUserPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DeleteUserPayload'] = ResolversParentTypes['DeleteUserPayload']> = ResolversObject<{
  deletedUserId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type DisableSecondFactorPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DisableSecondFactorPayload'] = ResolversParentTypes['DisableSecondFactorPayload']> = ResolversObject<{
  secondFactor?: Resolver<Maybe<ResolversTypes['SecondFactor']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type DuplicateRolePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DuplicateRolePayload'] = ResolversParentTypes['DuplicateRolePayload']> = ResolversObject<{
  role?: Resolver<Maybe<ResolversTypes['Role']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type EraseAccountPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EraseAccountPayload'] = ResolversParentTypes['EraseAccountPayload']> = ResolversObject<{
  erased?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type ExportMyDataPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ExportMyDataPayload'] = ResolversParentTypes['ExportMyDataPayload']> = ResolversObject<{
  job?: Resolver<Maybe<ResolversTypes['Job']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type ExportOrganizationDataPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ExportOrganizationDataPayload'] = ResolversParentTypes['ExportOrganizationDataPayload']> = ResolversObject<{
  job?: Resolver<Maybe<ResolversTypes['Job']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type FinishPasskeyRegistrationPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['FinishPasskeyRegistrationPayload'] = ResolversParentTypes['FinishPasskeyRegistrationPayload']> = ResolversObject<{
  passkey?: Resolver<Maybe<ResolversTypes['Passkey']>, ParentType, ContextType>;
  recoveryCodes?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type ForgetDevicesPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ForgetDevicesPayload'] = ResolversParentTypes['ForgetDevicesPayload']> = ResolversObject<{
  forgottenDevices?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type GrantSupportAccessPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['GrantSupportAccessPayload'] = ResolversParentTypes['GrantSupportAccessPayload']> = ResolversObject<{
  supportGrant?: Resolver<Maybe<ResolversTypes['SupportGrant']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type InvitationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Invitation'] = ResolversParentTypes['Invitation']> = ResolversObject<{
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  email?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  invitedBy?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  isExpired?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  role?: Resolver<Maybe<ResolversTypes['Role']>, ParentType, ContextType>;
  sentAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
}>;

export type InvitationConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['InvitationConnection'] = ResolversParentTypes['InvitationConnection']> = ResolversObject<{
  edges?: Resolver<Array<ResolversTypes['InvitationEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}>;

export type InvitationEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['InvitationEdge'] = ResolversParentTypes['InvitationEdge']> = ResolversObject<{
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Invitation'], ParentType, ContextType>;
}>;

export type InvitationPreviewResolvers<ContextType = Context, ParentType extends ResolversParentTypes['InvitationPreview'] = ResolversParentTypes['InvitationPreview']> = ResolversObject<{
  email?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  hasAccount?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  organizationName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
}>;

export type InviteUserPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['InviteUserPayload'] = ResolversParentTypes['InviteUserPayload']> = ResolversObject<{
  invitation?: Resolver<Maybe<ResolversTypes['Invitation']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export interface JsonScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['JSON'], any> {
  name: 'JSON';
}

export type JobResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Job'] = ResolversParentTypes['Job']> = ResolversObject<{
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
}>;

export type LeaveOrganizationPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LeaveOrganizationPayload'] = ResolversParentTypes['LeaveOrganizationPayload']> = ResolversObject<{
  organizationId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type LogInChallengeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LogInChallenge'] = ResolversParentTypes['LogInChallenge']> = ResolversObject<{
  enrollment?: Resolver<Maybe<ResolversTypes['TotpEnrollment']>, ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  methods?: Resolver<Array<ResolversTypes['SecondFactorMethod']>, ParentType, ContextType>;
  passkeyOptions?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  passkeyRegistrationOptions?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  token?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
}>;

export type LogInPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LogInPayload'] = ResolversParentTypes['LogInPayload']> = ResolversObject<{
  challenge?: Resolver<Maybe<ResolversTypes['LogInChallenge']>, ParentType, ContextType>;
  shouldChangePassword?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  tokens?: Resolver<Maybe<ResolversTypes['Tokens']>, ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type LogOutPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LogOutPayload'] = ResolversParentTypes['LogOutPayload']> = ResolversObject<{
  endedSessions?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type MinimumAppVersionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MinimumAppVersion'] = ResolversParentTypes['MinimumAppVersion']> = ResolversObject<{
  appType?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  updateUrl?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  version?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
}>;

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = ResolversObject<{
  acceptInvitation?: Resolver<ResolversTypes['AcceptInvitationPayload'], ParentType, ContextType, RequireFields<MutationAcceptInvitationArgs, 'input'>>;
  addOidcDomain?: Resolver<ResolversTypes['AddOidcDomainPayload'], ParentType, ContextType, RequireFields<MutationAddOidcDomainArgs, 'input'>>;
  assignRole?: Resolver<ResolversTypes['AssignRolePayload'], ParentType, ContextType, RequireFields<MutationAssignRoleArgs, 'input'>>;
  cancelEmailChange?: Resolver<ResolversTypes['CancelEmailChangePayload'], ParentType, ContextType, RequireFields<MutationCancelEmailChangeArgs, 'input'>>;
  changePassword?: Resolver<ResolversTypes['ChangePasswordPayload'], ParentType, ContextType, RequireFields<MutationChangePasswordArgs, 'input'>>;
  completeLogIn?: Resolver<ResolversTypes['CompleteLogInPayload'], ParentType, ContextType, RequireFields<MutationCompleteLogInArgs, 'input'>>;
  completeOidcLogIn?: Resolver<ResolversTypes['CompleteOidcLogInPayload'], ParentType, ContextType, RequireFields<MutationCompleteOidcLogInArgs, 'input'>>;
  completeSecondFactorReset?: Resolver<ResolversTypes['CompleteSecondFactorResetPayload'], ParentType, ContextType, RequireFields<MutationCompleteSecondFactorResetArgs, 'input'>>;
  confirmEmailChange?: Resolver<ResolversTypes['ConfirmEmailChangePayload'], ParentType, ContextType, RequireFields<MutationConfirmEmailChangeArgs, 'input'>>;
  confirmTotpEnrollment?: Resolver<ResolversTypes['ConfirmTotpEnrollmentPayload'], ParentType, ContextType, RequireFields<MutationConfirmTotpEnrollmentArgs, 'input'>>;
  createApiKey?: Resolver<ResolversTypes['CreateApiKeyPayload'], ParentType, ContextType, RequireFields<MutationCreateApiKeyArgs, 'input'>>;
  createRole?: Resolver<ResolversTypes['CreateRolePayload'], ParentType, ContextType, RequireFields<MutationCreateRoleArgs, 'input'>>;
  deactivateUser?: Resolver<ResolversTypes['DeactivateUserPayload'], ParentType, ContextType, RequireFields<MutationDeactivateUserArgs, 'input'>>;
  deleteOidcProvider?: Resolver<ResolversTypes['DeleteOidcProviderPayload'], ParentType, ContextType, RequireFields<MutationDeleteOidcProviderArgs, 'input'>>;
  deleteOrganization?: Resolver<ResolversTypes['DeleteOrganizationPayload'], ParentType, ContextType, RequireFields<MutationDeleteOrganizationArgs, 'input'>>;
  deleteRole?: Resolver<ResolversTypes['DeleteRolePayload'], ParentType, ContextType, RequireFields<MutationDeleteRoleArgs, 'input'>>;
  deleteUser?: Resolver<ResolversTypes['DeleteUserPayload'], ParentType, ContextType, RequireFields<MutationDeleteUserArgs, 'input'>>;
  disableSecondFactor?: Resolver<ResolversTypes['DisableSecondFactorPayload'], ParentType, ContextType, RequireFields<MutationDisableSecondFactorArgs, 'input'>>;
  duplicateRole?: Resolver<ResolversTypes['DuplicateRolePayload'], ParentType, ContextType, RequireFields<MutationDuplicateRoleArgs, 'input'>>;
  eraseAccount?: Resolver<ResolversTypes['EraseAccountPayload'], ParentType, ContextType, RequireFields<MutationEraseAccountArgs, 'input'>>;
  exportMyData?: Resolver<ResolversTypes['ExportMyDataPayload'], ParentType, ContextType, RequireFields<MutationExportMyDataArgs, 'input'>>;
  exportOrganizationData?: Resolver<ResolversTypes['ExportOrganizationDataPayload'], ParentType, ContextType, RequireFields<MutationExportOrganizationDataArgs, 'input'>>;
  finishPasskeyRegistration?: Resolver<ResolversTypes['FinishPasskeyRegistrationPayload'], ParentType, ContextType, RequireFields<MutationFinishPasskeyRegistrationArgs, 'input'>>;
  forgetDevices?: Resolver<ResolversTypes['ForgetDevicesPayload'], ParentType, ContextType, RequireFields<MutationForgetDevicesArgs, 'input'>>;
  grantSupportAccess?: Resolver<ResolversTypes['GrantSupportAccessPayload'], ParentType, ContextType, RequireFields<MutationGrantSupportAccessArgs, 'input'>>;
  inviteUser?: Resolver<ResolversTypes['InviteUserPayload'], ParentType, ContextType, RequireFields<MutationInviteUserArgs, 'input'>>;
  leaveOrganization?: Resolver<ResolversTypes['LeaveOrganizationPayload'], ParentType, ContextType, RequireFields<MutationLeaveOrganizationArgs, 'input'>>;
  logIn?: Resolver<ResolversTypes['LogInPayload'], ParentType, ContextType, RequireFields<MutationLogInArgs, 'input'>>;
  logOut?: Resolver<ResolversTypes['LogOutPayload'], ParentType, ContextType, RequireFields<MutationLogOutArgs, 'input'>>;
  reactivateUser?: Resolver<ResolversTypes['ReactivateUserPayload'], ParentType, ContextType, RequireFields<MutationReactivateUserArgs, 'input'>>;
  refreshTokens?: Resolver<ResolversTypes['RefreshTokensPayload'], ParentType, ContextType, RequireFields<MutationRefreshTokensArgs, 'input'>>;
  register?: Resolver<ResolversTypes['RegisterPayload'], ParentType, ContextType, RequireFields<MutationRegisterArgs, 'input'>>;
  removeOidcDomain?: Resolver<ResolversTypes['RemoveOidcDomainPayload'], ParentType, ContextType, RequireFields<MutationRemoveOidcDomainArgs, 'input'>>;
  removePasskey?: Resolver<ResolversTypes['RemovePasskeyPayload'], ParentType, ContextType, RequireFields<MutationRemovePasskeyArgs, 'input'>>;
  renewRecoveryCodes?: Resolver<ResolversTypes['RenewRecoveryCodesPayload'], ParentType, ContextType, RequireFields<MutationRenewRecoveryCodesArgs, 'input'>>;
  requestEmailChange?: Resolver<ResolversTypes['RequestEmailChangePayload'], ParentType, ContextType, RequireFields<MutationRequestEmailChangeArgs, 'input'>>;
  requestEmailVerification?: Resolver<ResolversTypes['RequestEmailVerificationPayload'], ParentType, ContextType, RequireFields<MutationRequestEmailVerificationArgs, 'input'>>;
  requestPasswordReset?: Resolver<ResolversTypes['RequestPasswordResetPayload'], ParentType, ContextType, RequireFields<MutationRequestPasswordResetArgs, 'input'>>;
  resendInvitation?: Resolver<ResolversTypes['ResendInvitationPayload'], ParentType, ContextType, RequireFields<MutationResendInvitationArgs, 'input'>>;
  resetPassword?: Resolver<ResolversTypes['ResetPasswordPayload'], ParentType, ContextType, RequireFields<MutationResetPasswordArgs, 'input'>>;
  resetSecondFactor?: Resolver<ResolversTypes['ResetSecondFactorPayload'], ParentType, ContextType, RequireFields<MutationResetSecondFactorArgs, 'input'>>;
  restoreOrganization?: Resolver<ResolversTypes['RestoreOrganizationPayload'], ParentType, ContextType, RequireFields<MutationRestoreOrganizationArgs, 'input'>>;
  revokeApiKey?: Resolver<ResolversTypes['RevokeApiKeyPayload'], ParentType, ContextType, RequireFields<MutationRevokeApiKeyArgs, 'input'>>;
  revokeInvitation?: Resolver<ResolversTypes['RevokeInvitationPayload'], ParentType, ContextType, RequireFields<MutationRevokeInvitationArgs, 'input'>>;
  revokeSupportAccess?: Resolver<ResolversTypes['RevokeSupportAccessPayload'], ParentType, ContextType, RequireFields<MutationRevokeSupportAccessArgs, 'input'>>;
  rotateApiKey?: Resolver<ResolversTypes['RotateApiKeyPayload'], ParentType, ContextType, RequireFields<MutationRotateApiKeyArgs, 'input'>>;
  saveOidcProvider?: Resolver<ResolversTypes['SaveOidcProviderPayload'], ParentType, ContextType, RequireFields<MutationSaveOidcProviderArgs, 'input'>>;
  startOidcLogIn?: Resolver<ResolversTypes['StartOidcLogInPayload'], ParentType, ContextType, RequireFields<MutationStartOidcLogInArgs, 'input'>>;
  startPasskeyRegistration?: Resolver<ResolversTypes['StartPasskeyRegistrationPayload'], ParentType, ContextType, RequireFields<MutationStartPasskeyRegistrationArgs, 'input'>>;
  startPasskeyStepUp?: Resolver<ResolversTypes['StartPasskeyStepUpPayload'], ParentType, ContextType, RequireFields<MutationStartPasskeyStepUpArgs, 'input'>>;
  startTotpEnrollment?: Resolver<ResolversTypes['StartTotpEnrollmentPayload'], ParentType, ContextType, RequireFields<MutationStartTotpEnrollmentArgs, 'input'>>;
  stepUp?: Resolver<ResolversTypes['StepUpPayload'], ParentType, ContextType, RequireFields<MutationStepUpArgs, 'input'>>;
  switchOrganization?: Resolver<ResolversTypes['SwitchOrganizationPayload'], ParentType, ContextType, RequireFields<MutationSwitchOrganizationArgs, 'input'>>;
  transferOwnership?: Resolver<ResolversTypes['TransferOwnershipPayload'], ParentType, ContextType, RequireFields<MutationTransferOwnershipArgs, 'input'>>;
  undoEmailChange?: Resolver<ResolversTypes['UndoEmailChangePayload'], ParentType, ContextType, RequireFields<MutationUndoEmailChangeArgs, 'input'>>;
  updateApiKey?: Resolver<ResolversTypes['UpdateApiKeyPayload'], ParentType, ContextType, RequireFields<MutationUpdateApiKeyArgs, 'input'>>;
  updateNotices?: Resolver<ResolversTypes['UpdateNoticesPayload'], ParentType, ContextType, RequireFields<MutationUpdateNoticesArgs, 'input'>>;
  updateOrganization?: Resolver<ResolversTypes['UpdateOrganizationPayload'], ParentType, ContextType, RequireFields<MutationUpdateOrganizationArgs, 'input'>>;
  updateRole?: Resolver<ResolversTypes['UpdateRolePayload'], ParentType, ContextType, RequireFields<MutationUpdateRoleArgs, 'input'>>;
  updateSecurityPolicy?: Resolver<ResolversTypes['UpdateSecurityPolicyPayload'], ParentType, ContextType, RequireFields<MutationUpdateSecurityPolicyArgs, 'input'>>;
  updateUser?: Resolver<ResolversTypes['UpdateUserPayload'], ParentType, ContextType, RequireFields<MutationUpdateUserArgs, 'input'>>;
  verifyEmail?: Resolver<ResolversTypes['VerifyEmailPayload'], ParentType, ContextType, RequireFields<MutationVerifyEmailArgs, 'input'>>;
  verifyOidcDomain?: Resolver<ResolversTypes['VerifyOidcDomainPayload'], ParentType, ContextType, RequireFields<MutationVerifyOidcDomainArgs, 'input'>>;
}>;

export type NoticeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Notice'] = ResolversParentTypes['Notice']> = ResolversObject<{
  canBeTurnedOff?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  description?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  isOn?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['NoticeKind'], ParentType, ContextType>;
}>;

export type OidcDomainResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OidcDomain'] = ResolversParentTypes['OidcDomain']> = ResolversObject<{
  domain?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  isVerified?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  recordName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  recordValue?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  verifiedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
}>;

export type OidcProviderResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OidcProvider'] = ResolversParentTypes['OidcProvider']> = ResolversObject<{
  clientId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  isEnabled?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  issuer?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  redirectUri?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  role?: Resolver<Maybe<ResolversTypes['Role']>, ParentType, ContextType>;
  savedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
}>;

export type OrganizationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Organization'] = ResolversParentTypes['Organization']> = ResolversObject<{
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  currency?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  locale?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  timeZone?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
}>;

export type OrganizationMembershipResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OrganizationMembership'] = ResolversParentTypes['OrganizationMembership']> = ResolversObject<{
  isCurrent?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  joinedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  lastLoginAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  organizationId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  organizationName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
}>;

export type PageInfoResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = ResolversObject<{
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
}>;

export type PasskeyResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Passkey'] = ResolversParentTypes['Passkey']> = ResolversObject<{
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  lastUsedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
}>;

export type PendingEmailChangeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PendingEmailChange'] = ResolversParentTypes['PendingEmailChange']> = ResolversObject<{
  email?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
}>;

export type PermissionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Permission'] = ResolversParentTypes['Permission']> = ResolversObject<{
  description?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  isYours?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
}>;

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = ResolversObject<{
  apiKey?: Resolver<Maybe<ResolversTypes['ApiKey']>, ParentType, ContextType, RequireFields<QueryApiKeyArgs, 'id'>>;
  apiKeys?: Resolver<ResolversTypes['ApiKeyConnection'], ParentType, ContextType, Partial<QueryApiKeysArgs>>;
  auditExport?: Resolver<ResolversTypes['AuditExport'], ParentType, ContextType, RequireFields<QueryAuditExportArgs, 'after' | 'first'>>;
  auditLog?: Resolver<ResolversTypes['AuditEntryConnection'], ParentType, ContextType, Partial<QueryAuditLogArgs>>;
  dataExport?: Resolver<Maybe<ResolversTypes['DataExport']>, ParentType, ContextType, RequireFields<QueryDataExportArgs, 'jobId'>>;
  explainAccess?: Resolver<ResolversTypes['AccessExplanation'], ParentType, ContextType, RequireFields<QueryExplainAccessArgs, 'permission' | 'userId'>>;
  invitationPreview?: Resolver<Maybe<ResolversTypes['InvitationPreview']>, ParentType, ContextType, RequireFields<QueryInvitationPreviewArgs, 'token'>>;
  invitations?: Resolver<ResolversTypes['InvitationConnection'], ParentType, ContextType, Partial<QueryInvitationsArgs>>;
  me?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
  memberships?: Resolver<Array<ResolversTypes['OrganizationMembership']>, ParentType, ContextType>;
  notices?: Resolver<Array<ResolversTypes['Notice']>, ParentType, ContextType>;
  oidcDomains?: Resolver<Array<ResolversTypes['OidcDomain']>, ParentType, ContextType>;
  oidcProvider?: Resolver<Maybe<ResolversTypes['OidcProvider']>, ParentType, ContextType>;
  organization?: Resolver<ResolversTypes['Organization'], ParentType, ContextType>;
  pendingEmailChange?: Resolver<Maybe<ResolversTypes['PendingEmailChange']>, ParentType, ContextType>;
  permissions?: Resolver<Array<ResolversTypes['Permission']>, ParentType, ContextType>;
  previewRoleChange?: Resolver<ResolversTypes['RoleChangePreview'], ParentType, ContextType, RequireFields<QueryPreviewRoleChangeArgs, 'input'>>;
  roles?: Resolver<Array<ResolversTypes['Role']>, ParentType, ContextType>;
  secondFactor?: Resolver<ResolversTypes['SecondFactor'], ParentType, ContextType>;
  securityPolicy?: Resolver<ResolversTypes['SecurityPolicy'], ParentType, ContextType>;
  sessions?: Resolver<ResolversTypes['SessionConnection'], ParentType, ContextType, Partial<QuerySessionsArgs>>;
  supportGrants?: Resolver<Array<ResolversTypes['SupportGrant']>, ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType, RequireFields<QueryUserArgs, 'id'>>;
  users?: Resolver<ResolversTypes['UserConnection'], ParentType, ContextType, RequireFields<QueryUsersArgs, 'orderBy'>>;
  verifyAudit?: Resolver<ResolversTypes['AuditVerification'], ParentType, ContextType>;
}>;

export type ReactivateUserPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReactivateUserPayload'] = ResolversParentTypes['ReactivateUserPayload']> = ResolversObject<{
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type RefreshTokensPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RefreshTokensPayload'] = ResolversParentTypes['RefreshTokensPayload']> = ResolversObject<{
  tokens?: Resolver<Maybe<ResolversTypes['Tokens']>, ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type RegisterPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RegisterPayload'] = ResolversParentTypes['RegisterPayload']> = ResolversObject<{
  email?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type RememberedDeviceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RememberedDevice'] = ResolversParentTypes['RememberedDevice']> = ResolversObject<{
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  ip?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  lastUsedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  userAgent?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
}>;

export type RemoveOidcDomainPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RemoveOidcDomainPayload'] = ResolversParentTypes['RemoveOidcDomainPayload']> = ResolversObject<{
  removedDomain?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type RemovePasskeyPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RemovePasskeyPayload'] = ResolversParentTypes['RemovePasskeyPayload']> = ResolversObject<{
  removedPasskeyId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type RenewRecoveryCodesPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RenewRecoveryCodesPayload'] = ResolversParentTypes['RenewRecoveryCodesPayload']> = ResolversObject<{
  recoveryCodes?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type RequestEmailChangePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RequestEmailChangePayload'] = ResolversParentTypes['RequestEmailChangePayload']> = ResolversObject<{
  email?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type RequestEmailVerificationPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RequestEmailVerificationPayload'] = ResolversParentTypes['RequestEmailVerificationPayload']> = ResolversObject<{
  email?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type RequestPasswordResetPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RequestPasswordResetPayload'] = ResolversParentTypes['RequestPasswordResetPayload']> = ResolversObject<{
  email?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type ResendInvitationPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ResendInvitationPayload'] = ResolversParentTypes['ResendInvitationPayload']> = ResolversObject<{
  invitation?: Resolver<Maybe<ResolversTypes['Invitation']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type ResetPasswordPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ResetPasswordPayload'] = ResolversParentTypes['ResetPasswordPayload']> = ResolversObject<{
  email?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type ResetSecondFactorPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ResetSecondFactorPayload'] = ResolversParentTypes['ResetSecondFactorPayload']> = ResolversObject<{
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type RestoreOrganizationPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RestoreOrganizationPayload'] = ResolversParentTypes['RestoreOrganizationPayload']> = ResolversObject<{
  organizationName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type RevokeApiKeyPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RevokeApiKeyPayload'] = ResolversParentTypes['RevokeApiKeyPayload']> = ResolversObject<{
  apiKey?: Resolver<Maybe<ResolversTypes['ApiKey']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type RevokeInvitationPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RevokeInvitationPayload'] = ResolversParentTypes['RevokeInvitationPayload']> = ResolversObject<{
  revokedInvitationId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type RevokeSupportAccessPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RevokeSupportAccessPayload'] = ResolversParentTypes['RevokeSupportAccessPayload']> = ResolversObject<{
  supportGrant?: Resolver<Maybe<ResolversTypes['SupportGrant']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type RoleResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Role'] = ResolversParentTypes['Role']> = ResolversObject<{
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isSystem?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  key?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  memberCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  permissions?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}>;

export type RoleChangePreviewResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RoleChangePreview'] = ResolversParentTypes['RoleChangePreview']> = ResolversObject<{
  gains?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  invitationCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  loses?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
  users?: Resolver<ResolversTypes['UserConnection'], ParentType, ContextType, Partial<RoleChangePreviewUsersArgs>>;
}>;

export type RotateApiKeyPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RotateApiKeyPayload'] = ResolversParentTypes['RotateApiKeyPayload']> = ResolversObject<{
  apiKey?: Resolver<Maybe<ResolversTypes['ApiKey']>, ParentType, ContextType>;
  secret?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type SaveOidcProviderPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SaveOidcProviderPayload'] = ResolversParentTypes['SaveOidcProviderPayload']> = ResolversObject<{
  provider?: Resolver<Maybe<ResolversTypes['OidcProvider']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type SecondFactorResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SecondFactor'] = ResolversParentTypes['SecondFactor']> = ResolversObject<{
  isEnabled?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  methods?: Resolver<Array<ResolversTypes['SecondFactorMethod']>, ParentType, ContextType>;
  passkeys?: Resolver<Array<ResolversTypes['Passkey']>, ParentType, ContextType>;
  recoveryCodesLeft?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  rememberedDevices?: Resolver<Array<ResolversTypes['RememberedDevice']>, ParentType, ContextType>;
  totpEnabledAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
}>;

export type SecurityPolicyResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SecurityPolicy'] = ResolversParentTypes['SecurityPolicy']> = ResolversObject<{
  allowedNetworks?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  deviceHeadersRequired?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  endSessionsOnRoleLoss?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  minimumAppVersions?: Resolver<Array<ResolversTypes['MinimumAppVersion']>, ParentType, ContextType>;
  secondFactorRequired?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  sessionIdleMinutes?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  sessionMaxMinutes?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  unverifiedLogIn?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
}>;

export type SessionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Session'] = ResolversParentTypes['Session']> = ResolversObject<{
  appType?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  appVersion?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  deviceId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  ip?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  isCurrent?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  lastUsedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  userAgent?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
}>;

export type SessionConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SessionConnection'] = ResolversParentTypes['SessionConnection']> = ResolversObject<{
  edges?: Resolver<Array<ResolversTypes['SessionEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}>;

export type SessionEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SessionEdge'] = ResolversParentTypes['SessionEdge']> = ResolversObject<{
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Session'], ParentType, ContextType>;
}>;

export type StartOidcLogInPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['StartOidcLogInPayload'] = ResolversParentTypes['StartOidcLogInPayload']> = ResolversObject<{
  authorizationUrl?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  browserToken?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  expiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type StartPasskeyRegistrationPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['StartPasskeyRegistrationPayload'] = ResolversParentTypes['StartPasskeyRegistrationPayload']> = ResolversObject<{
  options?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type StartPasskeyStepUpPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['StartPasskeyStepUpPayload'] = ResolversParentTypes['StartPasskeyStepUpPayload']> = ResolversObject<{
  options?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type StartTotpEnrollmentPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['StartTotpEnrollmentPayload'] = ResolversParentTypes['StartTotpEnrollmentPayload']> = ResolversObject<{
  enrollment?: Resolver<Maybe<ResolversTypes['TotpEnrollment']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type StepUpPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['StepUpPayload'] = ResolversParentTypes['StepUpPayload']> = ResolversObject<{
  freshUntil?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type SupportGrantResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SupportGrant'] = ResolversParentTypes['SupportGrant']> = ResolversObject<{
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  grantedBy?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isActive?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  revokedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  scopes?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  uses?: Resolver<Array<ResolversTypes['SupportUse']>, ParentType, ContextType>;
}>;

export type SupportUseResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SupportUse'] = ResolversParentTypes['SupportUse']> = ResolversObject<{
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  operator?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  startedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
}>;

export type SwitchOrganizationPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SwitchOrganizationPayload'] = ResolversParentTypes['SwitchOrganizationPayload']> = ResolversObject<{
  tokens?: Resolver<Maybe<ResolversTypes['Tokens']>, ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type TokensResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Tokens'] = ResolversParentTypes['Tokens']> = ResolversObject<{
  accessToken?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  refreshToken?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
}>;

export type TotpEnrollmentResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TotpEnrollment'] = ResolversParentTypes['TotpEnrollment']> = ResolversObject<{
  qrCode?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  secret?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  uri?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
}>;

export type TransferOwnershipPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TransferOwnershipPayload'] = ResolversParentTypes['TransferOwnershipPayload']> = ResolversObject<{
  owner?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type UndoEmailChangePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UndoEmailChangePayload'] = ResolversParentTypes['UndoEmailChangePayload']> = ResolversObject<{
  email?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type UpdateApiKeyPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UpdateApiKeyPayload'] = ResolversParentTypes['UpdateApiKeyPayload']> = ResolversObject<{
  apiKey?: Resolver<Maybe<ResolversTypes['ApiKey']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type UpdateNoticesPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UpdateNoticesPayload'] = ResolversParentTypes['UpdateNoticesPayload']> = ResolversObject<{
  notices?: Resolver<Maybe<Array<ResolversTypes['Notice']>>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type UpdateOrganizationPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UpdateOrganizationPayload'] = ResolversParentTypes['UpdateOrganizationPayload']> = ResolversObject<{
  organization?: Resolver<Maybe<ResolversTypes['Organization']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type UpdateRolePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UpdateRolePayload'] = ResolversParentTypes['UpdateRolePayload']> = ResolversObject<{
  role?: Resolver<Maybe<ResolversTypes['Role']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type UpdateSecurityPolicyPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UpdateSecurityPolicyPayload'] = ResolversParentTypes['UpdateSecurityPolicyPayload']> = ResolversObject<{
  securityPolicy?: Resolver<Maybe<ResolversTypes['SecurityPolicy']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type UpdateUserPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UpdateUserPayload'] = ResolversParentTypes['UpdateUserPayload']> = ResolversObject<{
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type UserResolvers<ContextType = Context, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User'], FederationReferenceType extends FederationReferenceTypes['User'] = FederationReferenceTypes['User']> = ResolversObject<{
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['User']> | FederationReferenceType, FederationReferenceType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  displayName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  email?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  firstName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isEmailVerified?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['UserKind'], ParentType, ContextType>;
  lastLoginAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  lastName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  locale?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  organization?: Resolver<Maybe<ResolversTypes['Organization']>, ParentType, ContextType>;
  permissions?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  role?: Resolver<Maybe<ResolversTypes['Role']>, ParentType, ContextType>;
  session?: Resolver<Maybe<ResolversTypes['Session']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['UserStatus'], ParentType, ContextType>;
  timeZone?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
}>;

export type UserConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UserConnection'] = ResolversParentTypes['UserConnection']> = ResolversObject<{
  edges?: Resolver<Array<ResolversTypes['UserEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}>;

export type UserEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UserEdge'] = ResolversParentTypes['UserEdge']> = ResolversObject<{
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
}>;

export type UserErrorResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UserError'] = ResolversParentTypes['UserError']> = ResolversObject<{
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
}>;

export type VerifyEmailPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['VerifyEmailPayload'] = ResolversParentTypes['VerifyEmailPayload']> = ResolversObject<{
  email?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type VerifyOidcDomainPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['VerifyOidcDomainPayload'] = ResolversParentTypes['VerifyOidcDomainPayload']> = ResolversObject<{
  domain?: Resolver<Maybe<ResolversTypes['OidcDomain']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type Resolvers<ContextType = Context> = ResolversObject<{
  AcceptInvitationPayload?: AcceptInvitationPayloadResolvers<ContextType>;
  AccessExplanation?: AccessExplanationResolvers<ContextType>;
  AccessStep?: AccessStepResolvers<ContextType>;
  AddOidcDomainPayload?: AddOidcDomainPayloadResolvers<ContextType>;
  ApiKey?: ApiKeyResolvers<ContextType>;
  ApiKeyConnection?: ApiKeyConnectionResolvers<ContextType>;
  ApiKeyEdge?: ApiKeyEdgeResolvers<ContextType>;
  ApiKeyUsage?: ApiKeyUsageResolvers<ContextType>;
  AssignRolePayload?: AssignRolePayloadResolvers<ContextType>;
  AuditChange?: AuditChangeResolvers<ContextType>;
  AuditEntry?: AuditEntryResolvers<ContextType>;
  AuditEntryConnection?: AuditEntryConnectionResolvers<ContextType>;
  AuditEntryEdge?: AuditEntryEdgeResolvers<ContextType>;
  AuditExport?: AuditExportResolvers<ContextType>;
  AuditFault?: AuditFaultResolvers<ContextType>;
  AuditKey?: AuditKeyResolvers<ContextType>;
  AuditVerification?: AuditVerificationResolvers<ContextType>;
  CancelEmailChangePayload?: CancelEmailChangePayloadResolvers<ContextType>;
  ChangePasswordPayload?: ChangePasswordPayloadResolvers<ContextType>;
  CompleteLogInPayload?: CompleteLogInPayloadResolvers<ContextType>;
  CompleteOidcLogInPayload?: CompleteOidcLogInPayloadResolvers<ContextType>;
  CompleteSecondFactorResetPayload?: CompleteSecondFactorResetPayloadResolvers<ContextType>;
  ConfirmEmailChangePayload?: ConfirmEmailChangePayloadResolvers<ContextType>;
  ConfirmTotpEnrollmentPayload?: ConfirmTotpEnrollmentPayloadResolvers<ContextType>;
  CreateApiKeyPayload?: CreateApiKeyPayloadResolvers<ContextType>;
  CreateRolePayload?: CreateRolePayloadResolvers<ContextType>;
  DataExport?: DataExportResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  DeactivateUserPayload?: DeactivateUserPayloadResolvers<ContextType>;
  DeleteOidcProviderPayload?: DeleteOidcProviderPayloadResolvers<ContextType>;
  DeleteOrganizationPayload?: DeleteOrganizationPayloadResolvers<ContextType>;
  DeleteRolePayload?: DeleteRolePayloadResolvers<ContextType>;
  DeleteUserPayload?: DeleteUserPayloadResolvers<ContextType>;
  DisableSecondFactorPayload?: DisableSecondFactorPayloadResolvers<ContextType>;
  DuplicateRolePayload?: DuplicateRolePayloadResolvers<ContextType>;
  EraseAccountPayload?: EraseAccountPayloadResolvers<ContextType>;
  ExportMyDataPayload?: ExportMyDataPayloadResolvers<ContextType>;
  ExportOrganizationDataPayload?: ExportOrganizationDataPayloadResolvers<ContextType>;
  FinishPasskeyRegistrationPayload?: FinishPasskeyRegistrationPayloadResolvers<ContextType>;
  ForgetDevicesPayload?: ForgetDevicesPayloadResolvers<ContextType>;
  GrantSupportAccessPayload?: GrantSupportAccessPayloadResolvers<ContextType>;
  Invitation?: InvitationResolvers<ContextType>;
  InvitationConnection?: InvitationConnectionResolvers<ContextType>;
  InvitationEdge?: InvitationEdgeResolvers<ContextType>;
  InvitationPreview?: InvitationPreviewResolvers<ContextType>;
  InviteUserPayload?: InviteUserPayloadResolvers<ContextType>;
  JSON?: GraphQLScalarType;
  Job?: JobResolvers<ContextType>;
  LeaveOrganizationPayload?: LeaveOrganizationPayloadResolvers<ContextType>;
  LogInChallenge?: LogInChallengeResolvers<ContextType>;
  LogInPayload?: LogInPayloadResolvers<ContextType>;
  LogOutPayload?: LogOutPayloadResolvers<ContextType>;
  MinimumAppVersion?: MinimumAppVersionResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  Notice?: NoticeResolvers<ContextType>;
  OidcDomain?: OidcDomainResolvers<ContextType>;
  OidcProvider?: OidcProviderResolvers<ContextType>;
  Organization?: OrganizationResolvers<ContextType>;
  OrganizationMembership?: OrganizationMembershipResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Passkey?: PasskeyResolvers<ContextType>;
  PendingEmailChange?: PendingEmailChangeResolvers<ContextType>;
  Permission?: PermissionResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  ReactivateUserPayload?: ReactivateUserPayloadResolvers<ContextType>;
  RefreshTokensPayload?: RefreshTokensPayloadResolvers<ContextType>;
  RegisterPayload?: RegisterPayloadResolvers<ContextType>;
  RememberedDevice?: RememberedDeviceResolvers<ContextType>;
  RemoveOidcDomainPayload?: RemoveOidcDomainPayloadResolvers<ContextType>;
  RemovePasskeyPayload?: RemovePasskeyPayloadResolvers<ContextType>;
  RenewRecoveryCodesPayload?: RenewRecoveryCodesPayloadResolvers<ContextType>;
  RequestEmailChangePayload?: RequestEmailChangePayloadResolvers<ContextType>;
  RequestEmailVerificationPayload?: RequestEmailVerificationPayloadResolvers<ContextType>;
  RequestPasswordResetPayload?: RequestPasswordResetPayloadResolvers<ContextType>;
  ResendInvitationPayload?: ResendInvitationPayloadResolvers<ContextType>;
  ResetPasswordPayload?: ResetPasswordPayloadResolvers<ContextType>;
  ResetSecondFactorPayload?: ResetSecondFactorPayloadResolvers<ContextType>;
  RestoreOrganizationPayload?: RestoreOrganizationPayloadResolvers<ContextType>;
  RevokeApiKeyPayload?: RevokeApiKeyPayloadResolvers<ContextType>;
  RevokeInvitationPayload?: RevokeInvitationPayloadResolvers<ContextType>;
  RevokeSupportAccessPayload?: RevokeSupportAccessPayloadResolvers<ContextType>;
  Role?: RoleResolvers<ContextType>;
  RoleChangePreview?: RoleChangePreviewResolvers<ContextType>;
  RotateApiKeyPayload?: RotateApiKeyPayloadResolvers<ContextType>;
  SaveOidcProviderPayload?: SaveOidcProviderPayloadResolvers<ContextType>;
  SecondFactor?: SecondFactorResolvers<ContextType>;
  SecurityPolicy?: SecurityPolicyResolvers<ContextType>;
  Session?: SessionResolvers<ContextType>;
  SessionConnection?: SessionConnectionResolvers<ContextType>;
  SessionEdge?: SessionEdgeResolvers<ContextType>;
  StartOidcLogInPayload?: StartOidcLogInPayloadResolvers<ContextType>;
  StartPasskeyRegistrationPayload?: StartPasskeyRegistrationPayloadResolvers<ContextType>;
  StartPasskeyStepUpPayload?: StartPasskeyStepUpPayloadResolvers<ContextType>;
  StartTotpEnrollmentPayload?: StartTotpEnrollmentPayloadResolvers<ContextType>;
  StepUpPayload?: StepUpPayloadResolvers<ContextType>;
  SupportGrant?: SupportGrantResolvers<ContextType>;
  SupportUse?: SupportUseResolvers<ContextType>;
  SwitchOrganizationPayload?: SwitchOrganizationPayloadResolvers<ContextType>;
  Tokens?: TokensResolvers<ContextType>;
  TotpEnrollment?: TotpEnrollmentResolvers<ContextType>;
  TransferOwnershipPayload?: TransferOwnershipPayloadResolvers<ContextType>;
  UndoEmailChangePayload?: UndoEmailChangePayloadResolvers<ContextType>;
  UpdateApiKeyPayload?: UpdateApiKeyPayloadResolvers<ContextType>;
  UpdateNoticesPayload?: UpdateNoticesPayloadResolvers<ContextType>;
  UpdateOrganizationPayload?: UpdateOrganizationPayloadResolvers<ContextType>;
  UpdateRolePayload?: UpdateRolePayloadResolvers<ContextType>;
  UpdateSecurityPolicyPayload?: UpdateSecurityPolicyPayloadResolvers<ContextType>;
  UpdateUserPayload?: UpdateUserPayloadResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
  UserConnection?: UserConnectionResolvers<ContextType>;
  UserEdge?: UserEdgeResolvers<ContextType>;
  UserError?: UserErrorResolvers<ContextType>;
  VerifyEmailPayload?: VerifyEmailPayloadResolvers<ContextType>;
  VerifyOidcDomainPayload?: VerifyOidcDomainPayloadResolvers<ContextType>;
}>;

export type DirectiveResolvers<ContextType = Context> = ResolversObject<{
  cacheControl?: CacheControlDirectiveResolver<any, any, ContextType>;
  idempotent?: IdempotentDirectiveResolver<any, any, ContextType>;
  public?: PublicDirectiveResolver<any, any, ContextType>;
  rateLimit?: RateLimitDirectiveResolver<any, any, ContextType>;
  stepUp?: StepUpDirectiveResolver<any, any, ContextType>;
}>;
