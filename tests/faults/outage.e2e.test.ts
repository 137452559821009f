import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import {
  answersWell,
  SECRETS,
  startFaultySubgraph,
  type FaultySubgraph,
} from '../../testkit/faulty-subgraph';
import { p99, startLoad, type Load, type Shot } from '../../testkit/load';
import { startTinyGateway, type TinyGateway } from '../../testkit/tiny-gateway';

/*
 * A subgraph that is gone for a while under load. 6 s here; FULL_FAULTS=1 makes it the 60 s of the requirement. The
 * time-out is a fifth of the default, so that a subgraph that hangs is found out within a scaled outage.
 */
const OUTAGE_MS = process.env['FULL_FAULTS'] ? 60_000 : 6_000;
const NORMAL_MS = 3_000;
const RECOVERY_MS = 10_000;
const TIMEOUT_MS = 2_000;
/** Below this a difference is the noise of a shared machine, not the outage. */
const FLOOR_MS = 100;
const EVERY_MS = 10;

const OUTAGES: [string, (crm: FaultySubgraph) => Promise<void>, (crm: FaultySubgraph) => Promise<void>][] = [
  ['is gone', (crm) => crm.goDown(), (crm) => crm.comeBack()],
  [
    'hangs',
    async (crm) => {
      crm.behave = () => undefined;
    },
    async (crm) => {
      crm.behave = answersWell;
    },
  ],
];

describe.each(OUTAGES)('a subgraph that %s for a while, under load', (_what, goDown, comeBack) => {
  let crm: FaultySubgraph;
  let tiny: TinyGateway;
  let app: FastifyInstance;
  let loads: Load[];

  beforeAll(async () => {
    crm = await startFaultySubgraph();
    tiny = await startTinyGateway('http', {
      transports: { crm: { kind: 'http', url: crm.url } },
      resilience: { timeoutMs: TIMEOUT_MS },
    });
    app = tiny.gateway.app;
  });
  afterAll(async () => {
    await Promise.all(loads.map((load) => load.stop()));
    await tiny.close();
    await crm.close();
  });

  const state = async () =>
    (await app.inject('/health')).json<{ circuitBreakers: { crm: string } }>().circuitBreakers.crm;
  const isGood = ({ body }: Shot) => body === '{"data":{"echo":"1"}}\n';

  it(
    'opens its breaker, holds up nobody else, and is asked again soon after it came back',
    async () => {
      const url = `${await app.listen({ port: 0, host: '127.0.0.1' })}/graphql`;
      const others = startLoad(url, '{ status }', EVERY_MS);
      const its = startLoad(url, '{ echo(amount: "1") }', EVERY_MS);
      loads = [others, its];
      await sleep(NORMAL_MS);
      const downAt = performance.now();
      await goDown(crm);
      await sleep(OUTAGE_MS);
      const stateAtTheEnd = await state();
      const askedInVain = crm.requests;
      const upAt = performance.now();
      await comeBack(crm);
      const giveUpAt = upAt + RECOVERY_MS;
      while (!its.shots.some((shot) => shot.at > upAt && isGood(shot)) && performance.now() < giveUpAt) {
        await sleep(20);
      }
      const recoveredMs = performance.now() - upAt;
      await sleep(500);
      const [otherShots, itsShots] = await Promise.all([others.stop(), its.stop()]);

      expect(stateAtTheEnd).toMatch(/^(open|half-open)$/);
      expect(await state()).toBe('closed');
      expect(recoveredMs).toBeLessThan(RECOVERY_MS);
      expect(crm.requests).toBeGreaterThan(askedInVain);

      const before = otherShots.filter(({ at }) => at < downAt);
      const during = otherShots.filter(({ at }) => at >= downAt && at < upAt);
      expect(before.length).toBeGreaterThan(20);
      expect(otherShots.filter(({ body }) => body !== '{"data":{"status":"fine"}}\n')).toEqual([]);
      expect(p99(during)).toBeLessThan(Math.max(2 * p99(before), FLOOR_MS));

      // Once it is known to be down, nobody waits for it; every refusal is coded and tells nothing.
      const lastSecond = itsShots.filter(({ at }) => at > upAt - 1_000 && at < upAt - 100);
      const refused = lastSecond.filter(({ milliseconds }) => milliseconds < TIMEOUT_MS / 2);
      expect(refused.length).toBeGreaterThan(lastSecond.length * 0.9);
      for (const { body, status } of itsShots.filter((shot) => !isGood(shot))) {
        expect(status).toBe(200);
        expect(body).toContain('"code":"SERVICE_UNAVAILABLE"');
        expect(body).not.toMatch(SECRETS);
      }
    },
    NORMAL_MS + OUTAGE_MS + RECOVERY_MS + 20_000,
  );
});
