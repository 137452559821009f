import { createServer } from 'node:http';
import { closeServer, listenOnLoopback } from './loopback';
import { OPERATIONS } from './operations';
import { prepareRequests } from './requests';
import { difference, verifyContender } from './verify';
import { createWorld } from './world';

const world = createWorld();

/** A contender that sends what `spoil` makes of the right answer. */
async function verifyWith(spoil: (text: string, index: number) => string): Promise<number[]> {
  const operation = OPERATIONS[1];
  if (!operation) throw new Error('There is no second operation.');
  const requests = prepareRequests(operation, () => 'token');
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      const index = requests.findIndex((prepared) => prepared.body === body);
      const input = operation.inputs[index];
      response.end(input ? spoil(JSON.stringify({ data: operation.answer(world, input) }), index) : '');
    });
  });
  const url = await listenOnLoopback(server);
  try {
    const expected = operation.inputs.map((input) => operation.answer(world, input));
    return await verifyContender({ title: 'Someone', url }, operation.name, requests, expected);
  } finally {
    await closeServer(server);
  }
}

describe('verifyContender', () => {
  it('answers the size of each right answer, white space included', async () => {
    const sizes = await verifyWith((text, index) => (index === 0 ? `${text}\n` : text));
    const [first, second] = (OPERATIONS[1]?.inputs ?? []).map((input) =>
      Buffer.byteLength(JSON.stringify({ data: OPERATIONS[1]?.answer(world, input) })),
    );
    expect(sizes).toHaveLength(64);
    expect(sizes.slice(0, 2)).toEqual([(first ?? 0) + 1, second]);
  });

  it.each([
    ['another value', (text: string) => text.replace('"NEW"', '"WON"')],
    ['fields in another order', (text: string) => text.replace(/("id":"[^"]+"),("name":"[^"]+")/, '$2,$1')],
    ['errors beside the data', (text: string) => text.replace(/}$/, ',"errors":[]}')],
    ['no JSON', () => 'Internal Server Error'],
  ])('refuses one wrong answer of many: %s', async (_what, spoil) => {
    await expect(verifyWith((text, index) => (index === 40 ? spoil(text) : text))).rejects.toThrow(
      /^Someone answers M wrongly \(input 40, status 200\)\. At character \d+: found …/,
    );
  });
});

describe('difference', () => {
  it('shows where two texts part', () => {
    expect(difference('{"a":1}', '{"a":2}')).toBe('At character 5: found …{"a":1}… instead of …{"a":2}…');
  });
});
