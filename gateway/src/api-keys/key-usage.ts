import type { Logger } from '../../../service-kit/process/logger';
import type { StageFactory } from '../graphs/served-graph';
import { perOperation, type Operation } from '../pipeline/operation';
import { rootFieldsOf } from '../pipeline/root-fields';

/*
 * What API keys are used for: counted here by key and operation, and handed on now and then. What a process that dies has counted
 * since is lost: it is for people to look at, and nobody pays by it.
 */

/** One key's uses of one operation. */
export interface CountedUse {
  key: string;
  operation: string;
  fields: readonly string[];
  requests: number;
}

/** Adds up what was counted of one organisation's keys. */
export type NoteKeyUsage = (orgId: string, counted: readonly CountedUse[]) => Promise<void>;

const FLUSH_MS = 15_000;
/** Between two flushes; more are counted as one. */
const MAX_COUNTED = 5_000;
const MAX_FIELDS = 20;

export interface KeyUsage {
  readonly stage: StageFactory;
  /** Hands on what was counted. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

/** Counts the uses of keys. @param note where they are kept; a failure is logged, and what was counted is lost */
export function countKeyUsage(note: NoteKeyUsage, log: Logger): KeyUsage {
  let counted = new Map<string, Map<string, CountedUse>>();
  let size = 0;

  function count(orgId: string, key: string, { operation, fields }: Asked): void {
    const uses = counted.get(orgId) ?? new Map<string, CountedUse>();
    counted.set(orgId, uses);
    const name = size < MAX_COUNTED ? operation : '(others)';
    const id = `${key} ${name}`;
    let use = uses.get(id);
    if (!use) {
      use = { key, operation: name, fields, requests: 0 };
      uses.set(id, use);
      size += 1;
    }
    use.requests += 1;
  }

  async function flush(): Promise<void> {
    const all = counted;
    counted = new Map();
    size = 0;
    for (const [orgId, uses] of all) {
      await note(orgId, [...uses.values()]).catch((error: unknown) =>
        log.warn({ err: error, orgId }, 'uses of API keys not noted'),
      );
    }
  }

  const timer = setInterval(() => void flush(), FLUSH_MS).unref();
  return {
    stage: () => {
      const askedBy = perOperation(readAsked);
      return (next) => (request) => {
        const { viewer } = request.context;
        const isNew = request.moment?.kind !== 'event';
        if (isNew && viewer?.machine === 'KEY')
          count(viewer.orgId, viewer.userId, askedBy(request.operation));
        return next(request);
      };
    },
    flush,
    async close() {
      clearInterval(timer);
      await flush();
    },
  };
}

interface Asked {
  readonly operation: string;
  readonly fields: readonly string[];
}

function readAsked(operation: Operation): Asked {
  const { name, type } = operation;
  const root = `${type[0]?.toUpperCase() ?? ''}${type.slice(1)}`;
  const coordinates = [...new Set(rootFieldsOf(operation).values())]
    .sort()
    .map((field) => `${root}.${field}`);
  return { operation: name ?? '(unnamed)', fields: coordinates.slice(0, MAX_FIELDS) };
}
