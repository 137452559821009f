import type { Logger } from './logger';
import { toldOnce } from './told-once';

const lines: string[] = [];
const log = {
  warn: (_facts: object, words: string) => void lines.push(`warn ${words}`),
  info: (words: string) => void lines.push(`info ${words}`),
} as unknown as Logger;

async function play(outcomes: (Error | null)[], isKnown?: (error: unknown) => boolean): Promise<string[]> {
  lines.length = 0;
  let error: Error | null = null;
  const round = async () => {
    if (error) throw error;
  };
  const go = toldOnce({ name: 'the sweep', round, ...(isKnown ? { isKnown } : {}) }, log);
  for (error of outcomes) await go();
  return lines;
}

it('tells once that rounds fail, and once that they work again', async () => {
  const outcomes = [null, new Error('gone'), new Error('gone'), new Error('still gone'), null, null];
  expect(await play(outcomes)).toEqual(['warn the sweep fails', 'info the sweep works again']);
});

it('says nothing of what was told elsewhere', async () => {
  const told = (error: unknown) => (error as Error).message === 'told';
  expect(await play([new Error('told'), null], told)).toEqual([]);
});
