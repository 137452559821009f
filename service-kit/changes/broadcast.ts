import { Redis } from 'ioredis';
import { Client } from 'pg';
import { checkRedis } from '../jobs/queue';
import { connectClient } from '../postgres/database-roles';
import type { Logger } from '../process/logger';
import { followService, inTime } from '../process/service-state';

/*
 * A message to every process, within milliseconds: Redis pub/sub when there is a Redis, else PostgreSQL
 * LISTEN/NOTIFY. It may be lost while a connection is down, so each subscriber can say how to catch up: `onGap` runs
 * at the first connection and after every reconnection.
 */

const RECONNECT_MS = 500;
/** A message that takes longer has missed its purpose, and its sender has something else to do, in ms. */
const PUBLISH_MS = 1_000;

export interface Broadcast {
  /** Sends a small JSON message (under 8 kB, PostgreSQL's limit) to all processes, this one included. */
  publish(channel: string, message: unknown): Promise<void>;
  /**
   * Listens. Resolves when listening.
   *
   * @param onMessage called for each message; its errors are logged
   * @param onGap messages may have been missed: read the state again
   */
  subscribe(
    channel: string,
    onMessage: (message: unknown) => void,
    onGap?: () => Promise<void>,
  ): Promise<void>;
  close(): Promise<void>;
}

interface Subscription {
  onMessage: (message: unknown) => void;
  onGap?: (() => Promise<void>) | undefined;
}

class Subscriptions {
  readonly #byChannel = new Map<string, Subscription[]>();

  constructor(private readonly log: Logger) {}

  add(channel: string, subscription: Subscription): void {
    this.#byChannel.set(channel, [...(this.#byChannel.get(channel) ?? []), subscription]);
  }

  get channels(): string[] {
    return [...this.#byChannel.keys()];
  }

  deliver(channel: string, text: string | undefined): void {
    for (const { onMessage } of this.#byChannel.get(channel) ?? []) {
      try {
        onMessage(JSON.parse(text ?? 'null'));
      } catch (error) {
        this.log.error({ channel, err: error }, 'broadcast handler failed');
      }
    }
  }

  async catchUp(): Promise<void> {
    for (const { onGap } of [...this.#byChannel.values()].flat()) {
      await onGap?.().catch((error: unknown) => this.log.error({ err: error }, 'broadcast catch-up failed'));
    }
  }
}

/** Broadcast over Redis or PostgreSQL, by the URL's scheme. */
export function createBroadcast(url: string, log: Logger): Broadcast {
  return /^rediss?:/.test(url) ? overRedis(url, log) : overPostgres(url, log);
}

function overRedis(url: string, log: Logger): Broadcast {
  const subscriptions = new Subscriptions(log);
  const probe = () => checkRedis(url);
  const state = followService({ name: 'Redis, which carries messages between processes,', probe }, log);
  const connect = () => {
    const redis = new Redis(url, { maxRetriesPerRequest: null, lazyConnect: true });
    redis.on('error', (error) => state.trouble(error));
    return redis;
  };
  const sender = connect();
  const listener = connect();
  listener.on('message', (channel, text) => subscriptions.deliver(channel, text));
  // ioredis subscribes again by itself, but does not say when: what is told between catching up and that would be lost.
  listener.on('ready', () => {
    const { channels } = subscriptions;
    if (channels.length === 0) return;
    listener.subscribe(...channels).then(
      () => subscriptions.catchUp(),
      () => undefined, // closed meanwhile
    );
  });
  return {
    async publish(channel, message) {
      if (state.isDown) throw new Error('Redis does not answer.'); // nobody waits for the next time-out
      try {
        await inTime(PUBLISH_MS, sender.publish(channel, JSON.stringify(message)));
      } catch (error) {
        state.trouble(error);
        throw error;
      }
    },
    async subscribe(channel, onMessage, onGap) {
      subscriptions.add(channel, { onMessage, onGap });
      await listener.subscribe(channel);
      await onGap?.();
    },
    async close() {
      state.close();
      sender.disconnect();
      listener.disconnect();
      await Promise.resolve();
    },
  };
}

/** One connection that listens and sends; it is made anew when it breaks. */
function overPostgres(url: string, log: Logger): Broadcast {
  const subscriptions = new Subscriptions(log);
  const probe = async () => void (await (await connectClient(url)).end());
  const state = followService({ name: 'PostgreSQL, which carries messages between processes,', probe }, log);
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  let current: Promise<Client> | undefined;

  const connection = (): Promise<Client> => (current ??= connect());

  async function connect(): Promise<Client> {
    const client = new Client({
      connectionString: url,
      application_name: 'cashcraft-broadcast',
      keepAlive: true,
    });
    client.on('notification', ({ channel, payload }) => subscriptions.deliver(channel, payload));
    client.on('error', (error) => state.trouble(error));
    client.on('end', () => reconnectLater());
    try {
      await client.connect();
      for (const channel of subscriptions.channels)
        await client.query(`LISTEN ${client.escapeIdentifier(channel)}`);
      return client;
    } catch (error) {
      reconnectLater();
      throw error;
    }
  }

  function reconnectLater(): void {
    current = undefined;
    if (closed || timer) return;
    timer = setTimeout(() => {
      timer = undefined;
      connection().then(
        () => subscriptions.catchUp(),
        () => undefined, // `connect` has planned the next try
      );
    }, RECONNECT_MS).unref();
  }

  return {
    async publish(channel, message) {
      const client = await connection();
      await client.query('SELECT pg_notify($1, $2)', [channel, JSON.stringify(message)]);
    },
    async subscribe(channel, onMessage, onGap) {
      const client = await connection();
      subscriptions.add(channel, { onMessage, onGap });
      await client.query(`LISTEN ${client.escapeIdentifier(channel)}`);
      await onGap?.();
    },
    async close() {
      closed = true;
      state.close();
      clearTimeout(timer);
      const client = await current?.catch(() => undefined);
      await client?.end();
    },
  };
}
