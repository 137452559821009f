/*
 * `npm run check:deps`: unused packages, licences, versions that are not exact or are there twice: these fail. Then, to read:
 * what ships in several versions, what has a newer version (asks the registry), and what stays behind on purpose.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './build.mjs';
import { licenceFaults, lockedPackages, versionFaults, versionsThatShip } from './packages.mjs';

/** What we don't take the newest of, and why. */
const BEHIND = {
  '@types/node': 'of the oldest Node.js that we run on',
  ioredis: '5 is what TypeORM takes',
  typescript: '7 has no programming interface, which typescript-eslint and codegen need',
  uuid: '12 and later are ES modules only',
};

/** Asks the registry what is newer. @returns lines to read; that there was no answer is one, too */
function newerVersions() {
  const { stdout } = spawnSync('npm', ['outdated', '--json', '--long'], { cwd: root, encoding: 'utf8' });
  try {
    const newer = JSON.parse(stdout);
    if (newer.error) throw new Error(newer.error.summary);
    return Object.entries(newer)
      .filter(([, { current, latest }]) => current && current !== latest)
      .map(([name, { current, latest }]) => {
        const why = BEHIND[name] ? ` (stays: ${BEHIND[name]})` : '';
        return `${name} ${current} → ${latest}${why}`;
      });
  } catch (error) {
    return [`The registry gave no answer: ${error.message}`];
  }
}

const tell = (title, lines) => console.log(`\n${title} (${lines.length})\n  ${lines.join('\n  ') || 'none'}`);

const packages = lockedPackages();
const knip = join(root, 'node_modules', '.bin', 'knip');
const isUsed =
  spawnSync(knip, ['--no-progress', '--include', 'dependencies,unlisted'], { cwd: root, stdio: 'inherit' })
    .status === 0;
const faults = [...licenceFaults(packages), ...versionFaults(packages)];

tell('Unused or unlisted packages', isUsed ? [] : ['see above']);
tell('Licences and versions', faults);
tell(
  'In several versions in the image',
  versionsThatShip(packages).map(([name, versions]) => `${name} ${versions.join(', ')}`),
);
tell('Newer versions', newerVersions());
if (!isUsed || faults.length > 0) process.exitCode = 1;
