/*
 * Sends hostile requests from a process of its own, so that making them holds up nobody who measures. Its parent names one of
 * the table and how many at once, and is told what was answered.
 */
import { Pool } from 'undici';
import type { Outcome } from './outcome';
import { PRODUCT_ATTACKS } from './product-attacks';
import type { ProductWorld } from './product-world';
import { WIDE_ATTACKS } from './wide-attacks';

interface WideOrder {
  readonly table: 'wide';
  readonly name: string;
  readonly url: string;
  readonly atOnce: number;
}

interface ProductOrder {
  readonly table: 'product';
  readonly name: string;
  readonly world: ProductWorld;
  readonly atOnce: number;
}

export type Order = WideOrder | ProductOrder;

let seed = Date.now() % 1_000_000;

async function send(order: Order): Promise<Outcome[]> {
  return order.table === 'wide' ? sendWide(order) : runOnProduct(order);
}

async function runOnProduct({ name, world, atOnce }: ProductOrder): Promise<Outcome[]> {
  const attack = PRODUCT_ATTACKS.find((one) => one.name === name);
  if (!attack) throw new Error(`There is no attack "${name}".`);
  const runs = Array.from({ length: atOnce }, () => attack.run(world, (seed += 1)));
  return (await Promise.all(runs)).flat();
}

async function sendWide(order: WideOrder): Promise<Outcome[]> {
  const attack = WIDE_ATTACKS.find(({ name }) => name === order.name);
  if (!attack) throw new Error(`There is no attack "${order.name}".`);
  const { origin, pathname } = new URL(order.url);
  const pool = new Pool(origin, { connections: order.atOnce, bodyTimeout: 60_000, headersTimeout: 60_000 });
  try {
    return await Promise.all(
      Array.from({ length: order.atOnce }, async () => {
        const body = attack.body((seed += 1));
        const headers = { 'content-type': 'application/json' };
        try {
          const answer = await pool.request({ path: pathname, method: 'POST', headers, body });
          return { status: answer.statusCode, text: (await answer.body.text()).slice(0, 2_000) };
        } catch (error) {
          return { status: 0, text: String(error) };
        }
      }),
    );
  } finally {
    await pool.destroy();
  }
}

process.on('disconnect', () => process.exit());
process.on('message', (order: Order) => {
  void send(order).then((outcomes) => process.send?.(outcomes));
});
process.send?.('ready');
