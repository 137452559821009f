import type { Account } from '../accounts/account';
import type { Talk, TalkMessage } from '../accounts/talks';
import type { RequestLog } from '../request-log';
import type { SimulatorClock } from '../clock';
import type { Behaviour } from '../options';
import { signBody, type ChatChannel } from './channel';

/* Sends the chats' webhooks (kommo-api.md 5.3): what people write in Kommo, signed, once, with no retry. */

const LIMIT_MS = 5_000;

interface ChatWorld {
  readonly channel: ChatChannel;
  readonly behaviour: Behaviour;
  readonly clock: SimulatorClock;
  readonly requests: RequestLog;
  hookChance(probability: number): boolean;
}

/** The bytes of a webhook about a message. */
function chatHookBody({ amojoId }: Account, talk: Talk, message: TalkMessage): string {
  const { channel } = talk;
  return JSON.stringify({
    account_id: amojoId,
    time: message.created_at,
    message: {
      receiver: { id: channel?.client.id, phone: channel?.client.phone, client_id: channel?.client.clientId },
      sender: { id: message.author.id, name: message.author.name },
      conversation: { id: talk.chat_id, client_id: channel?.conversationId },
      source: { external_id: 'line-1' },
      timestamp: message.created_at,
      msec_timestamp: message.created_at * 1_000,
      message: {
        id: message.id,
        type: 'text',
        text: message.text,
        markup: null,
        tag: '',
        media: '',
        thumbnail: '',
        file_name: '',
        file_size: 0,
        template: null,
      },
    },
  });
}

/** Tells the channel what somebody wrote in Kommo. @returns the status of each answer; null for none */
export async function postChat(
  world: ChatWorld,
  account: Account,
  { talk, message }: { talk: Talk; message: TalkMessage },
): Promise<(number | null)[]> {
  const { channel, behaviour } = world;
  if (!talk.channel || channel.hookUrl === null || world.hookChance(behaviour.hookDrop)) return [];
  const url = channel.hookUrl.replace(':scope_id', talk.channel.scope);
  const body = chatHookBody(account, talk, message);
  const times = world.hookChance(behaviour.hookDuplicate) ? 2 : 1;
  return Promise.all(Array.from({ length: times }, () => deliver(world, url, body)));
}

async function deliver({ channel, requests, clock }: ChatWorld, url: string, body: string) {
  const began = performance.now();
  let status: number | null = null;
  try {
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/json', 'x-signature': signBody(channel.secret, body) },
      body,
      signal: AbortSignal.timeout(LIMIT_MS),
    });
    await response.body?.cancel();
    status = response.status;
  } catch {
    // It is not sent again, whatever became of it.
  }
  const duration_ms = Math.round(performance.now() - began);
  requests.addDelivery({ at: clock.now(), kind: 'chat', url, status, attempt: 1, duration_ms });
  return status;
}
