import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { POLICY_VERSION } from './money-rules';
import { calculateTotals } from './totals';
import type { TotalsInput } from './totals.types';

/** Documents of each version of the rules, with the SHA-256 of what they came to when the version was made. */
const FOLDER = join(__dirname, 'golden');
const versions = readdirSync(FOLDER).map((file) => Number(/^rules-(\d+)\.json$/.exec(file)?.[1]));

it('has documents of every version there ever was', () => {
  expect(versions.sort()).toEqual(Array.from({ length: POLICY_VERSION }, (_, index) => index + 1));
});

it.each(versions)('calculates documents of rules %d to the same bytes for ever', (version) => {
  const documents = JSON.parse(readFileSync(join(FOLDER, `rules-${version}.json`), 'utf8')) as {
    input: TotalsInput;
    sha256: string;
  }[];
  expect(documents.length).toBeGreaterThan(50);
  for (const { input, sha256 } of documents) {
    expect(input.policy.policyVersion).toBe(version);
    const bytes = JSON.stringify(calculateTotals(input));
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
  }
});
