/*
 * `npm run new -- feature <subgraph> <thing>`: lays out a working vertical slice of a new noun.
 */
import { parseArgs } from 'node:util';
import { projectRoot } from '../service-kit/process/paths';
import { formatAndGenerate } from './new-feature/generate';
import { planFeature, writeFeature } from './new-feature/lay-out';
import { featureNames, FeatureRefused, HOSTS, type FeatureRequest } from './new-feature/names';
import { dim, green, write } from './terminal';

const USAGE = `Usage: npm run new -- feature <subgraph> <thing> [options]

  <subgraph>        one of: ${Object.keys(HOSTS).join(', ')}
  <thing>           the noun, singular, in kebab-case: work-order

  --plural PLURAL   where adding an s is not enough: --plural people
  --scope SCOPE     whose permissions it asks for, SCOPE:read and SCOPE:write (schema/permissions.ts);
                    unless given: ${Object.entries(HOSTS)
                      .map(([name, { scope }]) => `${name} ${scope}`)
                      .join(', ')}`;

/** @throws FeatureRefused for words that are no request */
function readRequest(words: string[]): FeatureRequest {
  const options = { plural: { type: 'string' }, scope: { type: 'string' } } as const;
  let parsed;
  try {
    parsed = parseArgs({ args: words, allowPositionals: true, options });
  } catch (error) {
    throw new FeatureRefused(`${(error as Error).message}\n\n${USAGE}`);
  }
  const [kind, subgraph, thing, ...rest] = parsed.positionals;
  if (kind !== 'feature' || subgraph === undefined || thing === undefined || rest.length > 0) {
    throw new FeatureRefused(USAGE);
  }
  return { subgraph, thing, ...parsed.values };
}

function main(words: string[]): void {
  const names = featureNames(readRequest(words));
  const plan = planFeature(projectRoot, names);
  writeFeature(projectRoot, plan);
  const [made, changed] = [Object.keys(plan.made), Object.keys(plan.changed)];
  for (const path of made) write(`${green('+')} ${path}`);
  for (const path of changed) write(`${green('~')} ${path}`);
  formatAndGenerate(projectRoot, [...made, ...changed]);
  write(`${green('~')} schema/supergraph.graphql, subgraphs/${names.subgraph}/src/generated/types.ts`);
  write(`\nIt works: npm test -- --testPathPatterns ${names.folder}.db.test`);
  if (!plan.idempotent) {
    write(dim(`No mutation is @idempotent: ${names.subgraph} keeps no effects under an Idempotency-Key.`));
  }
  write('Left to you: what is special about it, a row in docs/requirements.md, a line in CHANGELOG.md.');
}

try {
  main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof FeatureRefused ? error.message : String(error)}\n`);
  process.exitCode = error instanceof FeatureRefused ? 2 : 1;
}
