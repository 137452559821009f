import { z } from 'zod';
import { SCENARIOS } from './accounts/profiles';
import { UNSORTED_CATEGORIES } from './accounts/unsorted-book';
import { FAULT_KINDS } from './faults';

const count = z.int().min(0).max(1_000_000);
const entity = z.enum(['leads', 'contacts', 'companies']);
/** Rows by id, or the first `n` of the list in id order. */
const rows = { entity, n: z.int().min(1).max(1_000_000).optional(), ids: z.array(z.int()).optional() };

const right = z.enum(['A', 'G', 'M', 'D']);
const writeRights = z.strictObject({ add: right.optional(), edit: right.optional() });

/** Columns a bulk change may set; their values are not checked against each other. */
const columns = z.strictObject({
  name: z.string().optional(),
  first_name: z.string().optional(),
  last_name: z.string().optional(),
  price: z.int().optional(),
  responsible_user_id: z.int().optional(),
  pipeline_id: z.int().optional(),
  status_id: z.int().optional(),
});

/** What the control calls take; the same over HTTP and in process. */
export const controlSchemas = {
  reset: z.strictObject({
    seed: z.int().optional(),
    scenario: z.enum(SCENARIOS).optional(),
    keep_tokens: z.boolean().optional(),
    contacts: count.optional(),
    leads: count.optional(),
    companies: count.optional(),
    tasks: count.optional(),
  }),
  clock: z.strictObject({ advance_s: z.int().min(0) }),
  fault: z.strictObject({
    match: z
      .strictObject({
        method: z.string().optional(),
        path: z.string().optional(),
        account: z.union([z.string(), z.int()]).optional(),
      })
      .default({}),
    kind: z.enum(FAULT_KINDS),
    times: z.int().min(1).optional(),
    probability: z.number().min(0).max(1).optional(),
    delay_ms: z.int().min(0).max(600_000).optional(),
    applied: z.boolean().optional(),
  }),
  mutate: z.strictObject({
    /** `silent`: as links and tags change, without a new `updated_at`. */
    bulk: z.strictObject({ ...rows, set: columns.optional(), silent: z.boolean().optional() }).optional(),
    create: z.strictObject({ entity, n: z.int().min(1).max(100_000) }).optional(),
    delete: z.strictObject(rows).optional(),
    restore: z.strictObject(rows).optional(),
    /** Tasks and notes go for good; of notes only their cards' change log tells. */
    delete_tasks: z.strictObject({ ids: z.array(z.int()) }).optional(),
    delete_notes: z.strictObject({ entity, ids: z.array(z.int()) }).optional(),
    delete_elements: z.strictObject({ ids: z.array(z.int()) }).optional(),
    /** Somebody sends something in: an incoming lead each, with a contact. */
    incoming: z
      .strictObject({ n: z.int().min(1).max(10_000), category: z.enum(UNSORTED_CATEGORIES).default('forms') })
      .optional(),
    /** What waits longest is taken over, or sent away. */
    accept_incoming: z.strictObject({ n: z.int().min(1) }).optional(),
    decline_incoming: z.strictObject({ n: z.int().min(1) }).optional(),
    /** Takes incoming contacts over into the lists. */
    accept: z.strictObject({ n: z.int().min(1) }).optional(),
    /** One card goes into another: it vanishes without a trace, and the other one keeps its `updated_at`. */
    merge: z.strictObject({ entity, from: z.int(), into: z.int() }).optional(),
    during_paging: z
      .strictObject({
        entity: entity.default('leads'),
        after_page: z.int().min(1),
        n: z.int().min(1),
        action: z.enum(['update', 'delete', 'accept']).default('update'),
        advance_s: z.int().min(1).optional(),
      })
      .optional(),
  }),
  rename: z.strictObject({ subdomain: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/) }),
  client: z.strictObject({ client_id: z.string().optional() }),
  user: z.strictObject({
    user_id: z.int(),
    is_admin: z.boolean().optional(),
    is_active: z.boolean().optional(),
    email: z.string().optional(),
    /** Which cards the user sees: all, the group's, their own, none. */
    right: right.optional(),
    /** Rights to write that differ from it. */
    writes: z
      .strictObject({
        ...{ leads: writeRights.optional(), contacts: writeRights.optional() },
        ...{ companies: writeRights.optional(), tasks: writeRights.optional() },
      })
      .optional(),
  }),
  /** Switches an account's webhooks off, as Kommo does with those that fail. */
  webhooks: z.strictObject({ disabled: z.boolean() }),
  plan: z.strictObject({
    paid: z.boolean().optional(),
    webhooks: z.boolean().optional(),
    talks: z.boolean().optional(),
    filters: z.boolean().optional(),
  }),
  block: z.strictObject({ blocked: z.boolean() }),
  behaviour: z.strictObject({
    rotation: z.enum(['strict', 'grace']).optional(),
    allOrNothing: z.boolean().optional(),
    unknownFilter: z.enum(['ignore', 'refuse']).optional(),
    nextOnFullLastPage: z.boolean().optional(),
    retryAfterHeader: z.boolean().optional(),
    eventsLimit: z.union([z.literal(100), z.literal(250)]).optional(),
    listCap: z.int().min(1).max(250).nullable().optional(),
    ties: z.enum(['stable', 'unstable']).optional(),
    withoutNext: z.boolean().optional(),
    dateSkew: z.int().optional(),
    hookDrop: z.number().min(0).max(1).optional(),
    hookDuplicate: z.number().min(0).max(1).optional(),
    hookTimeFactor: z.number().min(0).max(1).optional(),
    namelessHistory: z.boolean().optional(),
    retryAfterBody: z.unknown().optional(),
    retryAfterText: z.string().optional(),
    expiresInText: z.boolean().optional(),
    ownUser: z.boolean().optional(),
    oldHost: z.enum(['unauthorized', 'not_found', 'redirect']).optional(),
  }),
  /** What a customer writes, in a talk or to the contact's open one. */
  incoming: z
    .strictObject({
      contact_id: z.int().optional(),
      talk_id: z.int().optional(),
      text: z.string(),
      origin: z.string().optional(),
      attachment: z.strictObject({ type: z.string(), link: z.string(), file_name: z.string() }).optional(),
    })
    .refine(({ contact_id, talk_id }) => contact_id !== undefined || talk_id !== undefined, {
      message: 'give contact_id or talk_id',
    }),
  /** What a customer writes on the chat channel. */
  chat: z.strictObject({ conversation_id: z.string().min(1), name: z.string().min(1), text: z.string() }),
  /** What somebody writes in Kommo, in a conversation of the chat channel; told to the channel by its webhook. */
  reply: z.strictObject({ talk_id: z.int(), text: z.string() }),
  /** Where the chat channel's webhooks go, with `:scope_id` in it. */
  channel: z.strictObject({ hook_url: z.url().nullable() }),
  /** How the account's messages fare: how many may be sent, and what becomes of those sent from now on. */
  talks: z.strictObject({
    quota: z.int().min(0).optional(),
    fate: z.enum(['sent', 'delivered', 'read', 'error']).optional(),
  }),
  /** Shows one row of a list otherwise than it is: changed keys, or another row altogether; null `id` puts one in front. */
  odd: z.strictObject({
    list: z.string(),
    id: z.union([z.int(), z.string()]).nullable().default(null),
    set: z.record(z.string(), z.unknown()).optional(),
    row: z.unknown().optional(),
  }),
  integration: z.strictObject({
    clientId: z.string().min(1),
    clientSecret: z.string().min(1),
    redirectUri: z.url(),
    name: z.string().optional(),
    kind: z.enum(['private', 'public']).optional(),
    scopes: z.array(z.string()).optional(),
    uninstallUrl: z.url().optional(),
    accounts: z.array(z.int()).optional(),
  }),
  token: z.strictObject({
    subdomain: z.string(),
    user_id: z.int().optional(),
    scopes: z.array(z.string()).optional(),
    lifetime_s: z.int().min(1).optional(),
    client_id: z.string().optional(),
  }),
};

type Input<Name extends keyof typeof controlSchemas> = z.input<(typeof controlSchemas)[Name]>;
export type ResetInput = Input<'reset'>;
export type FaultInput = Input<'fault'>;
export type MutateInput = Input<'mutate'>;
export type Mutation = z.output<typeof controlSchemas.mutate>;
export type OddInput = Input<'odd'>;
export type IncomingInput = Input<'incoming'>;
export type ChatInput = Input<'chat'>;
export type ReplyInput = Input<'reply'>;
export type ChannelInput = Input<'channel'>;
export type TalksInput = Input<'talks'>;
export type ClientInput = Input<'client'>;
export type UserInput = Input<'user'>;
export type PlanInput = Input<'plan'>;
export type BehaviourInput = Input<'behaviour'>;
export type IntegrationInput = Input<'integration'>;
export type TokenInput = Input<'token'>;
