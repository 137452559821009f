import { Pool } from 'undici';
import { startKommoSimulator } from '../simulator/kommo-simulator';

/*
 * Kommo beside `bench/crm`, in a process of its own: it answers as fast as it can, and posts webhooks at a steady rate when told to.
 */

/** Posts at so many a second, whether answers come or not. */
export interface Flood {
  url: string;
  bodies: readonly string[];
  perSecond: number;
}

/** What became of a flood, ms. */
export interface FloodResult {
  latencies: number[];
  refused: number;
}

const TICK_MS = 10;

async function flood({ url, bodies, perSecond }: Flood): Promise<FloodResult> {
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin, { connections: 64 });
  const latencies: number[] = [];
  let refused = 0;
  const post = async (body: string): Promise<void> => {
    const begin = performance.now();
    const answer = await pool.request({
      method: 'POST',
      path: pathname,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body,
    });
    await answer.body.dump();
    latencies.push(performance.now() - begin);
    if (answer.statusCode !== 200) refused += 1;
  };
  const begin = performance.now();
  const all: Promise<void>[] = [];
  while (all.length < bodies.length) {
    const due = Math.min(bodies.length, Math.floor(((performance.now() - begin) / 1000) * perSecond));
    while (all.length < due) all.push(post(bodies[all.length] ?? ''));
    await new Promise((resolve) => {
      setTimeout(resolve, TICK_MS);
    });
  }
  await Promise.all(all);
  await pool.destroy();
  return { latencies, refused };
}

async function main(): Promise<void> {
  const [contacts, leads] = process.argv.slice(2).map(Number);
  const kommo = await startKommoSimulator({
    contacts: contacts ?? 0,
    leads: leads ?? 0,
    companies: 1_000,
    tasks: 1_000,
    rateLimit: { perSecond: 0 },
  });
  const token = kommo.issueLongLivedToken('acme-demo');
  process.on('message', (wish: Flood) => void flood(wish).then((result) => process.send?.(result)));
  process.on('disconnect', () => process.exit());
  process.send?.({ authorizeUrl: kommo.authorizeUrl, accountUrl: kommo.accountUrl, token });
}

void main();
