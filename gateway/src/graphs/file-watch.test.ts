import {
  mkdtempSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
  appendFileSync,
  readFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { watchFile, type FileWatch } from './file-watch';

const EVERY_MS = 30;

describe('a file that is watched', () => {
  let folder: string;
  let path: string;
  const watches: FileWatch[] = [];
  let seen: string[];

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cashcraft-file-'));
    path = join(folder, 'supergraph.graphql');
    seen = [];
    writeFileSync(path, 'first');
  });
  afterEach(() => {
    for (const watch of watches.splice(0)) watch.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const start = async (at = path, into = seen) => {
    const watch = watchFile(at, EVERY_MS, async () => {
      try {
        into.push(readFileSync(at, 'utf8'));
      } catch {
        into.push('gone');
      }
    });
    watches.push(watch);
    await watch.begun;
    return watch;
  };
  const until = async (expected: string[], of = seen) => {
    while (of.length < expected.length) await sleep(10); // the test's own time is all there is
    expect(of).toEqual(expected);
  };

  it('is read when it is written in place', async () => {
    await start();
    writeFileSync(path, 'second');
    await until(['second']);
  });

  it('is read when another takes its place, of the same length', async () => {
    await start();
    writeFileSync(`${path}.new`, 'other');
    renameSync(`${path}.new`, path);
    await until(['other']);
  });

  it('is read to its end when it is emptied first and written in pieces', async () => {
    await start();
    writeFileSync(path, '');
    for (const piece of ['one ', 'two ', 'three']) {
      await sleep(20);
      appendFileSync(path, piece);
    }
    // A busy machine may pause for longer than a file takes to settle; what counts is how it ends.
    while (seen.at(-1) !== 'one two three') await sleep(10);
  });

  it('is read when a link on its way moves, as a ConfigMap of Kubernetes does it', async () => {
    for (const version of ['1', '2']) {
      mkdirSync(join(folder, version));
      writeFileSync(join(folder, version, 'supergraph.graphql'), version);
    }
    symlinkSync('1', join(folder, '..data'));
    symlinkSync(join('..data', 'supergraph.graphql'), join(folder, 'mounted.graphql'));
    await start(join(folder, 'mounted.graphql'));
    symlinkSync('2', join(folder, '..data_tmp'));
    renameSync(join(folder, '..data_tmp'), join(folder, '..data'));
    await until(['2']);
  });

  it('is told of when it goes, and when it comes back', async () => {
    await start();
    unlinkSync(path);
    await until(['gone']);
    writeFileSync(path, 'back');
    await until(['gone', 'back']);
  });

  it('is left alone when nothing happens to it, and after the end', async () => {
    // A second watch that began later has its turns after the first one's: what it has told, the first has looked at.
    const other = join(folder, 'other');
    writeFileSync(other, 'first');
    const first = await start();
    const later: string[] = [];
    await start(other, later);
    for (const text of ['second', 'third']) {
      writeFileSync(other, text);
      while (later.at(-1) !== text) await sleep(10);
    }
    expect(seen).toEqual([]);
    first.close();
    const witness: string[] = [];
    await start(path, witness);
    writeFileSync(path, 'too late');
    await until(['too late'], witness);
    expect(seen).toEqual([]);
  });
});
