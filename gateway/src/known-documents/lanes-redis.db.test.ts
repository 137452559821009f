import { randomInt } from 'node:crypto';
import { openLine, type Line } from '../../../testkit/line';
import { startTwoLanes, JSON_HEADERS, type LaneRequest, type TwoLanes } from '../../../testkit/two-lanes';

/*
 * Both lanes, in two processes' places, count in the same Redis: an answer that takes a promise, for each request. Redis
 * starts slowly: a gateway that serves before it has answered would count for itself.
 */

const LIMIT = 9;

let line: Line;
let lanes: TwoLanes;
beforeAll(async () => {
  line = await openLine(String(process.env['TEST_REDIS_URL']), { silentMs: 1_000 });
  lanes = await startTwoLanes({
    ...{ redisUrl: line.url, trustProxy: true },
    limits: { rates: { perAddressPerMinute: LIMIT, perUserPerHour: 0, points: 0 } },
  });
});
afterAll(async () => {
  await lanes.close();
  await line.close();
});

const REQUESTS: LaneRequest[] = [
  { body: { id: 'status' } },
  { body: { query: '{ status }' } },
  { body: { id: 'unfit' } },
  { body: { id: 'leads' }, headers: { authorization: 'Bearer nonsense' } },
  { body: '{' },
];

it('each request counts once, whichever lane answers it, until both refuse', async () => {
  const own = { 'x-forwarded-for': `10.${randomInt(256)}.${randomInt(256)}.${randomInt(256)}` };
  const statuses: number[] = [];
  const remaining: number[] = [];
  for (const request of REQUESTS)
    for (const to of ['fast', 'slow'] as const) {
      const answer = await lanes.send(
        { ...request, headers: { ...JSON_HEADERS, ...own, ...request.headers } },
        to,
      );
      statuses.push(answer.status);
      remaining.push(Number(new Map(answer.headers).get('ratelimit-remaining')));
    }
  expect(remaining).toEqual([8, 7, 6, 5, 4, 3, 2, 1, 0, 0]);
  expect(statuses).toEqual([200, 200, 200, 200, 400, 400, 401, 401, 400, 429]);
  expect(await lanes.taken()).toBe(1);
  const headers = { ...JSON_HEADERS, ...own };
  const refused = await lanes.send({ headers, body: { id: 'status' } });
  expect(refused.status).toBe(429);
  expect(refused.body).toContain('RATE_LIMITED');
  expect(await lanes.taken()).toBe(1);
});
