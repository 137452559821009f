/*
 * Stacks of our own files that point at the TypeScript sources. Node's own `setSourceMapsEnabled` keeps the map of every
 * loaded file, the packages' too: 60 MB for a product that rarely prints a stack. Here a map is read when a stack needs it.
 */
import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const maps = new Map();

/** The map of a compiled file; null when there is none. */
function mapOf(file) {
  if (!maps.has(file)) {
    try {
      maps.set(file, new SourceMap(JSON.parse(readFileSync(`${file}.map`, 'utf8'))));
    } catch {
      maps.set(file, null);
    }
  }
  return maps.get(file);
}

/** One line of a stack, with the place in the source when the frame is in `folder`. */
function describeFrame(frame, folder) {
  const text = frame.toString();
  const name = frame.getFileName();
  const file = name?.startsWith('file:') ? fileURLToPath(name) : name;
  if (!file?.startsWith(folder)) return text;
  const [line, column] = [frame.getLineNumber() ?? 1, frame.getColumnNumber() ?? 1];
  const origin = mapOf(file)?.findEntry(line - 1, column - 1);
  if (origin?.originalSource === undefined) return text;
  const source = origin.originalSource.replace(/^file:\/\//, '');
  const place = `${source}:${origin.originalLine + 1}:${origin.originalColumn + 1}`;
  return text.replace(`${name}:${line}:${column}`, place);
}

/**
 * Maps the stacks of this process's errors.
 *
 * @param {string} root the project's folder, of which `dist/` is mapped
 */
export function mapStacks(root) {
  const folder = join(root, 'dist') + '/';
  Error.prepareStackTrace = (error, frames) => {
    let title;
    try {
      title = Error.prototype.toString.call(error);
    } catch {
      title = 'Error';
    }
    return [title, ...frames.map((frame) => `    at ${describeFrame(frame, folder)}`)].join('\n');
  };
}
