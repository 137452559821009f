import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../service-kit/process/paths';

/** docs/requirements.md says what is done and which test proves it: this keeps it from telling tales. */
const table = readFileSync(join(projectRoot, 'docs', 'requirements.md'), 'utf8');
const rows = table
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .filter((cells) => /^[ICEG]\d+$/.test(cells[1] ?? ''))
  .map(([, id = '', , state = '', , proof = '']) => ({ id, state, proof }));

const EXPECTED = { I: 18, C: 14, E: 13, G: 20 };

it('has every requirement once, in order', () => {
  const ids = Object.entries(EXPECTED).flatMap(([letter, count]) =>
    Array.from({ length: count }, (_, index) => `${letter}${index + 1}`),
  );
  expect(rows.map(({ id }) => id)).toEqual(ids);
});

it('proves what it calls done or part, and only that', () => {
  for (const { id, state, proof } of rows) {
    const claims = /^(done|part)/.test(state);
    expect([id, claims, proof !== '–']).toEqual([id, claims, claims]);
    if (!claims) expect([id, state]).toEqual([id, 'not yet']);
  }
});

it('names tests that are there', () => {
  const named = [...table.matchAll(/`([\w./*-]+\.test\.ts)`/g)].map(([, path = '']) => path);
  expect(named.length).toBeGreaterThan(40);
  const missing = named.filter((path) => !path.includes('*') && !existsSync(join(projectRoot, path)));
  expect(missing).toEqual([]);
});
