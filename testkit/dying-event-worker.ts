/* A worker that is killed in the middle of an event: after it wrote, before the commit. Started by tests only. */
import { z } from 'zod';
import { connectDatabase } from '../service-kit/postgres/database';
import { consumeEvents } from '../service-kit/outbox/consume';
import { acting, applying, type EventPart } from '../service-kit/outbox/events';
import { relayEvents } from '../service-kit/outbox/relay';
import { silentLogger } from '../service-kit/process/logger';

const { URL_IDENTITY = '', URL_ESTIMATES = '', ORG = '', HOW = '' } = process.env;

const COUNTED = {
  type: 'identity.counted',
  payload: z.object({ object: z.string(), n: z.number() }),
  objectOf: ({ object }: { object: string }) => object,
};

const die = (): Promise<never> => {
  process.kill(process.pid, 'SIGKILL');
  return new Promise(() => undefined);
};

async function main(): Promise<void> {
  const connect = (url: string, schema: string) =>
    connectDatabase({ url, schema, entities: [], applicationName: 'dying-worker' });
  const handler =
    HOW === 'applying'
      ? applying(COUNTED, async (db, { id }) => {
          await db.query(
            `INSERT INTO estimates.projects (org_id, id, name, author_id, version, created_at, updated_at)
             VALUES ($1, $2, 'made', $2, 1, now(), now())`,
            [ORG, id],
          );
          await die();
        })
      : acting(COUNTED, die);
  const consumer = { name: 'killed', handlers: [handler] };
  const part: EventPart = {
    name: 'estimates',
    source: await connect(URL_ESTIMATES, 'estimates'),
    consumers: [consumer],
  };
  const producer: EventPart = {
    name: 'identity',
    source: await connect(URL_IDENTITY, 'identity'),
    consumers: [],
  };
  await relayEvents(producer, [part], ORG);
  await consumeEvents(part, consumer, ORG, silentLogger());
}

void main();
