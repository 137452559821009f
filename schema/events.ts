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
