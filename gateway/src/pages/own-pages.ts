import { randomUUID } from 'node:crypto';
import { OWN_PAGES_APP } from '../../../service-kit/http/device-headers';
import type { RequestFacts } from '../../../service-kit/subgraph/context';

/*
 * The gateway's own pages ask its endpoint as their visitor would, and no device is asked of them. So only this process can say that a
 * request is theirs: by a word that it makes at its start and that never leaves it.
 */

const HEADER = 'x-own-pages';
const WORD = randomUUID();

/** The headers of a request that a page of ours makes. */
export const OWN_PAGES_HEADERS = { 'x-app-type': OWN_PAGES_APP, [HEADER]: WORD } as const;

/** Forgets what a client says of its app if it calls itself one of our pages. */
export function disbelieveOwnPages(facts: RequestFacts, headers: Readonly<Record<string, unknown>>): void {
  if (facts.appType?.toLowerCase() === OWN_PAGES_APP && headers[HEADER] !== WORD) facts.appType = null;
}
