import { InputRejected, reject } from '../../../../service-kit/errors/user-errors';
import { clientOf } from '../connections/kommo-client';
import type { Context } from '../context';
import type { KommoRequestInput } from '../generated/types';
import { KommoError } from '../kommo/kommo-error';
import { canAsk } from '../sync/refetch';
import { connectionFor } from '../writes/references';
import { refusalsOf, unusable } from '../writes/refusals';

/*
 * What this API has no field for is read from Kommo itself, under the same pace and with the same token as all else. Only reads,
 * and only of paths on the list: what holds secrets (webhooks with their addresses, widgets, roles) is on no list.
 */

const CARD = '(?:leads|contacts|companies|customers)';
const ID = '[1-9]\\d{0,17}';
const ALLOWED = [
  'account',
  `users(?:/${ID})?`,
  `${CARD}(?:/${ID})?`,
  `${CARD}/${ID}/(?:links|notes)`,
  `${CARD}/${ID}/notes/${ID}`,
  `${CARD}/(?:tags|custom_fields|notes|links)`,
  `${CARD}/custom_fields/(?:${ID}|groups)`,
  `leads/(?:pipelines|loss_reasons)(?:/${ID})?`,
  `leads/pipelines/${ID}/statuses(?:/${ID})?`,
  'leads/unsorted(?:/summary|/[0-9a-f]{8,64})?',
  'contacts/chats',
  `tasks(?:/${ID})?`,
  'events(?:/types|/[0-9A-Za-z]{8,40})?',
  `catalogs(?:/${ID}(?:/elements(?:/${ID})?|/custom_fields)?)?`,
  'sources',
  `talks(?:/${ID}(?:/messages)?)?`,
].map((path) => new RegExp(`^/${path}$`));

const MOST_PARAMETERS = 100;
const LONGEST_QUERY = 6_000;
const NAME = /^[a-z_]{1,40}(?:\[[\w]{0,60}\]){0,5}$/;
/** As JSON; more belongs into pages. */
const LARGEST = 1024 * 1024;

/** What Kommo answered. */
export interface KommoReply {
  /** Null where there is nothing: 204. */
  body: unknown;
}

/** Reads from Kommo. @throws InputRejected */
export async function kommoRequest(
  ctx: Context,
  input: KommoRequestInput,
): Promise<{ response: KommoReply }> {
  const path = input.path.trim().replace(/^\/?api\/v4(?=\/)/, '');
  if (!ALLOWED.some((allowed) => allowed.test(path))) {
    throw reject(
      'PATH_NOT_ALLOWED',
      'path',
      'Only lists and cards can be read: "/leads", "/contacts/123/notes" … Say it without query.',
    );
  }
  const query = readQuery(input.query ?? []);
  const ref = await connectionFor(ctx, input.connectionId);
  if (!(await canAsk(ctx.crm, ref))) throw unusable();
  const signal = AbortSignal.timeout(20_000);
  try {
    const { body } = await clientOf(ctx.crm, ref).get(path, query, { lane: 'interactive', signal });
    if (JSON.stringify(body ?? null).length > LARGEST) {
      throw reject(
        'ANSWER_TOO_LARGE',
        'query',
        'Kommo’s answer is larger than 1 MB: ask for a smaller "limit".',
      );
    }
    return { response: { body } };
  } catch (error) {
    if (error instanceof KommoError) throw new InputRejected(refusalsOf(error));
    // Waits of ours end with an AbortError, requests with a TimeoutError.
    if (signal.aborted && !(error instanceof InputRejected))
      throw new InputRejected(refusalsOf(new KommoError('unavailable')));
    throw error;
  }
}

function readQuery(given: readonly { name: string; value: string }[]): Record<string, string[]> {
  const query: Record<string, string[]> = Object.create(null) as Record<string, string[]>;
  if (given.length > MOST_PARAMETERS || JSON.stringify(given).length > LONGEST_QUERY) {
    throw reject(
      'TOO_MANY',
      'query',
      `Give at most ${MOST_PARAMETERS} parameters of ${LONGEST_QUERY} characters in all.`,
    );
  }
  given.forEach(({ name, value }, index) => {
    if (!NAME.test(name)) {
      throw reject('INVALID', `query.${index}.name`, 'A name is like "limit" or "filter[id][]".');
    }
    (query[name] ??= []).push(value);
  });
  return { ...query };
}
