/*
 * Composes schema/*.graphql into schema/supergraph.graphql, in pure JavaScript (no Rover, no network).
 * `--check` writes nothing and fails when the committed file is not what the SDL composes to.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { composeServices } from '@apollo/composition';
import { gql } from 'graphql-tag';
import { parse } from 'yaml';
import { z } from 'zod';
import { projectRoot } from '../service-kit/process/paths';

const Manifest = z.object({
  subgraphs: z.record(z.string(), z.object({ routing_url: z.url(), schema: z.object({ file: z.string() }) })),
});

/** @returns the supergraph SDL. @throws Error with every composition error */
export function composeSupergraph(folder: string): string {
  const manifest = Manifest.parse(parse(readFileSync(join(folder, 'supergraph.yaml'), 'utf8')));
  const services = Object.entries(manifest.subgraphs).map(([name, { routing_url: url, schema }]) => ({
    name,
    url,
    typeDefs: gql(readFileSync(join(folder, schema.file), 'utf8')),
  }));
  const result = composeServices(services);
  if (result.errors) throw new Error(result.errors.map((error) => error.message).join('\n'));
  return `# Composed by "npm run compose" from supergraph.yaml. Never edit.\n${result.supergraphSdl.trim()}\n`;
}

function main(): void {
  const folder = join(projectRoot, 'schema');
  const file = join(folder, 'supergraph.graphql');
  const composed = composeSupergraph(folder);
  if (!process.argv.includes('--check')) {
    writeFileSync(file, composed);
  } else if (readFileSync(file, 'utf8') !== composed) {
    console.error('schema/supergraph.graphql is not what the SDL composes to. Run: npm run compose');
    process.exitCode = 1;
  }
}

if (require.main === module) main();
