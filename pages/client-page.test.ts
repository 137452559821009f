import fastify from 'fastify';
import fc from 'fast-check';
import { readPlaces, writePlaces } from './client-page-choices';
import { registerClientPage } from './client-page';

const OPENED = { state: 'OPEN', isOpened: true, language: 'EN', company: 'Acme', document: null };

it.each([
  ['a part of the estimate', { clientEstimate: OPENED }, 'INTERNAL_SERVER_ERROR', 503],
  ['a part of it, by a limit', { clientEstimate: OPENED }, 'RATE_LIMITED', 429],
  ['all of it', null, 'INTERNAL_SERVER_ERROR', 503],
])('says that it did not work, and shows nothing, where %s fails', async (_what, data, code, status) => {
  const app = fastify();
  app.post('/graphql', () => ({ data, errors: [{ message: 'x', extensions: { code } }] }));
  registerClientPage(app);
  const answer = await app.inject({ url: '/e/abc' });
  await app.close();
  expect(answer.statusCode).toBe(status);
  expect(answer.body).toContain('<h1>Not now</h1>');
});

it('reads forms alone: in what else is sent, a field need not be a text', async () => {
  const app = fastify();
  app.post('/graphql', () => ({ data: { clientEstimate: OPENED } }));
  registerClientPage(app);
  const sent = (payload: string | object, type: string) =>
    app.inject({ method: 'POST', url: '/e/abc', payload, headers: { 'content-type': type } });
  const [form, json] = [
    await sent('act=x', 'application/x-www-form-urlencoded'),
    await sent({ act: 'x', comment: { toString: 1 } }, 'application/json'),
  ];
  await app.close();
  expect([form.statusCode, json.statusCode]).toEqual([200, 415]);
});

it('writes places so that they are read again, and reads whatever is sent', () => {
  const places = fc.uniqueArray(fc.nat({ max: 12_000 }), { maxLength: 500 });
  fc.assert(
    fc.property(places, (some) => {
      const sorted = [...some].sort((a, b) => a - b);
      expect(readPlaces(writePlaces(sorted))).toEqual(sorted);
    }),
    { numRuns: 50 },
  );
  expect(writePlaces([0, 1, 2, 36, 40])).toBe('0-2,10,14');
  for (const odd of ['', '-', '5-', 'z-', '!,,-,zzzzz', '9-1', '0-zzzz,'.repeat(9_000)])
    expect(readPlaces(odd).length).toBeLessThanOrEqual(20_000);
});
