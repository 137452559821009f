import { silentLogger } from '../process/logger';
import { createHttpServer } from './http';
import { jsonRefusal } from './json-body';

it.each([
  ['nothing', ''],
  ['a request', '{"query":"{ a(b: [1, 2]) }","variables":{"b":[{"c":"\\\\\\"]["}]}}'],
  ['brackets and commas in a string', JSON.stringify({ a: '[{,'.repeat(200_000) })],
  ['many backslashes', JSON.stringify({ a: '\\'.repeat(100_000) })],
  ['broken JSON', '{"a":"'],
  ['many objects', JSON.stringify(Array.from({ length: 20_000 }, () => ({ a: 1, b: { c: 2 } })))],
  ['many values', `[${'1,'.repeat(200_000)}1]`],
])('lets %s through', (_what, text) => {
  expect(jsonRefusal(text)).toBeNull();
});

it.each([
  ['millions of lists', `[${'[],'.repeat(200_000)}1]`, /more than 250000 values/],
  ['millions of values', `[${'1,'.repeat(250_001)}1]`, /more than 250000 values/],
  ['very many keys', `{${'"a":1,'.repeat(2_001)}"b":1}`, /more than 2000 keys/],
  ['lists in lists', '['.repeat(1_000), /nests too deep/],
  ['objects in objects, after a string with a quote', `["\\"",${'{"a":'.repeat(300)}`, /nests too deep/],
])('refuses %s before they are parsed', async (_what, text, words) => {
  expect(jsonRefusal(text)).toMatch(words);
  const app = createHttpServer({ log: silentLogger() });
  app.post('/', async () => 'parsed');
  const headers = { 'content-type': 'application/json' };
  const answer = await app.inject({ method: 'POST', url: '/', payload: text, headers });
  expect([answer.statusCode, answer.json()]).toEqual([
    400,
    { errors: [{ message: expect.stringMatching(words) as string, extensions: { code: 'BAD_REQUEST' } }] },
  ]);
  await app.close();
});
