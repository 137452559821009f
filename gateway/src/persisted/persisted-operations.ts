import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Registry } from 'prom-client';
import { ConfigError } from '../../../service-kit/process/config';
import type { Logger } from '../../../service-kit/process/logger';
import { watchFile, type FileWatch } from '../graphs/file-watch';
import type { KnownDocuments, ValidDocuments } from '../known-documents/known-documents';
import type { ServedGraph } from '../graphs/served-graph';
import { APQ_TTL_SECONDS, createApqStore, type ApqStore } from './apq-store';
import { createAdmission, type Admission } from './admission';
import { ManifestError, parseManifest, type PersistedOperation } from './manifest';
import { readModes, type Mode, type ModeOf } from './modes';
import { createPersistedMetrics, type PersistedMetrics } from './persisted-metrics';
import { createSafelist, type Safelist } from './safelist';
import { trustDocuments, type DocumentRules, type Unfit } from './trusted';

/** What the environment says of it (docs/persisted-operations.md). */
export interface PersistedSettings {
  /** PERSISTED_OPERATIONS; `off` by default. */
  mode?: Mode;
  /** PERSISTED_OPERATIONS_PATH: the manifest's file. */
  manifestPath?: string | undefined;
  /** PERSISTED_OPERATIONS_CLIENTS: stricter modes of single clients. */
  clients?: string;
  /** REDIS_URL: where automatic persisted queries are shared. */
  redisUrl?: string | undefined;
  /** How often the manifest's file is looked at, in ms; each second by default. */
  pollMs?: number;
}

interface Parts {
  settings: PersistedSettings;
  rules: DocumentRules;
  /** Gets the listed documents that fit a graph's schema. */
  known: Pick<KnownDocuments, 'list'>;
  metrics: { registry: Registry };
  log: Logger;
}

const NOTHING: ValidDocuments = new Map();
/** How often the manifest's file is looked at. */
const POLL_MS = 1_000;
/** Unfit operations that the log names one by one. */
const MAX_NAMED = 50;

/**
 * The operations of the manifest, as its file is now.
 *
 * They are prepared per graph, before the graph or the file is used: `prepare` is called with each graph that is to be
 * served, and a changed file takes effect when its operations are ready for the graph that was prepared last.
 */
export class PersistedOperations {
  readonly admit: Admission;
  readonly modeOf: ModeOf;
  readonly metrics: PersistedMetrics;
  /** For the option of Apollo Server, which serves the automatic ones. */
  readonly automatic: { readonly cache: ApqStore; readonly ttl: number };
  #safelist: Safelist;
  /** Those that fit, and those that are being made. */
  #documents = new WeakMap<ServedGraph, Promise<ValidDocuments> | ValidDocuments>();
  #latest: ServedGraph | null = null;
  readonly #file: FileWatch | null = null;

  /** @throws ConfigError for settings that contradict one another, and a manifest that can't be used */
  constructor(private readonly parts: Parts) {
    const { settings, log } = parts;
    this.metrics = createPersistedMetrics(parts.metrics);
    const modeOf = (this.modeOf = modesOf(settings));
    const operations = settings.manifestPath === undefined ? undefined : readAtStart(settings.manifestPath);
    this.automatic = { cache: createApqStore({ redisUrl: settings.redisUrl, log }), ttl: APQ_TTL_SECONDS };
    this.#safelist = createSafelist(operations);
    this.admit = createAdmission({ safelist: () => this.#safelist, modeOf, metrics: this.metrics, log });
    if (settings.manifestPath === undefined) return;
    this.metrics.loaded(true);
    this.#file = watchFile(settings.manifestPath, settings.pollMs ?? POLL_MS, () => this.#reload());
  }

  /** Gets the listed operations ready for a graph. Resolves when they are. */
  async prepare(graph: ServedGraph): Promise<void> {
    this.#latest = graph;
    const preparing = this.#trust(this.#safelist, graph);
    this.#documents.set(graph, preparing);
    this.#use(graph, await preparing);
  }

  /** The list, once it is ready for this graph; a graph that was not prepared is now. */
  for(graph: ServedGraph): Safelist | null {
    const documents = this.#documents.get(graph);
    if (!documents) void this.prepare(graph).catch((error: unknown) => this.#keep(error));
    return !documents || documents instanceof Promise ? null : this.#safelist;
  }

  #use(graph: ServedGraph, documents: ValidDocuments): void {
    this.#documents.set(graph, documents);
    this.parts.known.list(graph.schema, documents);
  }

  /** Resolves when automatic persisted queries can be read where they are shared, or after some seconds. */
  ready(): Promise<void> {
    return this.automatic.cache.ready();
  }

  close(): void {
    this.#file?.close();
    this.automatic.cache.close();
  }

  async #trust(safelist: Safelist, graph: ServedGraph, former?: ValidDocuments): Promise<ValidDocuments> {
    if (safelist.operations.length === 0) return NOTHING;
    const { trusted, unfit } = await trustDocuments(safelist.operations, graph, this.parts.rules, former);
    this.metrics.manifest(safelist.operations.length, unfit.length);
    this.parts.log.info({ operations: safelist.operations.length, fit: trusted.size }, 'manifest prepared');
    if (unfit.length > 0) this.#warnOf(unfit);
    return trusted;
  }

  #warnOf(unfit: readonly Unfit[]): void {
    this.parts.log.warn(
      { count: unfit.length, operations: unfit.slice(0, MAX_NAMED) },
      'operations of the manifest do not fit the schema: they will be refused as invalid',
    );
  }

  async #reload(): Promise<void> {
    const { manifestPath = '' } = this.parts.settings;
    let safelist: Safelist;
    try {
      safelist = createSafelist(parseManifest(await readFile(manifestPath, 'utf8'), manifestPath));
    } catch (error) {
      return this.#keep(error);
    }
    let graph;
    let documents = NOTHING;
    do {
      graph = this.#latest;
      if (graph) documents = await this.#trust(safelist, graph, await this.#documents.get(graph));
    } while (graph !== this.#latest); // another graph came meanwhile
    this.#safelist = safelist;
    this.#documents = new WeakMap();
    if (graph) this.#use(graph, documents);
    this.metrics.loaded(true);
  }

  /** The last good list stays in use. */
  #keep(error: unknown): void {
    this.metrics.loaded(false);
    const { manifestPath } = this.parts.settings;
    const why = error instanceof ManifestError ? error.message : undefined;
    this.parts.log.error(
      { manifest: manifestPath, why, ...(why ? {} : { err: error }) },
      'the changed manifest is not used; the former one stays',
    );
  }
}

function modesOf({ mode = 'off', clients = '', manifestPath }: PersistedSettings): ModeOf {
  const modeOf = readModes(mode, clients);
  if (manifestPath === undefined && (mode !== 'off' || clients.trim() !== '')) {
    const which = mode === 'off' ? 'PERSISTED_OPERATIONS_CLIENTS' : `PERSISTED_OPERATIONS=${mode}`;
    throw new ConfigError([`PERSISTED_OPERATIONS_PATH: has to name a manifest for ${which}`]);
  }
  return modeOf;
}

/** Checks settings as a start does, and the manifest they name. @throws ConfigError */
export function checkPersisted(settings: PersistedSettings): void {
  modesOf(settings);
  if (settings.manifestPath !== undefined) readAtStart(settings.manifestPath);
}

function readAtStart(path: string): PersistedOperation[] {
  try {
    return parseManifest(readFileSync(path, 'utf8'), path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why =
      error instanceof ManifestError
        ? message
        : `The manifest ${path} ${code === 'ENOENT' ? 'does not exist' : `can't be read (${code})`}.`;
    throw new ConfigError([`PERSISTED_OPERATIONS_PATH: ${why} "npm run persist" makes one.`]);
  }
}
