import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../service-kit/process/paths';
import type { FeatureNames } from './names';

/*
 * The templates are whole files about a noun "sample thing", which is replaced in each of its spellings. They lie beside the
 * sources and are read from there, because making a feature needs the sources anyhow.
 */

const FOLDER = join(projectRoot, 'main', 'new-feature', 'templates');

/** What a template's words stand for, the longer ones first. */
function spellings(names: FeatureNames): [RegExp | string, string][] {
  const { subgraph, host, file, folder, type, types, field, fields, table, readScope, writeScope } = names;
  const words = file.replaceAll('-', ' ');
  const an = /^[aeiou]/.test(file) ? 'n' : '';
  return [
    [/\b([Aa]) sample thing\b/g, `$1${an} sample thing`],
    ['SampleThings', types],
    ['sampleThings', fields],
    ['sample_things', table],
    ['sample-things', folder],
    ['sample things', folder.replaceAll('-', ' ')],
    ['Sample things', sentence(folder.replaceAll('-', ' '))],
    ['SampleThing', type],
    ['sampleThing', field],
    ['sample-thing', file],
    ['sample thing', words],
    ['Sample thing', sentence(words)],
    ['SUBGRAPH_FEATURE', host.featureType],
    ['SUBGRAPH', subgraph],
    ['READ_SCOPE', readScope],
    ['WRITE_SCOPE', writeScope],
    ['WORLD_IMPORT', `import { ${host.world.name} } from '../../../../${host.world.from}';`],
    ['WORLD_CALL', host.world.call],
  ];
}

const sentence = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

/**
 * A template with a feature's names.
 *
 * @param template its file's name without `.txt`: `service.ts`
 * @param more further words to replace
 */
export function fill(
  template: string,
  names: FeatureNames,
  more: Readonly<Record<string, string>> = {},
): string {
  let text = readFileSync(join(FOLDER, `${template}.txt`), 'utf8');
  for (const [word, value] of [...Object.entries(more), ...spellings(names)]) {
    // A function, because $ in a replacement's text has a meaning.
    text = typeof word === 'string' ? text.replaceAll(word, () => value) : text.replace(word, value);
  }
  return text;
}
