import { execFileSync } from 'node:child_process';
import { projectRoot } from '../service-kit/process/paths';

/** The rules are a module of scripts/, which Jest can't load: Node asks them. */
function ask<T>(expression: string): T {
  const script = `import * as rules from './scripts/packages.mjs'; console.log(JSON.stringify(${expression}))`;
  const options = { cwd: projectRoot, encoding: 'utf8' } as const;
  return JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', script], options)) as T;
}

it('reads choices and sums of licences as SPDX means them', () => {
  const cases = {
    MIT: true,
    '(MIT OR GPL-3.0-or-later)': true,
    'MIT AND GPL-3.0-only': false,
    'GPL-3.0-only AND (MIT OR ISC)': false,
    'MIT AND (GPL-3.0-only OR ISC)': true,
    'MIT)': false,
    'SEE LICENSE IN LICENSE.md': false,
    '': false,
  };
  const allowed = `new Set(['MIT', 'ISC'])`;
  expect(
    ask(
      `Object.fromEntries(${JSON.stringify(Object.keys(cases))}.map((one) => [one, rules.isAllowed(one, ${allowed})]))`,
    ),
  ).toEqual(cases);
});

it('refuses a package without a known licence or a hash, of any version, or twice', () => {
  const packages = JSON.stringify([
    { name: 'a', version: '1.0.0', license: 'AGPL-3.0-only', integrity: 'sha512-a', isTool: false },
    { name: 'b', version: '1.0.0', integrity: 'sha512-b', isTool: true },
    { name: 'c', version: '1.0.0', license: 'MIT', isTool: false },
    { name: 'c', version: '2.0.0', license: 'MIT', integrity: 'sha512-c', isTool: false },
    { name: 'd', version: '1.0.0', license: 'MPL-2.0', integrity: 'sha512-d', isTool: true },
  ]);
  const manifest = JSON.stringify({ dependencies: { c: '^1.0.0' }, devDependencies: { d: '1.0.0' } });
  const [licences, versions] = ask<string[][]>(
    `[rules.licenceFaults(${packages}), rules.versionFaults(${packages}, ${manifest})]`,
  );
  expect(licences?.filter((fault) => !fault.includes('is not there'))).toEqual([
    expect.stringContaining('a 1.0.0 is under AGPL-3.0-only'),
    expect.stringContaining('b 1.0.0 does not tell its licence'),
  ]);
  expect(versions).toEqual([
    expect.stringContaining('c is asked for as ^1.0.0'),
    expect.stringContaining('c 1.0.0 has no hash'),
    expect.stringContaining('c ships as 1.0.0 and 2.0.0'),
  ]);
});
