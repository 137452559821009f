import { execFileSync } from 'node:child_process';
import {
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { type Binaries, findBinaries, prepareBinaries } from './binaries';

const stranger = { uid: 54321, gid: 54321 };
let base: string;
let dataDir: string;
let events: string[];
const log = (event: string) => events.push(event);

beforeEach(() => {
  base = realpathSync(mkdtempSync(path.join(tmpdir(), 'embedded-binaries-')));
  dataDir = path.join(base, 'data');
  mkdirSync(dataDir);
  events = [];
});

afterEach(() => rmSync(base, { recursive: true, force: true }));

const links = (folder: string) =>
  readdirSync(path.join(folder, 'lib')).filter((name) =>
    lstatSync(path.join(folder, 'lib', name)).isSymbolicLink(),
  );

/** The package as npm unpacks it when install scripts are blocked: without links. */
async function installWithoutScripts(): Promise<Binaries> {
  const found = await findBinaries();
  const folder = path.join(base, 'node_modules', 'native');
  cpSync(found.folder, folder, {
    recursive: true,
    filter: (file) => !file.endsWith('.a') && !lstatSync(file).isSymbolicLink(),
  });
  return { ...found, folder };
}

function versionOf(binaries: Binaries): string {
  return execFileSync(path.join(binaries.folder, 'bin', 'postgres'), ['--version'], {
    encoding: 'utf8',
    stdio: 'pipe',
  });
}

it('makes the library links that a blocked install script did not make', async () => {
  const bare = await installWithoutScripts();
  expect(() => versionOf(bare)).toThrow('error while loading shared libraries');
  const mended = await prepareBinaries(bare, undefined, dataDir, log);
  expect(mended).toEqual(bare);
  expect(versionOf(mended)).toContain(`PostgreSQL) ${mended.major}.`);
  for (const name of links(mended.folder))
    expect(path.isAbsolute(readlinkSync(path.join(mended.folder, 'lib', name)))).toBe(false);
  expect(events).toEqual([expect.stringContaining('links made')]);
  await prepareBinaries(bare, undefined, dataDir, log);
  expect(events).toHaveLength(1);
});

it('copies programs that the user of the server cannot reach, once', async () => {
  const hidden = await installWithoutScripts();
  const parent = path.dirname(hidden.folder);
  execFileSync('chmod', ['-R', 'go-rwx', parent]);
  for (const folder of [base, dataDir]) execFileSync('chmod', ['755', folder]);
  const copied = await prepareBinaries(hidden, stranger, dataDir, log);
  expect(copied.folder).toBe(path.join(dataDir, 'binaries', hidden.version));
  expect(versionOf(copied)).toContain(`PostgreSQL) ${copied.major}.`);
  expect(statSync(path.join(copied.folder, 'share', 'postgresql', 'postgres.bki')).mode & 0o777).toBe(0o644);
  expect(readdirSync(path.join(dataDir, 'binaries'))).toEqual([hidden.version]);
  expect(await prepareBinaries(hidden, stranger, dataDir, log)).toEqual(copied);
  expect(events).toEqual([expect.stringContaining('programs copied')]);
});

it('says what to do on a platform without programs', async () => {
  await expect(findBinaries('win32', 'x64')).rejects.toMatchObject({
    code: 'UNSUPPORTED_PLATFORM',
    message: expect.stringMatching(/no embedded PostgreSQL for win32-x64.*DATABASE_URL/),
  });
  const other = process.platform === 'darwin' ? 'linux' : 'darwin';
  await expect(findBinaries(other, 'arm64')).rejects.toMatchObject({
    code: 'UNSUPPORTED_PLATFORM',
    message: expect.stringMatching(/npm ci.*DATABASE_URL/),
  });
});
