import { isFailure, isRefused, KommoError } from '../kommo/kommo-error';
import { readAccessTokenClaims } from '../kommo/access-token';
import type { UserRow } from '../kommo/rows';

/*
 * What an account's plan and the rights of whoever gave access allow. Each is asked for as it would be used, in the smallest way:
 * nothing that Kommo says of plans or roles tells as much as its answer does (kommo-api.md 6.22).
 */

/** How Kommo answers. */
export type AccessState = 'ALLOWED' | 'NO_RIGHT' | 'NOT_IN_PLAN' | 'NOT_OFFERED';

/** What a capability is asked with; everything throws KommoError where Kommo refuses. */
export interface Asking {
  /** GETs a path under `/api/v4`; null for an empty answer. */
  get(path: string): Promise<unknown>;
  /** Whoever gave access; null where Kommo does not say who that is. It shows people to administrators only (kommo-api.md 3.2). */
  own(): Promise<UserRow | null>;
  accessToken: string;
}

interface Probe {
  /** What is missing without it; for people. */
  meaning: string;
  /** @returns null where Kommo does not say */
  ask(asking: Asking): Promise<AccessState | null>;
}

const list =
  (path: string): Probe['ask'] =>
  async ({ get }) => {
    await get(path);
    return 'ALLOWED';
  };

/** Only administrators may look at people (kommo-api.md 3.2), and see every card. */
async function askForAll({ own }: Asking): Promise<AccessState | null> {
  const user = await own();
  if (user === null) return null;
  return user.rights.is_admin ? 'ALLOWED' : 'NO_RIGHT';
}

/** A right to write, as Kommo's roles have it. Where it does not show them, only its refusal tells. */
const right =
  (on: 'leads' | 'contacts' | 'companies' | 'tasks', to: 'add' | 'edit'): Probe['ask'] =>
  async ({ own }) => {
    try {
      const user = await own();
      if (user?.rights.is_admin) return 'ALLOWED';
      const given = user?.rights[on][to] ?? null;
      return given === null ? null : given === 'D' ? 'NO_RIGHT' : 'ALLOWED';
    } catch (error) {
      if (isRefused(error)) return null;
      throw error;
    }
  };

async function askForFilters({ get }: Asking): Promise<AccessState | null> {
  const account = (await get('/account?with=is_api_filter_enabled')) as Record<string, unknown> | null;
  const isEnabled = account?.['is_api_filter_enabled'];
  if (typeof isEnabled !== 'boolean') return null;
  return isEnabled ? 'ALLOWED' : 'NOT_IN_PLAN';
}

/** A message can't be sent to try: a token says what it is for, if it does (kommo-api.md 1.6, 5.2). */
function askForSending({ accessToken }: Asking): Promise<AccessState | null> {
  const scopes = readAccessTokenClaims(accessToken)?.scopes;
  if (scopes === undefined) return Promise.resolve(null);
  return Promise.resolve(scopes.includes('send_external_messages') ? 'ALLOWED' : 'NO_RIGHT');
}

const PROBES = {
  ALL_ROWS: {
    meaning:
      'Whoever gave access is no administrator: only cards this person may see are copied, deletions are found late, and people ' +
      'can’t be listed.',
    ask: askForAll,
  },
  WEBHOOKS: {
    meaning: 'Kommo does not tell us of changes: they come with the next poll.',
    ask: list('/webhooks?limit=1'),
  },
  CHANGE_LOG: {
    meaning: 'Deletions are found late, and the events of cards are missing.',
    ask: list('/events?limit=1'),
  },
  CONVERSATIONS: {
    meaning: 'Conversations come by webhooks alone, and what becomes of messages is not known.',
    ask: list('/talks?limit=1'),
  },
  SENDING: {
    meaning:
      'Messages can’t be sent: add the right to the integration’s accesses in Kommo, and connect the account again.',
    ask: askForSending,
  },
  TASKS: { meaning: 'Tasks are missing.', ask: list('/tasks?limit=1') },
  NOTES: { meaning: 'Notes are missing.', ask: list('/leads/notes?limit=1') },
  LISTS: { meaning: 'Products and other elements of lists are missing.', ask: list('/catalogs?limit=1') },
  INCOMING_LEADS: {
    meaning: 'Incoming leads are missing until somebody in Kommo takes them.',
    ask: list('/leads/unsorted?limit=1'),
  },
  FILTERS: {
    meaning: 'Kommo’s lists can’t be asked for what has changed: each synchronisation reads everything.',
    ask: askForFilters,
  },
  ADD_LEADS: { meaning: 'Leads can’t be made from here.', ask: right('leads', 'add') },
  EDIT_LEADS: { meaning: 'Leads can’t be changed from here, nor by rules.', ask: right('leads', 'edit') },
  ADD_CONTACTS: { meaning: 'Contacts can’t be made from here.', ask: right('contacts', 'add') },
  EDIT_CONTACTS: { meaning: 'Contacts can’t be changed from here.', ask: right('contacts', 'edit') },
  ADD_COMPANIES: { meaning: 'Companies can’t be made from here.', ask: right('companies', 'add') },
  EDIT_COMPANIES: { meaning: 'Companies can’t be changed from here.', ask: right('companies', 'edit') },
  EDIT_TASKS: { meaning: 'Tasks can’t be changed from here.', ask: right('tasks', 'edit') },
} as const satisfies Record<string, Probe>;

/** Rights to write. */
export type WriteRight = Extract<keyof typeof PROBES, `${'ADD' | 'EDIT'}_${string}`>;
export type Capability = keyof typeof PROBES;
export const CAPABILITIES = Object.keys(PROBES) as Capability[];

/** What is missing without it. */
export const meaningOf = (capability: Capability): string => PROBES[capability].meaning;

/** What Kommo has answered. */
export interface Answered {
  states: Map<Capability, AccessState>;
  /** Of these it does not say any more. */
  unsaid: Capability[];
  /** Whether it failed at none: what is missing then, it does not say. */
  isWhole: boolean;
}

/** A refusal as a state; null for what may pass and says nothing. */
function stateOf({ kind }: KommoError): AccessState | null {
  if (kind === 'forbidden') return 'NO_RIGHT';
  if (kind === 'payment') return 'NOT_IN_PLAN';
  return kind === 'not_found' || kind === 'invalid' ? 'NOT_OFFERED' : null;
}

/**
 * Asks for everything, at once.
 *
 * @param signal ends the asking: what has not been answered by then stays unknown
 * @returns what Kommo has answered
 * @throws KommoError what is no answer to the question: Kommo has blocked us, wants a pause, or does not take the token
 */
export async function probeAccess(asking: Asking, signal: AbortSignal): Promise<Answered> {
  let isWhole = true;
  const answers = await Promise.all(
    CAPABILITIES.map(async (capability) => {
      try {
        const state = await PROBES[capability].ask(asking);
        return { capability, state, isUnsaid: state === null };
      } catch (error) {
        // A block, or a token that is over, is no matter of one capability.
        if (!isRefused(error) && !isFailure(error) && !signal.aborted) throw error;
        const state = error instanceof KommoError ? stateOf(error) : null;
        isWhole &&= state !== null;
        return { capability, state, isUnsaid: false };
      }
    }),
  );
  const known = answers.flatMap(({ capability, state }) =>
    state === null ? [] : [[capability, state] as const],
  );
  const unsaid = answers.filter(({ isUnsaid }) => isUnsaid).map(({ capability }) => capability);
  return { states: new Map(known), unsaid, isWhole };
}

/** Asks for one right alone. @returns null where Kommo does not say @throws KommoError */
export const probeRight = (asking: Asking, one: WriteRight): Promise<AccessState | null> =>
  PROBES[one].ask(asking);
