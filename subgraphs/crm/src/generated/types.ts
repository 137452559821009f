import { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import { Connection as ConnectionEntity } from '../connections/connection.entity';
import { KommoCredentials as KommoCredentialsEntity } from '../credentials/kommo-credentials.entity';
import { PendingInstall } from '../pending-installs/pending-install';
import { SyncRun as SyncRunEntity } from '../sync-runs/sync-run.entity';
import { Job as JobEntity } from '../jobs/job.entity';
import { ShownKind } from '../jobs/job-kinds';
import { Page } from '../../../../service-kit/data/pagination';
import { EntityStatus as EntityStatusParts } from '../sync-runs/entity-status';
import { DriftCheck as DriftCheckParts } from '../health/health.loaders';
import { Webhook as WebhookEntity } from '../webhooks/webhook.entity';
import { Freshness as FreshnessParts } from '../webhooks/freshness';
import { QuarantinedRow as QuarantinedRowEntity } from '../quarantine/quarantined-row.entity';
import { Task as TaskEntity } from '../tasks/task.entity';
import { ConnectionAccess as ConnectionAccessEntity } from '../access/access.entity';
import { CardChange as CardChangeEntity } from '../history/card-change.entity';
import { FieldChange as CardFieldChangeParts } from '../history/field-changes';
import { UnsortedLead as UnsortedLeadEntity } from '../unsorted-leads/unsorted-lead.entity';
import { KnowledgeNode as KnowledgeNodeEntity, KnowledgeRelation as KnowledgeRelationEntity } from '../knowledge/knowledge-node.entity';
import { CardEvent as CardEventEntity } from '../card-events/card-event.entity';
import { Catalog as CatalogEntity } from '../catalogs/catalog.entity';
import { CatalogElement as CatalogElementEntity, LeadCatalogElement as LeadCatalogElementEntity } from '../catalogs/catalog-element.entity';
import { Note as NoteEntity } from '../notes/note.entity';
import { CustomField as CustomFieldEntity } from '../custom-fields/custom-field.entity';
import { TypedValue } from '../custom-fields/field-value';
import { Pipeline as PipelineEntity } from '../pipelines/pipeline.entity';
import { Stage as StageEntity } from '../pipelines/stage.entity';
import { CrmUser as CrmUserEntity } from '../crm-users/crm-user.entity';
import { Lead as LeadEntity } from '../leads/lead.entity';
import { Contact as ContactEntity } from '../contacts/contact.entity';
import { Company as CompanyEntity } from '../companies/company.entity';
import { Talk as TalkEntity } from '../messages/talk.entity';
import { Message as MessageEntity } from '../messages/message.entity';
import { Agent as AgentEntity } from '../agents/agent.entity';
import { Rule as RuleEntity, ShownRuleAction } from '../rules/rule.entity';
import { RuleRun as RuleRunEntity } from '../rules/rule-run.entity';
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
  /** A calendar date without a time: `2026-01-31`. */
  Date: { input: string; output: string; }
  /** An instant in UTC, RFC 3339: `2026-01-01T12:30:00.000Z`. */
  DateTime: { input: string; output: Date; }
  /** An exact decimal number as a string: "1234.50". */
  Decimal: { input: string; output: string; }
  /** Any JSON value: an object, a list, a text, a number, true, false or null. */
  JSON: { input: unknown; output: unknown; }
  _FieldSet: { input: unknown; output: unknown; }
};

/** An incoming lead to take over. */
export type AcceptUnsortedLeadInput = {
  /** Which one. */
  id: Scalars['ID']['input'];
  /** Who is to answer for it, an active person of the account; whoever gave us access unless told. */
  responsibleUserId?: InputMaybe<Scalars['ID']['input']>;
  /** The stage it goes into, of the pipeline that it came into; the first one unless told. */
  stageId?: InputMaybe<Scalars['ID']['input']>;
};

/** What `acceptUnsortedLead` did. */
export type AcceptUnsortedLeadPayload = {
  __typename?: 'AcceptUnsortedLeadPayload';
  /** Its lead; null when Kommo does not show it yet. */
  lead: Maybe<Lead>;
  /** The incoming lead as it stands now; null when it was not accepted. */
  unsortedLead: Maybe<UnsortedLead>;
  /** What has to be mended; empty when it worked. */
  userErrors: Array<UserError>;
};

/** A note to add: to one lead, one contact or one company. */
export type AddCrmNoteInput = {
  /** The company it is about. */
  companyId?: InputMaybe<Scalars['ID']['input']>;
  /** The contact it is about. */
  contactId?: InputMaybe<Scalars['ID']['input']>;
  /** The lead it is about. */
  leadId?: InputMaybe<Scalars['ID']['input']>;
  /** What it says, 20,000 characters at most. */
  text: Scalars['String']['input'];
};

/** What `addCrmNote` did. */
export type AddCrmNotePayload = {
  __typename?: 'AddCrmNotePayload';
  /** Set when Kommo did not say in time what became of it: this job finds out, and sends it again only when it was not done. */
  job: Maybe<Job>;
  /** The note's number in Kommo; null while that is not known. */
  kommoId: Maybe<Scalars['String']['output']>;
  /** What has to be mended; empty when it worked. */
  userErrors: Array<UserError>;
};

/** Who may share a cached answer. */
export type CacheControlScope =
  /** Nobody: it is one person's. */
  | 'PRIVATE'
  /** People of one organisation with the same permissions. */
  | 'PUBLIC';

/** Which job to stop. */
export type CancelJobInput = {
  /** The job's id. */
  id: Scalars['ID']['input'];
};

/** The job that was stopped. */
export type CancelJobPayload = {
  __typename?: 'CancelJobPayload';
  /** As it is now; null when it could not be stopped. */
  job: Maybe<Job>;
  /** `JOB_ENDED` when there was nothing to stop any more. */
  userErrors: Array<UserError>;
};

/** One change of a lead, contact, company, task or note. */
export type CardChange = {
  __typename?: 'CardChange';
  /** When it was made, by Kommo's word; when we learned of it where Kommo does not say. */
  at: Scalars['DateTime']['output'];
  /** Why. */
  cause: ChangeCause;
  /** Who made it in Kommo, as far as it says. */
  crmUser: Maybe<CrmUser>;
  /** What was changed. */
  fields: Array<CardFieldChange>;
  /** Stable; later changes have larger ones. */
  id: Scalars['ID']['output'];
  /** When we learned of it. */
  learnedAt: Scalars['DateTime']['output'];
  /** Who of your organisation made it; null where nobody did, or who is not known. */
  user: Maybe<User>;
};

/** Something that happened to a card, by Kommo's own change log; kept for 400 days, and 500,000 of an account. */
export type CardEvent = {
  __typename?: 'CardEvent';
  /** What is since, as `before`. */
  after: Scalars['JSON']['output'];
  /** When it happened. */
  at: Scalars['DateTime']['output'];
  /** Who did it; null for Kommo itself, and for somebody who was removed before we could copy them. */
  author: Maybe<CrmUser>;
  /** What was before, as Kommo gives it: a list, by type; empty where it does not say, and where that is very large. */
  before: Scalars['JSON']['output'];
  /** The company it happened to, when it is a company that is copied. */
  company: Maybe<Company>;
  /** The account it belongs to. */
  connection: CrmConnection;
  /** The contact it happened to, when it is a contact that is copied. */
  contact: Maybe<Contact>;
  /** Our id, stable for ever. */
  id: Scalars['ID']['output'];
  /** Kommo's name for it. */
  kommoId: Scalars['String']['output'];
  /** The lead it happened to, when it is a lead that is copied. */
  lead: Maybe<Lead>;
  /** What happened, by Kommo's name: `lead_added`, `entity_linked`, `incoming_call` … The list is open. */
  type: Scalars['String']['output'];
};

/** A page of events. */
export type CardEventConnection = {
  __typename?: 'CardEventConnection';
  /** The page's events with their cursors. */
  edges: Array<CardEventEdge>;
  /** Where this page stands in the list. */
  pageInfo: PageInfo;
  /** How many there are in all pages. */
  totalCount: Scalars['Int']['output'];
};

/** One event in a page. */
export type CardEventEdge = {
  __typename?: 'CardEventEdge';
  /** Give it as `after` or `before` to go on from here. */
  cursor: Scalars['String']['output'];
  /** The event. */
  node: CardEvent;
};

/** Which events to list; all that is given must match. */
export type CardEventFilter = {
  /** Only before this instant. */
  before?: InputMaybe<Scalars['DateTime']['input']>;
  /** Only what happened to this company. */
  companyId?: InputMaybe<Scalars['ID']['input']>;
  /** Only of this connection. */
  connectionId?: InputMaybe<Scalars['ID']['input']>;
  /** Only what happened to this contact. */
  contactId?: InputMaybe<Scalars['ID']['input']>;
  /** Only from this instant on. */
  from?: InputMaybe<Scalars['DateTime']['input']>;
  /** Only what happened to this lead. */
  leadId?: InputMaybe<Scalars['ID']['input']>;
  /** Only of these types, by Kommo's names; 50 at most. */
  types?: InputMaybe<Array<Scalars['String']['input']>>;
};

/** One part of a card, a task or a note that was changed. */
export type CardFieldChange = {
  __typename?: 'CardFieldChange';
  /** What stands there since. */
  after: Maybe<Scalars['JSON']['output']>;
  /**
   * What stood there: a text, a list of texts, or null; a note's `params` as Kommo gave them. Of stage, pipeline, company and responsible
   * person their numbers in Kommo.
   */
  before: Maybe<Scalars['JSON']['output']>;
  /** Which: `name`, `price`, `stage`, `customField` … */
  field: Scalars['String']['output'];
  /** Of a custom field, its number in Kommo; null for others. */
  fieldId: Maybe<Scalars['String']['output']>;
};

/**
 * What a mapped custom field has to be (`mapCustomField`). What is given is read as the field's type wants it: a number `"12.5"`, a day
 * `"2026-11-30"`, an instant `"2026-11-30T12:00:00Z"`, `"true"` or `"false"`, or a text, whose case does not matter. Of a field with several
 * values one has to match all that is given. A key that no field has, and a test that its type does not know, are refused.
 */
export type CardFieldFilter = {
  /** It has this text in it; of texts, options and entries. */
  contains?: InputMaybe<Scalars['String']['input']>;
  /** It is this. */
  eq?: InputMaybe<Scalars['String']['input']>;
  /** It is more, or later, than this; of numbers, money, days and instants. */
  gt?: InputMaybe<Scalars['String']['input']>;
  /** It is this, or more. */
  gte?: InputMaybe<Scalars['String']['input']>;
  /** It is one of these; 100 at most. */
  in?: InputMaybe<Array<Scalars['String']['input']>>;
  /** The organisation's key of the field. */
  key: Scalars['String']['input'];
  /** It is less, or earlier, than this. */
  lt?: InputMaybe<Scalars['String']['input']>;
  /** It is this, or less. */
  lte?: InputMaybe<Scalars['String']['input']>;
};

/** By which mapped custom field to sort. */
export type CardFieldOrder = {
  /** Smallest, earliest, or first in the alphabet first; or the other way round. */
  direction: SortDirection;
  /** The organisation's key of the field. */
  key: Scalars['String']['input'];
};

/** A kind of card. */
export type CardKind =
  /** Companies. */
  | 'COMPANIES'
  /** Contacts. */
  | 'CONTACTS'
  /** Leads. */
  | 'LEADS';

/** Why a card was changed. */
export type ChangeCause =
  /** A person of your organisation changed it here. */
  | 'PERSON'
  /** A program with an API key changed it here. */
  | 'PROGRAM'
  /** A rule of your organisation's changed it. */
  | 'RULE'
  /** A synchronisation found it. */
  | 'SYNC'
  /** Kommo told us of it. */
  | 'WEBHOOK';

/** Who has written, as the messenger knows them. */
export type ChatCustomerInput = {
  /** Their e-mail address; Kommo knows the contact by it. */
  email?: InputMaybe<Scalars['String']['input']>;
  /** The messenger's own name of the person, 100 characters at most: the same for all their messages. */
  id: Scalars['String']['input'];
  /** What they are called, 250 characters at most. */
  name: Scalars['String']['input'];
  /** Their telephone number; Kommo knows the contact by it. */
  phone?: InputMaybe<Scalars['String']['input']>;
};

/** A file that a customer has sent: where it is. */
export type ChatFileInput = {
  /** Its name, 255 characters at most. */
  fileName?: InputMaybe<Scalars['String']['input']>;
  /** What it is. */
  type: ChatFileType;
  /** Where Kommo and you can fetch it, 2,000 characters at most. */
  url: Scalars['String']['input'];
};

/** What a file is. */
export type ChatFileType =
  /** A sound. */
  | 'AUDIO'
  /** Any other file. */
  | 'FILE'
  /** A picture. */
  | 'PICTURE'
  /** A video. */
  | 'VIDEO'
  /** A voice message. */
  | 'VOICE';

/** What was chosen of a list, one thing or several. */
export type ChoiceFieldValue = FilledCustomField & {
  __typename?: 'ChoiceFieldValue';
  /** The field's code, `PHONE` say; null when it has none. */
  code: Maybe<Scalars['String']['output']>;
  /** The field's number in Kommo. */
  fieldId: Scalars['String']['output'];
  /** The name that your organisation gave it by `mapCustomField`; null when it has none. */
  key: Maybe<Scalars['String']['output']>;
  /** The field's name in Kommo. */
  name: Scalars['String']['output'];
  /** What was chosen. */
  options: Array<CustomFieldOption>;
  /** Kommo's name of the type: text, numeric, select, date … The list is open. */
  type: Scalars['String']['output'];
  /** The values as text, as Kommo gave them: dates as unix seconds, composite values as JSON. */
  values: Array<Scalars['String']['output']>;
};

/** An install that was begun inside Kommo. */
export type ClaimKommoInstallInput = {
  /** What the page after the install showed; not needed where the install is yours. */
  claimCode?: InputMaybe<Scalars['String']['input']>;
  /** The install's id. */
  installId: Scalars['ID']['input'];
};

/** What `claimKommoInstall` did. */
export type ClaimKommoInstallPayload = {
  __typename?: 'ClaimKommoInstallPayload';
  /** The connection. */
  connection: Maybe<CrmConnection>;
  /** What has to be mended; empty when it worked. */
  userErrors: Array<UserError>;
};

/** A company your organisation deals with. */
export type Company = {
  __typename?: 'Company';
  /** The account it belongs to. */
  connection: CrmConnection;
  /** Its contacts, the newest first, 100 at most. */
  contacts: Array<Contact>;
  /** When it was made in Kommo. */
  createdAt: Scalars['DateTime']['output'];
  /** The custom field that your organisation calls so; null when the card has no value in it, or its account no such field. */
  customField: Maybe<CustomFieldValue>;
  /** Its filled custom fields. */
  customFields: Array<CustomFieldValue>;
  /** The e-mail addresses as they were typed. */
  emails: Array<Scalars['String']['output']>;
  /** What happened to it by Kommo's own change log, the latest first; 100 at most. What was changed of it stands in `history`. */
  events: Array<CardEvent>;
  /** What was changed of it since we hold it, the latest first; 100 at most. Changes are kept for 400 days. */
  history: Array<CardChange>;
  /** Our id, stable for ever. */
  id: Scalars['ID']['output'];
  /** Whether it was deleted in Kommo. */
  isDeleted: Scalars['Boolean']['output'];
  /** Its number in Kommo. */
  kommoId: Scalars['String']['output'];
  /** Its leads, the newest first, 100 at most. */
  leads: Array<Lead>;
  /** Its name; may be empty. */
  name: Scalars['String']['output'];
  /** Its notes, the newest first; 100 at most. */
  notes: Array<CrmNote>;
  /** The telephone numbers as they were typed. */
  phones: Array<Scalars['String']['output']>;
  /** Who answers for it; null when nobody does or the person was removed before we could copy it. */
  responsibleUser: Maybe<CrmUser>;
  /** Its tags. */
  tags: Array<CrmTag>;
  /** Its tasks: what is still to be done first, by when; 100 at most. */
  tasks: Array<CrmTask>;
  /** When it was last changed in Kommo. */
  updatedAt: Scalars['DateTime']['output'];
  /** Its page in Kommo. */
  url: Scalars['String']['output'];
};


/** A company your organisation deals with. */
export type CompanyCustomFieldArgs = {
  key: Scalars['String']['input'];
};


/** A company your organisation deals with. */
export type CompanyEventsArgs = {
  first?: Scalars['Int']['input'];
};


/** A company your organisation deals with. */
export type CompanyHistoryArgs = {
  first?: Scalars['Int']['input'];
};


/** A company your organisation deals with. */
export type CompanyNotesArgs = {
  first?: Scalars['Int']['input'];
};


/** A company your organisation deals with. */
export type CompanyTasksArgs = {
  first?: Scalars['Int']['input'];
};

/** A page of companies. */
export type CompanyConnection = {
  __typename?: 'CompanyConnection';
  /** The page's companies with their cursors. */
  edges: Array<CompanyEdge>;
  /** Where this page stands in the list. */
  pageInfo: PageInfo;
  /** How many there are in all pages. */
  totalCount: Scalars['Int']['output'];
};

/** One company in a page. */
export type CompanyEdge = {
  __typename?: 'CompanyEdge';
  /** Give it as `after` or `before` to go on from here. */
  cursor: Scalars['String']['output'];
  /** The company. */
  node: Company;
};

/** Which companies to list; all that is given must match. */
export type CompanyFilter = {
  /** Only of this connection. */
  connectionId?: InputMaybe<Scalars['ID']['input']>;
  /** Only those whose mapped custom fields are as each of these says; 10 at most. */
  customFields?: InputMaybe<Array<CardFieldFilter>>;
  /** Whether deleted ones are listed too. */
  includeDeleted: Scalars['Boolean']['input'];
  /** Only those with these numbers in Kommo; 100 at most. */
  kommoIds?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Only those this Kommo user answers for: an id of `CrmUser`. */
  responsibleUserId?: InputMaybe<Scalars['ID']['input']>;
  /** Text found in the name, a telephone number or an e-mail address, in any case; 200 characters at most. */
  search?: InputMaybe<Scalars['String']['input']>;
  /** Only those changed in Kommo at or after this instant. */
  updatedSince?: InputMaybe<Scalars['DateTime']['input']>;
};

/** Orders of companies. */
export type CompanyOrder =
  /** Oldest in Kommo first. */
  | 'CREATED_AT_ASC'
  /** Newest in Kommo first. */
  | 'CREATED_AT_DESC'
  /** By name. */
  | 'NAME_ASC'
  /** By name, backward. */
  | 'NAME_DESC'
  /** Longest unchanged in Kommo first. */
  | 'UPDATED_AT_ASC'
  /** Last changed in Kommo first. */
  | 'UPDATED_AT_DESC';

/** What Kommo appended to the redirect address. */
export type CompleteKommoOAuthInput = {
  /** The authorisation code; good for 20 minutes and one use. */
  code: Scalars['String']['input'];
  /** The account's host: `acme.kommo.com`. */
  referer: Scalars['String']['input'];
  /** The state that `startKommoOAuth` put into the address. */
  state: Scalars['String']['input'];
};

/** What `completeKommoOAuth` did. */
export type CompleteKommoOAuthPayload = {
  __typename?: 'CompleteKommoOAuthPayload';
  /** The connection. */
  connection: Maybe<CrmConnection>;
  /** What has to be mended; empty when it worked. */
  userErrors: Array<UserError>;
};

/** A Kommo account and a long-lived token for it. */
export type ConnectKommoWithTokenInput = {
  /** The long-lived token from the integration's Keys and scopes. */
  accessToken: Scalars['String']['input'];
  /** The first part of the account's address: `acme` of acme.kommo.com; the whole host will do too. */
  subdomain: Scalars['String']['input'];
};

/** What `connectKommoWithToken` did. */
export type ConnectKommoWithTokenPayload = {
  __typename?: 'ConnectKommoWithTokenPayload';
  /** The connection. */
  connection: Maybe<CrmConnection>;
  /** What has to be mended; empty when it worked. */
  userErrors: Array<UserError>;
};

/** A person or other party your organisation deals with. */
export type Contact = {
  __typename?: 'Contact';
  /** The company the contact belongs to. */
  company: Maybe<Company>;
  /** The account it belongs to. */
  connection: CrmConnection;
  /** When it was made in Kommo. */
  createdAt: Scalars['DateTime']['output'];
  /** The custom field that your organisation calls so; null when the card has no value in it, or its account no such field. */
  customField: Maybe<CustomFieldValue>;
  /** Its filled custom fields. */
  customFields: Array<CustomFieldValue>;
  /** The e-mail addresses as they were typed. */
  emails: Array<Scalars['String']['output']>;
  /** What happened to it by Kommo's own change log, the latest first; 100 at most. What was changed of it stands in `history`. */
  events: Array<CardEvent>;
  /** The first name; empty when unknown. */
  firstName: Scalars['String']['output'];
  /** What was changed of it since we hold it, the latest first; 100 at most. Changes are kept for 400 days. */
  history: Array<CardChange>;
  /** Our id, stable for ever. */
  id: Scalars['ID']['output'];
  /** Whether it was deleted in Kommo. */
  isDeleted: Scalars['Boolean']['output'];
  /** Its number in Kommo. */
  kommoId: Scalars['String']['output'];
  /** The last name; empty when unknown. */
  lastName: Scalars['String']['output'];
  /** The leads the contact has part in, the newest first, 100 at most. */
  leads: Array<Lead>;
  /** The whole name; may be empty. */
  name: Scalars['String']['output'];
  /** Its notes, the newest first; 100 at most. */
  notes: Array<CrmNote>;
  /** The telephone numbers as they were typed. */
  phones: Array<Scalars['String']['output']>;
  /** Who answers for it; null when nobody does or the person was removed before we could copy it. */
  responsibleUser: Maybe<CrmUser>;
  /** Its tags. */
  tags: Array<CrmTag>;
  /** Its tasks: what is still to be done first, by when; 100 at most. */
  tasks: Array<CrmTask>;
  /** When it was last changed in Kommo. */
  updatedAt: Scalars['DateTime']['output'];
  /** Its page in Kommo. */
  url: Scalars['String']['output'];
};


/** A person or other party your organisation deals with. */
export type ContactCustomFieldArgs = {
  key: Scalars['String']['input'];
};


/** A person or other party your organisation deals with. */
export type ContactEventsArgs = {
  first?: Scalars['Int']['input'];
};


/** A person or other party your organisation deals with. */
export type ContactHistoryArgs = {
  first?: Scalars['Int']['input'];
};


/** A person or other party your organisation deals with. */
export type ContactNotesArgs = {
  first?: Scalars['Int']['input'];
};


/** A person or other party your organisation deals with. */
export type ContactTasksArgs = {
  first?: Scalars['Int']['input'];
};

/** A page of contacts. */
export type ContactConnection = {
  __typename?: 'ContactConnection';
  /** The page's contacts with their cursors. */
  edges: Array<ContactEdge>;
  /** Where this page stands in the list. */
  pageInfo: PageInfo;
  /** How many there are in all pages. */
  totalCount: Scalars['Int']['output'];
};

/** One contact in a page. */
export type ContactEdge = {
  __typename?: 'ContactEdge';
  /** Give it as `after` or `before` to go on from here. */
  cursor: Scalars['String']['output'];
  /** The contact. */
  node: Contact;
};

/** Which contacts to list; all that is given must match. */
export type ContactFilter = {
  /** Only of this connection. */
  connectionId?: InputMaybe<Scalars['ID']['input']>;
  /** Only those whose mapped custom fields are as each of these says; 10 at most. */
  customFields?: InputMaybe<Array<CardFieldFilter>>;
  /** Whether deleted ones are listed too. */
  includeDeleted: Scalars['Boolean']['input'];
  /** Only those with these numbers in Kommo; 100 at most. */
  kommoIds?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Only those this Kommo user answers for: an id of `CrmUser`. */
  responsibleUserId?: InputMaybe<Scalars['ID']['input']>;
  /** Text found in the name, a telephone number or an e-mail address, in any case; 200 characters at most. */
  search?: InputMaybe<Scalars['String']['input']>;
  /** Only those changed in Kommo at or after this instant. */
  updatedSince?: InputMaybe<Scalars['DateTime']['input']>;
};

/** Orders of contacts. */
export type ContactOrder =
  /** Oldest in Kommo first. */
  | 'CREATED_AT_ASC'
  /** Newest in Kommo first. */
  | 'CREATED_AT_DESC'
  /** By name. */
  | 'NAME_ASC'
  /** By name, backward. */
  | 'NAME_DESC'
  /** Longest unchanged in Kommo first. */
  | 'UPDATED_AT_ASC'
  /** Last changed in Kommo first. */
  | 'UPDATED_AT_DESC';

/** A company to make. */
export type CreateCompanyInput = {
  /** The account it is made in; may be left out while your organisation has one working connection. */
  connectionId?: InputMaybe<Scalars['ID']['input']>;
  /** Values of custom fields; 40 at most. */
  customFields?: InputMaybe<Array<CustomFieldInput>>;
  /** Its e-mail addresses; 20 at most, each of 255 characters at most. */
  emails?: InputMaybe<Array<Scalars['String']['input']>>;
  /** What becomes of it when another company has one of its numbers or addresses. */
  ifDuplicate: CrmDuplicatePolicy;
  /** Its name, 250 characters at most. */
  name: Scalars['String']['input'];
  /** Its telephone numbers; 20 at most, each of 100 characters at most. */
  phones?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Who is to answer for it, an active person of the account; whoever gave us access unless told. */
  responsibleUserId?: InputMaybe<Scalars['ID']['input']>;
  /** Its tags; 50 at most, each of 255 characters at most. */
  tags?: InputMaybe<Array<Scalars['String']['input']>>;
};

/** What `createCompany` did. */
export type CreateCompanyPayload = {
  __typename?: 'CreateCompanyPayload';
  /** The company; null when it was not made, or Kommo does not show it yet. */
  company: Maybe<Company>;
  /** Companies that have one of its numbers or addresses; 50 at most. */
  duplicates: Array<Company>;
  /** Set when Kommo did not say in time what became of it: this job finds out, and sends it again only when it was not done. */
  job: Maybe<Job>;
  /** Its number in Kommo; null while that is not known. */
  kommoId: Maybe<Scalars['String']['output']>;
  /** What has to be mended; empty when it worked. */
  userErrors: Array<UserError>;
};

/** A contact to make. It needs a name, a first or a last name. */
export type CreateContactInput = {
  /** The company the contact belongs to. */
  companyId?: InputMaybe<Scalars['ID']['input']>;
  /** The account it is made in; may be left out while your organisation has one working connection. */
  connectionId?: InputMaybe<Scalars['ID']['input']>;
  /** Values of custom fields; 40 at most. */
  customFields?: InputMaybe<Array<CustomFieldInput>>;
  /** Its e-mail addresses; 20 at most, each of 255 characters at most. */
  emails?: InputMaybe<Array<Scalars['String']['input']>>;
  /** The first name, 250 characters at most. */
  firstName?: InputMaybe<Scalars['String']['input']>;
  /** What becomes of it when another contact has one of its numbers or addresses. */
  ifDuplicate: CrmDuplicatePolicy;
  /** The last name, 250 characters at most. */
  lastName?: InputMaybe<Scalars['String']['input']>;
  /** The whole name, 250 characters at most; Kommo makes it of first and last name unless told. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** Its telephone numbers; 20 at most, each of 100 characters at most. */
  phones?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Who is to answer for it, an active person of the account; whoever gave us access unless told. */
  responsibleUserId?: InputMaybe<Scalars['ID']['input']>;
  /** Its tags; 50 at most, each of 255 characters at most. */
  tags?: InputMaybe<Array<Scalars['String']['input']>>;
};

/** What `createContact` did. */
export type CreateContactPayload = {
  __typename?: 'CreateContactPayload';
  /** The contact; null when it was not made, or Kommo does not show it yet. */
  contact: Maybe<Contact>;
  /** Contacts that have one of its numbers or addresses; 50 at most. */
  duplicates: Array<Contact>;
  /** Set when Kommo did not say in time what became of it: this job finds out, and sends it again only when it was not done. */
  job: Maybe<Job>;
  /** Its number in Kommo; null while that is not known. */
  kommoId: Maybe<Scalars['String']['output']>;
  /** What has to be mended; empty when it worked. */
  userErrors: Array<UserError>;
};

/** A rule to make. */
export type CreateCrmRuleInput = {
  /** What it does, in this order; 10 at most. */
  actions: Array<CrmRuleActionInput>;
  /** The account whose leads it is for; may be left out while your organisation has one working connection. */
  connectionId?: InputMaybe<Scalars['ID']['input']>;
  /** Whether it runs from now on. */
  isActive: Scalars['Boolean']['input'];
  /** What to call it, 200 characters at most. */
  name: Scalars['String']['input'];
  /** The stage a lead has to enter; for LEAD_ENTERS_STAGE. */
  stageId?: InputMaybe<Scalars['ID']['input']>;
  /** What makes it run. */
  trigger: CrmRuleTrigger;
};

/** What `createCrmRule` did. */
export type CreateCrmRulePayload = {
  __typename?: 'CreateCrmRulePayload';
  /** The rule; null when it was not made. */
  rule: Maybe<CrmRule>;
  /** What has to be mended; empty when it worked. */
  userErrors: Array<UserError>;
};

/** A task to make: of one lead, one contact or one company. */
export type CreateCrmTaskInput = {
  /** The company it is about. */
  companyId?: InputMaybe<Scalars['ID']['input']>;
  /** The contact it is about. */
  contactId?: InputMaybe<Scalars['ID']['input']>;
  /** Until when. */
  dueAt: Scalars['DateTime']['input'];
  /** The lead it is about. */
  leadId?: InputMaybe<Scalars['ID']['input']>;
  /** Who is to do it, an active person of the account; whoever gave us access unless told. */
  responsibleUserId?: InputMaybe<Scalars['ID']['input']>;
  /** What is to be done, 20,000 characters at most. */
  text: Scalars['String']['input'];
  /** Kommo's number of its type: 1 is a follow-up, 2 a meeting, others are the account's own. */
  typeId: Scalars['Int']['input'];
};

/** What `createCrmTask` did. */
export type CreateCrmTaskPayload = {
  __typename?: 'CreateCrmTaskPayload';
  /** Set when Kommo did not say in time what became of it: this job finds out, and sends it again only when it was not done. */
  job: Maybe<Job>;
  /** The task's number in Kommo; null while that is not known. */
  kommoId: Maybe<Scalars['String']['output']>;
  /** What has to be mended; empty when it worked. */
  userErrors: Array<UserError>;
};

/** A lead to make. */
export type CreateLeadInput = {
  /** The company it is about. */
  companyId?: InputMaybe<Scalars['ID']['input']>;
  /** The account it is made in; may be left out while your organisation has one working connection. */
  connectionId?: InputMaybe<Scalars['ID']['input']>;
  /** The people it is about, the main one first; 20 at most. */
  contactIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** Values of custom fields; 40 at most. */
  customFields?: InputMaybe<Array<CustomFieldInput>>;
  /** Its name, 250 characters at most. */
  name: Scalars['String']['input'];
  /** Its price in the account's currency. Kommo keeps whole amounts. */
  price?: InputMaybe<Scalars['Decimal']['input']>;
  /** Who is to answer for it, an active person of the account; whoever gave us access unless told. */
  responsibleUserId?: InputMaybe<Scalars['ID']['input']>;
  /** The step it is to stand at; the first one of the main pipeline unless told. */
  stageId?: InputMaybe<Scalars['ID']['input']>;
  /** Its tags; 50 at most, each of 255 characters at most. */
  tags?: InputMaybe<Array<Scalars['String']['input']>>;
};

/** What `createLead` did. */
export type CreateLeadPayload = {
  __typename?: 'CreateLeadPayload';
  /** Set when Kommo did not say in time what became of it: this job finds out, and sends it again only when it was not done. */
  job: Maybe<Job>;
  /** Its number in Kommo; null while that is not known. */
  kommoId: Maybe<Scalars['String']['output']>;
  /** The lead; null when it was not made, or Kommo does not show it yet. */
  lead: Maybe<Lead>;
  /** What has to be mended; empty when it worked. */
  userErrors: Array<UserError>;
};

/** Whether Kommo allows us one thing, as it last said. */
export type CrmAccess = {
  __typename?: 'CrmAccess';
  /** What. */
  capability: CrmCapability;
  /** When it was last asked. */
  checkedAt: Scalars['DateTime']['output'];
  /** What is missing without it; null where it is allowed. */
  meaning: Maybe<Scalars['String']['output']>;
  /** Since when it stands so, as far as we have asked. */
  since: Scalars['DateTime']['output'];
  /** Whether. */
  state: CrmAccessState;
};

/** Whether Kommo allows it. */
export type CrmAccessState =
  /** It does. */
  | 'ALLOWED'
  /** The account's plan does not have it. */
  | 'NOT_IN_PLAN'
  /** Kommo offers no such thing in this account. */
  | 'NOT_OFFERED'
  /** Whoever gave access, or the integration, has no right to it. */
  | 'NO_RIGHT';

/** Somebody, or something, that works on leads: a person of sales, a chat agent of yours. */
export type CrmAgent = {
  __typename?: 'CrmAgent';
  /** When it was made. */
  createdAt: Scalars['DateTime']['output'];
  /** The person of a Kommo account it stands for; null when it stands for none. */
  crmUser: Maybe<CrmUser>;
  /** Your own id of it, once in your organisation. */
  externalId: Scalars['String']['output'];
  /** Stable for ever. */
  id: Scalars['ID']['output'];
  /** The leads its Kommo user answers for, the newest first, 100 at most. */
  leads: Array<Lead>;
  /** The name. */
  name: Scalars['String']['output'];
  /** Whether it can take work. */
  status: CrmAgentStatus;
  /** Since when. */
  statusAt: Scalars['DateTime']['output'];
  /** When it was last changed. */
  updatedAt: Scalars['DateTime']['output'];
};

/** A page of agents. */
export type CrmAgentConnection = {
  __typename?: 'CrmAgentConnection';
  /** The page's agents with their cursors. */
  edges: Array<CrmAgentEdge>;
  /** Where this page stands in the list. */
  pageInfo: PageInfo;
  /** How many there are in all pages. */
  totalCount: Scalars['Int']['output'];
};

/** One agent in a page. */
export type CrmAgentEdge = {
  __typename?: 'CrmAgentEdge';
  /** Give it as `after` or `before` to go on from here. */
  cursor: Scalars['String']['output'];
  /** The agent. */
  node: CrmAgent;
};

/** Which agents to list; all that is given must match. */
export type CrmAgentFilter = {
  /** Only those that stand for this person of a Kommo account. */
  crmUserId?: InputMaybe<Scalars['ID']['input']>;
  /** Only those of these external ids. */
  externalIds?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Only those of one of these states. */
  statuses?: InputMaybe<Array<CrmAgentStatus>>;
};

/** Whether an agent can take work. */
export type CrmAgentStatus =
  /** Can take work. */
  | 'AVAILABLE'
  /** Has enough to do. */
  | 'BUSY'
  /** Is away. */
  | 'OFFLINE';

/** A file that came with a message: where it is. */
export type CrmAttachment = {
  __typename?: 'CrmAttachment';
  /** Its name; may be empty. */
  fileName: Scalars['String']['output'];
  /** Kommo's name of its kind: `picture`, `file`, `voice` … */
  type: Scalars['String']['output'];
  /** Where it is, at the messenger's or Kommo's own address. */
  url: Scalars['String']['output'];
};

/** How a connection proves itself to Kommo. */
export type CrmAuthKind =
  /** By a long-lived token, which ends at `tokenExpiresAt`. */
  | 'LONG_LIVED'
  /** By OAuth: short tokens that are renewed by themselves. */
  | 'OAUTH';

/** Something that a Kommo account may or may not allow us. */
export type CrmCapability =
  /** To make companies. */
  | 'ADD_COMPANIES'
  /** To make contacts. */
  | 'ADD_CONTACTS'
  /** To make leads, as the role of whoever gave access says. Kommo shows rights to write to administrators only; else they are not told. */
  | 'ADD_LEADS'
  /** To see every card, and to list the people of the account: whoever gave access is an administrator. */
  | 'ALL_ROWS'
  /** The change log: deletions, and the events of cards. */
  | 'CHANGE_LOG'
  /** Conversations and their messages. */
  | 'CONVERSATIONS'
  /** To change companies; of all of them or of some. */
  | 'EDIT_COMPANIES'
  /** To change contacts; of all of them or of some. */
  | 'EDIT_CONTACTS'
  /** To change leads; of all of them or of some. */
  | 'EDIT_LEADS'
  /** To change tasks; of all of them or of some. */
  | 'EDIT_TASKS'
  /** To ask for what has changed. */
  | 'FILTERS'
  /** Incoming leads. */
  | 'INCOMING_LEADS'
  /** Lists: products and whatever else stands in them. */
  | 'LISTS'
  /** Notes. */
  | 'NOTES'
  /** To send messages, as far as the token says what it is for. */
  | 'SENDING'
  /** Tasks. */
  | 'TASKS'
  /** To be told of changes at once. */
  | 'WEBHOOKS';

/** A field of a card that can be written. */
export type CrmCardField =
  /** A custom field; a policy for it is for all custom fields. */
  | 'CUSTOM_FIELD'
  /** E-mail addresses. */
  | 'EMAILS'
  /** The first name of a contact. */
  | 'FIRST_NAME'
  /** The last name of a contact. */
  | 'LAST_NAME'
  /** The name. */
  | 'NAME'
  /** Telephone numbers. */
  | 'PHONES'
  /** The price of a lead. */
  | 'PRICE'
  /** Who answers for it. */
  | 'RESPONSIBLE_USER'
  /** The stage of a lead, and with it its pipeline. */
  | 'STAGE'
  /** Tags. */
  | 'TAGS';

/** A list of a Kommo account. */
export type CrmCatalog = {
  __typename?: 'CrmCatalog';
  /** Our id, stable for ever. */
  id: Scalars['ID']['output'];
  /** Whether it was deleted in Kommo. */
  isDeleted: Scalars['Boolean']['output'];
  /** Its number in Kommo. */
  kommoId: Scalars['String']['output'];
  /** Its name; may be empty. */
  name: Scalars['String']['output'];
  /** What it is of, by Kommo's name: `products`, `invoices`, `regular` … The list is open. */
  type: Scalars['String']['output'];
};

/** Something in a list of a Kommo account: a product, or what the list is of. */
export type CrmCatalogElement = {
  __typename?: 'CrmCatalogElement';
  /** The list it stands in; null while that is not copied. */
  catalog: Maybe<CrmCatalog>;
  /** The account it belongs to. */
  connection: CrmConnection;
  /** When it was made in Kommo. */
  createdAt: Scalars['DateTime']['output'];
  /** Its filled custom fields, such as a price or an article number. They have no keys of your organisation's. */
  customFields: Array<CustomFieldValue>;
  /** Our id, stable for ever. */
  id: Scalars['ID']['output'];
  /** Whether it was deleted in Kommo. */
  isDeleted: Scalars['Boolean']['output'];
  /** Its number in Kommo. */
  kommoId: Scalars['String']['output'];
  /** Its name; may be empty. */
  name: Scalars['String']['output'];
  /** When it was last changed in Kommo. */
  updatedAt: Scalars['DateTime']['output'];
};

/** A field that had been changed in Kommo since our copy was made. */
export type CrmConflict = {
  __typename?: 'CrmConflict';
  /** Which custom field; null for others. */
  customField: Maybe<CustomField>;
  /** Which field. */
  field: CrmCardField;
  /** What our copy had, as text; several values are separated by commas. */
  ours: Scalars['String']['output'];
  /** What became of it: Kommo's was overwritten, or kept. */
  outcome: CrmConflictPolicy;
  /** What Kommo had. */
  theirs: Scalars['String']['output'];
};

/** What becomes of a field that was changed in Kommo since our copy was made. */
export type CrmConflictPolicy =
  /** Kommo's stays; your other fields are written. */
  | 'KEEP'
  /** Yours is written over Kommo's. */
  | 'OVERWRITE'
  /** Nothing is written at all: a userError of the code `CHANGED_IN_KOMMO` names each such field. */
  | 'REFUSE';

/** A Kommo account of your organisation. */
export type CrmConnection = {
  __typename?: 'CrmConnection';
  /**
   * What the account's plan and the rights of whoever gave access allow: asked when it is connected, and again each hour. What changes is
   * told by mail to those who may connect accounts. What Kommo has not answered yet is not among it.
   */
  access: Array<CrmAccess>;
  /** The account's name in Kommo. */
  accountName: Scalars['String']['output'];
  /** How it proves itself to Kommo. */
  authKind: CrmAuthKind;
  /** When it was last connected. */
  connectedAt: Scalars['DateTime']['output'];
  /** The account's currency, an ISO 4217 code. */
  currency: Scalars['String']['output'];
  /** How each kind of data stands. */
  entities: Array<SyncEntityStatus>;
  /** The proof of how good our copy is. */
  health: CrmHealth;
  /** Stable for ever, also when the account is connected again. */
  id: Scalars['ID']['output'];
  /** The account's number in Kommo. */
  kommoAccountId: Scalars['String']['output'];
  /** What went wrong last; null when nothing is wrong. */
  lastError: Maybe<CrmError>;
  /** What you should know of the connection although it works; empty when there is nothing. */
  notices: Array<CrmError>;
  /** When a pause ends, or ended: nothing is asked before. Null once Kommo has answered again. */
  pausedUntil: Maybe<Scalars['DateTime']['output']>;
  /** Rows of Kommo's that we could not read and have put aside, the latest first, 100 at most. All others have arrived. */
  quarantinedRows: Array<QuarantinedRow>;
  /** This connection's jobs that wait or run. */
  queueDepth: Scalars['Int']['output'];
  /** Whether it works. */
  state: CrmConnectionState;
  /** The first part of the account's address: `acme` of acme.kommo.com. Kommo lets owners change it. */
  subdomain: Scalars['String']['output'];
  /** The running synchronisation, or the last one; null before the first. */
  sync: Maybe<SyncRun>;
  /** When the current token ends; null when there is none. OAuth tokens are renewed well before. */
  tokenExpiresAt: Maybe<Scalars['DateTime']['output']>;
  /** How Kommo tells us of changes; null before the first synchronisation. */
  webhook: Maybe<CrmWebhook>;
};

/** A page of connections. */
export type CrmConnectionConnection = {
  __typename?: 'CrmConnectionConnection';
  /** The page's connections with their cursors. */
  edges: Array<CrmConnectionEdge>;
  /** Where this page stands in the list. */
  pageInfo: PageInfo;
  /** How many there are in all pages. */
  totalCount: Scalars['Int']['output'];
};

/** One connection in a page. */
export type CrmConnectionEdge = {
  __typename?: 'CrmConnectionEdge';
  /** Give it as `after` or `before` to go on from here. */
  cursor: Scalars['String']['output'];
  /** The connection. */
  node: CrmConnection;
};

/** What a connection can be like. */
export type CrmConnectionState =
  /** Everything works. */
  | 'ACTIVE'
  /** Kommo could not be reached or refuses for a while: see `lastError`. It is tried again by itself. */
  | 'DEGRADED'
  /** Disconnected by your organisation; no tokens are kept. */
  | 'DISCONNECTED'
  /** Kommo no longer accepts our tokens: connect the account again. */
  | 'NEEDS_RECONNECT'
  /** Kommo has blocked us, or wants to be left alone: nothing is asked before `pausedUntil`. Then it is tried again by itself. */
  | 'PAUSED';

/** What became of a message at its receiver. */
export type CrmDeliveryState =
  /** It has arrived. */
  | 'DELIVERED'
  /** It can't be delivered. */
  | 'FAILED'
  /** It was read. */
  | 'READ';

/** One comparison of our copy with Kommo. */
export type CrmDriftCheck = {
  __typename?: 'CrmDriftCheck';
  /** When. */
  at: Scalars['DateTime']['output'];
  /** Rows that were fetched again; of lists that are read whole with each synchronisation, rows that were counted. */
  checked: Scalars['Int']['output'];
  /** Of those, rows that differed, were gone, or are too many or too few. They are put right. */
  drifted: Scalars['Int']['output'];
  /** Of which kind of data. */
  entity: SyncEntity;
  /** Rows we held; null when they were not counted. */
  ours: Maybe<Scalars['Int']['output']>;
  /** Rows Kommo had; null when they were not counted. */
  theirs: Maybe<Scalars['Int']['output']>;
};

/** What becomes of a card whose number or address another one has already. */
export type CrmDuplicatePolicy =
  /** It is made all the same; `duplicates` has the others. */
  | 'CREATE'
  /** It is not made: a userError of the code `DUPLICATE` says so, and `duplicates` has the others. */
  | 'REFUSE';

/** Cards that have one of the numbers or addresses. */
export type CrmDuplicates = {
  __typename?: 'CrmDuplicates';
  /** Companies, the latest changed first; 50 at most. */
  companies: Array<Company>;
  /** Contacts, the latest changed first; 50 at most. */
  contacts: Array<Contact>;
};

/** What to look for among contacts and companies. */
export type CrmDuplicatesInput = {
  /** E-mail addresses; 20 at most. */
  emails?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Telephone numbers, however they are written; 20 at most. */
  phones?: InputMaybe<Array<Scalars['String']['input']>>;
};

/** Something that went wrong with Kommo. */
export type CrmError = {
  __typename?: 'CrmError';
  /** When. */
  at: Scalars['DateTime']['output'];
  /** Stable, UPPER_CASE; branch on it. */
  code: Scalars['String']['output'];
  /** What happened and what to do. */
  message: Scalars['String']['output'];
};

/** What becomes of one field that was changed in Kommo. */
export type CrmFieldPolicyInput = {
  /** Which field. */
  field: CrmCardField;
  /** What becomes of it. */
  policy: CrmConflictPolicy;
};

/** How far our copy may be behind Kommo. */
export type CrmFreshness = {
  __typename?: 'CrmFreshness';
  /** By how many seconds; null before the first load is complete. */
  ageSeconds: Maybe<Scalars['Int']['output']>;
  /** Whether it may be more than five seconds behind. */
  stale: Scalars['Boolean']['output'];
};

/** How good our copy is: measured, not promised. */
export type CrmHealth = {
  __typename?: 'CrmHealth';
  /** The comparisons of the last seven days, the latest first, 100 at most. */
  checks: Array<CrmDriftCheck>;
  /** Of the rows compared with Kommo within the last day, how many differed, in percent; null before the first comparison. */
  driftPercent: Maybe<Scalars['Float']['output']>;
  /** How long news waited until it was worked through, in seconds: 95 of 100 within the last day waited less. Null without any. */
  lagP95: Maybe<Scalars['Float']['output']>;
  /** What is wrong or noteworthy now, the latest first. */
  lastErrors: Array<CrmError>;
  /** Rows that were put aside because they could not be read. */
  quarantined: Scalars['Int']['output'];
  /** How much of what Kommo allows per minute was used in the last full minute, in percent, by all who use this account here. */
  rateBudgetUsed: Scalars['Float']['output'];
};

/** A message of a conversation. */
export type CrmMessage = {
  __typename?: 'CrmMessage';
  /** The file that came with it. */
  attachment: Maybe<CrmAttachment>;
  /** Who wrote it, as Kommo says; empty for those sent from here. */
  authorName: Scalars['String']['output'];
  /** The name its sender gave it; of those sent or handed in from here. */
  clientMessageId: Maybe<Scalars['String']['output']>;
  /** The contact it came from or went to. */
  contact: Maybe<Contact>;
  /** When it was written. */
  createdAt: Scalars['DateTime']['output'];
  /** When we heard that the messenger has it. */
  deliveredAt: Maybe<Scalars['DateTime']['output']>;
  /** Which way it went. */
  direction: CrmMessageDirection;
  /** Why it failed. */
  error: Maybe<CrmError>;
  /** Stable for ever. */
  id: Scalars['ID']['output'];
  /** Its number in Kommo; null until Kommo has taken it. */
  kommoId: Maybe<Scalars['String']['output']>;
  /** Who sent it from here, or handed it in. */
  sentBy: Maybe<User>;
  /** How far it is. */
  state: CrmMessageState;
  /** The conversation it belongs to; null until we have heard of it. */
  talk: Maybe<CrmTalk>;
  /** What it says; may be empty beside an attachment. */
  text: Scalars['String']['output'];
};

/** A page of messages. */
export type CrmMessageConnection = {
  __typename?: 'CrmMessageConnection';
  /** The page's messages with their cursors. */
  edges: Array<CrmMessageEdge>;
  /** Where this page stands in the list. */
  pageInfo: PageInfo;
  /** How many there are in all pages. */
  totalCount: Scalars['Int']['output'];
};

/** Which way a message went. */
export type CrmMessageDirection =
  /** From the contact to you. */
  | 'INCOMING'
  /** From you to the contact. */
  | 'OUTGOING';

/** One message in a page. */
export type CrmMessageEdge = {
  __typename?: 'CrmMessageEdge';
  /** Give it as `after` or `before` to go on from here. */
  cursor: Scalars['String']['output'];
  /** The message. */
  node: CrmMessage;
};

/** Which messages to list; all that is given must match. */
export type CrmMessageFilter = {
  /** Only the one that its sender gave this name. */
  clientMessageId?: InputMaybe<Scalars['String']['input']>;
  /** Only those from or to this contact. */
  contactId?: InputMaybe<Scalars['ID']['input']>;
  /** Only those that went this way. */
  direction?: InputMaybe<CrmMessageDirection>;
  /** Only those in one of these states. */
  states?: InputMaybe<Array<CrmMessageState>>;
  /** Only of this conversation. */
  talkId?: InputMaybe<Scalars['ID']['input']>;
};

/** How far a message is. */
export type CrmMessageState =
  /** The messenger has it. */
  | 'DELIVERED'
  /** It did not go out, or was not delivered: see `error`. It is never sent again; send another one. */
  | 'FAILED'
  /** It is to go out, or to be handed in; or it is being found out whether it did. */
  | 'QUEUED'
  /** The contact has read it. */
  | 'READ'
  /** It came in. */
  | 'RECEIVED'
  /** Kommo has taken it. */
  | 'SENT';

/** A note on a card: what somebody wrote, a call, a message. */
export type CrmNote = {
  __typename?: 'CrmNote';
  /** Who made it; null for Kommo itself and for a person who was removed before we could copy it. */
  author: Maybe<CrmUser>;
  /** The account it belongs to. */
  connection: CrmConnection;
  /** When it was made in Kommo. */
  createdAt: Scalars['DateTime']['output'];
  /** What was changed of it since we hold it, the latest first; 100 at most. Changes are kept for 400 days. */
  history: Array<CardChange>;
  /** Our id, stable for ever. */
  id: Scalars['ID']['output'];
  /** Whether it was deleted in Kommo. */
  isDeleted: Scalars['Boolean']['output'];
  /** Its number in Kommo. */
  kommoId: Scalars['String']['output'];
  /** What else Kommo knows of it: a call's length and telephone number, say. */
  params: Scalars['JSON']['output'];
  /** Who answers for it; null when nobody does or the person was removed before we could copy it. */
  responsibleUser: Maybe<CrmUser>;
  /** What it says; empty for what has no text, a call say. */
  text: Scalars['String']['output'];
  /** Kommo's name of what it is: common, call_in, sms_out … The list is open. */
  type: Scalars['String']['output'];
  /** When it was last changed in Kommo. */
  updatedAt: Scalars['DateTime']['output'];
};


/** A note on a card: what somebody wrote, a call, a message. */
export type CrmNoteHistoryArgs = {
  first?: Scalars['Int']['input'];
};

/** A field of a task or a note that had been changed in Kommo since our copy was made. */
export type CrmRowConflict = {
  __typename?: 'CrmRowConflict';
  /** Which field, as the input calls it. */
  field: Scalars['String']['output'];
  /** What our copy had, as text; empty for nothing. Of a responsible person the number in Kommo. */
  ours: Scalars['String']['output'];
  /** What became of it: Kommo's was overwritten, or kept. */
  outcome: CrmConflictPolicy;
  /** What Kommo had. */
  theirs: Scalars['String']['output'];
};

/** A rule between the leads of one Kommo account and their estimates. */
export type CrmRule = {
  __typename?: 'CrmRule';
  /** What it does, in this order. */
  actions: Array<CrmRuleAction>;
  /** The account whose leads it is for. */
  connection: CrmConnection;
  /** When it was made. */
  createdAt: Scalars['DateTime']['output'];
  /** Who made it: drafts are theirs. */
  createdBy: User;
  /** Stable for ever. */
  id: Scalars['ID']['output'];
  /** Whether it runs. */
  isActive: Scalars['Boolean']['output'];
  /** What your organisation calls it. */
  name: Scalars['String']['output'];
  /** The stage a lead has to enter; null for other triggers. */
  stage: Maybe<Stage>;
  /** What makes it run. */
  trigger: CrmRuleTrigger;
  /** When it was last changed. */
  updatedAt: Scalars['DateTime']['output'];
};

/** One thing a rule does. */
export type CrmRuleAction = {
  __typename?: 'CrmRuleAction';
  /** The key of the custom field that is set. */
  fieldKey: Maybe<Scalars['String']['output']>;
  /** What. */
  kind: CrmRuleActionKind;
  /** Where the lead is moved. */
  stage: Maybe<Stage>;
  /** The estimate the draft is a copy of; null for an empty draft. */
  templateId: Maybe<Scalars['ID']['output']>;
  /** The note, or the draft's title, with names in braces. */
  text: Maybe<Scalars['String']['output']>;
};

/** One thing a rule is to do. */
export type CrmRuleActionInput = {
  /**
   * The key of the custom field to set (`mapCustomField`); for SET_CUSTOM_FIELD, with its value as `text`: a text, a number, `true` or `false`,
   * a day as 2026-11-30, an instant as 2026-11-30T09:00:00Z, an option's text.
   */
  fieldKey?: InputMaybe<Scalars['String']['input']>;
  /** What. */
  kind: CrmRuleActionKind;
  /** Where the lead is moved; for MOVE_STAGE. */
  stageId?: InputMaybe<Scalars['ID']['input']>;
  /** The estimate the draft is to be a copy of; for CREATE_ESTIMATE. */
  templateId?: InputMaybe<Scalars['ID']['input']>;
  /**
   * The note, or the draft's title (the lead's name unless told); 5,000 characters at most. Names in braces are filled in:
   * `{leadName}`, and of estimates `{number}`, `{title}`, `{status}`, `{total}`, `{currency}`, `{estimateId}` for a link of your own,
   * and, in notes, `{pdf}`: a link to the PDF of what was sent.
   */
  text?: InputMaybe<Scalars['String']['input']>;
};

/** What a rule can do. */
export type CrmRuleActionKind =
  /** Adds a note to the lead. */
  | 'ADD_NOTE'
  /** Makes a draft estimate for the lead, once; for leads that enter a stage. */
  | 'CREATE_ESTIMATE'
  /** Moves the lead to a stage. */
  | 'MOVE_STAGE'
  /** Gives a mapped custom field of the lead a value. */
  | 'SET_CUSTOM_FIELD'
  /** Sets the lead's price to what the estimate comes to, rounded to whole amounts; for triggers of estimates, in the same currency. */
  | 'SET_PRICE';

/** One time that a rule ran. */
export type CrmRuleRun = {
  __typename?: 'CrmRuleRun';
  /** When it was made to run. */
  createdAt: Scalars['DateTime']['output'];
  /** Why it failed. */
  error: Maybe<CrmError>;
  /** The estimate that made it run, or that it made. */
  estimateId: Maybe<Scalars['ID']['output']>;
  /** When it ended. */
  finishedAt: Maybe<Scalars['DateTime']['output']>;
  /** Stable for ever. */
  id: Scalars['ID']['output'];
  /** The lead it ran for. */
  lead: Maybe<Lead>;
  /** The rule. */
  rule: CrmRule;
  /** How far it is. */
  state: CrmRuleRunState;
  /** What each of its actions came to. */
  steps: Array<CrmRuleStep>;
};

/** A page of runs. */
export type CrmRuleRunConnection = {
  __typename?: 'CrmRuleRunConnection';
  /** The page's runs with their cursors. */
  edges: Array<CrmRuleRunEdge>;
  /** Where this page stands in the list. */
  pageInfo: PageInfo;
  /** How many there are in all pages. */
  totalCount: Scalars['Int']['output'];
};

/** One run in a page. */
export type CrmRuleRunEdge = {
  __typename?: 'CrmRuleRunEdge';
  /** Give it as `after` or `before` to go on from here. */
  cursor: Scalars['String']['output'];
  /** The run. */
  node: CrmRuleRun;
};

/** Which runs to list; all that is given must match. */
export type CrmRuleRunFilter = {
  /** Only for this lead. */
  leadId?: InputMaybe<Scalars['ID']['input']>;
  /** Only of this rule. */
  ruleId?: InputMaybe<Scalars['ID']['input']>;
  /** Only those in one of these states. */
  states?: InputMaybe<Array<CrmRuleRunState>>;
};

/** How far a rule's run is. */
export type CrmRuleRunState =
  /** It has done something. */
  | 'DONE'
  /** It failed: see `error`. `retryJob` begins it again. */
  | 'FAILED'
  /** It waits for its turn, or is tried again. */
  | 'QUEUED'
  /** There was nothing to do: see `steps`. */
  | 'SKIPPED'
  /** It has asked for a draft that is not made yet. */
  | 'WAITING';

/** What one action of a rule came to, or would. */
export type CrmRuleStep = {
  __typename?: 'CrmRuleStep';
  /** What was done, or why not. */
  detail: Scalars['String']['output'];
  /** Which action. */
  kind: CrmRuleActionKind;
  /** What it came to. */
  outcome: CrmRuleStepOutcome;
};

/** What one action came to. */
export type CrmRuleStepOutcome =
  /** It was done; in a dry run: it would be. */
  | 'DONE'
  /** All was so already. */
  | 'NOTHING_TO_DO'
  /** Kommo refused it. */
  | 'REFUSED'
  /** It does not fit: another currency, an empty text. */
  | 'SKIPPED';

/** What makes a rule run. */
export type CrmRuleTrigger =
  /** An estimate of a lead is approved. */
  | 'ESTIMATE_APPROVED'
  /** An estimate of a lead is declined. */
  | 'ESTIMATE_DECLINED'
  /** An estimate of a lead is sent. */
  | 'ESTIMATE_SENT'
  /** A lead comes to a stage: moved there, or made there. Not when a rule has moved it. */
  | 'LEAD_ENTERS_STAGE';

/** A word pinned to a lead, contact or company. */
export type CrmTag = {
  __typename?: 'CrmTag';
  /** The tag's number in Kommo. */
  kommoId: Scalars['String']['output'];
  /** The tag. */
  name: Scalars['String']['output'];
};

/** A conversation with a contact, in one messenger. */
export type CrmTalk = {
  __typename?: 'CrmTalk';
  /** The account it belongs to. */
  connection: CrmConnection;
  /** With whom; null when the contact was removed before we could copy it. */
  contact: Maybe<Contact>;
  /** When it began. */
  createdAt: Scalars['DateTime']['output'];
  /** Stable for ever. */
  id: Scalars['ID']['output'];
  /** Whether it is open: messages can be sent in open ones. */
  isInWork: Scalars['Boolean']['output'];
  /** Whether it is of the installation's own chat channel: messages go out by that channel, and its signed webhooks bring them. */
  isOwnChannel: Scalars['Boolean']['output'];
  /** Whether everything that came in has been read in Kommo. */
  isRead: Scalars['Boolean']['output'];
  /** Its number in Kommo. */
  kommoId: Scalars['String']['output'];
  /** The lead it is about. */
  lead: Maybe<Lead>;
  /** In which messenger, as Kommo calls it: `telegram`, `waba` … */
  origin: Scalars['String']['output'];
  /** When something last happened. */
  updatedAt: Scalars['DateTime']['output'];
};

/** A page of conversations. */
export type CrmTalkConnection = {
  __typename?: 'CrmTalkConnection';
  /** The page's conversations with their cursors. */
  edges: Array<CrmTalkEdge>;
  /** Where this page stands in the list. */
  pageInfo: PageInfo;
  /** How many there are in all pages. */
  totalCount: Scalars['Int']['output'];
};

/** One conversation in a page. */
export type CrmTalkEdge = {
  __typename?: 'CrmTalkEdge';
  /** Give it as `after` or `before` to go on from here. */
  cursor: Scalars['String']['output'];
  /** The conversation. */
  node: CrmTalk;
};

/** Which conversations to list; all that is given must match. */
export type CrmTalkFilter = {
  /** Only of this connection. */
  connectionId?: InputMaybe<Scalars['ID']['input']>;
  /** Only with this contact. */
  contactId?: InputMaybe<Scalars['ID']['input']>;
  /** Only open ones, or only closed ones. */
  inWork?: InputMaybe<Scalars['Boolean']['input']>;
  /** Only about this lead. */
  leadId?: InputMaybe<Scalars['ID']['input']>;
};

/** A task of a Kommo account: something to do, mostly with a card. */
export type CrmTask = {
  __typename?: 'CrmTask';
  /** Who made it; null for Kommo itself and for a person who was removed before we could copy it. */
  author: Maybe<CrmUser>;
  /** Its company; null when it is about something else, or the company was never copied. */
  company: Maybe<Company>;
  /** The account it belongs to. */
  connection: CrmConnection;
  /** Its contact; null when it is about something else, or the contact was never copied. */
  contact: Maybe<Contact>;
  /** When it was made in Kommo. */
  createdAt: Scalars['DateTime']['output'];
  /** Until when it is to be done. */
  dueAt: Scalars['DateTime']['output'];
  /** How long it takes, in seconds. */
  durationSeconds: Scalars['Int']['output'];
  /** What was changed of it since we hold it, the latest first; 100 at most. Changes are kept for 400 days. */
  history: Array<CardChange>;
  /** Our id, stable for ever. */
  id: Scalars['ID']['output'];
  /** Whether it is done. */
  isCompleted: Scalars['Boolean']['output'];
  /** Whether it was deleted in Kommo. */
  isDeleted: Scalars['Boolean']['output'];
  /** Its number in Kommo. */
  kommoId: Scalars['String']['output'];
  /** Its lead; null when it is about something else, or the lead was never copied. */
  lead: Maybe<Lead>;
  /** Who is to do it; null when nobody is or the person was removed before we could copy it. */
  responsibleUser: Maybe<CrmUser>;
  /** What came of it; null when nothing was written down. */
  result: Maybe<Scalars['String']['output']>;
  /** What is to be done. */
  text: Scalars['String']['output'];
  /** The number of its type in Kommo: 1 to follow up, 2 to meet, larger ones are the account's own; null when it has none. */
  typeKommoId: Maybe<Scalars['String']['output']>;
  /** When it was last changed in Kommo. */
  updatedAt: Scalars['DateTime']['output'];
};


/** A task of a Kommo account: something to do, mostly with a card. */
export type CrmTaskHistoryArgs = {
  first?: Scalars['Int']['input'];
};

/** A page of tasks. */
export type CrmTaskConnection = {
  __typename?: 'CrmTaskConnection';
  /** The page's tasks with their cursors. */
  edges: Array<CrmTaskEdge>;
  /** Where this page stands in the list. */
  pageInfo: PageInfo;
  /** How many there are in all pages. */
  totalCount: Scalars['Int']['output'];
};

/** One task in a page. */
export type CrmTaskEdge = {
  __typename?: 'CrmTaskEdge';
  /** Give it as `after` or `before` to go on from here. */
  cursor: Scalars['String']['output'];
  /** The task. */
  node: CrmTask;
};

/** Which tasks to list; all that is given must match. */
export type CrmTaskFilter = {
  /** Only of this connection. */
  connectionId?: InputMaybe<Scalars['ID']['input']>;
  /** Only those due before this instant. */
  dueBefore?: InputMaybe<Scalars['DateTime']['input']>;
  /** Only those due at or after this instant. */
  dueFrom?: InputMaybe<Scalars['DateTime']['input']>;
  /** Whether deleted ones are listed too. */
  includeDeleted: Scalars['Boolean']['input'];
  /** Only those that are done, or those that are not. */
  isCompleted?: InputMaybe<Scalars['Boolean']['input']>;
  /** Only those with these numbers in Kommo; 100 at most. */
  kommoIds?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Only about this lead. */
  leadId?: InputMaybe<Scalars['ID']['input']>;
  /** Only those this Kommo user is to do: an id of `CrmUser`. */
  responsibleUserId?: InputMaybe<Scalars['ID']['input']>;
  /** Only those changed in Kommo at or after this instant. */
  updatedSince?: InputMaybe<Scalars['DateTime']['input']>;
};

/** Orders of tasks. */
export type CrmTaskOrder =
  /** Oldest in Kommo first. */
  | 'CREATED_AT_ASC'
  /** Newest in Kommo first. */
  | 'CREATED_AT_DESC'
  /** What is due first, first. */
  | 'DUE_AT_ASC'
  /** What is due last, first. */
  | 'DUE_AT_DESC'
  /** Longest unchanged in Kommo first. */
  | 'UPDATED_AT_ASC'
  /** Last changed in Kommo first. */
  | 'UPDATED_AT_DESC';

/** A person of the Kommo account; not a person of your organisation here. */
export type CrmUser = {
  __typename?: 'CrmUser';
  /** The e-mail address. */
  email: Maybe<Scalars['String']['output']>;
  /** Our id, stable for ever. */
  id: Scalars['ID']['output'];
  /** Whether the person can log in to Kommo. */
  isActive: Scalars['Boolean']['output'];
  /** Whether the person is an administrator of the account. */
  isAdmin: Scalars['Boolean']['output'];
  /** Whether the person was removed from the account. */
  isDeleted: Scalars['Boolean']['output'];
  /** Whether `linkCrmUser` has said so, or the e-mail address. */
  isLinkedByHand: Scalars['Boolean']['output'];
  /** The person's number in Kommo. */
  kommoId: Scalars['String']['output'];
  /** The person's name. */
  name: Scalars['String']['output'];
  /**
   * Who this is among the active people of your organisation: whoever `linkCrmUser` has named, else the one who has confirmed the same
   * e-mail address. Null when nobody is known.
   */
  user: Maybe<User>;
};

/** A page of people. */
export type CrmUserConnection = {
  __typename?: 'CrmUserConnection';
  /** The page's people with their cursors. */
  edges: Array<CrmUserEdge>;
  /** Where this page stands in the list. */
  pageInfo: PageInfo;
  /** How many there are in all pages. */
  totalCount: Scalars['Int']['output'];
};

/** One person in a page. */
export type CrmUserEdge = {
  __typename?: 'CrmUserEdge';
  /** Give it as `after` or `before` to go on from here. */
  cursor: Scalars['String']['output'];
  /** The person. */
  node: CrmUser;
};

/** Which people to list; all that is given must match. */
export type CrmUserFilter = {
  /** Only of this connection. */
  connectionId?: InputMaybe<Scalars['ID']['input']>;
  /** Whether people removed from the account are listed too. */
  includeDeleted: Scalars['Boolean']['input'];
};

/** Kommo's webhook of a connection. Its address holds a secret and is never shown. */
export type CrmWebhook = {
  __typename?: 'CrmWebhook';
  /**
   * Whether the installation's own chat channel is connected in the account: ACTIVE, or REFUSED (see `notices`). Null where none is
   * configured, and before it was first connected.
   */
  chatsState: Maybe<CrmWebhookState>;
  /** When it was last compared with what Kommo has. */
  checkedAt: Maybe<Scalars['DateTime']['output']>;
  /** Why Kommo does not allow it; null when it does. */
  lastError: Maybe<CrmError>;
  /** When the last delivery came; null when none has. */
  lastReceivedAt: Maybe<Scalars['DateTime']['output']>;
  /** Whether it works. */
  state: CrmWebhookState;
  /** Deliveries that have not been worked through yet. */
  waiting: Scalars['Int']['output'];
};

/** How Kommo's webhook stands. */
export type CrmWebhookState =
  /** Kommo tells us of changes. */
  | 'ACTIVE'
  /** Kommo had switched it off. It was subscribed again, and what was missed has been fetched. */
  | 'DISABLED'
  /** Not subscribed yet. */
  | 'PENDING'
  /** Kommo does not allow it: see `lastError`. Changes come with the next poll. */
  | 'REFUSED';

/** A custom field of a Kommo account, as Kommo defines it. */
export type CustomField = {
  __typename?: 'CustomField';
  /** Its code, `PHONE` say; null when it has none. */
  code: Maybe<Scalars['String']['output']>;
  /** The account it belongs to. */
  connection: CrmConnection;
  /** The currency of its amounts; null where that is the account's, or it holds none. */
  currency: Maybe<Scalars['String']['output']>;
  /** What became of it since it was mapped. */
  drift: CustomFieldDrift;
  /** Our id, stable for ever. */
  id: Scalars['ID']['output'];
  /** Whether it was deleted in Kommo. */
  isDeleted: Scalars['Boolean']['output'];
  /** The name that your organisation gave it by `mapCustomField`; null when it has none. */
  key: Maybe<Scalars['String']['output']>;
  /** Whose field it is. */
  kind: CardKind;
  /** Its number in Kommo. */
  kommoId: Scalars['String']['output'];
  /** Its name when it was mapped; null when it is not. */
  mappedName: Maybe<Scalars['String']['output']>;
  /** Its type when it was mapped; null when it is not. */
  mappedType: Maybe<Scalars['String']['output']>;
  /** Its name. */
  name: Scalars['String']['output'];
  /** What can be chosen; empty for a field of another type. */
  options: Array<CustomFieldOption>;
  /** Kommo's name of the type: text, numeric, select, date … The list is open. */
  type: Scalars['String']['output'];
};

/** A page of custom fields. */
export type CustomFieldConnection = {
  __typename?: 'CustomFieldConnection';
  /** The page's fields with their cursors. */
  edges: Array<CustomFieldEdge>;
  /** Where this page stands in the list. */
  pageInfo: PageInfo;
  /** How many there are in all pages. */
  totalCount: Scalars['Int']['output'];
};

/** What became of a mapped custom field in Kommo since it was mapped. */
export type CustomFieldDrift =
  /** It is gone in Kommo: its values stay as they were and no longer change. */
  | 'DELETED'
  /** It is as it was. */
  | 'NONE'
  /** It has another name. */
  | 'RENAMED'
  /** It has another type: what reads its values should be looked at. */
  | 'RETYPED';

/** One custom field in a page. */
export type CustomFieldEdge = {
  __typename?: 'CustomFieldEdge';
  /** Give it as `after` or `before` to go on from here. */
  cursor: Scalars['String']['output'];
  /** The field. */
  node: CustomField;
};

/** One entry of a field that holds several. */
export type CustomFieldEntry = {
  __typename?: 'CustomFieldEntry';
  /** The kind's number in Kommo; null when it has none. */
  enumId: Maybe<Scalars['String']['output']>;
  /** What kind it is, in Kommo's words: `WORK`, `MOB`, `city` …; null when Kommo does not say. */
  kind: Maybe<Scalars['String']['output']>;
  /** What it says. */
  value: Scalars['String']['output'];
};

/** A value of a field of several. */
export type CustomFieldEntryInput = {
  /** Its kind: WORK, say, or `city` of an address; one of the field's options. */
  kind?: InputMaybe<Scalars['String']['input']>;
  /** The value, 1,000 characters at most. */
  value: Scalars['String']['input'];
};

/** Which custom fields to list; all that is given must match. */
export type CustomFieldFilter = {
  /** Only of this connection. */
  connectionId?: InputMaybe<Scalars['ID']['input']>;
  /** Whether fields deleted in Kommo are listed too. */
  includeDeleted: Scalars['Boolean']['input'];
  /** Only those that are mapped, or those that are not. */
  isMapped?: InputMaybe<Scalars['Boolean']['input']>;
  /** Only of these cards. */
  kind?: InputMaybe<CardKind>;
};

/**
 * A value for a custom field. Name the field by `key` or by `fieldId`, and give the one value that its type takes, or `clear`:
 * text (texts, links, addresses), number (numbers, prices, money), isChecked, date (dates, birthdays), dateTime, options (lists), entries (several values).
 */
export type CustomFieldInput = {
  /** Takes the value away. */
  clear: Scalars['Boolean']['input'];
  /** A day. */
  date?: InputMaybe<Scalars['Date']['input']>;
  /** An instant; Kommo keeps whole seconds. */
  dateTime?: InputMaybe<Scalars['DateTime']['input']>;
  /** Several values, 20 at most: these, and no others. */
  entries?: InputMaybe<Array<CustomFieldEntryInput>>;
  /** Its number in Kommo: `CustomField.kommoId`. */
  fieldId?: InputMaybe<Scalars['String']['input']>;
  /** Ticked or not. */
  isChecked?: InputMaybe<Scalars['Boolean']['input']>;
  /** The name that your organisation gave the field by `mapCustomField`. */
  key?: InputMaybe<Scalars['String']['input']>;
  /** A number, or an amount in the field's currency. */
  number?: InputMaybe<Scalars['Decimal']['input']>;
  /** What is chosen, by its text or its number (`CustomFieldOption.enumId`): these, and no others. */
  options?: InputMaybe<Array<Scalars['String']['input']>>;
  /** A text, 50,000 characters at most. */
  text?: InputMaybe<Scalars['String']['input']>;
};

/** What can be chosen in a custom field. */
export type CustomFieldOption = {
  __typename?: 'CustomFieldOption';
  /** Its code; null when it has none. */
  code: Maybe<Scalars['String']['output']>;
  /** Its number in Kommo; null for a value whose option Kommo does not name. */
  enumId: Maybe<Scalars['String']['output']>;
  /** What it says. */
  value: Scalars['String']['output'];
};

/**
 * A filled custom field of a card, by what it holds. What every one has is asked for by `... on FilledCustomField`. A value that is
 * not of its field's type is an `OtherFieldValue`; a field without a value is not filled.
 */
export type CustomFieldValue = ChoiceFieldValue | DateFieldValue | DateTimeFieldValue | EntriesFieldValue | FlagFieldValue | MoneyFieldValue | NumberFieldValue | OtherFieldValue | TextFieldValue;

/** A day: a date or a birthday. */
export type DateFieldValue = FilledCustomField & {
  __typename?: 'DateFieldValue';
  /** The field's code, `PHONE` say; null when it has none. */
  code: Maybe<Scalars['String']['output']>;
  /** The day in the account's time zone. */
  date: Scalars['Date']['output'];
  /** The field's number in Kommo. */
  fieldId: Scalars['String']['output'];
  /** The name that your organisation gave it by `mapCustomField`; null when it has none. */
  key: Maybe<Scalars['String']['output']>;
  /** The field's name in Kommo. */
  name: Scalars['String']['output'];
  /** Kommo's name of the type: text, numeric, select, date … The list is open. */
  type: Scalars['String']['output'];
  /** The values as text, as Kommo gave them: dates as unix seconds, composite values as JSON. */
  values: Array<Scalars['String']['output']>;
};

/** An instant. */
export type DateTimeFieldValue = FilledCustomField & {
  __typename?: 'DateTimeFieldValue';
  /** The field's code, `PHONE` say; null when it has none. */
  code: Maybe<Scalars['String']['output']>;
  /** When. */
  dateTime: Scalars['DateTime']['output'];
  /** The field's number in Kommo. */
  fieldId: Scalars['String']['output'];
  /** The name that your organisation gave it by `mapCustomField`; null when it has none. */
  key: Maybe<Scalars['String']['output']>;
  /** The field's name in Kommo. */
  name: Scalars['String']['output'];
  /** Kommo's name of the type: text, numeric, select, date … The list is open. */
  type: Scalars['String']['output'];
  /** The values as text, as Kommo gave them: dates as unix seconds, composite values as JSON. */
  values: Array<Scalars['String']['output']>;
};

/** An incoming lead to send away. */
export type DeclineUnsortedLeadInput = {
  /** Which one. */
  id: Scalars['ID']['input'];
};

/** What `declineUnsortedLead` did. */
export type DeclineUnsortedLeadPayload = {
  __typename?: 'DeclineUnsortedLeadPayload';
  /** The incoming lead as it stands now; null when it was not declined. */
  unsortedLead: Maybe<UnsortedLead>;
  /** What has to be mended; empty when it worked. */
  userErrors: Array<UserError>;
};

/** Which rule to delete. */
export type DeleteCrmRuleInput = {
  /** The rule. */
  id: Scalars['ID']['input'];
};

/** What `deleteCrmRule` did. */
export type DeleteCrmRulePayload = {
  __typename?: 'DeleteCrmRulePayload';
  /** The id of the rule that is gone. */
  deletedId: Maybe<Scalars['ID']['output']>;
  /** What has to be mended; empty when it worked. */
  userErrors: Array<UserError>;
};

/** Which integration to forget. */
export type DeleteKommoCredentialsInput = {
  /** Forget it only when it is this one, so that a newer one is not lost by mistake. */
  clientId?: InputMaybe<Scalars['String']['input']>;
};

/** What `deleteKommoCredentials` did. */
export type DeleteKommoCredentialsPayload = {
  __typename?: 'DeleteKommoCredentialsPayload';
  /** Whether there was one to forget. */
  deleted: Maybe<Scalars['Boolean']['output']>;
  /** What has to be mended; empty when it worked. */
  userErrors: Array<UserError>;
};

/** What becomes of copied data. */
export type DisconnectData =
  /** Leads, contacts and the rest stay readable. */
  | 'KEEP'
  /** Everything copied from the account is deleted for good. */
  | 'PURGE';

/** Which connection to end. */
export type DisconnectKommoInput = {
  /** The connection. */
  connectionId: Scalars['ID']['input'];
  /** What becomes of copied data. */
  data: DisconnectData;
};

/** What `disconnectKommo` did. */
export type DisconnectKommoPayload = {
  __typename?: 'DisconnectKommoPayload';
  /** The connection, now disconnected. */
  connection: Maybe<CrmConnection>;
  /** What has to be mended; empty when it worked. */
  userErrors: Array<UserError>;
};

/** What to do, and with what. */
export type EnqueueJobInput = {
  /** As the kind's `inputSchema` says; 64 kB at most. */
  input: Scalars['JSON']['input'];
  /** One of `jobKinds`. */
  kind: Scalars['String']['input'];
};

/** The job that was asked for. */
export type EnqueueJobPayload = {
  __typename?: 'EnqueueJobPayload';
  /** It, or one that does the same and waits or runs already; null when the input has mistakes. */
  job: Maybe<Job>;
  /** What is wrong with the input. */
  userErrors: Array<UserError>;
};

/** Telephone numbers, e-mail addresses, or the parts of an address. */
export type EntriesFieldValue = FilledCustomField & {
  __typename?: 'EntriesFieldValue';
  /** The field's code, `PHONE` say; null when it has none. */
  code: Maybe<Scalars['String']['output']>;
  /** The entries, in Kommo's order. */
  entries: Array<CustomFieldEntry>;
  /** The field's number in Kommo. */
  fieldId: Scalars['String']['output'];
  /** The name that your organisation gave it by `mapCustomField`; null when it has none. */
  key: Maybe<Scalars['String']['output']>;
  /** The field's name in Kommo. */
  name: Scalars['String']['output'];
  /** Kommo's name of the type: text, numeric, select, date … The list is open. */
  type: Scalars['String']['output'];
  /** The values as text, as Kommo gave them: dates as unix seconds, composite values as JSON. */
  values: Array<Scalars['String']['output']>;
};

/** What a knowledge graph is made anew of. */
export type ExtractKnowledgeGraphInput = {
  /** Only of these parts; of all unless told. */
  areas?: InputMaybe<Array<KnowledgeArea>>;
};

/** What `extractKnowledgeGraph` answers. */
export type ExtractKnowledgeGraphPayload = {
  __typename?: 'ExtractKnowledgeGraphPayload';
  /** The job; null when something is to be mended. */
  job: Maybe<Job>;
  /** What to mend in the input; empty when it was done. */
  userErrors: Array<UserError>;
};

/** What every filled custom field has, whatever its type. */
export type FilledCustomField = {
  /** The field's code, `PHONE` say; null when it has none. */
  code: Maybe<Scalars['String']['output']>;
  /** The field's number in Kommo. */
  fieldId: Scalars['String']['output'];
  /** The name that your organisation gave it by `mapCustomField`; null when it has none. */
  key: Maybe<Scalars['String']['output']>;
  /** The field's name in Kommo. */
  name: Scalars['String']['output'];
  /** Kommo's name of the type: text, numeric, select, date … The list is open. */
  type: Scalars['String']['output'];
  /** The values as text, as Kommo gave them: dates as unix seconds, composite values as JSON. */
  values: Array<Scalars['String']['output']>;
};

/** Yes or no. */
export type FlagFieldValue = FilledCustomField & {
  __typename?: 'FlagFieldValue';
  /** The field's code, `PHONE` say; null when it has none. */
  code: Maybe<Scalars['String']['output']>;
  /** The field's number in Kommo. */
  fieldId: Scalars['String']['output'];
  /** Whether it is ticked. */
  isChecked: Scalars['Boolean']['output'];
  /** The name that your organisation gave it by `mapCustomField`; null when it has none. */
  key: Maybe<Scalars['String']['output']>;
  /** The field's name in Kommo. */
  name: Scalars['String']['output'];
  /** Kommo's name of the type: text, numeric, select, date … The list is open. */
  type: Scalars['String']['output'];
  /** The values as text, as Kommo gave them: dates as unix seconds, composite values as JSON. */
  values: Array<Scalars['String']['output']>;
};

/** Work that goes on behind a request's back. */
export type Job = {
  __typename?: 'Job';
  /** How often it was begun, 0 before the first time. */
  attempt: Scalars['Int']['output'];
  /** When it was asked for. */
  createdAt: Scalars['DateTime']['output'];
  /** Why it failed, or why it has to try again. */
  error: Maybe<JobError>;
  /** When it ended; null while it has not. */
  finishedAt: Maybe<Scalars['DateTime']['output']>;
  /** Stable for ever. */
  id: Scalars['ID']['output'];
  /** What it does: one of `jobKinds`. */
  kind: Scalars['String']['output'];
  /** How often it is begun in all, before it is given up. */
  maxAttempts: Scalars['Int']['output'];
  /** When it is begun next: while it waits for another try, or was asked for later. Null otherwise. */
  nextAttemptAt: Maybe<Scalars['DateTime']['output']>;
  /** What it is at, in words; null where its kind tells nothing. */
  note: Maybe<Scalars['String']['output']>;
  /** How much is done, 0 to 100. */
  percent: Scalars['Float']['output'];
  /** Who asked for it; null where nobody did. */
  requestedBy: Maybe<User>;
  /** What came of it; null before its end, and for kinds that answer nothing. */
  result: Maybe<Scalars['JSON']['output']>;
  /** When it was first begun; null while it was not. */
  startedAt: Maybe<Scalars['DateTime']['output']>;
  /** Whether it waits, runs or ended, and how. */
  state: JobState;
  /** The synchronisation that this job carries; null for a job of another kind. */
  sync: Maybe<SyncRun>;
};

/** A page of jobs. */
export type JobConnection = {
  __typename?: 'JobConnection';
  /** The jobs of this page with their cursors. */
  edges: Array<JobEdge>;
  /** Where this page stands. */
  pageInfo: PageInfo;
  /** How many there are in all. */
  totalCount: Scalars['Int']['output'];
};

/** A job in a page. */
export type JobEdge = {
  __typename?: 'JobEdge';
  /** Where it stands in the list. */
  cursor: Scalars['String']['output'];
  /** The job. */
  node: Job;
};

/** What went wrong with a job. */
export type JobError = {
  __typename?: 'JobError';
  /** When. */
  at: Scalars['DateTime']['output'];
  /** Stable, UPPER_CASE; branch on it. `JOB_FAULT` is a fault on our side, `JOB_TIMED_OUT` and `JOB_INTERRUPTED` tell of its worker. */
  code: Scalars['String']['output'];
  /** What happened and what to do. */
  message: Scalars['String']['output'];
};

/** Narrows a list of jobs. */
export type JobFilter = {
  /** Those of one of these kinds. */
  kinds?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Those that you asked for yourself. */
  mine?: InputMaybe<Scalars['Boolean']['input']>;
  /** Those in one of these states. */
  states?: InputMaybe<Array<JobState>>;
};

/** What a job can be asked to do. */
export type JobKind = {
  __typename?: 'JobKind';
  /** What its input has to be: a JSON Schema, draft 2020-12. */
  inputSchema: Scalars['JSON']['output'];
  /** Whether `enqueueJob` takes it; others are asked for by a mutation of their own. */
  isOpen: Scalars['Boolean']['output'];
  /** UPPER_CASE; stable for ever. */
  kind: Scalars['String']['output'];
  /** How often it is tried in all. */
  maxAttempts: Scalars['Int']['output'];
  /** Whether you may ask for it: you have the permission, and it is open. */
  mayEnqueue: Scalars['Boolean']['output'];
  /** The permission to ask for it, stop and retry it. */
  permission: Scalars['String']['output'];
  /** How long one try may take, in seconds. */
  timeoutSeconds: Scalars['Float']['output'];
  /** What it does. */
  title: Scalars['String']['output'];
};

/** How far a job is. */
export type JobState =
  /** Stopped before its end. */
  | 'CANCELLED'
  /** Given up after its last try: see `error`. `retryJob` begins it again. */
  | 'FAILED'
  /** Waiting for a worker, the first time or to be tried again. */
  | 'QUEUED'
  /** Running. */
  | 'RUNNING'
  /** All done. */
  | 'SUCCEEDED';

/** What a knowledge graph is made of. */
export type KnowledgeArea =
  /** Contacts, companies, leads with their products, people of Kommo, notes. */
  | 'CRM'
  /** Projects, estimates and files that are kept. */
  | 'ESTIMATES';

/** By which end a relation is looked at. */
export type KnowledgeDirection =
  /** From the other one: the person that the lead is about. */
  | 'IN'
  /** From the one that the relation is told of: the lead that is about a person. */
  | 'OUT';

/** What to look for in the graph; all that is given must match. */
export type KnowledgeFilter = {
  /** Only what stands for this object. */
  entityId?: InputMaybe<Scalars['ID']['input']>;
  /** Only these kinds. */
  kinds?: InputMaybe<Array<KnowledgeKind>>;
  /** Only what is called or written so, whatever its case; of a number the digits count. 200 characters at most. */
  search?: InputMaybe<Scalars['String']['input']>;
};

/** A page of what the knowledge graph holds. */
export type KnowledgeGraph = {
  __typename?: 'KnowledgeGraph';
  /** The page's things with their cursors. */
  edges: Array<KnowledgeNodeEdge>;
  /** Where this page stands in the list. */
  pageInfo: PageInfo;
  /** What the graph was made of, and when. */
  sources: Array<KnowledgeSource>;
  /** How many there are in all pages. */
  totalCount: Scalars['Int']['output'];
};

/** What something in the knowledge graph is. */
export type KnowledgeKind =
  /** A place. */
  | 'ADDRESS'
  /** A company. */
  | 'COMPANY'
  /** A person of the Kommo account. */
  | 'CRM_USER'
  /** A mail address. */
  | 'EMAIL'
  /** An estimate. Takes `estimates:read`. */
  | 'ESTIMATE'
  /** A file that is kept (`Asset`). Takes `estimates:read` and `costs:read`. */
  | 'FILE'
  /** A lead. */
  | 'LEAD'
  /** A contact. */
  | 'PERSON'
  /** A telephone number. */
  | 'PHONE'
  /** Something of a list of Kommo’s that a lead has. */
  | 'PRODUCT'
  /** A project. Takes `projects:read`. */
  | 'PROJECT';

/** Somebody or something that is known. */
export type KnowledgeNode = {
  __typename?: 'KnowledgeNode';
  /** The company; null for what is none. */
  company: Maybe<Company>;
  /** The contact; null for what is none. */
  contact: Maybe<Contact>;
  /** The id of the object that it stands for: of a contact, company, lead, person of Kommo, project, estimate or file (`Asset`); null for others. */
  entityId: Maybe<Scalars['ID']['output']>;
  /** Stays the same over extractions. */
  id: Scalars['ID']['output'];
  /** What it is. */
  kind: KnowledgeKind;
  /** What it is called; of a number or an address one of the ways in which it is written. */
  label: Scalars['String']['output'];
  /** The lead; null for what is none. */
  lead: Maybe<Lead>;
  /** What it hangs together with, as far as you may see it; both ends of a relation have it. */
  relations: KnowledgeRelationConnection;
};


/** Somebody or something that is known. */
export type KnowledgeNodeRelationsArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  before: InputMaybe<Scalars['String']['input']>;
  first: InputMaybe<Scalars['Int']['input']>;
  kinds: InputMaybe<Array<KnowledgeRelationKind>>;
  last: InputMaybe<Scalars['Int']['input']>;
};

/** One thing in a page. */
export type KnowledgeNodeEdge = {
  __typename?: 'KnowledgeNodeEdge';
  /** Give it as `after` or `before` to go on from here. */
  cursor: Scalars['String']['output'];
  /** The thing. */
  node: KnowledgeNode;
};

/** How two things hang together. */
export type KnowledgeRelation = {
  __typename?: 'KnowledgeRelation';
  /** What the source says more: `main` for the first contact of a lead, the quantity of a product; null for nothing. */
  detail: Maybe<Scalars['String']['output']>;
  /** Which way it is looked at. */
  direction: KnowledgeDirection;
  /** What it says. */
  kind: KnowledgeRelationKind;
  /** The other end. */
  node: KnowledgeNode;
};

/** A page of relations. */
export type KnowledgeRelationConnection = {
  __typename?: 'KnowledgeRelationConnection';
  /** The page's relations with their cursors. */
  edges: Array<KnowledgeRelationEdge>;
  /** Where this page stands in the list. */
  pageInfo: PageInfo;
  /** How many there are in all pages. */
  totalCount: Scalars['Int']['output'];
};

/** One relation in a page. */
export type KnowledgeRelationEdge = {
  __typename?: 'KnowledgeRelationEdge';
  /** Give it as `after` or `before` to go on from here. */
  cursor: Scalars['String']['output'];
  /** The relation. */
  node: KnowledgeRelation;
};

/** How two things hang together. */
export type KnowledgeRelationKind =
  /** A lead is about a person or a company. */
  | 'CONCERNS'
  /** A card has a number or an address. */
  | 'HAS'
  /** A project or an estimate is made for a lead. */
  | 'MADE_FOR'
  /** A note of a card, or a file, names a number or a mail address. */
  | 'MENTIONS'
  /** An estimate or a file belongs to a project. */
  | 'PART_OF'
  /** A person of the Kommo account is responsible for a card. */
  | 'RESPONSIBLE_FOR'
  /** A lead has a product. */
  | 'WANTS'
  /** A person works at a company. */
  | 'WORKS_AT';

/** A part of what a graph is made of. */
export type KnowledgeSource = {
  __typename?: 'KnowledgeSource';
  /** Which part. */
  area: KnowledgeArea;
  /** When it was read last; null for never. */
  extractedAt: Maybe<Scalars['DateTime']['output']>;
};

/** Your organisation's integration as it is registered in Kommo. */
export type KommoCredentials = {
  __typename?: 'KommoCredentials';
  /** The integration id. */
  clientId: Scalars['String']['output'];
  /** Where Kommo sends the browser after consent; the same to the letter as in the integration's settings. */
  redirectUri: Scalars['String']['output'];
  /** When it was last saved. */
  savedAt: Scalars['DateTime']['output'];
  /** The last four characters of the secret key, to recognise it by. */
  secretHint: Scalars['String']['output'];
};

/** How Kommo's consent window comes back. */
export type KommoOAuthMode =
  /** The window closes, and the page that opened it goes to the redirect address. */
  | 'POPUP'
  /** The window itself goes to the redirect address. */
  | 'POST_MESSAGE';

/** A part of a query; a name may occur several times. */
export type KommoParameter = {
  /** Its name. */
  name: Scalars['String']['input'];
  /** Its value, as it is. */
  value: Scalars['String']['input'];
};

/** What to read from Kommo. */
export type KommoRequestInput = {
  /** The account; may be left out while your organisation has one working connection. */
  connectionId?: InputMaybe<Scalars['ID']['input']>;
  /** A path of API v4: `/leads`, `/contacts/123/notes`, `/catalogs`. */
  path: Scalars['String']['input'];
  /** Its query: `filter[id][]`, `with`, `limit`, `page` …; 100 parameters at most. */
  query?: InputMaybe<Array<KommoParameter>>;
};

/** What `kommoRequest` read. */
export type KommoRequestPayload = {
  __typename?: 'KommoRequestPayload';
  /** Kommo's answer; null when it was not asked, or refused. */
  response: Maybe<KommoResponse>;
  /** What has to be mended; empty when it worked. */
  userErrors: Array<UserError>;
};

/** What Kommo answered. */
export type KommoResponse = {
  __typename?: 'KommoResponse';
  /** As it came; null where Kommo has nothing to say (204). */
  body: Maybe<Scalars['JSON']['output']>;
};

/** A lead (deal) of a Kommo account. */
export type Lead = {
  __typename?: 'Lead';
  /** What it has of the account's lists, such as products, in Kommo's order; 100 at most. */
  catalogElements: Array<LeadCatalogElement>;
  /** When it was won or lost. */
  closedAt: Maybe<Scalars['DateTime']['output']>;
  /** The company it is about. */
  company: Maybe<Company>;
  /** The account it belongs to. */
  connection: CrmConnection;
  /** The people it is about, the main one first. */
  contacts: Array<Contact>;
  /** When it was made in Kommo. */
  createdAt: Scalars['DateTime']['output'];
  /** The custom field that your organisation calls so; null when the card has no value in it, or its account no such field. */
  customField: Maybe<CustomFieldValue>;
  /** Its filled custom fields. */
  customFields: Array<CustomFieldValue>;
  /** What happened to it by Kommo's own change log, the latest first; 100 at most. What was changed of it stands in `history`. */
  events: Array<CardEvent>;
  /** How far this may be behind Kommo. */
  freshness: CrmFreshness;
  /** What was changed of it since we hold it, the latest first; 100 at most. Changes are kept for 400 days. */
  history: Array<CardChange>;
  /** Our id, stable for ever. */
  id: Scalars['ID']['output'];
  /** Whether it was deleted in Kommo. */
  isDeleted: Scalars['Boolean']['output'];
  /** Its number in Kommo. */
  kommoId: Scalars['String']['output'];
  /** The main person it is about. */
  mainContact: Maybe<Contact>;
  /** Its name; may be empty. */
  name: Scalars['String']['output'];
  /** Its notes, the newest first; 100 at most. */
  notes: Array<CrmNote>;
  /** Where it stands; null when that pipeline was removed before we could copy it. */
  pipeline: Maybe<Pipeline>;
  /** Its price in the account's currency. */
  price: Money;
  /** Who answers for it; null when nobody does or the person was removed before we could copy it. */
  responsibleUser: Maybe<CrmUser>;
  /** The step it stands at; null like `pipeline`. */
  stage: Maybe<Stage>;
  /** Whether it is won, lost or neither. */
  status: LeadStatus;
  /** Its tags. */
  tags: Array<CrmTag>;
  /** Its tasks: what is still to be done first, by when; 100 at most. */
  tasks: Array<CrmTask>;
  /** When it was last changed in Kommo. */
  updatedAt: Scalars['DateTime']['output'];
  /** Its page in Kommo. */
  url: Scalars['String']['output'];
};


/** A lead (deal) of a Kommo account. */
export type LeadCatalogElementsArgs = {
  first?: Scalars['Int']['input'];
};


/** A lead (deal) of a Kommo account. */
export type LeadCustomFieldArgs = {
  key: Scalars['String']['input'];
};


/** A lead (deal) of a Kommo account. */
export type LeadEventsArgs = {
  first?: Scalars['Int']['input'];
};


/** A lead (deal) of a Kommo account. */
export type LeadHistoryArgs = {
  first?: Scalars['Int']['input'];
};


/** A lead (deal) of a Kommo account. */
export type LeadNotesArgs = {
  first?: Scalars['Int']['input'];
};


/** A lead (deal) of a Kommo account. */
export type LeadTasksArgs = {
  first?: Scalars['Int']['input'];
};

/** Something of a list of a Kommo account that a lead has, and how much of it. */
export type LeadCatalogElement = {
  __typename?: 'LeadCatalogElement';
  /** The number of its list in Kommo. */
  catalogKommoId: Scalars['String']['output'];
  /** What it is; null until it is copied, and where whoever gave us access may not see lists. */
  element: Maybe<CrmCatalogElement>;
  /** The element's number in Kommo. */
  kommoId: Scalars['String']['output'];
  /** How much of it; null where Kommo does not say. */
  quantity: Maybe<Scalars['Decimal']['output']>;
};

/** A page of leads. */
export type LeadConnection = {
  __typename?: 'LeadConnection';
  /** The page's leads with their cursors. */
  edges: Array<LeadEdge>;
  /** Where this page stands in the list. */
  pageInfo: PageInfo;
  /** How many there are in all pages. */
  totalCount: Scalars['Int']['output'];
};

/** One lead in a page. */
export type LeadEdge = {
  __typename?: 'LeadEdge';
  /** Give it as `after` or `before` to go on from here. */
  cursor: Scalars['String']['output'];
  /** The lead. */
  node: Lead;
};

/** Which leads to list; all that is given must match. */
export type LeadFilter = {
  /** Only of this connection. */
  connectionId?: InputMaybe<Scalars['ID']['input']>;
  /** Only those whose mapped custom fields are as each of these says; 10 at most. */
  customFields?: InputMaybe<Array<CardFieldFilter>>;
  /** Whether deleted ones are listed too. */
  includeDeleted: Scalars['Boolean']['input'];
  /** Only those with these numbers in Kommo; 100 at most. */
  kommoIds?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Only in this pipeline. */
  pipelineId?: InputMaybe<Scalars['ID']['input']>;
  /** Only those this Kommo user answers for: an id of `CrmUser`. */
  responsibleUserId?: InputMaybe<Scalars['ID']['input']>;
  /** Text found in the lead's name, in any case; 200 characters at most. */
  search?: InputMaybe<Scalars['String']['input']>;
  /** Only at this stage. */
  stageId?: InputMaybe<Scalars['ID']['input']>;
  /** Only with this outcome. */
  status?: InputMaybe<LeadStatus>;
  /** Only those changed in Kommo at or after this instant. */
  updatedSince?: InputMaybe<Scalars['DateTime']['input']>;
};

/** Orders of leads. */
export type LeadOrder =
  /** Oldest in Kommo first. */
  | 'CREATED_AT_ASC'
  /** Newest in Kommo first. */
  | 'CREATED_AT_DESC'
  /** By name. */
  | 'NAME_ASC'
  /** By name, backward. */
  | 'NAME_DESC'
  /** Lowest price first. */
  | 'PRICE_ASC'
  /** Highest price first. */
  | 'PRICE_DESC'
  /** Longest unchanged in Kommo first. */
  | 'UPDATED_AT_ASC'
  /** Last changed in Kommo first. */
  | 'UPDATED_AT_DESC';

/** What a stage means for a lead. */
export type LeadStatus =
  /** Lost: Kommo's stage 143 of each pipeline. */
  | 'LOST'
  /** Still being worked on. */
  | 'OPEN'
  /** Won: Kommo's stage 142 of each pipeline. */
  | 'WON';

/** Two cards of one account to link. */
export type LinkCrmCardsInput = {
  /** The company. A lead has one at most: a new one takes the place of the old one. */
  companyId?: InputMaybe<Scalars['ID']['input']>;
  /** The contact. */
  contactId?: InputMaybe<Scalars['ID']['input']>;
  /** Whether the contact becomes the lead's main one; for a lead and a contact. */
  isMain: Scalars['Boolean']['input'];
  /** The lead; two of the three are given. */
  leadId?: InputMaybe<Scalars['ID']['input']>;
};

/** What `linkCrmCards` did. */
export type LinkCrmCardsPayload = {
  __typename?: 'LinkCrmCardsPayload';
  /** The company as it is now. */
  company: Maybe<Company>;
  /** The contact as it is now. */
  contact: Maybe<Contact>;
  /** The lead as it is now; null for a contact and a company, or when nothing was done. */
  lead: Maybe<Lead>;
  /** What has to be mended; empty when it worked. */
  userErrors: Array<UserError>;
};

/** Who a person of Kommo is. */
export type LinkCrmUserInput = {
  /** The person of Kommo. */
  crmUserId: Scalars['ID']['input'];
  /** The active member of your organisation; null says that they are nobody of it, whatever the address. */
  userId?: InputMaybe<Scalars['ID']['input']>;
};

/** What `linkCrmUser` did. */
export type LinkCrmUserPayload = {
  __typename?: 'LinkCrmUserPayload';
  /** The person of Kommo as they are now; null when nothing was changed. */
  crmUser: Maybe<CrmUser>;
  /** What has to be mended; empty when it worked. */
  userErrors: Array<UserError>;
};

/** What to call a custom field. */
export type MapCustomFieldInput = {
  /** The field. */
  customFieldId: Scalars['ID']['input'];
  /** Small letters, digits and `_`, a letter first, 64 at most: `object_area`. One field of a kind of card in an account has it. */
  key: Scalars['String']['input'];
};

/** What `mapCustomField` did. */
export type MapCustomFieldPayload = {
  __typename?: 'MapCustomFieldPayload';
  /** The field with its name. */
  customField: Maybe<CustomField>;
  /** What has to be mended; empty when it worked. */
  userErrors: Array<UserError>;
};

/** An amount of money. */
export type Money = {
  __typename?: 'Money';
  /** The exact amount, in major units. */
  amount: Scalars['Decimal']['output'];
  /** ISO 4217 code. */
  currency: Scalars['String']['output'];
};

/** An amount of money. */
export type MoneyFieldValue = FilledCustomField & {
  __typename?: 'MoneyFieldValue';
  /** The field's code, `PHONE` say; null when it has none. */
  code: Maybe<Scalars['String']['output']>;
  /** The field's number in Kommo. */
  fieldId: Scalars['String']['output'];
  /** The name that your organisation gave it by `mapCustomField`; null when it has none. */
  key: Maybe<Scalars['String']['output']>;
  /** The amount, in the field's currency or the account's. */
  money: Money;
  /** The field's name in Kommo. */
  name: Scalars['String']['output'];
  /** Kommo's name of the type: text, numeric, select, date … The list is open. */
  type: Scalars['String']['output'];
  /** The values as text, as Kommo gave them: dates as unix seconds, composite values as JSON. */
  values: Array<Scalars['String']['output']>;
};

export type Mutation = {
  __typename?: 'Mutation';
  /**
   * Takes an incoming lead over, in Kommo and here: its lead and contact are in the lists from then on. Sent again, it does nothing
   * more; when Kommo's answer is lost, what became of it is asked for. NOT_FOUND when your organisation has no incoming lead of this id.
   */
  acceptUnsortedLead: AcceptUnsortedLeadPayload;
  /** Adds a note to a lead, contact or company in Kommo; once, as `createLead`. */
  addCrmNote: AddCrmNotePayload;
  /**
   * Stops a job that waits or runs; what it has done stays. You may stop your own jobs, and those of kinds whose permission you
   * have. NOT_FOUND when your organisation has none of this id, or you may not see it.
   */
  cancelJob: CancelJobPayload;
  /**
   * Connects an account in which the integration was installed from inside Kommo. It takes a proof that you are who installed it: your
   * confirmed address is that person's in Kommo, or you give the claim code that the page after the install showed. Who has neither starts
   * from here, with `startKommoOAuth`. A first synchronisation starts by itself.
   */
  claimKommoInstall: ClaimKommoInstallPayload;
  /**
   * Finishes connecting with what Kommo sent to the redirect address. Only the person who started it can, and starting it took the proof:
   * consent may last longer than that holds. A first synchronisation starts by itself.
   */
  completeKommoOAuth: CompleteKommoOAuthPayload;
  /** Connects a Kommo account by a long-lived token of a private integration. A first synchronisation starts by itself. */
  connectKommoWithToken: ConnectKommoWithTokenPayload;
  /** Makes a company in Kommo, as `createContact` does a contact. */
  createCompany: CreateCompanyPayload;
  /**
   * Makes a contact in Kommo, and our copy of it; once, as `createLead`. Contacts that have one of the numbers or addresses already
   * are told instead, unless `ifDuplicate` says otherwise.
   */
  createContact: CreateContactPayload;
  /** Makes a rule between leads and estimates. What happened before is no news to it. */
  createCrmRule: CreateCrmRulePayload;
  /** Makes a task in Kommo; once, as `createLead`. */
  createCrmTask: CreateCrmTaskPayload;
  /** Makes a lead in Kommo, and our copy of it. It is made once: when Kommo's answer is lost, it is looked for before it is sent again. */
  createLead: CreateLeadPayload;
  /** Sends an incoming lead away, in Kommo and here; Kommo deletes its lead with it. Otherwise as `acceptUnsortedLead`. */
  declineUnsortedLead: DeclineUnsortedLeadPayload;
  /** Deletes a rule and its log. NOT_FOUND when your organisation has none of this id. */
  deleteCrmRule: DeleteCrmRulePayload;
  /** Forgets your Kommo integration. Connections made with it work until their tokens end, then need to be reconnected. */
  deleteKommoCredentials: DeleteKommoCredentialsPayload;
  /** Disconnects a Kommo account: forgets its tokens, stops its synchronisation, and keeps or deletes what was copied. */
  disconnectKommo: DisconnectKommoPayload;
  /**
   * Asks for a job of any kind that `jobKinds` lists as open. Its input is checked at once; it runs as soon as a worker is free.
   * FORBIDDEN when you lack the permission that the kind needs.
   */
  enqueueJob: EnqueueJobPayload;
  /**
   * Makes the knowledge graph anew, by a job: the cards first, then projects, estimates and files. While one waits or runs, a second call
   * for the same answers that one. What is deleted leaves the graph at once; what else changes is found by the next.
   */
  extractKnowledgeGraph: ExtractKnowledgeGraphPayload;
  /** Links two cards in Kommo, and our copies: a lead and a contact, a lead and a company, or a contact and a company. */
  linkCrmCards: LinkCrmCardsPayload;
  /**
   * Says by hand who a person of Kommo is in your organisation; it goes before the e-mail address. NOT_FOUND when there is no person of
   * Kommo of this id.
   */
  linkCrmUser: LinkCrmUserPayload;
  /**
   * Gives a custom field a name of your own, by which `customField(key:)` finds it on cards. Mapped again by the same key, a field
   * that was renamed or got another type in Kommo counts as looked at. NOT_FOUND when your organisation has no field of this id.
   */
  mapCustomField: MapCustomFieldPayload;
  /**
   * Hands a customer's message of the installation's own chat channel to Kommo, for whoever runs the messenger: once for ever by its
   * `clientMessageId`. What is not certain is looked up in Kommo, and never simply told again. What certainly did not come to Kommo, and may
   * later, goes on as a job; one that failed for good answers why, each time. A conversation that Kommo does not know yet begins with it:
   * with a contact and an incoming lead of its own.
   */
  receiveChatMessage: ReceiveChatMessagePayload;
  /**
   * Tells Kommo what became of a message of the installation's own chat channel at its receiver: delivered, read, or not deliverable. A
   * state never goes back; telling the same again changes nothing.
   */
  reportMessageDelivery: ReportMessageDeliveryPayload;
  /**
   * Begins a job that failed or was cancelled again, with all its tries; it goes on from where it stood where its kind can. A
   * synchronisation begins anew, as another job; for an export of data its mutation is sent again. NOT_FOUND as in `cancelJob`.
   */
  retryJob: RetryJobPayload;
  /** Saves your Kommo integration's id and secret key. The secret is sealed and never shown again; saving anew replaces it. */
  saveKommoCredentials: SaveKommoCredentialsPayload;
  /**
   * Sends a message in a conversation. It goes out once: sent again with the same `clientMessageId`, the message that is there is
   * answered. What is not certain is looked up in Kommo, and never simply sent again.
   */
  sendMessage: SendMessagePayload;
  /** Says whether an agent can take work. NOT_FOUND when your organisation has none of this id. */
  setCrmAgentStatus: SetCrmAgentStatusPayload;
  /** Starts connecting a Kommo account: open the address it answers in a browser, as an administrator of that account. */
  startKommoOAuth: StartKommoOAuthPayload;
  /** Starts a synchronisation, or answers the one that is running. */
  startSync: StartSyncPayload;
  /** Takes the link between two cards away, in Kommo and here. Without one, nothing is done. */
  unlinkCrmCards: UnlinkCrmCardsPayload;
  /** Takes back what `linkCrmUser` has said: the confirmed e-mail address counts again. NOT_FOUND as in `linkCrmUser`. */
  unlinkCrmUser: UnlinkCrmUserPayload;
  /** Takes the name of a custom field back. NOT_FOUND when your organisation has no field of this id. */
  unmapCustomField: UnmapCustomFieldPayload;
  /** Changes a company in Kommo, and our copy with it, as `updateLead` does. NOT_FOUND when your organisation has no company of this id. */
  updateCompany: UpdateCompanyPayload;
  /** Changes a contact in Kommo, and our copy with it, as `updateLead` does. NOT_FOUND when your organisation has no contact of this id. */
  updateContact: UpdateContactPayload;
  /**
   * Changes what a note in Kommo says, and our copy with it: one that somebody wrote (`common`), for calls and messages stay as they were.
   * Only what differs is sent; sent again, it changes nothing more. NOT_FOUND when your organisation has no note of this id.
   */
  updateCrmNote: UpdateCrmNotePayload;
  /** Changes a rule, or switches it on or off. NOT_FOUND when your organisation has none of this id. */
  updateCrmRule: UpdateCrmRulePayload;
  /**
   * Changes a task in Kommo, and our copy with it: done, put off, given to somebody else. Only what differs is sent; sent again, it changes
   * nothing more. NOT_FOUND when your organisation has no task of this id.
   */
  updateCrmTask: UpdateCrmTaskPayload;
  /**
   * Changes a lead in Kommo, and our copy with it. Only what differs is sent; sent again, it changes nothing more. NOT_FOUND when
   * your organisation has no lead of this id.
   */
  updateLead: UpdateLeadPayload;
  /** Makes an agent, or changes the one of the same `externalId`. */
  upsertCrmAgent: UpsertCrmAgentPayload;
};


export type MutationAcceptUnsortedLeadArgs = {
  input: AcceptUnsortedLeadInput;
};


export type MutationAddCrmNoteArgs = {
  input: AddCrmNoteInput;
};


export type MutationCancelJobArgs = {
  input: CancelJobInput;
};


export type MutationClaimKommoInstallArgs = {
  input: ClaimKommoInstallInput;
};


export type MutationCompleteKommoOAuthArgs = {
  input: CompleteKommoOAuthInput;
};


export type MutationConnectKommoWithTokenArgs = {
  input: ConnectKommoWithTokenInput;
};


export type MutationCreateCompanyArgs = {
  input: CreateCompanyInput;
};


export type MutationCreateContactArgs = {
  input: CreateContactInput;
};


export type MutationCreateCrmRuleArgs = {
  input: CreateCrmRuleInput;
};


export type MutationCreateCrmTaskArgs = {
  input: CreateCrmTaskInput;
};


export type MutationCreateLeadArgs = {
  input: CreateLeadInput;
};


export type MutationDeclineUnsortedLeadArgs = {
  input: DeclineUnsortedLeadInput;
};


export type MutationDeleteCrmRuleArgs = {
  input: DeleteCrmRuleInput;
};


export type MutationDeleteKommoCredentialsArgs = {
  input?: DeleteKommoCredentialsInput;
};


export type MutationDisconnectKommoArgs = {
  input: DisconnectKommoInput;
};


export type MutationEnqueueJobArgs = {
  input: EnqueueJobInput;
};


export type MutationExtractKnowledgeGraphArgs = {
  input: InputMaybe<ExtractKnowledgeGraphInput>;
};


export type MutationLinkCrmCardsArgs = {
  input: LinkCrmCardsInput;
};


export type MutationLinkCrmUserArgs = {
  input: LinkCrmUserInput;
};


export type MutationMapCustomFieldArgs = {
  input: MapCustomFieldInput;
};


export type MutationReceiveChatMessageArgs = {
  input: ReceiveChatMessageInput;
};


export type MutationReportMessageDeliveryArgs = {
  input: ReportMessageDeliveryInput;
};


export type MutationRetryJobArgs = {
  input: RetryJobInput;
};


export type MutationSaveKommoCredentialsArgs = {
  input: SaveKommoCredentialsInput;
};


export type MutationSendMessageArgs = {
  input: SendMessageInput;
};


export type MutationSetCrmAgentStatusArgs = {
  input: SetCrmAgentStatusInput;
};


export type MutationStartKommoOAuthArgs = {
  input?: StartKommoOAuthInput;
};


export type MutationStartSyncArgs = {
  input: StartSyncInput;
};


export type MutationUnlinkCrmCardsArgs = {
  input: UnlinkCrmCardsInput;
};


export type MutationUnlinkCrmUserArgs = {
  input: UnlinkCrmUserInput;
};


export type MutationUnmapCustomFieldArgs = {
  input: UnmapCustomFieldInput;
};


export type MutationUpdateCompanyArgs = {
  input: UpdateCompanyInput;
};


export type MutationUpdateContactArgs = {
  input: UpdateContactInput;
};


export type MutationUpdateCrmNoteArgs = {
  input: UpdateCrmNoteInput;
};


export type MutationUpdateCrmRuleArgs = {
  input: UpdateCrmRuleInput;
};


export type MutationUpdateCrmTaskArgs = {
  input: UpdateCrmTaskInput;
};


export type MutationUpdateLeadArgs = {
  input: UpdateLeadInput;
};


export type MutationUpsertCrmAgentArgs = {
  input: UpsertCrmAgentInput;
};

/** A number. */
export type NumberFieldValue = FilledCustomField & {
  __typename?: 'NumberFieldValue';
  /** The field's code, `PHONE` say; null when it has none. */
  code: Maybe<Scalars['String']['output']>;
  /** The field's number in Kommo. */
  fieldId: Scalars['String']['output'];
  /** The name that your organisation gave it by `mapCustomField`; null when it has none. */
  key: Maybe<Scalars['String']['output']>;
  /** The field's name in Kommo. */
  name: Scalars['String']['output'];
  /** The exact number. */
  number: Scalars['Decimal']['output'];
  /** Kommo's name of the type: text, numeric, select, date … The list is open. */
  type: Scalars['String']['output'];
  /** The values as text, as Kommo gave them: dates as unix seconds, composite values as JSON. */
  values: Array<Scalars['String']['output']>;
};

/** A file, a link to another card, a list of goods, or whatever Kommo may add; and a value that is not of its field's type. */
export type OtherFieldValue = FilledCustomField & {
  __typename?: 'OtherFieldValue';
  /** The field's code, `PHONE` say; null when it has none. */
  code: Maybe<Scalars['String']['output']>;
  /** The values as Kommo gave them, one element each. */
  data: Array<Scalars['JSON']['output']>;
  /** The field's number in Kommo. */
  fieldId: Scalars['String']['output'];
  /** The name that your organisation gave it by `mapCustomField`; null when it has none. */
  key: Maybe<Scalars['String']['output']>;
  /** The field's name in Kommo. */
  name: Scalars['String']['output'];
  /** Kommo's name of the type: text, numeric, select, date … The list is open. */
  type: Scalars['String']['output'];
  /** The values as text, as Kommo gave them: dates as unix seconds, composite values as JSON. */
  values: Array<Scalars['String']['output']>;
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

/** A Kommo account in which your integration was installed from inside Kommo. Nothing is copied before somebody claims it. */
export type PendingKommoInstall = {
  __typename?: 'PendingKommoInstall';
  /** The account's name in Kommo. */
  accountName: Scalars['String']['output'];
  /** Unless it is claimed before, it is forgotten then. */
  expiresAt: Scalars['DateTime']['output'];
  /** Our id of the install. */
  id: Scalars['ID']['output'];
  /** When it was installed. */
  installedAt: Scalars['DateTime']['output'];
  /** Who installed it: the address they have in Kommo, in part; null when Kommo does not tell. */
  installedBy: Maybe<Scalars['String']['output']>;
  /** Whether it is your confirmed address: then you need no claim code. */
  isYours: Scalars['Boolean']['output'];
  /** Kommo's own number of the account. */
  kommoAccountId: Scalars['String']['output'];
  /** The first part of the account's address: `acme` of acme.kommo.com. */
  subdomain: Scalars['String']['output'];
};

/** A sales pipeline. */
export type Pipeline = {
  __typename?: 'Pipeline';
  /** The account it belongs to. */
  connection: CrmConnection;
  /** Our id, stable for ever. */
  id: Scalars['ID']['output'];
  /** Whether it was put away in Kommo. */
  isArchived: Scalars['Boolean']['output'];
  /** Whether it no longer exists in Kommo. */
  isDeleted: Scalars['Boolean']['output'];
  /** Whether new leads go here by default. */
  isMain: Scalars['Boolean']['output'];
  /** Its number in Kommo. */
  kommoId: Scalars['String']['output'];
  /** Its name. */
  name: Scalars['String']['output'];
  /** Its place among the pipelines, ascending. */
  sort: Scalars['Int']['output'];
  /** Its stages in order, those that still exist. */
  stages: Array<Stage>;
};

/** A page of pipelines. */
export type PipelineConnection = {
  __typename?: 'PipelineConnection';
  /** The page's pipelines with their cursors. */
  edges: Array<PipelineEdge>;
  /** Where this page stands in the list. */
  pageInfo: PageInfo;
  /** How many there are in all pages. */
  totalCount: Scalars['Int']['output'];
};

/** One pipeline in a page. */
export type PipelineEdge = {
  __typename?: 'PipelineEdge';
  /** Give it as `after` or `before` to go on from here. */
  cursor: Scalars['String']['output'];
  /** The pipeline. */
  node: Pipeline;
};

/** Which pipelines to list; all that is given must match. */
export type PipelineFilter = {
  /** Only of this connection. */
  connectionId?: InputMaybe<Scalars['ID']['input']>;
  /** Whether pipelines put away in Kommo are listed too. */
  includeArchived: Scalars['Boolean']['input'];
  /** Whether pipelines that no longer exist are listed too. */
  includeDeleted: Scalars['Boolean']['input'];
};

/** What to try a rule on. */
export type PreviewCrmRuleInput = {
  /** A lead of its account. */
  leadId: Scalars['ID']['input'];
  /** The estimate's number. */
  number?: InputMaybe<Scalars['String']['input']>;
  /** The rule. */
  ruleId: Scalars['ID']['input'];
  /** The estimate's title. */
  title?: InputMaybe<Scalars['String']['input']>;
  /** What the estimate comes to, in the account's currency. */
  total?: InputMaybe<Scalars['Decimal']['input']>;
};

/** A row of Kommo's that we could not read. It is read again with every synchronisation, and leaves once it is mended there. */
export type QuarantinedRow = {
  __typename?: 'QuarantinedRow';
  /** Of which kind of data: `LEADS`, `CONTACTS`, `PIPELINES`, `EVENTS` … */
  entity: Scalars['String']['output'];
  /** When it was first put aside. */
  firstSeenAt: Scalars['DateTime']['output'];
  /** Stable while it stays. */
  id: Scalars['ID']['output'];
  /** Its number in Kommo; null when it has none that can be read. */
  kommoId: Maybe<Scalars['String']['output']>;
  /** When it was last seen like this. */
  lastSeenAt: Scalars['DateTime']['output'];
  /** The row as it came, as JSON; its first 64 kB. */
  raw: Scalars['String']['output'];
  /** Which of its fields are odd. */
  reason: Scalars['String']['output'];
};

export type Query = {
  __typename?: 'Query';
  /** The companies of your Kommo accounts. */
  companies: CompanyConnection;
  /** One company; null and NOT_FOUND when your organisation has none of this id. */
  company: Maybe<Company>;
  /** One contact; null and NOT_FOUND when your organisation has none of this id. */
  contact: Maybe<Contact>;
  /** The contacts of your Kommo accounts. */
  contacts: ContactConnection;
  /** One agent; null and NOT_FOUND when your organisation has none of this id. */
  crmAgent: Maybe<CrmAgent>;
  /** Who works on leads in your organisation, people or machines, by name. */
  crmAgents: CrmAgentConnection;
  /** One connection; null and NOT_FOUND when your organisation has none of this id. */
  crmConnection: Maybe<CrmConnection>;
  /** The Kommo accounts your organisation is or was connected to, newest first. */
  crmConnections: CrmConnectionConnection;
  /** Contacts and companies that have one of these telephone numbers or e-mail addresses, however they are written: 50 of each at most. */
  crmDuplicates: CrmDuplicates;
  /**
   * What happened to leads, contacts and companies by Kommo's own change log, the latest first: that they were made, linked and merged,
   * calls, mails, chats, notes. What was changed of a card stands in its `history`.
   */
  crmEvents: CardEventConnection;
  /** Messages that came in or went out, the latest first. */
  crmMessages: CrmMessageConnection;
  /** What rules did, the latest first. */
  crmRuleRuns: CrmRuleRunConnection;
  /** The rules between leads and estimates, the newest first; 100 at most. */
  crmRules: Array<CrmRule>;
  /** One conversation; null and NOT_FOUND when your organisation has none of this id. */
  crmTalk: Maybe<CrmTalk>;
  /** The conversations with your contacts, in all messengers of your Kommo accounts: the latest news first. */
  crmTalks: CrmTalkConnection;
  /** The tasks of your Kommo accounts. */
  crmTasks: CrmTaskConnection;
  /** The people of your Kommo accounts, by name. */
  crmUsers: CrmUserConnection;
  /** The custom fields of your Kommo accounts, by name. */
  customFields: CustomFieldConnection;
  /** One job; null and NOT_FOUND when your organisation has none of this id, or you may not see it. */
  job: Maybe<Job>;
  /** The kinds of jobs there are: what each does, and what input it takes. */
  jobKinds: Array<JobKind>;
  /**
   * The jobs of your organisation, newest first: those of kinds that you may see, and your own. What failed for good is found by
   * `filter: { states: [FAILED] }`. Ended jobs are kept for 30 days, failed ones for 90.
   */
  jobs: JobConnection;
  /**
   * What your organisation's cards, projects, estimates and files say of people, companies, numbers, addresses and goods, and how they hang together,
   * as `extractKnowledgeGraph` has found it. You find what you may see where it comes from: projects, estimates and files take the same
   * permissions as there.
   */
  knowledgeGraph: KnowledgeGraph;
  /** One of them; null and NOT_FOUND when your organisation's graph has none of this id, or none that you may see. */
  knowledgeNode: Maybe<KnowledgeNode>;
  /** Your organisation's Kommo integration: null until `saveKommoCredentials`. */
  kommoCredentials: Maybe<KommoCredentials>;
  /**
   * Reads from Kommo itself what this API has no field for: lists and cards of the documentation's API v4, with its own names. Paths
   * that hold secrets are not on the list.
   */
  kommoRequest: KommoRequestPayload;
  /** One lead; null and NOT_FOUND when your organisation has none of this id. */
  lead: Maybe<Lead>;
  /** The leads (deals) of your Kommo accounts. */
  leads: LeadConnection;
  /**
   * Kommo accounts in which somebody has installed your integration from inside Kommo, the newest first: they wait for `claimKommoInstall`,
   * a day at the longest.
   */
  pendingKommoInstalls: Array<PendingKommoInstall>;
  /** The sales pipelines of your Kommo accounts, in their own order. */
  pipelines: PipelineConnection;
  /**
   * A dry run: what a rule would do for a lead, and an estimate as you suppose it. Nothing is done. NOT_FOUND when your organisation
   * has no such rule, or no such lead in the rule's account.
   */
  previewCrmRule: Array<CrmRuleStep>;
  /** Incoming leads of your Kommo accounts, the newest first: what forms, mails, calls and chats brought, until somebody takes it. */
  unsortedLeads: UnsortedLeadConnection;
};


export type QueryCompaniesArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  before: InputMaybe<Scalars['String']['input']>;
  filter: InputMaybe<CompanyFilter>;
  first: InputMaybe<Scalars['Int']['input']>;
  last: InputMaybe<Scalars['Int']['input']>;
  orderBy?: CompanyOrder;
  orderByField: InputMaybe<CardFieldOrder>;
};


export type QueryCompanyArgs = {
  id: Scalars['ID']['input'];
};


export type QueryContactArgs = {
  id: Scalars['ID']['input'];
};


export type QueryContactsArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  before: InputMaybe<Scalars['String']['input']>;
  filter: InputMaybe<ContactFilter>;
  first: InputMaybe<Scalars['Int']['input']>;
  last: InputMaybe<Scalars['Int']['input']>;
  orderBy?: ContactOrder;
  orderByField: InputMaybe<CardFieldOrder>;
};


export type QueryCrmAgentArgs = {
  id: Scalars['ID']['input'];
};


export type QueryCrmAgentsArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  before: InputMaybe<Scalars['String']['input']>;
  filter: InputMaybe<CrmAgentFilter>;
  first: InputMaybe<Scalars['Int']['input']>;
  last: InputMaybe<Scalars['Int']['input']>;
};


export type QueryCrmConnectionArgs = {
  id: Scalars['ID']['input'];
};


export type QueryCrmConnectionsArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  before: InputMaybe<Scalars['String']['input']>;
  first: InputMaybe<Scalars['Int']['input']>;
  last: InputMaybe<Scalars['Int']['input']>;
};


export type QueryCrmDuplicatesArgs = {
  input: CrmDuplicatesInput;
};


export type QueryCrmEventsArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  before: InputMaybe<Scalars['String']['input']>;
  filter: InputMaybe<CardEventFilter>;
  first: InputMaybe<Scalars['Int']['input']>;
  last: InputMaybe<Scalars['Int']['input']>;
};


export type QueryCrmMessagesArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  before: InputMaybe<Scalars['String']['input']>;
  filter: InputMaybe<CrmMessageFilter>;
  first: InputMaybe<Scalars['Int']['input']>;
  last: InputMaybe<Scalars['Int']['input']>;
};


export type QueryCrmRuleRunsArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  before: InputMaybe<Scalars['String']['input']>;
  filter: InputMaybe<CrmRuleRunFilter>;
  first: InputMaybe<Scalars['Int']['input']>;
  last: InputMaybe<Scalars['Int']['input']>;
};


export type QueryCrmTalkArgs = {
  id: Scalars['ID']['input'];
};


export type QueryCrmTalksArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  before: InputMaybe<Scalars['String']['input']>;
  filter: InputMaybe<CrmTalkFilter>;
  first: InputMaybe<Scalars['Int']['input']>;
  last: InputMaybe<Scalars['Int']['input']>;
};


export type QueryCrmTasksArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  before: InputMaybe<Scalars['String']['input']>;
  filter: InputMaybe<CrmTaskFilter>;
  first: InputMaybe<Scalars['Int']['input']>;
  last: InputMaybe<Scalars['Int']['input']>;
  orderBy?: CrmTaskOrder;
};


export type QueryCrmUsersArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  before: InputMaybe<Scalars['String']['input']>;
  filter: InputMaybe<CrmUserFilter>;
  first: InputMaybe<Scalars['Int']['input']>;
  last: InputMaybe<Scalars['Int']['input']>;
};


export type QueryCustomFieldsArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  before: InputMaybe<Scalars['String']['input']>;
  filter: InputMaybe<CustomFieldFilter>;
  first: InputMaybe<Scalars['Int']['input']>;
  last: InputMaybe<Scalars['Int']['input']>;
};


export type QueryJobArgs = {
  id: Scalars['ID']['input'];
};


export type QueryJobsArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  before: InputMaybe<Scalars['String']['input']>;
  filter: InputMaybe<JobFilter>;
  first: InputMaybe<Scalars['Int']['input']>;
  last: InputMaybe<Scalars['Int']['input']>;
};


export type QueryKnowledgeGraphArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  before: InputMaybe<Scalars['String']['input']>;
  filter: InputMaybe<KnowledgeFilter>;
  first: InputMaybe<Scalars['Int']['input']>;
  last: InputMaybe<Scalars['Int']['input']>;
};


export type QueryKnowledgeNodeArgs = {
  id: Scalars['ID']['input'];
};


export type QueryKommoRequestArgs = {
  input: KommoRequestInput;
};


export type QueryLeadArgs = {
  at: InputMaybe<Scalars['DateTime']['input']>;
  id: Scalars['ID']['input'];
};


export type QueryLeadsArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  before: InputMaybe<Scalars['String']['input']>;
  filter: InputMaybe<LeadFilter>;
  first: InputMaybe<Scalars['Int']['input']>;
  last: InputMaybe<Scalars['Int']['input']>;
  orderBy?: LeadOrder;
  orderByField: InputMaybe<CardFieldOrder>;
};


export type QueryPipelinesArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  before: InputMaybe<Scalars['String']['input']>;
  filter: InputMaybe<PipelineFilter>;
  first: InputMaybe<Scalars['Int']['input']>;
  last: InputMaybe<Scalars['Int']['input']>;
};


export type QueryPreviewCrmRuleArgs = {
  input: PreviewCrmRuleInput;
};


export type QueryUnsortedLeadsArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  before: InputMaybe<Scalars['String']['input']>;
  filter: InputMaybe<UnsortedLeadFilter>;
  first: InputMaybe<Scalars['Int']['input']>;
  last: InputMaybe<Scalars['Int']['input']>;
};

/** A customer's message of the installation's own chat channel. */
export type ReceiveChatMessageInput = {
  /** The file that came with it. */
  attachment?: InputMaybe<ChatFileInput>;
  /**
   * The messenger's own name of the message: 1 to 100 visible ASCII characters, none that a message sent from here has. A message of this
   * name is handed in once, for ever.
   */
  clientMessageId: Scalars['String']['input'];
  /** The Kommo account it is for: a connection whose webhook's `chatsState` is ACTIVE. */
  connectionId: Scalars['ID']['input'];
  /** The messenger's own name of the conversation, 100 characters at most. */
  conversationId: Scalars['String']['input'];
  /** Who has written. */
  customer: ChatCustomerInput;
  /** What it says, 20,000 characters at most; needed unless there is a file. */
  text?: InputMaybe<Scalars['String']['input']>;
  /** When it was written; now unless told. */
  writtenAt?: InputMaybe<Scalars['DateTime']['input']>;
};

/** What `receiveChatMessage` did. */
export type ReceiveChatMessagePayload = {
  __typename?: 'ReceiveChatMessagePayload';
  /** Set when Kommo did not say in time what became of it: this job finds out. */
  job: Maybe<Job>;
  /** The message; null when it was not handed in. QUEUED until Kommo has it, then RECEIVED; its talk is known soon after. */
  message: Maybe<CrmMessage>;
  /** What has to be mended; empty when it worked. */
  userErrors: Array<UserError>;
};

/** What became of a message of the installation's own chat channel. */
export type ReportMessageDeliveryInput = {
  /** The message: one that went out, in a conversation with `isOwnChannel`. */
  messageId: Scalars['ID']['input'];
  /** Why it can't be delivered, 500 characters at most; shown in Kommo. With FAILED only. */
  reason?: InputMaybe<Scalars['String']['input']>;
  /** What became of it. */
  state: CrmDeliveryState;
};

/** What `reportMessageDelivery` did. */
export type ReportMessageDeliveryPayload = {
  __typename?: 'ReportMessageDeliveryPayload';
  /** The message as it is now; null when nothing was told. */
  message: Maybe<CrmMessage>;
  /** What has to be mended; empty when it worked. */
  userErrors: Array<UserError>;
};

/** Which job to begin again. */
export type RetryJobInput = {
  /** The job's id. */
  id: Scalars['ID']['input'];
};

/** The job that begins again. */
export type RetryJobPayload = {
  __typename?: 'RetryJobPayload';
  /** It, waiting; for a synchronisation, the one that begins in its place. Null when it could not be begun. */
  job: Maybe<Job>;
  /** `JOB_NOT_FAILED` when it has not failed and was not cancelled; `JOB_WAITS` when another one does the same already. */
  userErrors: Array<UserError>;
};

/** What to save of your Kommo integration. */
export type SaveKommoCredentialsInput = {
  /** The integration id from Kommo, a UUID. */
  clientId: Scalars['String']['input'];
  /** The secret key from Kommo. */
  clientSecret: Scalars['String']['input'];
  /** The redirect address, the same to the letter as in the integration's settings in Kommo. */
  redirectUri: Scalars['String']['input'];
};

/** What `saveKommoCredentials` did. */
export type SaveKommoCredentialsPayload = {
  __typename?: 'SaveKommoCredentialsPayload';
  /** The integration as saved. */
  credentials: Maybe<KommoCredentials>;
  /** What has to be mended; empty when it worked. */
  userErrors: Array<UserError>;
};

/** A message to send: in one conversation, or in the contact's latest open one. */
export type SendMessageInput = {
  /** Your own name for it, new for each message: 1 to 100 visible ASCII characters. A message of this name is sent once, for ever. */
  clientMessageId: Scalars['String']['input'];
  /** The contact. */
  contactId?: InputMaybe<Scalars['ID']['input']>;
  /** The conversation. */
  talkId?: InputMaybe<Scalars['ID']['input']>;
  /** What it says, 20,000 characters at most. */
  text: Scalars['String']['input'];
};

/** What `sendMessage` did. */
export type SendMessagePayload = {
  __typename?: 'SendMessagePayload';
  /** Set when Kommo did not say in time what became of it: this job finds out. */
  job: Maybe<Job>;
  /** The message; null when it was not sent. */
  message: Maybe<CrmMessage>;
  /** What has to be mended; empty when it worked. */
  userErrors: Array<UserError>;
};

/** How an agent is. */
export type SetCrmAgentStatusInput = {
  /** The agent. */
  id: Scalars['ID']['input'];
  /** Whether it can take work. */
  status: CrmAgentStatus;
};

/** What `setCrmAgentStatus` did. */
export type SetCrmAgentStatusPayload = {
  __typename?: 'SetCrmAgentStatusPayload';
  /** The agent as it is now. */
  agent: Maybe<CrmAgent>;
  /** What has to be mended; empty when it worked. */
  userErrors: Array<UserError>;
};

/** Which way to sort. */
export type SortDirection =
  /** Upward. */
  | 'ASC'
  /** Downward. */
  | 'DESC';

/** A step of a pipeline. */
export type Stage = {
  __typename?: 'Stage';
  /** Its colour in Kommo, `#rrggbb`; null when it has none. */
  color: Maybe<Scalars['String']['output']>;
  /** Our id, stable for ever. */
  id: Scalars['ID']['output'];
  /** Whether it no longer exists in Kommo. */
  isDeleted: Scalars['Boolean']['output'];
  /** Its number in Kommo; 142 (won) and 143 (lost) occur in each pipeline. */
  kommoId: Scalars['String']['output'];
  /** Its name. */
  name: Scalars['String']['output'];
  /** Its place in the pipeline, ascending. */
  sort: Scalars['Int']['output'];
  /** What standing here means for a lead. */
  status: LeadStatus;
};

/** How to ask for consent. */
export type StartKommoOAuthInput = {
  /** How the consent window comes back. */
  mode: KommoOAuthMode;
};

/** What `startKommoOAuth` did. */
export type StartKommoOAuthPayload = {
  __typename?: 'StartKommoOAuthPayload';
  /** Open this in a browser. */
  authorizeUrl: Maybe<Scalars['String']['output']>;
  /** Until then consent must have been given. */
  expiresAt: Maybe<Scalars['DateTime']['output']>;
  /** What has to be mended; empty when it worked. */
  userErrors: Array<UserError>;
};

/** Which connection to synchronise. */
export type StartSyncInput = {
  /** The connection. */
  connectionId: Scalars['ID']['input'];
  /** How to go about it. */
  mode: SyncMode;
};

/** What `startSync` did. */
export type StartSyncPayload = {
  __typename?: 'StartSyncPayload';
  /** Its connection. */
  connection: Maybe<CrmConnection>;
  /** The synchronisation that runs now: the one just started, or one that was running already. */
  run: Maybe<SyncRun>;
  /** What has to be mended; empty when it worked. */
  userErrors: Array<UserError>;
};

/**
 * Live states, over WebSocket (`graphql-transport-ws`) or server-sent events. The state at the beginning comes at once, then
 * the new one after each change; changes that come faster than four a second are taken together.
 */
export type Subscription = {
  __typename?: 'Subscription';
  /** A job of your organisation's; it completes when the job has ended. NOT_FOUND as in `job`. */
  jobProgress: Maybe<Job>;
  /**
   * A connection's synchronisation: the running one, or the last one; null before the first. It stays open when one has ended,
   * and shows the next. NOT_FOUND when your organisation has no connection of this id.
   */
  syncProgress: Maybe<SyncRun>;
};


/**
 * Live states, over WebSocket (`graphql-transport-ws`) or server-sent events. The state at the beginning comes at once, then
 * the new one after each change; changes that come faster than four a second are taken together.
 */
export type SubscriptionJobProgressArgs = {
  id: Scalars['ID']['input'];
};


/**
 * Live states, over WebSocket (`graphql-transport-ws`) or server-sent events. The state at the beginning comes at once, then
 * the new one after each change; changes that come faster than four a second are taken together.
 */
export type SubscriptionSyncProgressArgs = {
  connectionId: Scalars['ID']['input'];
};

/** A kind of data copied from Kommo. */
export type SyncEntity =
  /** What Kommo's change log tells of cards: see `crmEvents`. */
  | 'CARD_EVENTS'
  /** Lists of the account, where leads have something of them. */
  | 'CATALOGS'
  /** Products and other elements of lists, where leads have them. */
  | 'CATALOG_ELEMENTS'
  /** Companies. */
  | 'COMPANIES'
  /** Notes of companies. */
  | 'COMPANY_NOTES'
  /** Contacts. */
  | 'CONTACTS'
  /** Notes of contacts. */
  | 'CONTACT_NOTES'
  /** Definitions of custom fields. */
  | 'CUSTOM_FIELDS'
  /** Leads. */
  | 'LEADS'
  /** Notes of leads. */
  | 'LEAD_NOTES'
  /** Sales pipelines and their stages. */
  | 'PIPELINES'
  /** Tasks. */
  | 'TASKS'
  /** Incoming leads: counted are those that wait, and as deleted those that were decided in the last 90 days. */
  | 'UNSORTED_LEADS'
  /** People of the account. */
  | 'USERS';

/** How one kind of data of a connection stands. */
export type SyncEntityStatus = {
  __typename?: 'SyncEntityStatus';
  /** Rows we hold, without deleted ones. */
  count: Scalars['Int']['output'];
  /** We hold every change up to this instant of Kommo's clock; null before the first load is complete. */
  cursor: Maybe<Scalars['DateTime']['output']>;
  /** Rows that were deleted in Kommo and are kept as deleted. */
  deletedCount: Scalars['Int']['output'];
  /** Which kind. */
  entity: SyncEntity;
  /** Seconds between now and `cursor`; null without one. */
  lagSeconds: Maybe<Scalars['Int']['output']>;
  /** What went wrong last with this kind; null when nothing did. */
  lastError: Maybe<CrmError>;
  /** When it was last synchronised. */
  lastSyncedAt: Maybe<Scalars['DateTime']['output']>;
  /** Rows that we could not read and have put aside: see `CrmConnection.quarantinedRows`. */
  quarantinedCount: Scalars['Int']['output'];
};

/** How a synchronisation goes about it. */
export type SyncMode =
  /** Everything again, and finds rows that vanished in Kommo without a trace. */
  | 'FULL'
  /** What has changed since the last one; all of it the first time. */
  | 'INCREMENTAL';

/** What a synchronisation is at. */
export type SyncPhase =
  /** What leads have of the account's lists. */
  | 'CATALOGS'
  /** Comparing a part of our copy with Kommo. */
  | 'CHECKING'
  /** Companies. */
  | 'COMPANIES'
  /** Contacts. */
  | 'CONTACTS'
  /** Definitions of custom fields. */
  | 'CUSTOM_FIELDS'
  /** What was deleted or restored in Kommo. */
  | 'DELETIONS'
  /** What else Kommo's change log tells of cards. */
  | 'EVENTS'
  /** Nothing is left to do. */
  | 'FINISHED'
  /** Leads and their links. */
  | 'LEADS'
  /** Notes of leads, contacts and companies. */
  | 'NOTES'
  /** Pipelines and their stages. */
  | 'PIPELINES'
  /** Finding out how much there is to copy. */
  | 'PREPARING'
  /** Tasks. */
  | 'TASKS'
  /** Incoming leads that nobody has taken yet. */
  | 'UNSORTED'
  /** People of the account. */
  | 'USERS';

/** One synchronisation of one connection. */
export type SyncRun = {
  __typename?: 'SyncRun';
  /** Why it failed, or why it has to try again. */
  error: Maybe<CrmError>;
  /** When it ended; null while it has not. */
  finishedAt: Maybe<Scalars['DateTime']['output']>;
  /** Stable for ever. */
  id: Scalars['ID']['output'];
  /** How it goes about it. */
  mode: SyncMode;
  /** How much is done, 0 to 100. */
  percent: Scalars['Float']['output'];
  /** What it is at. */
  phase: SyncPhase;
  /** Rows read from Kommo so far. */
  rowsDone: Scalars['Int']['output'];
  /** Rows a second since it started or was taken up again; null before the first page. */
  rowsPerSecond: Maybe<Scalars['Float']['output']>;
  /** Rows there are to read; null while that is unknown. */
  rowsTotal: Maybe<Scalars['Int']['output']>;
  /** Seconds it will take at this rate; null when unknown. */
  secondsLeft: Maybe<Scalars['Int']['output']>;
  /** When it was asked for. */
  startedAt: Scalars['DateTime']['output'];
  /** Whether it waits, runs or ended, and how. */
  state: SyncRunState;
};

/** How far a synchronisation is. */
export type SyncRunState =
  /** Stopped: by `cancelJob`, or because the connection was disconnected. */
  | 'CANCELLED'
  /** Given up: see `error`. What was copied stays; the next one goes on from there. */
  | 'FAILED'
  /** Waiting for a worker. */
  | 'QUEUED'
  /** Running. */
  | 'RUNNING'
  /** All done. */
  | 'SUCCEEDED';

/** A text, of one line or more, an address of a page, a source of visits. */
export type TextFieldValue = FilledCustomField & {
  __typename?: 'TextFieldValue';
  /** The field's code, `PHONE` say; null when it has none. */
  code: Maybe<Scalars['String']['output']>;
  /** The field's number in Kommo. */
  fieldId: Scalars['String']['output'];
  /** The name that your organisation gave it by `mapCustomField`; null when it has none. */
  key: Maybe<Scalars['String']['output']>;
  /** The field's name in Kommo. */
  name: Scalars['String']['output'];
  /** The text. */
  text: Scalars['String']['output'];
  /** Kommo's name of the type: text, numeric, select, date … The list is open. */
  type: Scalars['String']['output'];
  /** The values as text, as Kommo gave them: dates as unix seconds, composite values as JSON. */
  values: Array<Scalars['String']['output']>;
};

/** Two cards of one account whose link is to go. */
export type UnlinkCrmCardsInput = {
  /** The company. */
  companyId?: InputMaybe<Scalars['ID']['input']>;
  /** The contact. */
  contactId?: InputMaybe<Scalars['ID']['input']>;
  /** The lead; two of the three are given. */
  leadId?: InputMaybe<Scalars['ID']['input']>;
};

/** What `unlinkCrmCards` did. */
export type UnlinkCrmCardsPayload = {
  __typename?: 'UnlinkCrmCardsPayload';
  /** The company as it is now. */
  company: Maybe<Company>;
  /** The contact as it is now. */
  contact: Maybe<Contact>;
  /** The lead as it is now; null for a contact and a company, or when nothing was done. */
  lead: Maybe<Lead>;
  /** What has to be mended; empty when it worked. */
  userErrors: Array<UserError>;
};

/** Whose link by hand to take back. */
export type UnlinkCrmUserInput = {
  /** The person of Kommo. */
  crmUserId: Scalars['ID']['input'];
};

/** What `unlinkCrmUser` did. */
export type UnlinkCrmUserPayload = {
  __typename?: 'UnlinkCrmUserPayload';
  /** The person of Kommo as they are now. */
  crmUser: Maybe<CrmUser>;
  /** Empty: this can't be refused. */
  userErrors: Array<UserError>;
};

/** Which custom field's name to take back. */
export type UnmapCustomFieldInput = {
  /** The field. */
  customFieldId: Scalars['ID']['input'];
};

/** What `unmapCustomField` did. */
export type UnmapCustomFieldPayload = {
  __typename?: 'UnmapCustomFieldPayload';
  /** The field, without a name. */
  customField: Maybe<CustomField>;
  /** What has to be mended; empty when it worked. */
  userErrors: Array<UserError>;
};

/** By which way an incoming lead came. */
export type UnsortedCategory =
  /** A telephone call. */
  | 'CALL'
  /** A message in a chat. */
  | 'CHAT'
  /** A form of a website. */
  | 'FORM'
  /** A mail. */
  | 'MAIL'
  /** Some other way. */
  | 'OTHER';

/** What somebody sent in, until somebody of the account takes it or sends it away; kept for 90 days after that. */
export type UnsortedLead = {
  __typename?: 'UnsortedLead';
  /** By which way it came. */
  category: UnsortedCategory;
  /** When we learned that it was decided; null while it waits. */
  closedAt: Maybe<Scalars['DateTime']['output']>;
  /** Its company; null when it has none that is copied. */
  company: Maybe<Company>;
  /** The account it belongs to. */
  connection: CrmConnection;
  /** Its contacts that are copied: new ones are with its acceptance. */
  contacts: Array<Contact>;
  /** When it came. */
  createdAt: Scalars['DateTime']['output'];
  /** Our id, stable for ever. */
  id: Scalars['ID']['output'];
  /** Its lead; null until it is accepted and copied. */
  lead: Maybe<Lead>;
  /** What else Kommo tells of it, by category: a form's page, a call's number and length, a mail's subject. As Kommo gives it. */
  metadata: Scalars['JSON']['output'];
  /** The pipeline it came into; null while that is not copied. */
  pipeline: Maybe<Pipeline>;
  /** What it came from, by its name in Kommo; may be empty. */
  sourceName: Scalars['String']['output'];
  /** What it came from, by the name the source gave itself; may be empty. */
  sourceUid: Scalars['String']['output'];
  /** Whether it waits, or what became of it. */
  state: UnsortedState;
  /** Kommo's name for it. */
  uid: Scalars['String']['output'];
};

/** A page of incoming leads. */
export type UnsortedLeadConnection = {
  __typename?: 'UnsortedLeadConnection';
  /** The page's incoming leads with their cursors. */
  edges: Array<UnsortedLeadEdge>;
  /** Where this page stands in the list. */
  pageInfo: PageInfo;
  /** How many there are in all pages. */
  totalCount: Scalars['Int']['output'];
};

/** One incoming lead in a page. */
export type UnsortedLeadEdge = {
  __typename?: 'UnsortedLeadEdge';
  /** Give it as `after` or `before` to go on from here. */
  cursor: Scalars['String']['output'];
  /** The incoming lead. */
  node: UnsortedLead;
};

/** Which incoming leads to list; all that is given must match. */
export type UnsortedLeadFilter = {
  /** Only those that came by one of these ways. */
  categories?: InputMaybe<Array<UnsortedCategory>>;
  /** Only of this connection. */
  connectionId?: InputMaybe<Scalars['ID']['input']>;
  /** Only those that came into this pipeline. */
  pipelineId?: InputMaybe<Scalars['ID']['input']>;
  /** Only those that stand so; those that wait, unless told. */
  states?: InputMaybe<Array<UnsortedState>>;
};

/** What became of an incoming lead. */
export type UnsortedState =
  /** Somebody took it: its lead is in the lists. */
  | 'ACCEPTED'
  /** Somebody sent it away. */
  | 'DECLINED'
  /** Kommo no longer has it, nor its lead, and nobody told why. */
  | 'GONE'
  /** Nobody has taken it yet. */
  | 'WAITING';

/** What to change of a company; what is not given stays as it is. */
export type UpdateCompanyInput = {
  /** Tags to add; those it has already are left. 50 at most, each of 255 characters at most. */
  addTags?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Values of custom fields to set or to clear, 40 at most; fields that are not named stay. */
  customFields?: InputMaybe<Array<CustomFieldInput>>;
  /** Its e-mail addresses: these, and no others. 20 at most, each of 255 characters at most. */
  emails?: InputMaybe<Array<Scalars['String']['input']>>;
  /** The same for single fields. */
  fieldPolicies?: InputMaybe<Array<CrmFieldPolicyInput>>;
  /** The company. */
  id: Scalars['ID']['input'];
  /** Its name, 250 characters at most. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** What becomes of fields that were changed in Kommo since our copy was made: for all fields that `fieldPolicies` doesn't name. */
  onConflict: CrmConflictPolicy;
  /** Its telephone numbers: these, and no others. 20 at most, each of 100 characters at most. */
  phones?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Tags to take away. */
  removeTags?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Who is to answer for it, a person of its account. */
  responsibleUserId?: InputMaybe<Scalars['ID']['input']>;
};

/** What `updateCompany` did. */
export type UpdateCompanyPayload = {
  __typename?: 'UpdateCompanyPayload';
  /** The company as Kommo has it now; null when it was not changed. */
  company: Maybe<Company>;
  /** Fields that had been changed in Kommo meanwhile, and what became of them. */
  conflicts: Array<CrmConflict>;
  /** What has to be mended; empty when it worked. */
  userErrors: Array<UserError>;
};

/** What to change of a contact; what is not given stays as it is. */
export type UpdateContactInput = {
  /** Tags to add; those it has already are left. 50 at most, each of 255 characters at most. */
  addTags?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Values of custom fields to set or to clear, 40 at most; fields that are not named stay. */
  customFields?: InputMaybe<Array<CustomFieldInput>>;
  /** Its e-mail addresses: these, and no others. 20 at most, each of 255 characters at most. */
  emails?: InputMaybe<Array<Scalars['String']['input']>>;
  /** The same for single fields. */
  fieldPolicies?: InputMaybe<Array<CrmFieldPolicyInput>>;
  /** The first name, 250 characters at most; empty clears it. */
  firstName?: InputMaybe<Scalars['String']['input']>;
  /** The contact. */
  id: Scalars['ID']['input'];
  /** The last name, 250 characters at most; empty clears it. */
  lastName?: InputMaybe<Scalars['String']['input']>;
  /** The whole name, 250 characters at most. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** What becomes of fields that were changed in Kommo since our copy was made: for all fields that `fieldPolicies` doesn't name. */
  onConflict: CrmConflictPolicy;
  /** Its telephone numbers: these, and no others. 20 at most, each of 100 characters at most. */
  phones?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Tags to take away. */
  removeTags?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Who is to answer for it, a person of its account. */
  responsibleUserId?: InputMaybe<Scalars['ID']['input']>;
};

/** What `updateContact` did. */
export type UpdateContactPayload = {
  __typename?: 'UpdateContactPayload';
  /** Fields that had been changed in Kommo meanwhile, and what became of them. */
  conflicts: Array<CrmConflict>;
  /** The contact as Kommo has it now; null when it was not changed. */
  contact: Maybe<Contact>;
  /** What has to be mended; empty when it worked. */
  userErrors: Array<UserError>;
};

/** What a note is to say. */
export type UpdateCrmNoteInput = {
  /** The note. */
  id: Scalars['ID']['input'];
  /** What becomes of it where somebody changed the note in Kommo since our copy was made. */
  onConflict: CrmConflictPolicy;
  /** What it is to say, 20,000 characters at most. */
  text: Scalars['String']['input'];
};

/** What `updateCrmNote` did. */
export type UpdateCrmNotePayload = {
  __typename?: 'UpdateCrmNotePayload';
  /** What had been changed in Kommo meanwhile. */
  conflicts: Array<CrmRowConflict>;
  /** The note as Kommo has it now; null when it was not changed. */
  note: Maybe<CrmNote>;
  /** What has to be mended; empty when it worked. */
  userErrors: Array<UserError>;
};

/** What to change of a rule; what is not given stays as it is. */
export type UpdateCrmRuleInput = {
  /** What it does: these actions, and no others. */
  actions?: InputMaybe<Array<CrmRuleActionInput>>;
  /** The rule. */
  id: Scalars['ID']['input'];
  /** Whether it runs from now on. */
  isActive?: InputMaybe<Scalars['Boolean']['input']>;
  /** What to call it. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** The stage a lead has to enter; for a rule of that trigger. */
  stageId?: InputMaybe<Scalars['ID']['input']>;
};

/** What `updateCrmRule` did. */
export type UpdateCrmRulePayload = {
  __typename?: 'UpdateCrmRulePayload';
  /** The rule as it is now; null when it was not changed. */
  rule: Maybe<CrmRule>;
  /** What has to be mended; empty when it worked. */
  userErrors: Array<UserError>;
};

/** What to change of a task; what is left out stays. */
export type UpdateCrmTaskInput = {
  /** Until when. */
  dueAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** The task. */
  id: Scalars['ID']['input'];
  /** Whether it is done. */
  isCompleted?: InputMaybe<Scalars['Boolean']['input']>;
  /** What becomes of fields that somebody changed in Kommo since our copy was made. */
  onConflict: CrmConflictPolicy;
  /** Who is to do it, an active person of the account. */
  responsibleUserId?: InputMaybe<Scalars['ID']['input']>;
  /** What came of it, 20,000 characters at most. */
  result?: InputMaybe<Scalars['String']['input']>;
  /** What is to be done, 20,000 characters at most. */
  text?: InputMaybe<Scalars['String']['input']>;
  /** Kommo's number of its type, as in `CreateCrmTaskInput`. */
  typeId?: InputMaybe<Scalars['Int']['input']>;
};

/** What `updateCrmTask` did. */
export type UpdateCrmTaskPayload = {
  __typename?: 'UpdateCrmTaskPayload';
  /** What had been changed in Kommo meanwhile. */
  conflicts: Array<CrmRowConflict>;
  /** The task as Kommo has it now; null when it was not changed. */
  task: Maybe<CrmTask>;
  /** What has to be mended; empty when it worked. */
  userErrors: Array<UserError>;
};

/** What to change of a lead; what is not given stays as it is. */
export type UpdateLeadInput = {
  /** Tags to add; those it has already are left. 50 at most, each of 255 characters at most. */
  addTags?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Values of custom fields to set or to clear, 40 at most; fields that are not named stay. */
  customFields?: InputMaybe<Array<CustomFieldInput>>;
  /** The same for single fields. */
  fieldPolicies?: InputMaybe<Array<CrmFieldPolicyInput>>;
  /** The lead. */
  id: Scalars['ID']['input'];
  /** Its name, 250 characters at most. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** What becomes of fields that were changed in Kommo since our copy was made: for all fields that `fieldPolicies` doesn't name. */
  onConflict: CrmConflictPolicy;
  /** Its price in the account's currency. Kommo keeps whole amounts. */
  price?: InputMaybe<Scalars['Decimal']['input']>;
  /** Tags to take away. */
  removeTags?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Who is to answer for it, a person of its account. */
  responsibleUserId?: InputMaybe<Scalars['ID']['input']>;
  /** The step it is to stand at, of any pipeline of its account. */
  stageId?: InputMaybe<Scalars['ID']['input']>;
};

/** What `updateLead` did. */
export type UpdateLeadPayload = {
  __typename?: 'UpdateLeadPayload';
  /** Fields that had been changed in Kommo meanwhile, and what became of them. */
  conflicts: Array<CrmConflict>;
  /** The lead as Kommo has it now; null when it was not changed. */
  lead: Maybe<Lead>;
  /** What has to be mended; empty when it worked. */
  userErrors: Array<UserError>;
};

/** An agent to make or change; what is not given stays as it is. */
export type UpsertCrmAgentInput = {
  /** The person of a Kommo account it stands for; null takes the link away. */
  crmUserId?: InputMaybe<Scalars['ID']['input']>;
  /** Your own id of it, 200 characters at most. */
  externalId: Scalars['String']['input'];
  /** The name, 200 characters at most; needed for a new one. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** Whether it can take work; a new one is OFFLINE unless told. */
  status?: InputMaybe<CrmAgentStatus>;
};

/** What `upsertCrmAgent` did. */
export type UpsertCrmAgentPayload = {
  __typename?: 'UpsertCrmAgentPayload';
  /** The agent as it is now; null when nothing was done. */
  agent: Maybe<CrmAgent>;
  /** Whether it is new. */
  created: Maybe<Scalars['Boolean']['output']>;
  /** What has to be mended; empty when it worked. */
  userErrors: Array<UserError>;
};

/** A person, owned by identity. */
export type User = {
  __typename?: 'User';
  /** The person's id. */
  id: Scalars['ID']['output'];
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
  Company: Company;
  Contact: Contact;
  CrmConnection: CrmConnection;
  CustomField: CustomField;
  Job: Job;
  Lead: Lead;
  Pipeline: Pipeline;
}>;

/** Mapping of federation reference types */
export type FederationReferenceTypes = ResolversObject<{
  Company:
    ( { __typename: 'Company' }
    & GraphQLRecursivePick<FederationTypes['Company'], {"id":true}> );
  Contact:
    ( { __typename: 'Contact' }
    & GraphQLRecursivePick<FederationTypes['Contact'], {"id":true}> );
  CrmConnection:
    ( { __typename: 'CrmConnection' }
    & GraphQLRecursivePick<FederationTypes['CrmConnection'], {"id":true}> );
  CustomField:
    ( { __typename: 'CustomField' }
    & GraphQLRecursivePick<FederationTypes['CustomField'], {"id":true}> );
  Job:
    ( { __typename: 'Job' }
    & GraphQLRecursivePick<FederationTypes['Job'], {"id":true}> );
  Lead:
    ( { __typename: 'Lead' }
    & GraphQLRecursivePick<FederationTypes['Lead'], {"id":true}> );
  Pipeline:
    ( { __typename: 'Pipeline' }
    & GraphQLRecursivePick<FederationTypes['Pipeline'], {"id":true}> );
}>;

/** Mapping of union types */
export type ResolversUnionTypes<_RefType extends Record<string, unknown>> = ResolversObject<{
  CustomFieldValue:
    | ( TypedValue )
    | ( TypedValue )
    | ( TypedValue )
    | ( TypedValue )
    | ( TypedValue )
    | ( TypedValue )
    | ( TypedValue )
    | ( TypedValue )
    | ( TypedValue )
  ;
}>;

/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = ResolversObject<{
  FilledCustomField:
    | ( TypedValue )
    | ( TypedValue )
    | ( TypedValue )
    | ( TypedValue )
    | ( TypedValue )
    | ( TypedValue )
    | ( TypedValue )
    | ( TypedValue )
    | ( TypedValue )
  ;
}>;

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = ResolversObject<{
  AcceptUnsortedLeadInput: AcceptUnsortedLeadInput;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  AcceptUnsortedLeadPayload: ResolverTypeWrapper<Omit<AcceptUnsortedLeadPayload, 'lead' | 'unsortedLead'> & { lead?: Maybe<ResolversTypes['Lead']>, unsortedLead?: Maybe<ResolversTypes['UnsortedLead']> }>;
  AddCrmNoteInput: AddCrmNoteInput;
  AddCrmNotePayload: ResolverTypeWrapper<Omit<AddCrmNotePayload, 'job'> & { job?: Maybe<ResolversTypes['Job']> }>;
  CacheControlScope: CacheControlScope;
  CancelJobInput: CancelJobInput;
  CancelJobPayload: ResolverTypeWrapper<Omit<CancelJobPayload, 'job'> & { job?: Maybe<ResolversTypes['Job']> }>;
  CardChange: ResolverTypeWrapper<CardChangeEntity>;
  CardEvent: ResolverTypeWrapper<CardEventEntity>;
  CardEventConnection: ResolverTypeWrapper<Page<CardEventEntity>>;
  CardEventEdge: ResolverTypeWrapper<Omit<CardEventEdge, 'node'> & { node: ResolversTypes['CardEvent'] }>;
  CardEventFilter: CardEventFilter;
  CardFieldChange: ResolverTypeWrapper<CardFieldChangeParts>;
  CardFieldFilter: CardFieldFilter;
  CardFieldOrder: CardFieldOrder;
  CardKind: CardKind;
  ChangeCause: ChangeCause;
  ChatCustomerInput: ChatCustomerInput;
  ChatFileInput: ChatFileInput;
  ChatFileType: ChatFileType;
  ChoiceFieldValue: ResolverTypeWrapper<TypedValue>;
  ClaimKommoInstallInput: ClaimKommoInstallInput;
  ClaimKommoInstallPayload: ResolverTypeWrapper<Omit<ClaimKommoInstallPayload, 'connection'> & { connection?: Maybe<ResolversTypes['CrmConnection']> }>;
  Company: ResolverTypeWrapper<CompanyEntity>;
  CompanyConnection: ResolverTypeWrapper<Page<CompanyEntity>>;
  CompanyEdge: ResolverTypeWrapper<Omit<CompanyEdge, 'node'> & { node: ResolversTypes['Company'] }>;
  CompanyFilter: CompanyFilter;
  CompanyOrder: CompanyOrder;
  CompleteKommoOAuthInput: CompleteKommoOAuthInput;
  CompleteKommoOAuthPayload: ResolverTypeWrapper<Omit<CompleteKommoOAuthPayload, 'connection'> & { connection?: Maybe<ResolversTypes['CrmConnection']> }>;
  ConnectKommoWithTokenInput: ConnectKommoWithTokenInput;
  ConnectKommoWithTokenPayload: ResolverTypeWrapper<Omit<ConnectKommoWithTokenPayload, 'connection'> & { connection?: Maybe<ResolversTypes['CrmConnection']> }>;
  Contact: ResolverTypeWrapper<ContactEntity>;
  ContactConnection: ResolverTypeWrapper<Page<ContactEntity>>;
  ContactEdge: ResolverTypeWrapper<Omit<ContactEdge, 'node'> & { node: ResolversTypes['Contact'] }>;
  ContactFilter: ContactFilter;
  ContactOrder: ContactOrder;
  CreateCompanyInput: CreateCompanyInput;
  CreateCompanyPayload: ResolverTypeWrapper<Omit<CreateCompanyPayload, 'company' | 'duplicates' | 'job'> & { company?: Maybe<ResolversTypes['Company']>, duplicates: Array<ResolversTypes['Company']>, job?: Maybe<ResolversTypes['Job']> }>;
  CreateContactInput: CreateContactInput;
  CreateContactPayload: ResolverTypeWrapper<Omit<CreateContactPayload, 'contact' | 'duplicates' | 'job'> & { contact?: Maybe<ResolversTypes['Contact']>, duplicates: Array<ResolversTypes['Contact']>, job?: Maybe<ResolversTypes['Job']> }>;
  CreateCrmRuleInput: CreateCrmRuleInput;
  CreateCrmRulePayload: ResolverTypeWrapper<Omit<CreateCrmRulePayload, 'rule'> & { rule?: Maybe<ResolversTypes['CrmRule']> }>;
  CreateCrmTaskInput: CreateCrmTaskInput;
  CreateCrmTaskPayload: ResolverTypeWrapper<Omit<CreateCrmTaskPayload, 'job'> & { job?: Maybe<ResolversTypes['Job']> }>;
  CreateLeadInput: CreateLeadInput;
  CreateLeadPayload: ResolverTypeWrapper<Omit<CreateLeadPayload, 'job' | 'lead'> & { job?: Maybe<ResolversTypes['Job']>, lead?: Maybe<ResolversTypes['Lead']> }>;
  CrmAccess: ResolverTypeWrapper<ConnectionAccessEntity>;
  CrmAccessState: CrmAccessState;
  CrmAgent: ResolverTypeWrapper<AgentEntity>;
  CrmAgentConnection: ResolverTypeWrapper<Page<AgentEntity>>;
  CrmAgentEdge: ResolverTypeWrapper<Omit<CrmAgentEdge, 'node'> & { node: ResolversTypes['CrmAgent'] }>;
  CrmAgentFilter: CrmAgentFilter;
  CrmAgentStatus: CrmAgentStatus;
  CrmAttachment: ResolverTypeWrapper<CrmAttachment>;
  CrmAuthKind: CrmAuthKind;
  CrmCapability: CrmCapability;
  CrmCardField: CrmCardField;
  CrmCatalog: ResolverTypeWrapper<CatalogEntity>;
  CrmCatalogElement: ResolverTypeWrapper<CatalogElementEntity>;
  CrmConflict: ResolverTypeWrapper<Omit<CrmConflict, 'customField'> & { customField?: Maybe<ResolversTypes['CustomField']> }>;
  CrmConflictPolicy: CrmConflictPolicy;
  CrmConnection: ResolverTypeWrapper<ConnectionEntity>;
  CrmConnectionConnection: ResolverTypeWrapper<Page<ConnectionEntity>>;
  CrmConnectionEdge: ResolverTypeWrapper<Omit<CrmConnectionEdge, 'node'> & { node: ResolversTypes['CrmConnection'] }>;
  CrmConnectionState: CrmConnectionState;
  CrmDeliveryState: CrmDeliveryState;
  CrmDriftCheck: ResolverTypeWrapper<DriftCheckParts>;
  CrmDuplicatePolicy: CrmDuplicatePolicy;
  CrmDuplicates: ResolverTypeWrapper<Omit<CrmDuplicates, 'companies' | 'contacts'> & { companies: Array<ResolversTypes['Company']>, contacts: Array<ResolversTypes['Contact']> }>;
  CrmDuplicatesInput: CrmDuplicatesInput;
  CrmError: ResolverTypeWrapper<CrmError>;
  CrmFieldPolicyInput: CrmFieldPolicyInput;
  CrmFreshness: ResolverTypeWrapper<FreshnessParts>;
  CrmHealth: ResolverTypeWrapper<{ connectionId: string }>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  CrmMessage: ResolverTypeWrapper<MessageEntity>;
  CrmMessageConnection: ResolverTypeWrapper<Page<MessageEntity>>;
  CrmMessageDirection: CrmMessageDirection;
  CrmMessageEdge: ResolverTypeWrapper<Omit<CrmMessageEdge, 'node'> & { node: ResolversTypes['CrmMessage'] }>;
  CrmMessageFilter: CrmMessageFilter;
  CrmMessageState: CrmMessageState;
  CrmNote: ResolverTypeWrapper<NoteEntity>;
  CrmRowConflict: ResolverTypeWrapper<CrmRowConflict>;
  CrmRule: ResolverTypeWrapper<RuleEntity>;
  CrmRuleAction: ResolverTypeWrapper<ShownRuleAction>;
  CrmRuleActionInput: CrmRuleActionInput;
  CrmRuleActionKind: CrmRuleActionKind;
  CrmRuleRun: ResolverTypeWrapper<RuleRunEntity>;
  CrmRuleRunConnection: ResolverTypeWrapper<Page<RuleRunEntity>>;
  CrmRuleRunEdge: ResolverTypeWrapper<Omit<CrmRuleRunEdge, 'node'> & { node: ResolversTypes['CrmRuleRun'] }>;
  CrmRuleRunFilter: CrmRuleRunFilter;
  CrmRuleRunState: CrmRuleRunState;
  CrmRuleStep: ResolverTypeWrapper<CrmRuleStep>;
  CrmRuleStepOutcome: CrmRuleStepOutcome;
  CrmRuleTrigger: CrmRuleTrigger;
  CrmTag: ResolverTypeWrapper<CrmTag>;
  CrmTalk: ResolverTypeWrapper<TalkEntity>;
  CrmTalkConnection: ResolverTypeWrapper<Page<TalkEntity>>;
  CrmTalkEdge: ResolverTypeWrapper<Omit<CrmTalkEdge, 'node'> & { node: ResolversTypes['CrmTalk'] }>;
  CrmTalkFilter: CrmTalkFilter;
  CrmTask: ResolverTypeWrapper<TaskEntity>;
  CrmTaskConnection: ResolverTypeWrapper<Page<TaskEntity>>;
  CrmTaskEdge: ResolverTypeWrapper<Omit<CrmTaskEdge, 'node'> & { node: ResolversTypes['CrmTask'] }>;
  CrmTaskFilter: CrmTaskFilter;
  CrmTaskOrder: CrmTaskOrder;
  CrmUser: ResolverTypeWrapper<CrmUserEntity>;
  CrmUserConnection: ResolverTypeWrapper<Page<CrmUserEntity>>;
  CrmUserEdge: ResolverTypeWrapper<Omit<CrmUserEdge, 'node'> & { node: ResolversTypes['CrmUser'] }>;
  CrmUserFilter: CrmUserFilter;
  CrmWebhook: ResolverTypeWrapper<WebhookEntity>;
  CrmWebhookState: CrmWebhookState;
  CustomField: ResolverTypeWrapper<CustomFieldEntity>;
  CustomFieldConnection: ResolverTypeWrapper<Page<CustomFieldEntity>>;
  CustomFieldDrift: CustomFieldDrift;
  CustomFieldEdge: ResolverTypeWrapper<Omit<CustomFieldEdge, 'node'> & { node: ResolversTypes['CustomField'] }>;
  CustomFieldEntry: ResolverTypeWrapper<CustomFieldEntry>;
  CustomFieldEntryInput: CustomFieldEntryInput;
  CustomFieldFilter: CustomFieldFilter;
  CustomFieldInput: CustomFieldInput;
  CustomFieldOption: ResolverTypeWrapper<CustomFieldOption>;
  CustomFieldValue: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['CustomFieldValue']>;
  Date: ResolverTypeWrapper<Scalars['Date']['output']>;
  DateFieldValue: ResolverTypeWrapper<TypedValue>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  DateTimeFieldValue: ResolverTypeWrapper<TypedValue>;
  Decimal: ResolverTypeWrapper<Scalars['Decimal']['output']>;
  DeclineUnsortedLeadInput: DeclineUnsortedLeadInput;
  DeclineUnsortedLeadPayload: ResolverTypeWrapper<Omit<DeclineUnsortedLeadPayload, 'unsortedLead'> & { unsortedLead?: Maybe<ResolversTypes['UnsortedLead']> }>;
  DeleteCrmRuleInput: DeleteCrmRuleInput;
  DeleteCrmRulePayload: ResolverTypeWrapper<DeleteCrmRulePayload>;
  DeleteKommoCredentialsInput: DeleteKommoCredentialsInput;
  DeleteKommoCredentialsPayload: ResolverTypeWrapper<DeleteKommoCredentialsPayload>;
  DisconnectData: DisconnectData;
  DisconnectKommoInput: DisconnectKommoInput;
  DisconnectKommoPayload: ResolverTypeWrapper<Omit<DisconnectKommoPayload, 'connection'> & { connection?: Maybe<ResolversTypes['CrmConnection']> }>;
  EnqueueJobInput: EnqueueJobInput;
  EnqueueJobPayload: ResolverTypeWrapper<Omit<EnqueueJobPayload, 'job'> & { job?: Maybe<ResolversTypes['Job']> }>;
  EntriesFieldValue: ResolverTypeWrapper<TypedValue>;
  ExtractKnowledgeGraphInput: ExtractKnowledgeGraphInput;
  ExtractKnowledgeGraphPayload: ResolverTypeWrapper<Omit<ExtractKnowledgeGraphPayload, 'job'> & { job?: Maybe<ResolversTypes['Job']> }>;
  FilledCustomField: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['FilledCustomField']>;
  FlagFieldValue: ResolverTypeWrapper<TypedValue>;
  JSON: ResolverTypeWrapper<Scalars['JSON']['output']>;
  Job: ResolverTypeWrapper<JobEntity>;
  JobConnection: ResolverTypeWrapper<Page<JobEntity>>;
  JobEdge: ResolverTypeWrapper<Omit<JobEdge, 'node'> & { node: ResolversTypes['Job'] }>;
  JobError: ResolverTypeWrapper<JobError>;
  JobFilter: JobFilter;
  JobKind: ResolverTypeWrapper<ShownKind>;
  JobState: JobState;
  KnowledgeArea: KnowledgeArea;
  KnowledgeDirection: KnowledgeDirection;
  KnowledgeFilter: KnowledgeFilter;
  KnowledgeGraph: ResolverTypeWrapper<Page<KnowledgeNodeEntity>>;
  KnowledgeKind: KnowledgeKind;
  KnowledgeNode: ResolverTypeWrapper<KnowledgeNodeEntity>;
  KnowledgeNodeEdge: ResolverTypeWrapper<Omit<KnowledgeNodeEdge, 'node'> & { node: ResolversTypes['KnowledgeNode'] }>;
  KnowledgeRelation: ResolverTypeWrapper<KnowledgeRelationEntity>;
  KnowledgeRelationConnection: ResolverTypeWrapper<Page<KnowledgeRelationEntity>>;
  KnowledgeRelationEdge: ResolverTypeWrapper<Omit<KnowledgeRelationEdge, 'node'> & { node: ResolversTypes['KnowledgeRelation'] }>;
  KnowledgeRelationKind: KnowledgeRelationKind;
  KnowledgeSource: ResolverTypeWrapper<KnowledgeSource>;
  KommoCredentials: ResolverTypeWrapper<KommoCredentialsEntity>;
  KommoOAuthMode: KommoOAuthMode;
  KommoParameter: KommoParameter;
  KommoRequestInput: KommoRequestInput;
  KommoRequestPayload: ResolverTypeWrapper<KommoRequestPayload>;
  KommoResponse: ResolverTypeWrapper<KommoResponse>;
  Lead: ResolverTypeWrapper<LeadEntity>;
  LeadCatalogElement: ResolverTypeWrapper<LeadCatalogElementEntity>;
  LeadConnection: ResolverTypeWrapper<Page<LeadEntity>>;
  LeadEdge: ResolverTypeWrapper<Omit<LeadEdge, 'node'> & { node: ResolversTypes['Lead'] }>;
  LeadFilter: LeadFilter;
  LeadOrder: LeadOrder;
  LeadStatus: LeadStatus;
  LinkCrmCardsInput: LinkCrmCardsInput;
  LinkCrmCardsPayload: ResolverTypeWrapper<Omit<LinkCrmCardsPayload, 'company' | 'contact' | 'lead'> & { company?: Maybe<ResolversTypes['Company']>, contact?: Maybe<ResolversTypes['Contact']>, lead?: Maybe<ResolversTypes['Lead']> }>;
  LinkCrmUserInput: LinkCrmUserInput;
  LinkCrmUserPayload: ResolverTypeWrapper<Omit<LinkCrmUserPayload, 'crmUser'> & { crmUser?: Maybe<ResolversTypes['CrmUser']> }>;
  MapCustomFieldInput: MapCustomFieldInput;
  MapCustomFieldPayload: ResolverTypeWrapper<Omit<MapCustomFieldPayload, 'customField'> & { customField?: Maybe<ResolversTypes['CustomField']> }>;
  Money: ResolverTypeWrapper<Money>;
  MoneyFieldValue: ResolverTypeWrapper<TypedValue>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  NumberFieldValue: ResolverTypeWrapper<TypedValue>;
  OtherFieldValue: ResolverTypeWrapper<TypedValue>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  PendingKommoInstall: ResolverTypeWrapper<PendingInstall>;
  Pipeline: ResolverTypeWrapper<PipelineEntity>;
  PipelineConnection: ResolverTypeWrapper<Page<PipelineEntity>>;
  PipelineEdge: ResolverTypeWrapper<Omit<PipelineEdge, 'node'> & { node: ResolversTypes['Pipeline'] }>;
  PipelineFilter: PipelineFilter;
  PreviewCrmRuleInput: PreviewCrmRuleInput;
  QuarantinedRow: ResolverTypeWrapper<QuarantinedRowEntity>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  ReceiveChatMessageInput: ReceiveChatMessageInput;
  ReceiveChatMessagePayload: ResolverTypeWrapper<Omit<ReceiveChatMessagePayload, 'job' | 'message'> & { job?: Maybe<ResolversTypes['Job']>, message?: Maybe<ResolversTypes['CrmMessage']> }>;
  ReportMessageDeliveryInput: ReportMessageDeliveryInput;
  ReportMessageDeliveryPayload: ResolverTypeWrapper<Omit<ReportMessageDeliveryPayload, 'message'> & { message?: Maybe<ResolversTypes['CrmMessage']> }>;
  RetryJobInput: RetryJobInput;
  RetryJobPayload: ResolverTypeWrapper<Omit<RetryJobPayload, 'job'> & { job?: Maybe<ResolversTypes['Job']> }>;
  SaveKommoCredentialsInput: SaveKommoCredentialsInput;
  SaveKommoCredentialsPayload: ResolverTypeWrapper<Omit<SaveKommoCredentialsPayload, 'credentials'> & { credentials?: Maybe<ResolversTypes['KommoCredentials']> }>;
  SendMessageInput: SendMessageInput;
  SendMessagePayload: ResolverTypeWrapper<Omit<SendMessagePayload, 'job' | 'message'> & { job?: Maybe<ResolversTypes['Job']>, message?: Maybe<ResolversTypes['CrmMessage']> }>;
  SetCrmAgentStatusInput: SetCrmAgentStatusInput;
  SetCrmAgentStatusPayload: ResolverTypeWrapper<Omit<SetCrmAgentStatusPayload, 'agent'> & { agent?: Maybe<ResolversTypes['CrmAgent']> }>;
  SortDirection: SortDirection;
  Stage: ResolverTypeWrapper<StageEntity>;
  StartKommoOAuthInput: StartKommoOAuthInput;
  StartKommoOAuthPayload: ResolverTypeWrapper<StartKommoOAuthPayload>;
  StartSyncInput: StartSyncInput;
  StartSyncPayload: ResolverTypeWrapper<Omit<StartSyncPayload, 'connection' | 'run'> & { connection?: Maybe<ResolversTypes['CrmConnection']>, run?: Maybe<ResolversTypes['SyncRun']> }>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  SyncEntity: SyncEntity;
  SyncEntityStatus: ResolverTypeWrapper<EntityStatusParts>;
  SyncMode: SyncMode;
  SyncPhase: SyncPhase;
  SyncRun: ResolverTypeWrapper<SyncRunEntity>;
  SyncRunState: SyncRunState;
  TextFieldValue: ResolverTypeWrapper<TypedValue>;
  UnlinkCrmCardsInput: UnlinkCrmCardsInput;
  UnlinkCrmCardsPayload: ResolverTypeWrapper<Omit<UnlinkCrmCardsPayload, 'company' | 'contact' | 'lead'> & { company?: Maybe<ResolversTypes['Company']>, contact?: Maybe<ResolversTypes['Contact']>, lead?: Maybe<ResolversTypes['Lead']> }>;
  UnlinkCrmUserInput: UnlinkCrmUserInput;
  UnlinkCrmUserPayload: ResolverTypeWrapper<Omit<UnlinkCrmUserPayload, 'crmUser'> & { crmUser?: Maybe<ResolversTypes['CrmUser']> }>;
  UnmapCustomFieldInput: UnmapCustomFieldInput;
  UnmapCustomFieldPayload: ResolverTypeWrapper<Omit<UnmapCustomFieldPayload, 'customField'> & { customField?: Maybe<ResolversTypes['CustomField']> }>;
  UnsortedCategory: UnsortedCategory;
  UnsortedLead: ResolverTypeWrapper<UnsortedLeadEntity>;
  UnsortedLeadConnection: ResolverTypeWrapper<Page<UnsortedLeadEntity>>;
  UnsortedLeadEdge: ResolverTypeWrapper<Omit<UnsortedLeadEdge, 'node'> & { node: ResolversTypes['UnsortedLead'] }>;
  UnsortedLeadFilter: UnsortedLeadFilter;
  UnsortedState: UnsortedState;
  UpdateCompanyInput: UpdateCompanyInput;
  UpdateCompanyPayload: ResolverTypeWrapper<Omit<UpdateCompanyPayload, 'company' | 'conflicts'> & { company?: Maybe<ResolversTypes['Company']>, conflicts: Array<ResolversTypes['CrmConflict']> }>;
  UpdateContactInput: UpdateContactInput;
  UpdateContactPayload: ResolverTypeWrapper<Omit<UpdateContactPayload, 'conflicts' | 'contact'> & { conflicts: Array<ResolversTypes['CrmConflict']>, contact?: Maybe<ResolversTypes['Contact']> }>;
  UpdateCrmNoteInput: UpdateCrmNoteInput;
  UpdateCrmNotePayload: ResolverTypeWrapper<Omit<UpdateCrmNotePayload, 'note'> & { note?: Maybe<ResolversTypes['CrmNote']> }>;
  UpdateCrmRuleInput: UpdateCrmRuleInput;
  UpdateCrmRulePayload: ResolverTypeWrapper<Omit<UpdateCrmRulePayload, 'rule'> & { rule?: Maybe<ResolversTypes['CrmRule']> }>;
  UpdateCrmTaskInput: UpdateCrmTaskInput;
  UpdateCrmTaskPayload: ResolverTypeWrapper<Omit<UpdateCrmTaskPayload, 'task'> & { task?: Maybe<ResolversTypes['CrmTask']> }>;
  UpdateLeadInput: UpdateLeadInput;
  UpdateLeadPayload: ResolverTypeWrapper<Omit<UpdateLeadPayload, 'conflicts' | 'lead'> & { conflicts: Array<ResolversTypes['CrmConflict']>, lead?: Maybe<ResolversTypes['Lead']> }>;
  UpsertCrmAgentInput: UpsertCrmAgentInput;
  UpsertCrmAgentPayload: ResolverTypeWrapper<Omit<UpsertCrmAgentPayload, 'agent'> & { agent?: Maybe<ResolversTypes['CrmAgent']> }>;
  User: ResolverTypeWrapper<{ id: string }>;
  UserError: ResolverTypeWrapper<UserError>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
}>;

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = ResolversObject<{
  AcceptUnsortedLeadInput: AcceptUnsortedLeadInput;
  ID: Scalars['ID']['output'];
  AcceptUnsortedLeadPayload: Omit<AcceptUnsortedLeadPayload, 'lead' | 'unsortedLead'> & { lead?: Maybe<ResolversParentTypes['Lead']>, unsortedLead?: Maybe<ResolversParentTypes['UnsortedLead']> };
  AddCrmNoteInput: AddCrmNoteInput;
  AddCrmNotePayload: Omit<AddCrmNotePayload, 'job'> & { job?: Maybe<ResolversParentTypes['Job']> };
  CancelJobInput: CancelJobInput;
  CancelJobPayload: Omit<CancelJobPayload, 'job'> & { job?: Maybe<ResolversParentTypes['Job']> };
  CardChange: CardChangeEntity;
  CardEvent: CardEventEntity;
  CardEventConnection: Page<CardEventEntity>;
  CardEventEdge: Omit<CardEventEdge, 'node'> & { node: ResolversParentTypes['CardEvent'] };
  CardEventFilter: CardEventFilter;
  CardFieldChange: CardFieldChangeParts;
  CardFieldFilter: CardFieldFilter;
  CardFieldOrder: CardFieldOrder;
  ChatCustomerInput: ChatCustomerInput;
  ChatFileInput: ChatFileInput;
  ChoiceFieldValue: TypedValue;
  ClaimKommoInstallInput: ClaimKommoInstallInput;
  ClaimKommoInstallPayload: Omit<ClaimKommoInstallPayload, 'connection'> & { connection?: Maybe<ResolversParentTypes['CrmConnection']> };
  Company: CompanyEntity;
  CompanyConnection: Page<CompanyEntity>;
  CompanyEdge: Omit<CompanyEdge, 'node'> & { node: ResolversParentTypes['Company'] };
  CompanyFilter: CompanyFilter;
  CompleteKommoOAuthInput: CompleteKommoOAuthInput;
  CompleteKommoOAuthPayload: Omit<CompleteKommoOAuthPayload, 'connection'> & { connection?: Maybe<ResolversParentTypes['CrmConnection']> };
  ConnectKommoWithTokenInput: ConnectKommoWithTokenInput;
  ConnectKommoWithTokenPayload: Omit<ConnectKommoWithTokenPayload, 'connection'> & { connection?: Maybe<ResolversParentTypes['CrmConnection']> };
  Contact: ContactEntity;
  ContactConnection: Page<ContactEntity>;
  ContactEdge: Omit<ContactEdge, 'node'> & { node: ResolversParentTypes['Contact'] };
  ContactFilter: ContactFilter;
  CreateCompanyInput: CreateCompanyInput;
  CreateCompanyPayload: Omit<CreateCompanyPayload, 'company' | 'duplicates' | 'job'> & { company?: Maybe<ResolversParentTypes['Company']>, duplicates: Array<ResolversParentTypes['Company']>, job?: Maybe<ResolversParentTypes['Job']> };
  CreateContactInput: CreateContactInput;
  CreateContactPayload: Omit<CreateContactPayload, 'contact' | 'duplicates' | 'job'> & { contact?: Maybe<ResolversParentTypes['Contact']>, duplicates: Array<ResolversParentTypes['Contact']>, job?: Maybe<ResolversParentTypes['Job']> };
  CreateCrmRuleInput: CreateCrmRuleInput;
  CreateCrmRulePayload: Omit<CreateCrmRulePayload, 'rule'> & { rule?: Maybe<ResolversParentTypes['CrmRule']> };
  CreateCrmTaskInput: CreateCrmTaskInput;
  CreateCrmTaskPayload: Omit<CreateCrmTaskPayload, 'job'> & { job?: Maybe<ResolversParentTypes['Job']> };
  CreateLeadInput: CreateLeadInput;
  CreateLeadPayload: Omit<CreateLeadPayload, 'job' | 'lead'> & { job?: Maybe<ResolversParentTypes['Job']>, lead?: Maybe<ResolversParentTypes['Lead']> };
  CrmAccess: ConnectionAccessEntity;
  CrmAgent: AgentEntity;
  CrmAgentConnection: Page<AgentEntity>;
  CrmAgentEdge: Omit<CrmAgentEdge, 'node'> & { node: ResolversParentTypes['CrmAgent'] };
  CrmAgentFilter: CrmAgentFilter;
  CrmAttachment: CrmAttachment;
  CrmCatalog: CatalogEntity;
  CrmCatalogElement: CatalogElementEntity;
  CrmConflict: Omit<CrmConflict, 'customField'> & { customField?: Maybe<ResolversParentTypes['CustomField']> };
  CrmConnection: ConnectionEntity;
  CrmConnectionConnection: Page<ConnectionEntity>;
  CrmConnectionEdge: Omit<CrmConnectionEdge, 'node'> & { node: ResolversParentTypes['CrmConnection'] };
  CrmDriftCheck: DriftCheckParts;
  CrmDuplicates: Omit<CrmDuplicates, 'companies' | 'contacts'> & { companies: Array<ResolversParentTypes['Company']>, contacts: Array<ResolversParentTypes['Contact']> };
  CrmDuplicatesInput: CrmDuplicatesInput;
  CrmError: CrmError;
  CrmFieldPolicyInput: CrmFieldPolicyInput;
  CrmFreshness: FreshnessParts;
  CrmHealth: { connectionId: string };
  Float: Scalars['Float']['output'];
  CrmMessage: MessageEntity;
  CrmMessageConnection: Page<MessageEntity>;
  CrmMessageEdge: Omit<CrmMessageEdge, 'node'> & { node: ResolversParentTypes['CrmMessage'] };
  CrmMessageFilter: CrmMessageFilter;
  CrmNote: NoteEntity;
  CrmRowConflict: CrmRowConflict;
  CrmRule: RuleEntity;
  CrmRuleAction: ShownRuleAction;
  CrmRuleActionInput: CrmRuleActionInput;
  CrmRuleRun: RuleRunEntity;
  CrmRuleRunConnection: Page<RuleRunEntity>;
  CrmRuleRunEdge: Omit<CrmRuleRunEdge, 'node'> & { node: ResolversParentTypes['CrmRuleRun'] };
  CrmRuleRunFilter: CrmRuleRunFilter;
  CrmRuleStep: CrmRuleStep;
  CrmTag: CrmTag;
  CrmTalk: TalkEntity;
  CrmTalkConnection: Page<TalkEntity>;
  CrmTalkEdge: Omit<CrmTalkEdge, 'node'> & { node: ResolversParentTypes['CrmTalk'] };
  CrmTalkFilter: CrmTalkFilter;
  CrmTask: TaskEntity;
  CrmTaskConnection: Page<TaskEntity>;
  CrmTaskEdge: Omit<CrmTaskEdge, 'node'> & { node: ResolversParentTypes['CrmTask'] };
  CrmTaskFilter: CrmTaskFilter;
  CrmUser: CrmUserEntity;
  CrmUserConnection: Page<CrmUserEntity>;
  CrmUserEdge: Omit<CrmUserEdge, 'node'> & { node: ResolversParentTypes['CrmUser'] };
  CrmUserFilter: CrmUserFilter;
  CrmWebhook: WebhookEntity;
  CustomField: CustomFieldEntity;
  CustomFieldConnection: Page<CustomFieldEntity>;
  CustomFieldEdge: Omit<CustomFieldEdge, 'node'> & { node: ResolversParentTypes['CustomField'] };
  CustomFieldEntry: CustomFieldEntry;
  CustomFieldEntryInput: CustomFieldEntryInput;
  CustomFieldFilter: CustomFieldFilter;
  CustomFieldInput: CustomFieldInput;
  CustomFieldOption: CustomFieldOption;
  CustomFieldValue: ResolversUnionTypes<ResolversParentTypes>['CustomFieldValue'];
  Date: Scalars['Date']['output'];
  DateFieldValue: TypedValue;
  DateTime: Scalars['DateTime']['output'];
  DateTimeFieldValue: TypedValue;
  Decimal: Scalars['Decimal']['output'];
  DeclineUnsortedLeadInput: DeclineUnsortedLeadInput;
  DeclineUnsortedLeadPayload: Omit<DeclineUnsortedLeadPayload, 'unsortedLead'> & { unsortedLead?: Maybe<ResolversParentTypes['UnsortedLead']> };
  DeleteCrmRuleInput: DeleteCrmRuleInput;
  DeleteCrmRulePayload: DeleteCrmRulePayload;
  DeleteKommoCredentialsInput: DeleteKommoCredentialsInput;
  DeleteKommoCredentialsPayload: DeleteKommoCredentialsPayload;
  DisconnectKommoInput: DisconnectKommoInput;
  DisconnectKommoPayload: Omit<DisconnectKommoPayload, 'connection'> & { connection?: Maybe<ResolversParentTypes['CrmConnection']> };
  EnqueueJobInput: EnqueueJobInput;
  EnqueueJobPayload: Omit<EnqueueJobPayload, 'job'> & { job?: Maybe<ResolversParentTypes['Job']> };
  EntriesFieldValue: TypedValue;
  ExtractKnowledgeGraphInput: ExtractKnowledgeGraphInput;
  ExtractKnowledgeGraphPayload: Omit<ExtractKnowledgeGraphPayload, 'job'> & { job?: Maybe<ResolversParentTypes['Job']> };
  FilledCustomField: ResolversInterfaceTypes<ResolversParentTypes>['FilledCustomField'];
  FlagFieldValue: TypedValue;
  JSON: Scalars['JSON']['output'];
  Job: JobEntity;
  JobConnection: Page<JobEntity>;
  JobEdge: Omit<JobEdge, 'node'> & { node: ResolversParentTypes['Job'] };
  JobError: JobError;
  JobFilter: JobFilter;
  JobKind: ShownKind;
  KnowledgeFilter: KnowledgeFilter;
  KnowledgeGraph: Page<KnowledgeNodeEntity>;
  KnowledgeNode: KnowledgeNodeEntity;
  KnowledgeNodeEdge: Omit<KnowledgeNodeEdge, 'node'> & { node: ResolversParentTypes['KnowledgeNode'] };
  KnowledgeRelation: KnowledgeRelationEntity;
  KnowledgeRelationConnection: Page<KnowledgeRelationEntity>;
  KnowledgeRelationEdge: Omit<KnowledgeRelationEdge, 'node'> & { node: ResolversParentTypes['KnowledgeRelation'] };
  KnowledgeSource: KnowledgeSource;
  KommoCredentials: KommoCredentialsEntity;
  KommoParameter: KommoParameter;
  KommoRequestInput: KommoRequestInput;
  KommoRequestPayload: KommoRequestPayload;
  KommoResponse: KommoResponse;
  Lead: LeadEntity;
  LeadCatalogElement: LeadCatalogElementEntity;
  LeadConnection: Page<LeadEntity>;
  LeadEdge: Omit<LeadEdge, 'node'> & { node: ResolversParentTypes['Lead'] };
  LeadFilter: LeadFilter;
  LinkCrmCardsInput: LinkCrmCardsInput;
  LinkCrmCardsPayload: Omit<LinkCrmCardsPayload, 'company' | 'contact' | 'lead'> & { company?: Maybe<ResolversParentTypes['Company']>, contact?: Maybe<ResolversParentTypes['Contact']>, lead?: Maybe<ResolversParentTypes['Lead']> };
  LinkCrmUserInput: LinkCrmUserInput;
  LinkCrmUserPayload: Omit<LinkCrmUserPayload, 'crmUser'> & { crmUser?: Maybe<ResolversParentTypes['CrmUser']> };
  MapCustomFieldInput: MapCustomFieldInput;
  MapCustomFieldPayload: Omit<MapCustomFieldPayload, 'customField'> & { customField?: Maybe<ResolversParentTypes['CustomField']> };
  Money: Money;
  MoneyFieldValue: TypedValue;
  Mutation: Record<PropertyKey, never>;
  NumberFieldValue: TypedValue;
  OtherFieldValue: TypedValue;
  PageInfo: PageInfo;
  PendingKommoInstall: PendingInstall;
  Pipeline: PipelineEntity;
  PipelineConnection: Page<PipelineEntity>;
  PipelineEdge: Omit<PipelineEdge, 'node'> & { node: ResolversParentTypes['Pipeline'] };
  PipelineFilter: PipelineFilter;
  PreviewCrmRuleInput: PreviewCrmRuleInput;
  QuarantinedRow: QuarantinedRowEntity;
  Query: Record<PropertyKey, never>;
  ReceiveChatMessageInput: ReceiveChatMessageInput;
  ReceiveChatMessagePayload: Omit<ReceiveChatMessagePayload, 'job' | 'message'> & { job?: Maybe<ResolversParentTypes['Job']>, message?: Maybe<ResolversParentTypes['CrmMessage']> };
  ReportMessageDeliveryInput: ReportMessageDeliveryInput;
  ReportMessageDeliveryPayload: Omit<ReportMessageDeliveryPayload, 'message'> & { message?: Maybe<ResolversParentTypes['CrmMessage']> };
  RetryJobInput: RetryJobInput;
  RetryJobPayload: Omit<RetryJobPayload, 'job'> & { job?: Maybe<ResolversParentTypes['Job']> };
  SaveKommoCredentialsInput: SaveKommoCredentialsInput;
  SaveKommoCredentialsPayload: Omit<SaveKommoCredentialsPayload, 'credentials'> & { credentials?: Maybe<ResolversParentTypes['KommoCredentials']> };
  SendMessageInput: SendMessageInput;
  SendMessagePayload: Omit<SendMessagePayload, 'job' | 'message'> & { job?: Maybe<ResolversParentTypes['Job']>, message?: Maybe<ResolversParentTypes['CrmMessage']> };
  SetCrmAgentStatusInput: SetCrmAgentStatusInput;
  SetCrmAgentStatusPayload: Omit<SetCrmAgentStatusPayload, 'agent'> & { agent?: Maybe<ResolversParentTypes['CrmAgent']> };
  Stage: StageEntity;
  StartKommoOAuthInput: StartKommoOAuthInput;
  StartKommoOAuthPayload: StartKommoOAuthPayload;
  StartSyncInput: StartSyncInput;
  StartSyncPayload: Omit<StartSyncPayload, 'connection' | 'run'> & { connection?: Maybe<ResolversParentTypes['CrmConnection']>, run?: Maybe<ResolversParentTypes['SyncRun']> };
  Subscription: Record<PropertyKey, never>;
  SyncEntityStatus: EntityStatusParts;
  SyncRun: SyncRunEntity;
  TextFieldValue: TypedValue;
  UnlinkCrmCardsInput: UnlinkCrmCardsInput;
  UnlinkCrmCardsPayload: Omit<UnlinkCrmCardsPayload, 'company' | 'contact' | 'lead'> & { company?: Maybe<ResolversParentTypes['Company']>, contact?: Maybe<ResolversParentTypes['Contact']>, lead?: Maybe<ResolversParentTypes['Lead']> };
  UnlinkCrmUserInput: UnlinkCrmUserInput;
  UnlinkCrmUserPayload: Omit<UnlinkCrmUserPayload, 'crmUser'> & { crmUser?: Maybe<ResolversParentTypes['CrmUser']> };
  UnmapCustomFieldInput: UnmapCustomFieldInput;
  UnmapCustomFieldPayload: Omit<UnmapCustomFieldPayload, 'customField'> & { customField?: Maybe<ResolversParentTypes['CustomField']> };
  UnsortedLead: UnsortedLeadEntity;
  UnsortedLeadConnection: Page<UnsortedLeadEntity>;
  UnsortedLeadEdge: Omit<UnsortedLeadEdge, 'node'> & { node: ResolversParentTypes['UnsortedLead'] };
  UnsortedLeadFilter: UnsortedLeadFilter;
  UpdateCompanyInput: UpdateCompanyInput;
  UpdateCompanyPayload: Omit<UpdateCompanyPayload, 'company' | 'conflicts'> & { company?: Maybe<ResolversParentTypes['Company']>, conflicts: Array<ResolversParentTypes['CrmConflict']> };
  UpdateContactInput: UpdateContactInput;
  UpdateContactPayload: Omit<UpdateContactPayload, 'conflicts' | 'contact'> & { conflicts: Array<ResolversParentTypes['CrmConflict']>, contact?: Maybe<ResolversParentTypes['Contact']> };
  UpdateCrmNoteInput: UpdateCrmNoteInput;
  UpdateCrmNotePayload: Omit<UpdateCrmNotePayload, 'note'> & { note?: Maybe<ResolversParentTypes['CrmNote']> };
  UpdateCrmRuleInput: UpdateCrmRuleInput;
  UpdateCrmRulePayload: Omit<UpdateCrmRulePayload, 'rule'> & { rule?: Maybe<ResolversParentTypes['CrmRule']> };
  UpdateCrmTaskInput: UpdateCrmTaskInput;
  UpdateCrmTaskPayload: Omit<UpdateCrmTaskPayload, 'task'> & { task?: Maybe<ResolversParentTypes['CrmTask']> };
  UpdateLeadInput: UpdateLeadInput;
  UpdateLeadPayload: Omit<UpdateLeadPayload, 'conflicts' | 'lead'> & { conflicts: Array<ResolversParentTypes['CrmConflict']>, lead?: Maybe<ResolversParentTypes['Lead']> };
  UpsertCrmAgentInput: UpsertCrmAgentInput;
  UpsertCrmAgentPayload: Omit<UpsertCrmAgentPayload, 'agent'> & { agent?: Maybe<ResolversParentTypes['CrmAgent']> };
  User: { id: string };
  UserError: UserError;
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

export type ForKeysDirectiveArgs = { };

export type ForKeysDirectiveResolver<Result, Parent, ContextType = Context, Args = ForKeysDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type IdempotentDirectiveArgs = { };

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

export type AcceptUnsortedLeadPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AcceptUnsortedLeadPayload'] = ResolversParentTypes['AcceptUnsortedLeadPayload']> = ResolversObject<{
  lead?: Resolver<Maybe<ResolversTypes['Lead']>, ParentType, ContextType>;
  unsortedLead?: Resolver<Maybe<ResolversTypes['UnsortedLead']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type AddCrmNotePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AddCrmNotePayload'] = ResolversParentTypes['AddCrmNotePayload']> = ResolversObject<{
  job?: Resolver<Maybe<ResolversTypes['Job']>, ParentType, ContextType>;
  kommoId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type CancelJobPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CancelJobPayload'] = ResolversParentTypes['CancelJobPayload']> = ResolversObject<{
  job?: Resolver<Maybe<ResolversTypes['Job']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type CardChangeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CardChange'] = ResolversParentTypes['CardChange']> = ResolversObject<{
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  cause?: Resolver<ResolversTypes['ChangeCause'], ParentType, ContextType>;
  crmUser?: Resolver<Maybe<ResolversTypes['CrmUser']>, ParentType, ContextType>;
  fields?: Resolver<Array<ResolversTypes['CardFieldChange']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  learnedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
}>;

export type CardEventResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CardEvent'] = ResolversParentTypes['CardEvent']> = ResolversObject<{
  after?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  author?: Resolver<Maybe<ResolversTypes['CrmUser']>, ParentType, ContextType>;
  before?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  company?: Resolver<Maybe<ResolversTypes['Company']>, ParentType, ContextType>;
  connection?: Resolver<ResolversTypes['CrmConnection'], ParentType, ContextType>;
  contact?: Resolver<Maybe<ResolversTypes['Contact']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kommoId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  lead?: Resolver<Maybe<ResolversTypes['Lead']>, ParentType, ContextType>;
  type?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
}>;

export type CardEventConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CardEventConnection'] = ResolversParentTypes['CardEventConnection']> = ResolversObject<{
  edges?: Resolver<Array<ResolversTypes['CardEventEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}>;

export type CardEventEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CardEventEdge'] = ResolversParentTypes['CardEventEdge']> = ResolversObject<{
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['CardEvent'], ParentType, ContextType>;
}>;

export type CardFieldChangeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CardFieldChange'] = ResolversParentTypes['CardFieldChange']> = ResolversObject<{
  after?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  before?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  field?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  fieldId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
}>;

export type ChoiceFieldValueResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ChoiceFieldValue'] = ResolversParentTypes['ChoiceFieldValue']> = ResolversObject<{
  code?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  fieldId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  key?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  options?: Resolver<Array<ResolversTypes['CustomFieldOption']>, ParentType, ContextType>;
  type?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  values?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
}>;

export type ClaimKommoInstallPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ClaimKommoInstallPayload'] = ResolversParentTypes['ClaimKommoInstallPayload']> = ResolversObject<{
  connection?: Resolver<Maybe<ResolversTypes['CrmConnection']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type CompanyResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Company'] = ResolversParentTypes['Company'], FederationReferenceType extends FederationReferenceTypes['Company'] = FederationReferenceTypes['Company']> = ResolversObject<{
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Company']> | FederationReferenceType, FederationReferenceType, ContextType>;
  connection?: Resolver<ResolversTypes['CrmConnection'], ParentType, ContextType>;
  contacts?: Resolver<Array<ResolversTypes['Contact']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  customField?: Resolver<Maybe<ResolversTypes['CustomFieldValue']>, ParentType, ContextType, RequireFields<CompanyCustomFieldArgs, 'key'>>;
  customFields?: Resolver<Array<ResolversTypes['CustomFieldValue']>, ParentType, ContextType>;
  emails?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  events?: Resolver<Array<ResolversTypes['CardEvent']>, ParentType, ContextType, RequireFields<CompanyEventsArgs, 'first'>>;
  history?: Resolver<Array<ResolversTypes['CardChange']>, ParentType, ContextType, RequireFields<CompanyHistoryArgs, 'first'>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isDeleted?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  kommoId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  leads?: Resolver<Array<ResolversTypes['Lead']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  notes?: Resolver<Array<ResolversTypes['CrmNote']>, ParentType, ContextType, RequireFields<CompanyNotesArgs, 'first'>>;
  phones?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  responsibleUser?: Resolver<Maybe<ResolversTypes['CrmUser']>, ParentType, ContextType>;
  tags?: Resolver<Array<ResolversTypes['CrmTag']>, ParentType, ContextType>;
  tasks?: Resolver<Array<ResolversTypes['CrmTask']>, ParentType, ContextType, RequireFields<CompanyTasksArgs, 'first'>>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  url?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
}>;

export type CompanyConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CompanyConnection'] = ResolversParentTypes['CompanyConnection']> = ResolversObject<{
  edges?: Resolver<Array<ResolversTypes['CompanyEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}>;

export type CompanyEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CompanyEdge'] = ResolversParentTypes['CompanyEdge']> = ResolversObject<{
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Company'], ParentType, ContextType>;
}>;

export type CompleteKommoOAuthPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CompleteKommoOAuthPayload'] = ResolversParentTypes['CompleteKommoOAuthPayload']> = ResolversObject<{
  connection?: Resolver<Maybe<ResolversTypes['CrmConnection']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type ConnectKommoWithTokenPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ConnectKommoWithTokenPayload'] = ResolversParentTypes['ConnectKommoWithTokenPayload']> = ResolversObject<{
  connection?: Resolver<Maybe<ResolversTypes['CrmConnection']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type ContactResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Contact'] = ResolversParentTypes['Contact'], FederationReferenceType extends FederationReferenceTypes['Contact'] = FederationReferenceTypes['Contact']> = ResolversObject<{
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Contact']> | FederationReferenceType, FederationReferenceType, ContextType>;
  company?: Resolver<Maybe<ResolversTypes['Company']>, ParentType, ContextType>;
  connection?: Resolver<ResolversTypes['CrmConnection'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  customField?: Resolver<Maybe<ResolversTypes['CustomFieldValue']>, ParentType, ContextType, RequireFields<ContactCustomFieldArgs, 'key'>>;
  customFields?: Resolver<Array<ResolversTypes['CustomFieldValue']>, ParentType, ContextType>;
  emails?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  events?: Resolver<Array<ResolversTypes['CardEvent']>, ParentType, ContextType, RequireFields<ContactEventsArgs, 'first'>>;
  firstName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  history?: Resolver<Array<ResolversTypes['CardChange']>, ParentType, ContextType, RequireFields<ContactHistoryArgs, 'first'>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isDeleted?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  kommoId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  lastName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  leads?: Resolver<Array<ResolversTypes['Lead']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  notes?: Resolver<Array<ResolversTypes['CrmNote']>, ParentType, ContextType, RequireFields<ContactNotesArgs, 'first'>>;
  phones?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  responsibleUser?: Resolver<Maybe<ResolversTypes['CrmUser']>, ParentType, ContextType>;
  tags?: Resolver<Array<ResolversTypes['CrmTag']>, ParentType, ContextType>;
  tasks?: Resolver<Array<ResolversTypes['CrmTask']>, ParentType, ContextType, RequireFields<ContactTasksArgs, 'first'>>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  url?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
}>;

export type ContactConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ContactConnection'] = ResolversParentTypes['ContactConnection']> = ResolversObject<{
  edges?: Resolver<Array<ResolversTypes['ContactEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}>;

export type ContactEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ContactEdge'] = ResolversParentTypes['ContactEdge']> = ResolversObject<{
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Contact'], ParentType, ContextType>;
}>;

export type CreateCompanyPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateCompanyPayload'] = ResolversParentTypes['CreateCompanyPayload']> = ResolversObject<{
  company?: Resolver<Maybe<ResolversTypes['Company']>, ParentType, ContextType>;
  duplicates?: Resolver<Array<ResolversTypes['Company']>, ParentType, ContextType>;
  job?: Resolver<Maybe<ResolversTypes['Job']>, ParentType, ContextType>;
  kommoId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type CreateContactPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateContactPayload'] = ResolversParentTypes['CreateContactPayload']> = ResolversObject<{
  contact?: Resolver<Maybe<ResolversTypes['Contact']>, ParentType, ContextType>;
  duplicates?: Resolver<Array<ResolversTypes['Contact']>, ParentType, ContextType>;
  job?: Resolver<Maybe<ResolversTypes['Job']>, ParentType, ContextType>;
  kommoId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type CreateCrmRulePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateCrmRulePayload'] = ResolversParentTypes['CreateCrmRulePayload']> = ResolversObject<{
  rule?: Resolver<Maybe<ResolversTypes['CrmRule']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type CreateCrmTaskPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateCrmTaskPayload'] = ResolversParentTypes['CreateCrmTaskPayload']> = ResolversObject<{
  job?: Resolver<Maybe<ResolversTypes['Job']>, ParentType, ContextType>;
  kommoId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type CreateLeadPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateLeadPayload'] = ResolversParentTypes['CreateLeadPayload']> = ResolversObject<{
  job?: Resolver<Maybe<ResolversTypes['Job']>, ParentType, ContextType>;
  kommoId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  lead?: Resolver<Maybe<ResolversTypes['Lead']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type CrmAccessResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CrmAccess'] = ResolversParentTypes['CrmAccess']> = ResolversObject<{
  capability?: Resolver<ResolversTypes['CrmCapability'], ParentType, ContextType>;
  checkedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  meaning?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  since?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['CrmAccessState'], ParentType, ContextType>;
}>;

export type CrmAgentResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CrmAgent'] = ResolversParentTypes['CrmAgent']> = ResolversObject<{
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  crmUser?: Resolver<Maybe<ResolversTypes['CrmUser']>, ParentType, ContextType>;
  externalId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  leads?: Resolver<Array<ResolversTypes['Lead']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['CrmAgentStatus'], ParentType, ContextType>;
  statusAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
}>;

export type CrmAgentConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CrmAgentConnection'] = ResolversParentTypes['CrmAgentConnection']> = ResolversObject<{
  edges?: Resolver<Array<ResolversTypes['CrmAgentEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}>;

export type CrmAgentEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CrmAgentEdge'] = ResolversParentTypes['CrmAgentEdge']> = ResolversObject<{
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['CrmAgent'], ParentType, ContextType>;
}>;

export type CrmAttachmentResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CrmAttachment'] = ResolversParentTypes['CrmAttachment']> = ResolversObject<{
  fileName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  url?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
}>;

export type CrmCatalogResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CrmCatalog'] = ResolversParentTypes['CrmCatalog']> = ResolversObject<{
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isDeleted?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  kommoId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
}>;

export type CrmCatalogElementResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CrmCatalogElement'] = ResolversParentTypes['CrmCatalogElement']> = ResolversObject<{
  catalog?: Resolver<Maybe<ResolversTypes['CrmCatalog']>, ParentType, ContextType>;
  connection?: Resolver<ResolversTypes['CrmConnection'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  customFields?: Resolver<Array<ResolversTypes['CustomFieldValue']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isDeleted?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  kommoId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
}>;

export type CrmConflictResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CrmConflict'] = ResolversParentTypes['CrmConflict']> = ResolversObject<{
  customField?: Resolver<Maybe<ResolversTypes['CustomField']>, ParentType, ContextType>;
  field?: Resolver<ResolversTypes['CrmCardField'], ParentType, ContextType>;
  ours?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  outcome?: Resolver<ResolversTypes['CrmConflictPolicy'], ParentType, ContextType>;
  theirs?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
}>;

export type CrmConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CrmConnection'] = ResolversParentTypes['CrmConnection'], FederationReferenceType extends FederationReferenceTypes['CrmConnection'] = FederationReferenceTypes['CrmConnection']> = ResolversObject<{
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['CrmConnection']> | FederationReferenceType, FederationReferenceType, ContextType>;
  access?: Resolver<Array<ResolversTypes['CrmAccess']>, ParentType, ContextType>;
  accountName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  authKind?: Resolver<ResolversTypes['CrmAuthKind'], ParentType, ContextType>;
  connectedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  currency?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  entities?: Resolver<Array<ResolversTypes['SyncEntityStatus']>, ParentType, ContextType>;
  health?: Resolver<ResolversTypes['CrmHealth'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kommoAccountId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  lastError?: Resolver<Maybe<ResolversTypes['CrmError']>, ParentType, ContextType>;
  notices?: Resolver<Array<ResolversTypes['CrmError']>, ParentType, ContextType>;
  pausedUntil?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  quarantinedRows?: Resolver<Array<ResolversTypes['QuarantinedRow']>, ParentType, ContextType>;
  queueDepth?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['CrmConnectionState'], ParentType, ContextType>;
  subdomain?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  sync?: Resolver<Maybe<ResolversTypes['SyncRun']>, ParentType, ContextType>;
  tokenExpiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  webhook?: Resolver<Maybe<ResolversTypes['CrmWebhook']>, ParentType, ContextType>;
}>;

export type CrmConnectionConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CrmConnectionConnection'] = ResolversParentTypes['CrmConnectionConnection']> = ResolversObject<{
  edges?: Resolver<Array<ResolversTypes['CrmConnectionEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}>;

export type CrmConnectionEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CrmConnectionEdge'] = ResolversParentTypes['CrmConnectionEdge']> = ResolversObject<{
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['CrmConnection'], ParentType, ContextType>;
}>;

export type CrmDriftCheckResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CrmDriftCheck'] = ResolversParentTypes['CrmDriftCheck']> = ResolversObject<{
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  checked?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  drifted?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  entity?: Resolver<ResolversTypes['SyncEntity'], ParentType, ContextType>;
  ours?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  theirs?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
}>;

export type CrmDuplicatesResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CrmDuplicates'] = ResolversParentTypes['CrmDuplicates']> = ResolversObject<{
  companies?: Resolver<Array<ResolversTypes['Company']>, ParentType, ContextType>;
  contacts?: Resolver<Array<ResolversTypes['Contact']>, ParentType, ContextType>;
}>;

export type CrmErrorResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CrmError'] = ResolversParentTypes['CrmError']> = ResolversObject<{
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
}>;

export type CrmFreshnessResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CrmFreshness'] = ResolversParentTypes['CrmFreshness']> = ResolversObject<{
  ageSeconds?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  stale?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
}>;

export type CrmHealthResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CrmHealth'] = ResolversParentTypes['CrmHealth']> = ResolversObject<{
  checks?: Resolver<Array<ResolversTypes['CrmDriftCheck']>, ParentType, ContextType>;
  driftPercent?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  lagP95?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  lastErrors?: Resolver<Array<ResolversTypes['CrmError']>, ParentType, ContextType>;
  quarantined?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  rateBudgetUsed?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
}>;

export type CrmMessageResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CrmMessage'] = ResolversParentTypes['CrmMessage']> = ResolversObject<{
  attachment?: Resolver<Maybe<ResolversTypes['CrmAttachment']>, ParentType, ContextType>;
  authorName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  clientMessageId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  contact?: Resolver<Maybe<ResolversTypes['Contact']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  deliveredAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  direction?: Resolver<ResolversTypes['CrmMessageDirection'], ParentType, ContextType>;
  error?: Resolver<Maybe<ResolversTypes['CrmError']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kommoId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  sentBy?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['CrmMessageState'], ParentType, ContextType>;
  talk?: Resolver<Maybe<ResolversTypes['CrmTalk']>, ParentType, ContextType>;
  text?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
}>;

export type CrmMessageConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CrmMessageConnection'] = ResolversParentTypes['CrmMessageConnection']> = ResolversObject<{
  edges?: Resolver<Array<ResolversTypes['CrmMessageEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}>;

export type CrmMessageEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CrmMessageEdge'] = ResolversParentTypes['CrmMessageEdge']> = ResolversObject<{
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['CrmMessage'], ParentType, ContextType>;
}>;

export type CrmNoteResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CrmNote'] = ResolversParentTypes['CrmNote']> = ResolversObject<{
  author?: Resolver<Maybe<ResolversTypes['CrmUser']>, ParentType, ContextType>;
  connection?: Resolver<ResolversTypes['CrmConnection'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  history?: Resolver<Array<ResolversTypes['CardChange']>, ParentType, ContextType, RequireFields<CrmNoteHistoryArgs, 'first'>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isDeleted?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  kommoId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  params?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  responsibleUser?: Resolver<Maybe<ResolversTypes['CrmUser']>, ParentType, ContextType>;
  text?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
}>;

export type CrmRowConflictResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CrmRowConflict'] = ResolversParentTypes['CrmRowConflict']> = ResolversObject<{
  field?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  ours?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  outcome?: Resolver<ResolversTypes['CrmConflictPolicy'], ParentType, ContextType>;
  theirs?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
}>;

export type CrmRuleResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CrmRule'] = ResolversParentTypes['CrmRule']> = ResolversObject<{
  actions?: Resolver<Array<ResolversTypes['CrmRuleAction']>, ParentType, ContextType>;
  connection?: Resolver<ResolversTypes['CrmConnection'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  createdBy?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isActive?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  stage?: Resolver<Maybe<ResolversTypes['Stage']>, ParentType, ContextType>;
  trigger?: Resolver<ResolversTypes['CrmRuleTrigger'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
}>;

export type CrmRuleActionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CrmRuleAction'] = ResolversParentTypes['CrmRuleAction']> = ResolversObject<{
  fieldKey?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['CrmRuleActionKind'], ParentType, ContextType>;
  stage?: Resolver<Maybe<ResolversTypes['Stage']>, ParentType, ContextType>;
  templateId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  text?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
}>;

export type CrmRuleRunResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CrmRuleRun'] = ResolversParentTypes['CrmRuleRun']> = ResolversObject<{
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  error?: Resolver<Maybe<ResolversTypes['CrmError']>, ParentType, ContextType>;
  estimateId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  finishedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  lead?: Resolver<Maybe<ResolversTypes['Lead']>, ParentType, ContextType>;
  rule?: Resolver<ResolversTypes['CrmRule'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['CrmRuleRunState'], ParentType, ContextType>;
  steps?: Resolver<Array<ResolversTypes['CrmRuleStep']>, ParentType, ContextType>;
}>;

export type CrmRuleRunConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CrmRuleRunConnection'] = ResolversParentTypes['CrmRuleRunConnection']> = ResolversObject<{
  edges?: Resolver<Array<ResolversTypes['CrmRuleRunEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}>;

export type CrmRuleRunEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CrmRuleRunEdge'] = ResolversParentTypes['CrmRuleRunEdge']> = ResolversObject<{
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['CrmRuleRun'], ParentType, ContextType>;
}>;

export type CrmRuleStepResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CrmRuleStep'] = ResolversParentTypes['CrmRuleStep']> = ResolversObject<{
  detail?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['CrmRuleActionKind'], ParentType, ContextType>;
  outcome?: Resolver<ResolversTypes['CrmRuleStepOutcome'], ParentType, ContextType>;
}>;

export type CrmTagResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CrmTag'] = ResolversParentTypes['CrmTag']> = ResolversObject<{
  kommoId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
}>;

export type CrmTalkResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CrmTalk'] = ResolversParentTypes['CrmTalk']> = ResolversObject<{
  connection?: Resolver<ResolversTypes['CrmConnection'], ParentType, ContextType>;
  contact?: Resolver<Maybe<ResolversTypes['Contact']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isInWork?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  isOwnChannel?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  isRead?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  kommoId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  lead?: Resolver<Maybe<ResolversTypes['Lead']>, ParentType, ContextType>;
  origin?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
}>;

export type CrmTalkConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CrmTalkConnection'] = ResolversParentTypes['CrmTalkConnection']> = ResolversObject<{
  edges?: Resolver<Array<ResolversTypes['CrmTalkEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}>;

export type CrmTalkEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CrmTalkEdge'] = ResolversParentTypes['CrmTalkEdge']> = ResolversObject<{
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['CrmTalk'], ParentType, ContextType>;
}>;

export type CrmTaskResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CrmTask'] = ResolversParentTypes['CrmTask']> = ResolversObject<{
  author?: Resolver<Maybe<ResolversTypes['CrmUser']>, ParentType, ContextType>;
  company?: Resolver<Maybe<ResolversTypes['Company']>, ParentType, ContextType>;
  connection?: Resolver<ResolversTypes['CrmConnection'], ParentType, ContextType>;
  contact?: Resolver<Maybe<ResolversTypes['Contact']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  dueAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  durationSeconds?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  history?: Resolver<Array<ResolversTypes['CardChange']>, ParentType, ContextType, RequireFields<CrmTaskHistoryArgs, 'first'>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isCompleted?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  isDeleted?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  kommoId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  lead?: Resolver<Maybe<ResolversTypes['Lead']>, ParentType, ContextType>;
  responsibleUser?: Resolver<Maybe<ResolversTypes['CrmUser']>, ParentType, ContextType>;
  result?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  text?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  typeKommoId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
}>;

export type CrmTaskConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CrmTaskConnection'] = ResolversParentTypes['CrmTaskConnection']> = ResolversObject<{
  edges?: Resolver<Array<ResolversTypes['CrmTaskEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}>;

export type CrmTaskEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CrmTaskEdge'] = ResolversParentTypes['CrmTaskEdge']> = ResolversObject<{
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['CrmTask'], ParentType, ContextType>;
}>;

export type CrmUserResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CrmUser'] = ResolversParentTypes['CrmUser']> = ResolversObject<{
  email?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isActive?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  isAdmin?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  isDeleted?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  isLinkedByHand?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  kommoId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
}>;

export type CrmUserConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CrmUserConnection'] = ResolversParentTypes['CrmUserConnection']> = ResolversObject<{
  edges?: Resolver<Array<ResolversTypes['CrmUserEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}>;

export type CrmUserEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CrmUserEdge'] = ResolversParentTypes['CrmUserEdge']> = ResolversObject<{
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['CrmUser'], ParentType, ContextType>;
}>;

export type CrmWebhookResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CrmWebhook'] = ResolversParentTypes['CrmWebhook']> = ResolversObject<{
  chatsState?: Resolver<Maybe<ResolversTypes['CrmWebhookState']>, ParentType, ContextType>;
  checkedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  lastError?: Resolver<Maybe<ResolversTypes['CrmError']>, ParentType, ContextType>;
  lastReceivedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['CrmWebhookState'], ParentType, ContextType>;
  waiting?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}>;

export type CustomFieldResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CustomField'] = ResolversParentTypes['CustomField'], FederationReferenceType extends FederationReferenceTypes['CustomField'] = FederationReferenceTypes['CustomField']> = ResolversObject<{
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['CustomField']> | FederationReferenceType, FederationReferenceType, ContextType>;
  code?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  connection?: Resolver<ResolversTypes['CrmConnection'], ParentType, ContextType>;
  currency?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  drift?: Resolver<ResolversTypes['CustomFieldDrift'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isDeleted?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  key?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['CardKind'], ParentType, ContextType>;
  kommoId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  mappedName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  mappedType?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  options?: Resolver<Array<ResolversTypes['CustomFieldOption']>, ParentType, ContextType>;
  type?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
}>;

export type CustomFieldConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CustomFieldConnection'] = ResolversParentTypes['CustomFieldConnection']> = ResolversObject<{
  edges?: Resolver<Array<ResolversTypes['CustomFieldEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}>;

export type CustomFieldEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CustomFieldEdge'] = ResolversParentTypes['CustomFieldEdge']> = ResolversObject<{
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['CustomField'], ParentType, ContextType>;
}>;

export type CustomFieldEntryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CustomFieldEntry'] = ResolversParentTypes['CustomFieldEntry']> = ResolversObject<{
  enumId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  kind?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  value?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
}>;

export type CustomFieldOptionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CustomFieldOption'] = ResolversParentTypes['CustomFieldOption']> = ResolversObject<{
  code?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  enumId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  value?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
}>;

export type CustomFieldValueResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CustomFieldValue'] = ResolversParentTypes['CustomFieldValue']> = ResolversObject<{
  __resolveType: TypeResolveFn<'ChoiceFieldValue' | 'DateFieldValue' | 'DateTimeFieldValue' | 'EntriesFieldValue' | 'FlagFieldValue' | 'MoneyFieldValue' | 'NumberFieldValue' | 'OtherFieldValue' | 'TextFieldValue', ParentType, ContextType>;
}>;

export interface DateScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Date'], any> {
  name: 'Date';
}

export type DateFieldValueResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DateFieldValue'] = ResolversParentTypes['DateFieldValue']> = ResolversObject<{
  code?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  date?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  fieldId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  key?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  values?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
}>;

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type DateTimeFieldValueResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DateTimeFieldValue'] = ResolversParentTypes['DateTimeFieldValue']> = ResolversObject<{
  code?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  dateTime?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  fieldId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  key?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  values?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
}>;

export interface DecimalScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Decimal'], any> {
  name: 'Decimal';
}

export type DeclineUnsortedLeadPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DeclineUnsortedLeadPayload'] = ResolversParentTypes['DeclineUnsortedLeadPayload']> = ResolversObject<{
  unsortedLead?: Resolver<Maybe<ResolversTypes['UnsortedLead']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type DeleteCrmRulePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DeleteCrmRulePayload'] = ResolversParentTypes['DeleteCrmRulePayload']> = ResolversObject<{
  deletedId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type DeleteKommoCredentialsPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DeleteKommoCredentialsPayload'] = ResolversParentTypes['DeleteKommoCredentialsPayload']> = ResolversObject<{
  deleted?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type DisconnectKommoPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DisconnectKommoPayload'] = ResolversParentTypes['DisconnectKommoPayload']> = ResolversObject<{
  connection?: Resolver<Maybe<ResolversTypes['CrmConnection']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type EnqueueJobPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EnqueueJobPayload'] = ResolversParentTypes['EnqueueJobPayload']> = ResolversObject<{
  job?: Resolver<Maybe<ResolversTypes['Job']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type EntriesFieldValueResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EntriesFieldValue'] = ResolversParentTypes['EntriesFieldValue']> = ResolversObject<{
  code?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  entries?: Resolver<Array<ResolversTypes['CustomFieldEntry']>, ParentType, ContextType>;
  fieldId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  key?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  values?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
}>;

export type ExtractKnowledgeGraphPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ExtractKnowledgeGraphPayload'] = ResolversParentTypes['ExtractKnowledgeGraphPayload']> = ResolversObject<{
  job?: Resolver<Maybe<ResolversTypes['Job']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type FilledCustomFieldResolvers<ContextType = Context, ParentType extends ResolversParentTypes['FilledCustomField'] = ResolversParentTypes['FilledCustomField']> = ResolversObject<{
  __resolveType: TypeResolveFn<'ChoiceFieldValue' | 'DateFieldValue' | 'DateTimeFieldValue' | 'EntriesFieldValue' | 'FlagFieldValue' | 'MoneyFieldValue' | 'NumberFieldValue' | 'OtherFieldValue' | 'TextFieldValue', ParentType, ContextType>;
}>;

export type FlagFieldValueResolvers<ContextType = Context, ParentType extends ResolversParentTypes['FlagFieldValue'] = ResolversParentTypes['FlagFieldValue']> = ResolversObject<{
  code?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  fieldId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  isChecked?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  key?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  values?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
}>;

export interface JsonScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['JSON'], any> {
  name: 'JSON';
}

export type JobResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Job'] = ResolversParentTypes['Job'], FederationReferenceType extends FederationReferenceTypes['Job'] = FederationReferenceTypes['Job']> = ResolversObject<{
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Job']> | FederationReferenceType, FederationReferenceType, ContextType>;
  attempt?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  error?: Resolver<Maybe<ResolversTypes['JobError']>, ParentType, ContextType>;
  finishedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  maxAttempts?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  nextAttemptAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  note?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  percent?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  requestedBy?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  result?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  startedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['JobState'], ParentType, ContextType>;
  sync?: Resolver<Maybe<ResolversTypes['SyncRun']>, ParentType, ContextType>;
}>;

export type JobConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['JobConnection'] = ResolversParentTypes['JobConnection']> = ResolversObject<{
  edges?: Resolver<Array<ResolversTypes['JobEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}>;

export type JobEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['JobEdge'] = ResolversParentTypes['JobEdge']> = ResolversObject<{
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Job'], ParentType, ContextType>;
}>;

export type JobErrorResolvers<ContextType = Context, ParentType extends ResolversParentTypes['JobError'] = ResolversParentTypes['JobError']> = ResolversObject<{
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
}>;

export type JobKindResolvers<ContextType = Context, ParentType extends ResolversParentTypes['JobKind'] = ResolversParentTypes['JobKind']> = ResolversObject<{
  inputSchema?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  isOpen?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  maxAttempts?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  mayEnqueue?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  permission?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  timeoutSeconds?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
}>;

export type KnowledgeGraphResolvers<ContextType = Context, ParentType extends ResolversParentTypes['KnowledgeGraph'] = ResolversParentTypes['KnowledgeGraph']> = ResolversObject<{
  edges?: Resolver<Array<ResolversTypes['KnowledgeNodeEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  sources?: Resolver<Array<ResolversTypes['KnowledgeSource']>, ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}>;

export type KnowledgeNodeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['KnowledgeNode'] = ResolversParentTypes['KnowledgeNode']> = ResolversObject<{
  company?: Resolver<Maybe<ResolversTypes['Company']>, ParentType, ContextType>;
  contact?: Resolver<Maybe<ResolversTypes['Contact']>, ParentType, ContextType>;
  entityId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['KnowledgeKind'], ParentType, ContextType>;
  label?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  lead?: Resolver<Maybe<ResolversTypes['Lead']>, ParentType, ContextType>;
  relations?: Resolver<ResolversTypes['KnowledgeRelationConnection'], ParentType, ContextType, Partial<KnowledgeNodeRelationsArgs>>;
}>;

export type KnowledgeNodeEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['KnowledgeNodeEdge'] = ResolversParentTypes['KnowledgeNodeEdge']> = ResolversObject<{
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['KnowledgeNode'], ParentType, ContextType>;
}>;

export type KnowledgeRelationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['KnowledgeRelation'] = ResolversParentTypes['KnowledgeRelation']> = ResolversObject<{
  detail?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  direction?: Resolver<ResolversTypes['KnowledgeDirection'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['KnowledgeRelationKind'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['KnowledgeNode'], ParentType, ContextType>;
}>;

export type KnowledgeRelationConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['KnowledgeRelationConnection'] = ResolversParentTypes['KnowledgeRelationConnection']> = ResolversObject<{
  edges?: Resolver<Array<ResolversTypes['KnowledgeRelationEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}>;

export type KnowledgeRelationEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['KnowledgeRelationEdge'] = ResolversParentTypes['KnowledgeRelationEdge']> = ResolversObject<{
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['KnowledgeRelation'], ParentType, ContextType>;
}>;

export type KnowledgeSourceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['KnowledgeSource'] = ResolversParentTypes['KnowledgeSource']> = ResolversObject<{
  area?: Resolver<ResolversTypes['KnowledgeArea'], ParentType, ContextType>;
  extractedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
}>;

export type KommoCredentialsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['KommoCredentials'] = ResolversParentTypes['KommoCredentials']> = ResolversObject<{
  clientId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  redirectUri?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  savedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  secretHint?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
}>;

export type KommoRequestPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['KommoRequestPayload'] = ResolversParentTypes['KommoRequestPayload']> = ResolversObject<{
  response?: Resolver<Maybe<ResolversTypes['KommoResponse']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type KommoResponseResolvers<ContextType = Context, ParentType extends ResolversParentTypes['KommoResponse'] = ResolversParentTypes['KommoResponse']> = ResolversObject<{
  body?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
}>;

export type LeadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Lead'] = ResolversParentTypes['Lead'], FederationReferenceType extends FederationReferenceTypes['Lead'] = FederationReferenceTypes['Lead']> = ResolversObject<{
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Lead']> | FederationReferenceType, FederationReferenceType, ContextType>;
  catalogElements?: Resolver<Array<ResolversTypes['LeadCatalogElement']>, ParentType, ContextType, RequireFields<LeadCatalogElementsArgs, 'first'>>;
  closedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  company?: Resolver<Maybe<ResolversTypes['Company']>, ParentType, ContextType>;
  connection?: Resolver<ResolversTypes['CrmConnection'], ParentType, ContextType>;
  contacts?: Resolver<Array<ResolversTypes['Contact']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  customField?: Resolver<Maybe<ResolversTypes['CustomFieldValue']>, ParentType, ContextType, RequireFields<LeadCustomFieldArgs, 'key'>>;
  customFields?: Resolver<Array<ResolversTypes['CustomFieldValue']>, ParentType, ContextType>;
  events?: Resolver<Array<ResolversTypes['CardEvent']>, ParentType, ContextType, RequireFields<LeadEventsArgs, 'first'>>;
  freshness?: Resolver<ResolversTypes['CrmFreshness'], ParentType, ContextType>;
  history?: Resolver<Array<ResolversTypes['CardChange']>, ParentType, ContextType, RequireFields<LeadHistoryArgs, 'first'>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isDeleted?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  kommoId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  mainContact?: Resolver<Maybe<ResolversTypes['Contact']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  notes?: Resolver<Array<ResolversTypes['CrmNote']>, ParentType, ContextType, RequireFields<LeadNotesArgs, 'first'>>;
  pipeline?: Resolver<Maybe<ResolversTypes['Pipeline']>, ParentType, ContextType>;
  price?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  responsibleUser?: Resolver<Maybe<ResolversTypes['CrmUser']>, ParentType, ContextType>;
  stage?: Resolver<Maybe<ResolversTypes['Stage']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['LeadStatus'], ParentType, ContextType>;
  tags?: Resolver<Array<ResolversTypes['CrmTag']>, ParentType, ContextType>;
  tasks?: Resolver<Array<ResolversTypes['CrmTask']>, ParentType, ContextType, RequireFields<LeadTasksArgs, 'first'>>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  url?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
}>;

export type LeadCatalogElementResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LeadCatalogElement'] = ResolversParentTypes['LeadCatalogElement']> = ResolversObject<{
  catalogKommoId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  element?: Resolver<Maybe<ResolversTypes['CrmCatalogElement']>, ParentType, ContextType>;
  kommoId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  quantity?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
}>;

export type LeadConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LeadConnection'] = ResolversParentTypes['LeadConnection']> = ResolversObject<{
  edges?: Resolver<Array<ResolversTypes['LeadEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}>;

export type LeadEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LeadEdge'] = ResolversParentTypes['LeadEdge']> = ResolversObject<{
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Lead'], ParentType, ContextType>;
}>;

export type LinkCrmCardsPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LinkCrmCardsPayload'] = ResolversParentTypes['LinkCrmCardsPayload']> = ResolversObject<{
  company?: Resolver<Maybe<ResolversTypes['Company']>, ParentType, ContextType>;
  contact?: Resolver<Maybe<ResolversTypes['Contact']>, ParentType, ContextType>;
  lead?: Resolver<Maybe<ResolversTypes['Lead']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type LinkCrmUserPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LinkCrmUserPayload'] = ResolversParentTypes['LinkCrmUserPayload']> = ResolversObject<{
  crmUser?: Resolver<Maybe<ResolversTypes['CrmUser']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type MapCustomFieldPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MapCustomFieldPayload'] = ResolversParentTypes['MapCustomFieldPayload']> = ResolversObject<{
  customField?: Resolver<Maybe<ResolversTypes['CustomField']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type MoneyResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Money'] = ResolversParentTypes['Money']> = ResolversObject<{
  amount?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  currency?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
}>;

export type MoneyFieldValueResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MoneyFieldValue'] = ResolversParentTypes['MoneyFieldValue']> = ResolversObject<{
  code?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  fieldId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  key?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  money?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  values?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
}>;

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = ResolversObject<{
  acceptUnsortedLead?: Resolver<ResolversTypes['AcceptUnsortedLeadPayload'], ParentType, ContextType, RequireFields<MutationAcceptUnsortedLeadArgs, 'input'>>;
  addCrmNote?: Resolver<ResolversTypes['AddCrmNotePayload'], ParentType, ContextType, RequireFields<MutationAddCrmNoteArgs, 'input'>>;
  cancelJob?: Resolver<ResolversTypes['CancelJobPayload'], ParentType, ContextType, RequireFields<MutationCancelJobArgs, 'input'>>;
  claimKommoInstall?: Resolver<ResolversTypes['ClaimKommoInstallPayload'], ParentType, ContextType, RequireFields<MutationClaimKommoInstallArgs, 'input'>>;
  completeKommoOAuth?: Resolver<ResolversTypes['CompleteKommoOAuthPayload'], ParentType, ContextType, RequireFields<MutationCompleteKommoOAuthArgs, 'input'>>;
  connectKommoWithToken?: Resolver<ResolversTypes['ConnectKommoWithTokenPayload'], ParentType, ContextType, RequireFields<MutationConnectKommoWithTokenArgs, 'input'>>;
  createCompany?: Resolver<ResolversTypes['CreateCompanyPayload'], ParentType, ContextType, RequireFields<MutationCreateCompanyArgs, 'input'>>;
  createContact?: Resolver<ResolversTypes['CreateContactPayload'], ParentType, ContextType, RequireFields<MutationCreateContactArgs, 'input'>>;
  createCrmRule?: Resolver<ResolversTypes['CreateCrmRulePayload'], ParentType, ContextType, RequireFields<MutationCreateCrmRuleArgs, 'input'>>;
  createCrmTask?: Resolver<ResolversTypes['CreateCrmTaskPayload'], ParentType, ContextType, RequireFields<MutationCreateCrmTaskArgs, 'input'>>;
  createLead?: Resolver<ResolversTypes['CreateLeadPayload'], ParentType, ContextType, RequireFields<MutationCreateLeadArgs, 'input'>>;
  declineUnsortedLead?: Resolver<ResolversTypes['DeclineUnsortedLeadPayload'], ParentType, ContextType, RequireFields<MutationDeclineUnsortedLeadArgs, 'input'>>;
  deleteCrmRule?: Resolver<ResolversTypes['DeleteCrmRulePayload'], ParentType, ContextType, RequireFields<MutationDeleteCrmRuleArgs, 'input'>>;
  deleteKommoCredentials?: Resolver<ResolversTypes['DeleteKommoCredentialsPayload'], ParentType, ContextType, RequireFields<MutationDeleteKommoCredentialsArgs, 'input'>>;
  disconnectKommo?: Resolver<ResolversTypes['DisconnectKommoPayload'], ParentType, ContextType, RequireFields<MutationDisconnectKommoArgs, 'input'>>;
  enqueueJob?: Resolver<ResolversTypes['EnqueueJobPayload'], ParentType, ContextType, RequireFields<MutationEnqueueJobArgs, 'input'>>;
  extractKnowledgeGraph?: Resolver<ResolversTypes['ExtractKnowledgeGraphPayload'], ParentType, ContextType, Partial<MutationExtractKnowledgeGraphArgs>>;
  linkCrmCards?: Resolver<ResolversTypes['LinkCrmCardsPayload'], ParentType, ContextType, RequireFields<MutationLinkCrmCardsArgs, 'input'>>;
  linkCrmUser?: Resolver<ResolversTypes['LinkCrmUserPayload'], ParentType, ContextType, RequireFields<MutationLinkCrmUserArgs, 'input'>>;
  mapCustomField?: Resolver<ResolversTypes['MapCustomFieldPayload'], ParentType, ContextType, RequireFields<MutationMapCustomFieldArgs, 'input'>>;
  receiveChatMessage?: Resolver<ResolversTypes['ReceiveChatMessagePayload'], ParentType, ContextType, RequireFields<MutationReceiveChatMessageArgs, 'input'>>;
  reportMessageDelivery?: Resolver<ResolversTypes['ReportMessageDeliveryPayload'], ParentType, ContextType, RequireFields<MutationReportMessageDeliveryArgs, 'input'>>;
  retryJob?: Resolver<ResolversTypes['RetryJobPayload'], ParentType, ContextType, RequireFields<MutationRetryJobArgs, 'input'>>;
  saveKommoCredentials?: Resolver<ResolversTypes['SaveKommoCredentialsPayload'], ParentType, ContextType, RequireFields<MutationSaveKommoCredentialsArgs, 'input'>>;
  sendMessage?: Resolver<ResolversTypes['SendMessagePayload'], ParentType, ContextType, RequireFields<MutationSendMessageArgs, 'input'>>;
  setCrmAgentStatus?: Resolver<ResolversTypes['SetCrmAgentStatusPayload'], ParentType, ContextType, RequireFields<MutationSetCrmAgentStatusArgs, 'input'>>;
  startKommoOAuth?: Resolver<ResolversTypes['StartKommoOAuthPayload'], ParentType, ContextType, RequireFields<MutationStartKommoOAuthArgs, 'input'>>;
  startSync?: Resolver<ResolversTypes['StartSyncPayload'], ParentType, ContextType, RequireFields<MutationStartSyncArgs, 'input'>>;
  unlinkCrmCards?: Resolver<ResolversTypes['UnlinkCrmCardsPayload'], ParentType, ContextType, RequireFields<MutationUnlinkCrmCardsArgs, 'input'>>;
  unlinkCrmUser?: Resolver<ResolversTypes['UnlinkCrmUserPayload'], ParentType, ContextType, RequireFields<MutationUnlinkCrmUserArgs, 'input'>>;
  unmapCustomField?: Resolver<ResolversTypes['UnmapCustomFieldPayload'], ParentType, ContextType, RequireFields<MutationUnmapCustomFieldArgs, 'input'>>;
  updateCompany?: Resolver<ResolversTypes['UpdateCompanyPayload'], ParentType, ContextType, RequireFields<MutationUpdateCompanyArgs, 'input'>>;
  updateContact?: Resolver<ResolversTypes['UpdateContactPayload'], ParentType, ContextType, RequireFields<MutationUpdateContactArgs, 'input'>>;
  updateCrmNote?: Resolver<ResolversTypes['UpdateCrmNotePayload'], ParentType, ContextType, RequireFields<MutationUpdateCrmNoteArgs, 'input'>>;
  updateCrmRule?: Resolver<ResolversTypes['UpdateCrmRulePayload'], ParentType, ContextType, RequireFields<MutationUpdateCrmRuleArgs, 'input'>>;
  updateCrmTask?: Resolver<ResolversTypes['UpdateCrmTaskPayload'], ParentType, ContextType, RequireFields<MutationUpdateCrmTaskArgs, 'input'>>;
  updateLead?: Resolver<ResolversTypes['UpdateLeadPayload'], ParentType, ContextType, RequireFields<MutationUpdateLeadArgs, 'input'>>;
  upsertCrmAgent?: Resolver<ResolversTypes['UpsertCrmAgentPayload'], ParentType, ContextType, RequireFields<MutationUpsertCrmAgentArgs, 'input'>>;
}>;

export type NumberFieldValueResolvers<ContextType = Context, ParentType extends ResolversParentTypes['NumberFieldValue'] = ResolversParentTypes['NumberFieldValue']> = ResolversObject<{
  code?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  fieldId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  key?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  number?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  values?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
}>;

export type OtherFieldValueResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OtherFieldValue'] = ResolversParentTypes['OtherFieldValue']> = ResolversObject<{
  code?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  data?: Resolver<Array<ResolversTypes['JSON']>, ParentType, ContextType>;
  fieldId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  key?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  values?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
}>;

export type PageInfoResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = ResolversObject<{
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
}>;

export type PendingKommoInstallResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PendingKommoInstall'] = ResolversParentTypes['PendingKommoInstall']> = ResolversObject<{
  accountName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  installedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  installedBy?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  isYours?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  kommoAccountId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  subdomain?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
}>;

export type PipelineResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Pipeline'] = ResolversParentTypes['Pipeline'], FederationReferenceType extends FederationReferenceTypes['Pipeline'] = FederationReferenceTypes['Pipeline']> = ResolversObject<{
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Pipeline']> | FederationReferenceType, FederationReferenceType, ContextType>;
  connection?: Resolver<ResolversTypes['CrmConnection'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isArchived?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  isDeleted?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  isMain?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  kommoId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  sort?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  stages?: Resolver<Array<ResolversTypes['Stage']>, ParentType, ContextType>;
}>;

export type PipelineConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PipelineConnection'] = ResolversParentTypes['PipelineConnection']> = ResolversObject<{
  edges?: Resolver<Array<ResolversTypes['PipelineEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}>;

export type PipelineEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PipelineEdge'] = ResolversParentTypes['PipelineEdge']> = ResolversObject<{
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Pipeline'], ParentType, ContextType>;
}>;

export type QuarantinedRowResolvers<ContextType = Context, ParentType extends ResolversParentTypes['QuarantinedRow'] = ResolversParentTypes['QuarantinedRow']> = ResolversObject<{
  entity?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  firstSeenAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kommoId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  lastSeenAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  raw?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
}>;

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = ResolversObject<{
  companies?: Resolver<ResolversTypes['CompanyConnection'], ParentType, ContextType, RequireFields<QueryCompaniesArgs, 'orderBy'>>;
  company?: Resolver<Maybe<ResolversTypes['Company']>, ParentType, ContextType, RequireFields<QueryCompanyArgs, 'id'>>;
  contact?: Resolver<Maybe<ResolversTypes['Contact']>, ParentType, ContextType, RequireFields<QueryContactArgs, 'id'>>;
  contacts?: Resolver<ResolversTypes['ContactConnection'], ParentType, ContextType, RequireFields<QueryContactsArgs, 'orderBy'>>;
  crmAgent?: Resolver<Maybe<ResolversTypes['CrmAgent']>, ParentType, ContextType, RequireFields<QueryCrmAgentArgs, 'id'>>;
  crmAgents?: Resolver<ResolversTypes['CrmAgentConnection'], ParentType, ContextType, Partial<QueryCrmAgentsArgs>>;
  crmConnection?: Resolver<Maybe<ResolversTypes['CrmConnection']>, ParentType, ContextType, RequireFields<QueryCrmConnectionArgs, 'id'>>;
  crmConnections?: Resolver<ResolversTypes['CrmConnectionConnection'], ParentType, ContextType, Partial<QueryCrmConnectionsArgs>>;
  crmDuplicates?: Resolver<ResolversTypes['CrmDuplicates'], ParentType, ContextType, RequireFields<QueryCrmDuplicatesArgs, 'input'>>;
  crmEvents?: Resolver<ResolversTypes['CardEventConnection'], ParentType, ContextType, Partial<QueryCrmEventsArgs>>;
  crmMessages?: Resolver<ResolversTypes['CrmMessageConnection'], ParentType, ContextType, Partial<QueryCrmMessagesArgs>>;
  crmRuleRuns?: Resolver<ResolversTypes['CrmRuleRunConnection'], ParentType, ContextType, Partial<QueryCrmRuleRunsArgs>>;
  crmRules?: Resolver<Array<ResolversTypes['CrmRule']>, ParentType, ContextType>;
  crmTalk?: Resolver<Maybe<ResolversTypes['CrmTalk']>, ParentType, ContextType, RequireFields<QueryCrmTalkArgs, 'id'>>;
  crmTalks?: Resolver<ResolversTypes['CrmTalkConnection'], ParentType, ContextType, Partial<QueryCrmTalksArgs>>;
  crmTasks?: Resolver<ResolversTypes['CrmTaskConnection'], ParentType, ContextType, RequireFields<QueryCrmTasksArgs, 'orderBy'>>;
  crmUsers?: Resolver<ResolversTypes['CrmUserConnection'], ParentType, ContextType, Partial<QueryCrmUsersArgs>>;
  customFields?: Resolver<ResolversTypes['CustomFieldConnection'], ParentType, ContextType, Partial<QueryCustomFieldsArgs>>;
  job?: Resolver<Maybe<ResolversTypes['Job']>, ParentType, ContextType, RequireFields<QueryJobArgs, 'id'>>;
  jobKinds?: Resolver<Array<ResolversTypes['JobKind']>, ParentType, ContextType>;
  jobs?: Resolver<ResolversTypes['JobConnection'], ParentType, ContextType, Partial<QueryJobsArgs>>;
  knowledgeGraph?: Resolver<ResolversTypes['KnowledgeGraph'], ParentType, ContextType, Partial<QueryKnowledgeGraphArgs>>;
  knowledgeNode?: Resolver<Maybe<ResolversTypes['KnowledgeNode']>, ParentType, ContextType, RequireFields<QueryKnowledgeNodeArgs, 'id'>>;
  kommoCredentials?: Resolver<Maybe<ResolversTypes['KommoCredentials']>, ParentType, ContextType>;
  kommoRequest?: Resolver<ResolversTypes['KommoRequestPayload'], ParentType, ContextType, RequireFields<QueryKommoRequestArgs, 'input'>>;
  lead?: Resolver<Maybe<ResolversTypes['Lead']>, ParentType, ContextType, RequireFields<QueryLeadArgs, 'id'>>;
  leads?: Resolver<ResolversTypes['LeadConnection'], ParentType, ContextType, RequireFields<QueryLeadsArgs, 'orderBy'>>;
  pendingKommoInstalls?: Resolver<Array<ResolversTypes['PendingKommoInstall']>, ParentType, ContextType>;
  pipelines?: Resolver<ResolversTypes['PipelineConnection'], ParentType, ContextType, Partial<QueryPipelinesArgs>>;
  previewCrmRule?: Resolver<Array<ResolversTypes['CrmRuleStep']>, ParentType, ContextType, RequireFields<QueryPreviewCrmRuleArgs, 'input'>>;
  unsortedLeads?: Resolver<ResolversTypes['UnsortedLeadConnection'], ParentType, ContextType, Partial<QueryUnsortedLeadsArgs>>;
}>;

export type ReceiveChatMessagePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReceiveChatMessagePayload'] = ResolversParentTypes['ReceiveChatMessagePayload']> = ResolversObject<{
  job?: Resolver<Maybe<ResolversTypes['Job']>, ParentType, ContextType>;
  message?: Resolver<Maybe<ResolversTypes['CrmMessage']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type ReportMessageDeliveryPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReportMessageDeliveryPayload'] = ResolversParentTypes['ReportMessageDeliveryPayload']> = ResolversObject<{
  message?: Resolver<Maybe<ResolversTypes['CrmMessage']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type RetryJobPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RetryJobPayload'] = ResolversParentTypes['RetryJobPayload']> = ResolversObject<{
  job?: Resolver<Maybe<ResolversTypes['Job']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type SaveKommoCredentialsPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SaveKommoCredentialsPayload'] = ResolversParentTypes['SaveKommoCredentialsPayload']> = ResolversObject<{
  credentials?: Resolver<Maybe<ResolversTypes['KommoCredentials']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type SendMessagePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SendMessagePayload'] = ResolversParentTypes['SendMessagePayload']> = ResolversObject<{
  job?: Resolver<Maybe<ResolversTypes['Job']>, ParentType, ContextType>;
  message?: Resolver<Maybe<ResolversTypes['CrmMessage']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type SetCrmAgentStatusPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SetCrmAgentStatusPayload'] = ResolversParentTypes['SetCrmAgentStatusPayload']> = ResolversObject<{
  agent?: Resolver<Maybe<ResolversTypes['CrmAgent']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type StageResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Stage'] = ResolversParentTypes['Stage']> = ResolversObject<{
  color?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isDeleted?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  kommoId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  sort?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['LeadStatus'], ParentType, ContextType>;
}>;

export type StartKommoOAuthPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['StartKommoOAuthPayload'] = ResolversParentTypes['StartKommoOAuthPayload']> = ResolversObject<{
  authorizeUrl?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  expiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type StartSyncPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['StartSyncPayload'] = ResolversParentTypes['StartSyncPayload']> = ResolversObject<{
  connection?: Resolver<Maybe<ResolversTypes['CrmConnection']>, ParentType, ContextType>;
  run?: Resolver<Maybe<ResolversTypes['SyncRun']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type SubscriptionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = ResolversObject<{
  jobProgress?: SubscriptionResolver<Maybe<ResolversTypes['Job']>, "jobProgress", ParentType, ContextType, RequireFields<SubscriptionJobProgressArgs, 'id'>>;
  syncProgress?: SubscriptionResolver<Maybe<ResolversTypes['SyncRun']>, "syncProgress", ParentType, ContextType, RequireFields<SubscriptionSyncProgressArgs, 'connectionId'>>;
}>;

export type SyncEntityStatusResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SyncEntityStatus'] = ResolversParentTypes['SyncEntityStatus']> = ResolversObject<{
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  cursor?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  deletedCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  entity?: Resolver<ResolversTypes['SyncEntity'], ParentType, ContextType>;
  lagSeconds?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  lastError?: Resolver<Maybe<ResolversTypes['CrmError']>, ParentType, ContextType>;
  lastSyncedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  quarantinedCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}>;

export type SyncRunResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SyncRun'] = ResolversParentTypes['SyncRun']> = ResolversObject<{
  error?: Resolver<Maybe<ResolversTypes['CrmError']>, ParentType, ContextType>;
  finishedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  mode?: Resolver<ResolversTypes['SyncMode'], ParentType, ContextType>;
  percent?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  phase?: Resolver<ResolversTypes['SyncPhase'], ParentType, ContextType>;
  rowsDone?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  rowsPerSecond?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  rowsTotal?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  secondsLeft?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  startedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['SyncRunState'], ParentType, ContextType>;
}>;

export type TextFieldValueResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TextFieldValue'] = ResolversParentTypes['TextFieldValue']> = ResolversObject<{
  code?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  fieldId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  key?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  text?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  values?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
}>;

export type UnlinkCrmCardsPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UnlinkCrmCardsPayload'] = ResolversParentTypes['UnlinkCrmCardsPayload']> = ResolversObject<{
  company?: Resolver<Maybe<ResolversTypes['Company']>, ParentType, ContextType>;
  contact?: Resolver<Maybe<ResolversTypes['Contact']>, ParentType, ContextType>;
  lead?: Resolver<Maybe<ResolversTypes['Lead']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type UnlinkCrmUserPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UnlinkCrmUserPayload'] = ResolversParentTypes['UnlinkCrmUserPayload']> = ResolversObject<{
  crmUser?: Resolver<Maybe<ResolversTypes['CrmUser']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type UnmapCustomFieldPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UnmapCustomFieldPayload'] = ResolversParentTypes['UnmapCustomFieldPayload']> = ResolversObject<{
  customField?: Resolver<Maybe<ResolversTypes['CustomField']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type UnsortedLeadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UnsortedLead'] = ResolversParentTypes['UnsortedLead']> = ResolversObject<{
  category?: Resolver<ResolversTypes['UnsortedCategory'], ParentType, ContextType>;
  closedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  company?: Resolver<Maybe<ResolversTypes['Company']>, ParentType, ContextType>;
  connection?: Resolver<ResolversTypes['CrmConnection'], ParentType, ContextType>;
  contacts?: Resolver<Array<ResolversTypes['Contact']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  lead?: Resolver<Maybe<ResolversTypes['Lead']>, ParentType, ContextType>;
  metadata?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  pipeline?: Resolver<Maybe<ResolversTypes['Pipeline']>, ParentType, ContextType>;
  sourceName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  sourceUid?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['UnsortedState'], ParentType, ContextType>;
  uid?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
}>;

export type UnsortedLeadConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UnsortedLeadConnection'] = ResolversParentTypes['UnsortedLeadConnection']> = ResolversObject<{
  edges?: Resolver<Array<ResolversTypes['UnsortedLeadEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}>;

export type UnsortedLeadEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UnsortedLeadEdge'] = ResolversParentTypes['UnsortedLeadEdge']> = ResolversObject<{
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['UnsortedLead'], ParentType, ContextType>;
}>;

export type UpdateCompanyPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UpdateCompanyPayload'] = ResolversParentTypes['UpdateCompanyPayload']> = ResolversObject<{
  company?: Resolver<Maybe<ResolversTypes['Company']>, ParentType, ContextType>;
  conflicts?: Resolver<Array<ResolversTypes['CrmConflict']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type UpdateContactPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UpdateContactPayload'] = ResolversParentTypes['UpdateContactPayload']> = ResolversObject<{
  conflicts?: Resolver<Array<ResolversTypes['CrmConflict']>, ParentType, ContextType>;
  contact?: Resolver<Maybe<ResolversTypes['Contact']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type UpdateCrmNotePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UpdateCrmNotePayload'] = ResolversParentTypes['UpdateCrmNotePayload']> = ResolversObject<{
  conflicts?: Resolver<Array<ResolversTypes['CrmRowConflict']>, ParentType, ContextType>;
  note?: Resolver<Maybe<ResolversTypes['CrmNote']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type UpdateCrmRulePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UpdateCrmRulePayload'] = ResolversParentTypes['UpdateCrmRulePayload']> = ResolversObject<{
  rule?: Resolver<Maybe<ResolversTypes['CrmRule']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type UpdateCrmTaskPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UpdateCrmTaskPayload'] = ResolversParentTypes['UpdateCrmTaskPayload']> = ResolversObject<{
  conflicts?: Resolver<Array<ResolversTypes['CrmRowConflict']>, ParentType, ContextType>;
  task?: Resolver<Maybe<ResolversTypes['CrmTask']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type UpdateLeadPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UpdateLeadPayload'] = ResolversParentTypes['UpdateLeadPayload']> = ResolversObject<{
  conflicts?: Resolver<Array<ResolversTypes['CrmConflict']>, ParentType, ContextType>;
  lead?: Resolver<Maybe<ResolversTypes['Lead']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type UpsertCrmAgentPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UpsertCrmAgentPayload'] = ResolversParentTypes['UpsertCrmAgentPayload']> = ResolversObject<{
  agent?: Resolver<Maybe<ResolversTypes['CrmAgent']>, ParentType, ContextType>;
  created?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type UserResolvers<ContextType = Context, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User']> = ResolversObject<{
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
}>;

export type UserErrorResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UserError'] = ResolversParentTypes['UserError']> = ResolversObject<{
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
}>;

export type Resolvers<ContextType = Context> = ResolversObject<{
  AcceptUnsortedLeadPayload?: AcceptUnsortedLeadPayloadResolvers<ContextType>;
  AddCrmNotePayload?: AddCrmNotePayloadResolvers<ContextType>;
  CancelJobPayload?: CancelJobPayloadResolvers<ContextType>;
  CardChange?: CardChangeResolvers<ContextType>;
  CardEvent?: CardEventResolvers<ContextType>;
  CardEventConnection?: CardEventConnectionResolvers<ContextType>;
  CardEventEdge?: CardEventEdgeResolvers<ContextType>;
  CardFieldChange?: CardFieldChangeResolvers<ContextType>;
  ChoiceFieldValue?: ChoiceFieldValueResolvers<ContextType>;
  ClaimKommoInstallPayload?: ClaimKommoInstallPayloadResolvers<ContextType>;
  Company?: CompanyResolvers<ContextType>;
  CompanyConnection?: CompanyConnectionResolvers<ContextType>;
  CompanyEdge?: CompanyEdgeResolvers<ContextType>;
  CompleteKommoOAuthPayload?: CompleteKommoOAuthPayloadResolvers<ContextType>;
  ConnectKommoWithTokenPayload?: ConnectKommoWithTokenPayloadResolvers<ContextType>;
  Contact?: ContactResolvers<ContextType>;
  ContactConnection?: ContactConnectionResolvers<ContextType>;
  ContactEdge?: ContactEdgeResolvers<ContextType>;
  CreateCompanyPayload?: CreateCompanyPayloadResolvers<ContextType>;
  CreateContactPayload?: CreateContactPayloadResolvers<ContextType>;
  CreateCrmRulePayload?: CreateCrmRulePayloadResolvers<ContextType>;
  CreateCrmTaskPayload?: CreateCrmTaskPayloadResolvers<ContextType>;
  CreateLeadPayload?: CreateLeadPayloadResolvers<ContextType>;
  CrmAccess?: CrmAccessResolvers<ContextType>;
  CrmAgent?: CrmAgentResolvers<ContextType>;
  CrmAgentConnection?: CrmAgentConnectionResolvers<ContextType>;
  CrmAgentEdge?: CrmAgentEdgeResolvers<ContextType>;
  CrmAttachment?: CrmAttachmentResolvers<ContextType>;
  CrmCatalog?: CrmCatalogResolvers<ContextType>;
  CrmCatalogElement?: CrmCatalogElementResolvers<ContextType>;
  CrmConflict?: CrmConflictResolvers<ContextType>;
  CrmConnection?: CrmConnectionResolvers<ContextType>;
  CrmConnectionConnection?: CrmConnectionConnectionResolvers<ContextType>;
  CrmConnectionEdge?: CrmConnectionEdgeResolvers<ContextType>;
  CrmDriftCheck?: CrmDriftCheckResolvers<ContextType>;
  CrmDuplicates?: CrmDuplicatesResolvers<ContextType>;
  CrmError?: CrmErrorResolvers<ContextType>;
  CrmFreshness?: CrmFreshnessResolvers<ContextType>;
  CrmHealth?: CrmHealthResolvers<ContextType>;
  CrmMessage?: CrmMessageResolvers<ContextType>;
  CrmMessageConnection?: CrmMessageConnectionResolvers<ContextType>;
  CrmMessageEdge?: CrmMessageEdgeResolvers<ContextType>;
  CrmNote?: CrmNoteResolvers<ContextType>;
  CrmRowConflict?: CrmRowConflictResolvers<ContextType>;
  CrmRule?: CrmRuleResolvers<ContextType>;
  CrmRuleAction?: CrmRuleActionResolvers<ContextType>;
  CrmRuleRun?: CrmRuleRunResolvers<ContextType>;
  CrmRuleRunConnection?: CrmRuleRunConnectionResolvers<ContextType>;
  CrmRuleRunEdge?: CrmRuleRunEdgeResolvers<ContextType>;
  CrmRuleStep?: CrmRuleStepResolvers<ContextType>;
  CrmTag?: CrmTagResolvers<ContextType>;
  CrmTalk?: CrmTalkResolvers<ContextType>;
  CrmTalkConnection?: CrmTalkConnectionResolvers<ContextType>;
  CrmTalkEdge?: CrmTalkEdgeResolvers<ContextType>;
  CrmTask?: CrmTaskResolvers<ContextType>;
  CrmTaskConnection?: CrmTaskConnectionResolvers<ContextType>;
  CrmTaskEdge?: CrmTaskEdgeResolvers<ContextType>;
  CrmUser?: CrmUserResolvers<ContextType>;
  CrmUserConnection?: CrmUserConnectionResolvers<ContextType>;
  CrmUserEdge?: CrmUserEdgeResolvers<ContextType>;
  CrmWebhook?: CrmWebhookResolvers<ContextType>;
  CustomField?: CustomFieldResolvers<ContextType>;
  CustomFieldConnection?: CustomFieldConnectionResolvers<ContextType>;
  CustomFieldEdge?: CustomFieldEdgeResolvers<ContextType>;
  CustomFieldEntry?: CustomFieldEntryResolvers<ContextType>;
  CustomFieldOption?: CustomFieldOptionResolvers<ContextType>;
  CustomFieldValue?: CustomFieldValueResolvers<ContextType>;
  Date?: GraphQLScalarType;
  DateFieldValue?: DateFieldValueResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  DateTimeFieldValue?: DateTimeFieldValueResolvers<ContextType>;
  Decimal?: GraphQLScalarType;
  DeclineUnsortedLeadPayload?: DeclineUnsortedLeadPayloadResolvers<ContextType>;
  DeleteCrmRulePayload?: DeleteCrmRulePayloadResolvers<ContextType>;
  DeleteKommoCredentialsPayload?: DeleteKommoCredentialsPayloadResolvers<ContextType>;
  DisconnectKommoPayload?: DisconnectKommoPayloadResolvers<ContextType>;
  EnqueueJobPayload?: EnqueueJobPayloadResolvers<ContextType>;
  EntriesFieldValue?: EntriesFieldValueResolvers<ContextType>;
  ExtractKnowledgeGraphPayload?: ExtractKnowledgeGraphPayloadResolvers<ContextType>;
  FilledCustomField?: FilledCustomFieldResolvers<ContextType>;
  FlagFieldValue?: FlagFieldValueResolvers<ContextType>;
  JSON?: GraphQLScalarType;
  Job?: JobResolvers<ContextType>;
  JobConnection?: JobConnectionResolvers<ContextType>;
  JobEdge?: JobEdgeResolvers<ContextType>;
  JobError?: JobErrorResolvers<ContextType>;
  JobKind?: JobKindResolvers<ContextType>;
  KnowledgeGraph?: KnowledgeGraphResolvers<ContextType>;
  KnowledgeNode?: KnowledgeNodeResolvers<ContextType>;
  KnowledgeNodeEdge?: KnowledgeNodeEdgeResolvers<ContextType>;
  KnowledgeRelation?: KnowledgeRelationResolvers<ContextType>;
  KnowledgeRelationConnection?: KnowledgeRelationConnectionResolvers<ContextType>;
  KnowledgeRelationEdge?: KnowledgeRelationEdgeResolvers<ContextType>;
  KnowledgeSource?: KnowledgeSourceResolvers<ContextType>;
  KommoCredentials?: KommoCredentialsResolvers<ContextType>;
  KommoRequestPayload?: KommoRequestPayloadResolvers<ContextType>;
  KommoResponse?: KommoResponseResolvers<ContextType>;
  Lead?: LeadResolvers<ContextType>;
  LeadCatalogElement?: LeadCatalogElementResolvers<ContextType>;
  LeadConnection?: LeadConnectionResolvers<ContextType>;
  LeadEdge?: LeadEdgeResolvers<ContextType>;
  LinkCrmCardsPayload?: LinkCrmCardsPayloadResolvers<ContextType>;
  LinkCrmUserPayload?: LinkCrmUserPayloadResolvers<ContextType>;
  MapCustomFieldPayload?: MapCustomFieldPayloadResolvers<ContextType>;
  Money?: MoneyResolvers<ContextType>;
  MoneyFieldValue?: MoneyFieldValueResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  NumberFieldValue?: NumberFieldValueResolvers<ContextType>;
  OtherFieldValue?: OtherFieldValueResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  PendingKommoInstall?: PendingKommoInstallResolvers<ContextType>;
  Pipeline?: PipelineResolvers<ContextType>;
  PipelineConnection?: PipelineConnectionResolvers<ContextType>;
  PipelineEdge?: PipelineEdgeResolvers<ContextType>;
  QuarantinedRow?: QuarantinedRowResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  ReceiveChatMessagePayload?: ReceiveChatMessagePayloadResolvers<ContextType>;
  ReportMessageDeliveryPayload?: ReportMessageDeliveryPayloadResolvers<ContextType>;
  RetryJobPayload?: RetryJobPayloadResolvers<ContextType>;
  SaveKommoCredentialsPayload?: SaveKommoCredentialsPayloadResolvers<ContextType>;
  SendMessagePayload?: SendMessagePayloadResolvers<ContextType>;
  SetCrmAgentStatusPayload?: SetCrmAgentStatusPayloadResolvers<ContextType>;
  Stage?: StageResolvers<ContextType>;
  StartKommoOAuthPayload?: StartKommoOAuthPayloadResolvers<ContextType>;
  StartSyncPayload?: StartSyncPayloadResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  SyncEntityStatus?: SyncEntityStatusResolvers<ContextType>;
  SyncRun?: SyncRunResolvers<ContextType>;
  TextFieldValue?: TextFieldValueResolvers<ContextType>;
  UnlinkCrmCardsPayload?: UnlinkCrmCardsPayloadResolvers<ContextType>;
  UnlinkCrmUserPayload?: UnlinkCrmUserPayloadResolvers<ContextType>;
  UnmapCustomFieldPayload?: UnmapCustomFieldPayloadResolvers<ContextType>;
  UnsortedLead?: UnsortedLeadResolvers<ContextType>;
  UnsortedLeadConnection?: UnsortedLeadConnectionResolvers<ContextType>;
  UnsortedLeadEdge?: UnsortedLeadEdgeResolvers<ContextType>;
  UpdateCompanyPayload?: UpdateCompanyPayloadResolvers<ContextType>;
  UpdateContactPayload?: UpdateContactPayloadResolvers<ContextType>;
  UpdateCrmNotePayload?: UpdateCrmNotePayloadResolvers<ContextType>;
  UpdateCrmRulePayload?: UpdateCrmRulePayloadResolvers<ContextType>;
  UpdateCrmTaskPayload?: UpdateCrmTaskPayloadResolvers<ContextType>;
  UpdateLeadPayload?: UpdateLeadPayloadResolvers<ContextType>;
  UpsertCrmAgentPayload?: UpsertCrmAgentPayloadResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
  UserError?: UserErrorResolvers<ContextType>;
}>;

export type DirectiveResolvers<ContextType = Context> = ResolversObject<{
  cacheControl?: CacheControlDirectiveResolver<any, any, ContextType>;
  forKeys?: ForKeysDirectiveResolver<any, any, ContextType>;
  idempotent?: IdempotentDirectiveResolver<any, any, ContextType>;
  public?: PublicDirectiveResolver<any, any, ContextType>;
  rateLimit?: RateLimitDirectiveResolver<any, any, ContextType>;
  stepUp?: StepUpDirectiveResolver<any, any, ContextType>;
}>;
