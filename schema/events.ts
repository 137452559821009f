import { z } from 'zod';

/*
 * What subgraphs tell each other (docs/events.md). An event says what is so now, not only what changed: whoever gets it
 * twice, or missed one before, ends with the same. A payload may grow by optional fields; anything else is a new type.
 */

const id = z.uuid();

/** An organisation's own settings, as they are now; told when one is made or changed. */
export const ORGANIZATION_CHANGED = {
  type: 'identity.organization-changed',
  payload: z.object({
    organizationId: id,
    name: z.string(),
    /** An IANA name: `Europe/Moscow`. */
    timeZone: z.string(),
    /** ISO 4217, what new estimates are priced in; null when the organisation has not said. */
    currency: z.string().nullable(),
    /** BCP 47: `ru`. */
    locale: z.string(),
  }),
  objectOf: ({ organizationId }: { organizationId: string }) => `organization:${organizationId}`,
} as const;

/** An estimate stands otherwise than before: it was sent, opened, approved, declined … Prices are the client's; no cost. */
export const ESTIMATE_MOVED = {
  type: 'estimates.estimate-moved',
  payload: z.object({
    estimateId: id,
    /** The lead it is made for. */
    leadId: id,
    /** Null until it is sent. */
    number: z.string().nullable(),
    title: z.string(),
    revision: z.number().int(),
    from: z.string(),
    status: z.string(),
    /** What the client pays, exact. */
    payable: z.string(),
    currency: z.string(),
    /** What the client pays with tax, before it is rounded. */
    total: z.string().optional(),
    projectId: id.nullable().optional(),
    authorId: id.optional(),
    /** Who is responsible for its lead, of what such people are told; null where that is none of the organisation's. */
    responsibleId: id.nullable().optional(),
    /** Who did it; null for the client, and for the product itself. */
    actorId: id.nullable().optional(),
    /** Whether the client did it, by a link. */
    byClient: z.boolean().optional(),
    /** What the client typed. */
    clientName: z.string().nullable().optional(),
    reason: z.string().nullable().optional(),
    /** SHA-256 of what the client is shown; null for what was never sent. */
    contentHash: z.string().nullable().optional(),
    /** RFC 3339. */
    at: z.string().optional(),
  }),
  objectOf: ({ estimateId }: { estimateId: string }) => `estimate:${estimateId}`,
} as const;

/** A client has not decided about what was sent, and its last day comes. Told once, where the organisation wants it. */
export const ESTIMATE_WAITS = {
  type: 'estimates.estimate-waits',
  payload: z.object({
    estimateId: id,
    authorId: id,
    /** Who is responsible for its lead. */
    responsibleId: id.nullable().optional(),
    number: z.string(),
    title: z.string(),
    payable: z.string(),
    currency: z.string(),
    /** The last day on which it can be decided, `2026-01-31`. */
    validUntil: z.iso.date(),
    /** How many addresses were reminded by mail. */
    reminded: z.number().int(),
  }),
  objectOf: ({ estimateId }: { estimateId: string }) => `estimate:${estimateId}`,
} as const;

/** A client was mailed the link to an estimate without the PDF that was to be with it. Told once for a mail. */
export const PDF_NOT_MAILED = {
  type: 'estimates.pdf-not-mailed',
  payload: z.object({
    estimateId: id,
    authorId: id,
    /** Who asked for the mail. */
    senderId: id,
    number: z.string(),
    title: z.string(),
    /** The client's address. */
    to: z.string(),
    reason: z.enum(['NOT_WRITTEN', 'TOO_LARGE']),
  }),
  objectOf: ({ estimateId }: { estimateId: string }) => `estimate:${estimateId}`,
} as const;

/** A client's mail server did not take the mail with the link to an estimate, for good or for as long as it is tried. */
export const LINK_NOT_MAILED = {
  type: 'estimates.link-not-mailed',
  payload: z.object({
    estimateId: id,
    authorId: id,
    /** Who asked for the mail, or for the one that it reminds of. */
    senderId: id,
    number: z.string(),
    title: z.string(),
    /** The client's address. */
    to: z.string(),
  }),
  objectOf: ({ estimateId }: { estimateId: string }) => `estimate:${estimateId}`,
} as const;

/** A rule between a lead and its estimates wants a draft. */
export const ESTIMATE_WANTED = {
  type: 'crm.estimate-wanted',
  payload: z.object({
    /** The run of the rule that wants it; {@link ESTIMATE_MADE} names it. */
    runId: id,
    leadId: id,
    title: z.string(),
    currency: z.string(),
    /** The estimate it is a copy of; null for an empty one. */
    templateId: id.nullable(),
    /** Who made the rule: the draft is theirs. */
    authorId: id,
  }),
  objectOf: ({ leadId }: { leadId: string }) => `lead:${leadId}`,
} as const;

/** What came of {@link ESTIMATE_WANTED}. */
export const ESTIMATE_MADE = {
  type: 'estimates.estimate-made',
  payload: z.object({
    runId: id,
    /** Null when it could not be made. */
    estimateId: id.nullable(),
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
  }),
  objectOf: ({ runId }: { runId: string }) => `rule-run:${runId}`,
} as const;

/** Grows with every telling of an object: of two that are told, the one with the larger number is what is so now. */
const version = z.number().int().positive();

/**
 * Members of an organisation as they are now: whose address is confirmed, and who may enter. Told when one joins, leaves, is let in or
 * kept out, or proves an address. Up to 200 at once.
 */
export const MEMBERS_CHANGED = {
  type: 'identity.members-changed',
  payload: z.object({
    organizationId: id,
    members: z.array(
      z.object({
        id,
        version,
        /** Its key (lower case, IDN in Punycode); null unless confirmed. */
        verifiedEmail: z.string().nullable(),
        isActive: z.boolean(),
      }),
    ),
  }),
  objectOf: ({ organizationId }: { organizationId: string }) => `members:${organizationId}`,
} as const;

/** Leads as they are now, of one Kommo account; up to 200 at once. What is gone has its copy purged. */
export const LEADS_CHANGED = {
  type: 'crm.leads-changed',
  payload: z.object({
    connectionId: id,
    leads: z.array(
      z.object({
        id,
        version,
        name: z.string(),
        /** Of the main contact. */
        contactName: z.string().nullable(),
        companyName: z.string().nullable(),
        /** Who the lead is about, the main contact first; left out: not said. */
        contactIds: z.array(id).optional(),
        /** Left out: not said. */
        companyId: id.nullable().optional(),
        /** Kommo's number of who is responsible. */
        responsibleKommoId: z.string().nullable(),
        isGone: z.boolean(),
      }),
    ),
  }),
  objectOf: ({ connectionId }: { connectionId: string }) => `leads:${connectionId}`,
} as const;

/** People of a Kommo account as they are now, and who they are among the members of the organisation. */
export const CRM_USERS_CHANGED = {
  type: 'crm.users-changed',
  payload: z.object({
    connectionId: id,
    users: z.array(
      z.object({
        id,
        version,
        kommoId: z.string(),
        name: z.string(),
        userId: id.nullable(),
        isGone: z.boolean(),
      }),
    ),
  }),
  objectOf: ({ connectionId }: { connectionId: string }) => `crm-users:${connectionId}`,
} as const;

/** An organisation was deleted, and is removed at an instant; null: it was restored. */
export const ORGANIZATION_CLOSED = {
  type: 'identity.organization-closed',
  payload: z.object({ organizationId: id, until: z.iso.datetime().nullable() }),
  objectOf: ({ organizationId }: { organizationId: string }) => `closing:${organizationId}`,
} as const;

const known = z.object({
  kind: z.enum(['PROJECT', 'ESTIMATE', 'FILE', 'LEAD', 'PHONE', 'EMAIL']),
  /** Of an object its id; else what makes two of them one. */
  key: z.string(),
});

/**
 * What a knowledge graph is to hold of projects, estimates and files. One generation is told of in many events, in order; what its last
 * one finds of an earlier generation is over. Told without a generation when something was deleted.
 */
export const KNOWLEDGE_TOLD = {
  type: 'estimates.knowledge-told',
  payload: z.object({
    /** Null where only `gone` is told. */
    generation: id.nullable(),
    nodes: z.array(known.extend({ label: z.string() })),
    relations: z.array(
      z.object({ from: known, to: known, kind: z.enum(['MADE_FOR', 'PART_OF', 'MENTIONS']) }),
    ),
    gone: z.array(known),
    isLast: z.boolean(),
  }),
  objectOf: () => 'knowledge',
} as const;
