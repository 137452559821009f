import { z } from 'zod';
import { badInput } from '../../../../service-kit/errors/errors';
import type { EstimateFilter, SavedFilterInput } from '../generated/types';
import { STATUS_NAMES } from '../statuses/statuses';

/*
 * What is kept of a filter. It is read as strictly as it was written: a part that this version does not know, or a state that is gone,
 * makes the filter unreadable. To leave it out would find more than its name says.
 */

type Key = keyof EstimateFilter;

const PARTS = {
  status: z.array(z.enum(STATUS_NAMES)),
  leadId: z.string(),
  projectId: z.string(),
  authorId: z.string(),
  search: z.string(),
  responsibleId: z.string(),
  updatedSince: z.iso.datetime(),
} satisfies Record<Key, z.ZodType>; // a new part of EstimateFilter does not compile until it is kept, too

const STORED = z.strictObject(PARTS).partial();

/** A filter with all its parts; null: it does not narrow by this. */
type FilterValues = { [K in Key]: Exclude<EstimateFilter[K], undefined> };

const KEYS = Object.keys(PARTS) as Key[];

/** A list says nothing more by saying it twice, and is no longer than there are states then. */
const once = (value: unknown): unknown => (Array.isArray(value) ? [...new Set<unknown>(value)] : value);

/** What is kept of an input: what it says, and nothing else. */
export function storedFilter(input: Record<Key, unknown> | SavedFilterInput): object {
  const given: Partial<Record<Key, unknown>> = input;
  return Object.fromEntries(KEYS.flatMap((key) => (given[key] == null ? [] : [[key, once(given[key])]])));
}

/** @throws GraphQLError BAD_USER_INPUT for one that this version can't read */
export function readStoredFilter(stored: object): FilterValues {
  const read = STORED.safeParse(stored);
  if (read.success) {
    const blank = Object.fromEntries(KEYS.map((key) => [key, null]));
    return { ...blank, ...read.data } as FilterValues;
  }
  throw badInput('This filter was saved with something that is not known here. Save it anew.');
}
