import type { Lane } from '../kommo/governor';
import type { ChatChannelSettings } from '../kommo/settings';
import { KommoError } from '../kommo/kommo-error';
import type { ConnectionRef, CrmRuntime } from '../runtime';
import { signedHeaders } from './signature';

/*
 * The chats' API (kommo-api.md 5.3): a host of its own, requests signed by the channel, no token. It is paced as the
 * connection's other requests are. Nothing is repeated here: what was not answered may have been done.
 */

export interface AmojoOptions {
  lane: Lane;
  signal?: AbortSignal | undefined;
}

/** Calls to the chats of one connection's account. */
export interface Amojo {
  readonly channel: ChatChannelSettings;
  /** @param path under `/v2/origin/custom/`. @returns the answer; null for none. @throws KommoError */
  send(
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    body: unknown,
    options: AmojoOptions,
  ): Promise<unknown>;
}

/** The chats' API for a connection; null where the installation has no channel. */
export function amojoOf(runtime: CrmRuntime, ref: ConnectionRef): Amojo | null {
  const { channel } = runtime.settings;
  if (!channel) return null;
  const base = channel.url.replace(/\/+$/, '');
  return {
    channel,
    async send(method, path, body, { lane, signal }) {
      await runtime.governors.of(ref.connectionId).turn(lane, signal);
      const [bare = ''] = path.split('?');
      const url = `${base}/v2/origin/custom/${path}`;
      const signed = {
        method,
        path: new URL(`${base}/v2/origin/custom/${bare}`).pathname,
        body: body === undefined ? '' : JSON.stringify(body),
      };
      const headers = signedHeaders(channel.secret, signed, (runtime.settings.now ?? Date.now)());
      try {
        return (await runtime.http.send({ method, url, body, headers, signal })).body;
      } catch (error) {
        throw ofChannel(error);
      }
    },
  };
}

/**
 * The account's token, its blocks and its pace are no matter of the chats' API: what it does not let in is the channel, and what it
 * slows down is nothing but itself.
 */
function ofChannel(error: unknown): unknown {
  if (!(error instanceof KommoError)) return error;
  const { kind, facts } = error;
  if (kind === 'unauthorized' || kind === 'blocked_html')
    return new KommoError('forbidden', facts, { cause: error });
  return kind === 'rate_limited' ? new KommoError('unavailable', facts, { cause: error }) : error;
}
