import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { GraphQLSchema } from 'graphql';
import { createEngine } from '../gateway/src/engine/create-engine';
import { readSupergraph } from '../gateway/src/supergraph/supergraph';
import { silentLogger } from '../service-kit/process/logger';
import { projectRoot } from '../service-kit/process/paths';
import { findDocuments } from './graphql-files';
import { buildOperations, formatManifest, type ManifestFormat } from './manifest-builder';

const USAGE = `Usage: npm run persist -- [options] <files, folders or "patterns" of .graphql files>

  --out FILE          where the manifest goes; without it, to the terminal
  --format FORMAT     apollo (default) or relay
  --client NAME       the client the operations count for (apollo only); without it, all
  --typename          add __typename to every selection, as Apollo Client and urql do
  --supergraph FILE   what they have to fit; schema/supergraph.graphql by default`;

interface Wanted {
  inputs: string[];
  out?: string;
  format: ManifestFormat;
  client?: string;
  typename: boolean;
  supergraph: string;
}

/** @throws Error for flags that don't exist or contradict one another */
function readArguments(args: string[]): Wanted {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      out: { type: 'string' },
      format: { type: 'string', default: 'apollo' },
      client: { type: 'string' },
      typename: { type: 'boolean', default: false },
      supergraph: { type: 'string', default: join(projectRoot, 'schema', 'supergraph.graphql') },
    },
  });
  const { format, ...rest } = values;
  if (format !== 'apollo' && format !== 'relay') throw new Error('--format is apollo or relay');
  if (format === 'relay' && values.client !== undefined)
    throw new Error("Relay's format has no client names");
  if (positionals.length === 0) throw new Error('Which files? Name folders, files or patterns.');
  return { ...rest, format, inputs: positionals };
}

/** The schema that the gateway validates operations against. */
async function clientSchema(path: string): Promise<GraphQLSchema> {
  const supergraph = readSupergraph(path, 'public');
  const sources = supergraph.subgraphs.map(({ name }) => ({
    name,
    fetch: () => Promise.reject(new Error('nothing is fetched here')),
    close: async () => undefined,
  }));
  const engine = await createEngine('reference', { supergraph, sources, log: silentLogger() });
  await engine.close();
  return engine.schema;
}

async function persist(wanted: Wanted): Promise<string> {
  const files = findDocuments(wanted.inputs).map((path) => ({ path, text: readFileSync(path, 'utf8') }));
  const operations = buildOperations(files, await clientSchema(wanted.supergraph), wanted);
  const text = formatManifest(operations, wanted.format, wanted.client);
  if (wanted.out === undefined) return text;
  writeFileSync(`${wanted.out}.new`, text); // a gateway that follows the file never sees half of it
  renameSync(`${wanted.out}.new`, wanted.out);
  return `${wanted.out}: ${operations.length} operations of ${files.length} files\n`;
}

/** What a command leaves behind: its exit status, and what it says there. */
export interface Ended {
  status: number;
  stdout: string;
  stderr: string;
}

/** Runs `npm run persist` with its arguments. Mistakes in them end with 2, mistakes in documents with 1. */
export async function runPersist(args: string[]): Promise<Ended> {
  let wanted: Wanted;
  try {
    wanted = readArguments(args);
  } catch (error) {
    return { status: 2, stdout: '', stderr: `${(error as Error).message}\n\n${USAGE}\n` };
  }
  try {
    return { status: 0, stdout: await persist(wanted), stderr: '' };
  } catch (error) {
    return { status: 1, stdout: '', stderr: `${(error as Error).message}\n` };
  }
}
