import type { Logger } from './logger';
import { startRounds, type Rounds } from './rounds';

const lines: string[] = [];
const log = {
  warn: (_facts: object, words: string) => void lines.push(`warn ${words}`),
  info: (words: string) => void lines.push(`info ${words}`),
} as unknown as Logger;

let rounds: Rounds;
let error: Error | null = null;
const begin = (isKnown?: (error: unknown) => boolean) => {
  lines.length = 0;
  const round = async () => {
    if (error) throw error;
  };
  rounds = startRounds(60_000, { name: 'the sweep', round, ...(isKnown ? { isKnown } : {}) }, log);
};
afterEach(() => rounds.close());

it('tells once that rounds fail, and once that they work again', async () => {
  begin();
  for (const next of [null, new Error('gone'), new Error('gone'), new Error('still gone'), null, null]) {
    error = next;
    await rounds.now();
  }
  expect(lines).toEqual(['warn the sweep fails', 'info the sweep works again']);
});

it('says nothing of what was told elsewhere', async () => {
  begin((thrown) => (thrown as Error).message === 'told');
  error = new Error('told');
  await rounds.now();
  error = null;
  await rounds.now();
  expect(lines).toEqual([]);
});

it('does one round at a time', async () => {
  let begun = 0;
  let end: () => void = () => undefined;
  const round = () => new Promise<void>((resolve) => ((begun += 1), (end = resolve)));
  rounds = startRounds(60_000, { name: 'the sweep', round }, log);
  const both = [rounds.now(), rounds.now()];
  end();
  await Promise.all(both);
  expect(begun).toBe(1);
});
