import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { BREAKER_DEFAULTS } from '../../gateway/src/sources/resilience/circuit-breaker';
import {
  answersWell,
  SECRETS,
  startFaultySubgraph,
  type FaultySubgraph,
} from '../../testkit/faulty-subgraph';
import { p99, startLoad, type Load, type Shot } from '../../testkit/load';
import { startTinyGateway, type TinyGateway } from '../../testkit/tiny-gateway';

/*
 * A subgraph that is gone for a while under load: 5 s from the moment its breaker opens; FULL_FAULTS=1 makes it the 60 s of
 * the requirement, and takes p99 at its word. The time-out is a fifth of the default, so that a subgraph that hangs is
 * found out within a scaled outage.
 */
const IS_FULL = Boolean(process.env['FULL_FAULTS']);
const OUTAGE_MS = IS_FULL ? 60_000 : 5_000;
const NORMAL_MS = IS_FULL ? 20_000 : 3_000;
const RECOVERY_MS = IS_FULL ? 10_000 : 60_000; // of the requirement; scaled down, that it happens is what counts
const TIMEOUT_MS = 2_000;
/** How often the breaker lets a probe through. */
const PROBE_EVERY_MS = BREAKER_DEFAULTS.probeEveryMs;
/** With FULL_FAULTS=1: below this a difference is the noise of a machine. */
const FLOOR_MS = 50;
const EVERY_MS = 10;
/** On a busy machine everything takes its time; what counts is that it happens. */
const PATIENCE_MS = 90_000;

async function until(condition: () => boolean | Promise<boolean>, patienceMs = PATIENCE_MS): Promise<void> {
  const giveUpAt = performance.now() + patienceMs;
  while (!(await condition()) && performance.now() < giveUpAt) await sleep(20);
}

type Turn = (crm: FaultySubgraph) => Promise<void>;
const down: Turn = (crm) => crm.goDown();
const back: Turn = (crm) => crm.comeBack();
const hang: Turn = async (crm) => {
  crm.behave = () => undefined;
};
const wake: Turn = async (crm) => {
  crm.behave = answersWell;
};

describe.each([
  ['is gone', 'compiled', down, back],
  ['hangs', 'compiled', hang, wake],
  ['hangs', 'reference', hang, wake],
])('a subgraph that %s for a while, under load, executor %s', (_what, executor, goDown, comeBack) => {
  let crm: FaultySubgraph;
  let tiny: TinyGateway;
  let app: FastifyInstance;
  let loads: Load[];

  beforeAll(async () => {
    crm = await startFaultySubgraph();
    tiny = await startTinyGateway('http', {
      executor,
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
      await until(() => others.shots.length >= 100 && its.shots.length >= 100);
      const downAt = performance.now();
      await goDown(crm);
      await until(async () => (await state()) === 'open');
      const openAt = performance.now();
      const askedBefore = crm.requests;
      await sleep(OUTAGE_MS);
      const stateAtTheEnd = await state();
      const askedInVain = crm.requests;
      const upAt = performance.now();
      await comeBack(crm);
      await until(() => its.shots.some((shot) => shot.at > upAt && isGood(shot)), RECOVERY_MS);
      await sleep(500);
      const [otherShots, itsShots] = await Promise.all([others.stop(), its.stop()]);

      expect(stateAtTheEnd).toMatch(/^(open|half-open)$/);
      expect(await state()).toBe('closed');
      expect(crm.requests).toBeGreaterThan(askedInVain);

      const before = otherShots.filter(({ at }) => at < downAt);
      const during = otherShots.filter(({ at }) => at >= downAt && at < upAt);
      expect(otherShots.filter(({ body }) => body !== '{"data":{"status":"fine"}}\n')).toEqual([]);
      expect(during.length).toBeGreaterThan(0);
      if (IS_FULL) expect(p99(during)).toBeLessThan(Math.max(2 * p99(before), FLOOR_MS));
      // Who waits for the hung subgraph waits for its time-out: of the others nearly nobody does, on a slow machine either.
      const heldUp = during.filter(({ milliseconds }) => milliseconds >= TIMEOUT_MS);
      expect(heldUp.length).toBeLessThan(during.length * 0.1);

      // Once it is known to be down it is not asked, but by probes; every refusal is coded and tells nothing.
      const refused = itsShots.filter((shot) => shot.at > openAt && shot.at < upAt && !isGood(shot));
      expect(refused.length).toBeGreaterThan(0);
      // Those that were let through before may have been on their way still.
      // What was given up just before may be read by a busy subgraph just after.
      const underWay = itsShots.filter(
        (shot) => shot.at <= openAt && shot.at + shot.milliseconds > openAt - TIMEOUT_MS,
      );
      const probes = Math.ceil((upAt - openAt) / PROBE_EVERY_MS) + 1;
      expect(askedInVain - askedBefore).toBeLessThanOrEqual(underWay.length + probes);
      for (const { body, status } of itsShots.filter((shot) => !isGood(shot))) {
        expect(status).toBe(200);
        expect(body).toContain('"code":"SERVICE_UNAVAILABLE"');
        expect(body).not.toMatch(SECRETS);
      }
    },
    NORMAL_MS + OUTAGE_MS + RECOVERY_MS + 2 * PATIENCE_MS,
  );
});
