/**
 * Rules for the packages we stand on, read from package.json and package-lock.json alone: licences, exact versions, hashes,
 * and no two versions of what we use ourselves. Why an exception stands is said here. `npm run licences` lists what every package
 * says; docs/supply-chain.md has the whole.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from './build.mjs';

/** Licences under which a package may be in the image: they ask for their text to be kept, which it is, and for nothing of ours. */
const SHIPPED = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'OFL-1.1', // fonts, as they are
  'Unlicense',
  'Zlib',
]);

/** What tools of a desk may be under besides: nothing of them leaves it. */
const ON_A_DESK = new Set([...SHIPPED, 'CC-BY-4.0', 'MPL-2.0', 'Python-2.0']);

/** Packages whose licence is none of these, or is not told where npm looks: read by hand, with what was found. */
const READ_BY_HAND = {
  '@apollo/composition': 'Elastic-2.0: a tool of ours',
  '@apollo/federation-internals': 'Elastic-2.0: may be used and changed, not sold as a managed service',
  '@apollo/gateway': 'Elastic-2.0: may be used and changed, not sold as a managed service',
  '@apollo/query-graphs': 'Elastic-2.0: may be used and changed, not sold as a managed service',
  '@apollo/query-planner': 'Elastic-2.0: may be used and changed, not sold as a managed service',
  buffers: 'none told; of the author of `binary` and `chainsaw` (MIT), beneath unzipper, beneath ExcelJS',
  busboy: 'MIT, in its LICENSE',
  chainsaw: 'MIT/X11, which is MIT',
  'humanize-number': 'MIT, in its Readme.md',
  nub: 'MIT/X11, which is MIT',
  only: 'MIT, in its Readme.md',
  'png-js': 'MIT, in its LICENSE',
  streamsearch: 'MIT, in its LICENSE',
};

/** Packages of ours that are there in a second version beneath another package, and why that does no harm. */
const SEVERAL_VERSIONS = {
  '@opentelemetry/resources': '@apollo/gateway brings its own, which nothing of ours is handed to',
  '@opentelemetry/sdk-trace-base': '@apollo/gateway brings its own, which nothing of ours is handed to',
  'lru-cache': 'caches are private to who makes them',
  saxes: 'a parser without state, beneath ExcelJS',
  uuid: 'functions, beneath Apollo Server',
};

/** Whether an SPDX expression (`MIT`, `(MIT OR GPL-3.0-or-later)`, `MIT AND Zlib`) can be met with `allowed` licences. */
export function isAllowed(expression, allowed) {
  const words = expression.match(/[()]|[^\s()]+/g) ?? [];
  let at = 0;
  const term = () => {
    const word = words[at++];
    if (word !== '(') return allowed.has(word);
    const inner = either();
    at += 1; // its closing bracket
    return inner;
  };
  const both = () => {
    let met = term();
    while (words[at] === 'AND') {
      at += 1;
      met = term() && met;
    }
    return met;
  };
  const either = () => {
    let met = both();
    while (words[at] === 'OR') {
      at += 1;
      met = both() || met;
    }
    return met;
  };
  return either() && at === words.length;
}

const read = (name) => JSON.parse(readFileSync(join(root, name), 'utf8'));

/** Every package of the lock file: name, version, licence, hash, and whether it is a tool only. */
export function lockedPackages(lock = read('package-lock.json')) {
  return Object.entries(lock.packages)
    .filter(([path]) => path !== '')
    .map(([path, { version, license, integrity, dev }]) => ({
      name: path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
      version,
      license,
      integrity,
      isTool: dev === true,
    }));
}

/** What is wrong with licences, in sentences. */
export function licenceFaults(packages) {
  const faults = packages
    .filter(({ name }) => !(name in READ_BY_HAND))
    .filter(({ license, isTool }) => !license || !isAllowed(license, isTool ? ON_A_DESK : SHIPPED))
    .map(({ name, version, license, isTool }) =>
      license
        ? `${name} ${version} is under ${license}, which no package ${isTool ? 'here' : 'that ships'} may be under`
        : `${name} ${version} does not tell its licence: read it, and note it in scripts/packages.mjs`,
    );
  const there = new Set(packages.map(({ name }) => name));
  const gone = Object.keys(READ_BY_HAND).filter((name) => !there.has(name));
  return [
    ...new Set([
      ...faults,
      ...gone.map((name) => `${name} is not there: strike it from scripts/packages.mjs`),
    ]),
  ];
}

/** What is wrong with versions, in sentences: what is not exact, has no hash, or is there twice. */
export function versionFaults(packages, manifest = read('package.json')) {
  const direct = Object.entries({
    ...manifest.dependencies,
    ...manifest.optionalDependencies,
    ...manifest.devDependencies,
    ...manifest.overrides,
  });
  const loose = direct
    .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
    .map(([name, version]) => `${name} is asked for as ${version}: name one version`);
  const unhashed = packages
    .filter(({ integrity }) => !integrity)
    .map(({ name, version }) => `${name} ${version} has no hash in package-lock.json`);
  const double = versionsThatShip(packages)
    .filter(([name]) => name in manifest.dependencies && !(name in SEVERAL_VERSIONS))
    .map(
      ([name, versions]) =>
        `${name} ships as ${versions.join(' and ')}: objects of one are unknown to the other`,
    );
  return [...loose, ...unhashed, ...double];
}

/** Packages that ship in more than one version. */
export function versionsThatShip(packages) {
  const byName = new Map();
  for (const { name, version } of packages.filter(({ isTool }) => !isTool)) {
    byName.set(name, (byName.get(name) ?? new Set()).add(version));
  }
  return [...byName]
    .map(([name, versions]) => [name, [...versions]])
    .filter(([, versions]) => versions.length > 1);
}

/** Prints each licence with its packages, most packages first. */
function listLicences() {
  const byLicence = new Map();
  for (const { name, version, license, isTool } of lockedPackages()) {
    const told = READ_BY_HAND[name] ?? license;
    byLicence.set(
      told,
      (byLicence.get(told) ?? new Set()).add(`${name} ${version}${isTool ? ' (tool)' : ''}`),
    );
  }
  for (const [licence, names] of [...byLicence].sort(([, a], [, b]) => b.size - a.size)) {
    console.log(`${licence} (${names.size})\n  ${[...names].sort().join('\n  ')}`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) listLicences();
