/**
 * Bundles of test files, for runs of many. Jest loads the product's modules anew for each file it is given, and that is half of what
 * a run costs; a bundle is one file for Jest, which requires a dozen test files, each in a `describe` with its path.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** What a test file may not do in a bundle: it would reach the files after it. Such a file stays alone. */
const ALONE = /^\s*jest\.(mock|setTimeout|resetModules)\(|^jest\./m;
/** Test files in one bundle: enough to share the loading, few enough for the memory of one process. */
const SIZE = 14;
/** For a small choice of all rooms: loading is most of what it costs, and two processes share it. */
const FEW = { unit: 40, db: 10 };
const ROOMS = [
  'bench',
  'gateway',
  'main',
  'pages',
  'service-kit',
  'simulator',
  'subgraphs',
  'testkit',
  'tests',
];

const kindOf = (file) => /\.(db|e2e)\.test\.ts$/.exec(file)?.[1] ?? 'unit';
/** Files of one room need the same modules. */
const roomOf = (file) => file.split('/', file.startsWith('subgraphs/') ? 2 : 1).join('-');

/** Every test file of the repository, by its path from there, in order. */
function testFilesOf(root) {
  return ROOMS.flatMap((room) =>
    readdirSync(path.join(root, room), { recursive: true, encoding: 'utf8' })
      .map((file) => `${room}/${file.split(path.sep).join('/')}`)
      .filter((file) => file.endsWith('.test.ts') && !file.includes('/node_modules/')),
  ).sort();
}

/** `list` in as few parts of at most `size` as hold it, all of about one length. */
function partsOf(list, size) {
  const count = Math.ceil(list.length / size);
  return Array.from({ length: count }, (_, n) =>
    list.slice(Math.floor((n * list.length) / count), Math.floor(((n + 1) * list.length) / count)),
  );
}

/**
 * Writes the bundles of the projects `unit` and `db`.
 *
 * @param root the repository
 * @param isWanted which test files to run, by path; all without it. A choice is bundled across rooms
 * @returns `run`: the path of a file that tells jest.config.js what to run, by project; `remove` takes all of it away
 */
export function bundleTests(root, isWanted) {
  const folder = `.test-bundles/${process.pid}`;
  mkdirSync(path.join(root, folder), { recursive: true });
  const run = { unit: [], db: [], e2e: [] };
  const rooms = new Map();
  for (const file of testFilesOf(root).filter(isWanted ?? (() => true))) {
    const kind = kindOf(file);
    const isAlone = kind === 'e2e' || ALONE.test(readFileSync(path.join(root, file), 'utf8'));
    if (isAlone) run[kind].push(file);
    else {
      const name = isWanted ? kind : `${kind}-${roomOf(file)}`;
      rooms.set(name, { kind, files: [...(rooms.get(name)?.files ?? []), file] });
    }
  }
  for (const [name, { kind, files }] of rooms) {
    for (const [n, part] of partsOf(files, isWanted ? FEW[kind] : SIZE).entries()) {
      const bundle = `${folder}/${name}-${n + 1}.test.js`;
      const lines = part.map((file) => `describe('${file}', () => void require('../../${file}'));\n`);
      writeFileSync(path.join(root, bundle), lines.join(''));
      run[kind].push(bundle);
    }
  }
  writeFileSync(path.join(root, folder, 'run.json'), JSON.stringify(run));
  return {
    run: path.join(root, folder, 'run.json'),
    remove: () => rmSync(path.join(root, folder), { recursive: true, force: true }),
  };
}
