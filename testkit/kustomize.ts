import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';

/*
 * Puts a folder with a kustomization.yaml together as `kubectl kustomize` would, for tests: kubectl is in few distributions. It knows what
 * our files use, and refuses anything else rather than leave it out. Names of config maps get no hash.
 */

interface Kustomization {
  namespace?: string;
  resources?: string[];
  labels?: { pairs: Record<string, string>; includeSelectors?: boolean; includeTemplates?: boolean }[];
  images?: { name: string; newName?: string; newTag?: string }[];
  configMapGenerator?: { name: string; behavior?: 'create' | 'merge'; literals: string[] }[];
}
const KNOWN = [
  'apiVersion',
  'kind',
  'namespace',
  'resources',
  'labels',
  'images',
  'configMapGenerator',
] as const;

type Labels = Record<string, string>;
interface Made {
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Labels };
  data?: Record<string, string>;
  spec?: {
    selector?: Labels & { matchLabels?: Labels };
    podSelector?: { matchLabels?: Labels };
    template?: { metadata: { labels?: Labels }; spec: { containers: { image: string }[] } };
  };
}

/** Puts `folder` together. @throws Error for a field that this doesn't know, or a config map that is merged into none */
export function kustomize(folder: string): Made[] {
  const asked = parse(readFileSync(join(folder, 'kustomization.yaml'), 'utf8')) as Kustomization;
  const odd = Object.keys(asked).find((field) => !KNOWN.some((known) => known === field));
  if (odd) throw new Error(`${folder}: testkit/kustomize.ts does not know ${odd}.`);
  const made = (asked.resources ?? []).flatMap((name) => resource(join(folder, name)));
  for (const wanted of asked.configMapGenerator ?? []) generate(made, wanted);
  for (const one of made) {
    if (asked.namespace !== undefined) one.metadata.namespace = asked.namespace;
    for (const label of asked.labels ?? []) mark(one, label);
    for (const image of asked.images ?? []) rename(one, image);
  }
  return made;
}

function resource(path: string): Made[] {
  if (statSync(path).isDirectory()) return kustomize(path);
  return parseAllDocuments(readFileSync(path, 'utf8')).map((document) => document.toJS() as Made);
}

function generate(
  made: Made[],
  { name, behavior = 'create', literals }: { name: string; behavior?: string; literals: string[] },
): void {
  const data = Object.fromEntries(
    literals.map((literal) => {
      const at = literal.indexOf('=');
      return [literal.slice(0, at), literal.slice(at + 1)];
    }),
  );
  const found = made.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === name);
  if ((behavior === 'merge') !== (found !== undefined))
    throw new Error(
      `The config map ${name} can't be ${behavior === 'merge' ? 'merged: none' : 'made: one'} is there.`,
    );
  if (found) found.data = { ...found.data, ...data };
  else made.push({ kind: 'ConfigMap', metadata: { name }, data });
}

/** Labels of the object, of what it selects by, and of its pods. */
function mark(
  one: Made,
  { pairs, includeSelectors = false, includeTemplates = false }: NonNullable<Kustomization['labels']>[number],
): void {
  one.metadata.labels = { ...one.metadata.labels, ...pairs };
  const { template, selector, podSelector } = one.spec ?? {};
  if (template && (includeTemplates || includeSelectors))
    template.metadata.labels = { ...template.metadata.labels, ...pairs };
  if (!includeSelectors) return;
  for (const by of [selector, podSelector]) {
    if (!by) continue;
    if (one.kind === 'Service') Object.assign(by, pairs);
    else by.matchLabels = { ...by.matchLabels, ...pairs };
  }
}

function rename(
  one: Made,
  { name, newName = name, newTag }: { name: string; newName?: string; newTag?: string },
): void {
  for (const container of one.spec?.template?.spec.containers ?? [])
    if (container.image === name) container.image = newTag === undefined ? newName : `${newName}:${newTag}`;
}
