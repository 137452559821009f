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

/** An estimate stands otherwise than before: it was sent, approved, declined … */
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
