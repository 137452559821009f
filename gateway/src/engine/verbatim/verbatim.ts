import { randomBytes } from 'node:crypto';

/*
 * Much of an answer goes to the client exactly as a subgraph said it. Parsing such a part and writing it again is most of
 * the work of a large answer, so it is only checked (scan.ts) and then copied: from a subgraph's bytes into the client's.
 */

/** A part of an answer as a subgraph wrote it: JSON, checked against all that the schema promises of it. Stands for its value. */
export class Verbatim {
  constructor(
    private readonly bytes: Buffer,
    private readonly start: number,
    private readonly end: number,
    /** How many elements a list has that are not null; null for what is no list. */
    readonly count: number | null,
  ) {}

  get length(): number {
    return this.end - this.start;
  }

  /** The value, for whoever has to look into it. */
  get value(): unknown {
    return JSON.parse(this.text);
  }

  protected get text(): string {
    return this.bytes.toString('utf8', this.start, this.end);
  }

  copyTo(target: Buffer, at: number): number {
    return this.bytes.copy(target, at, this.start, this.end);
  }

  /** For {@link toBytes}: leaves its place open. */
  toJSON(): string {
    open.push(this);
    return MARK;
  }
}

/**
 * Members of an object that follow one another: the first one's value, and what comes after it with its keys. Stands in the
 * object as its first member; the others are not there.
 */
export class VerbatimRun extends Verbatim {
  constructor(
    bytes: Buffer,
    start: number,
    end: number,
    private readonly firstKey: string,
  ) {
    super(bytes, start, end, null);
  }

  get members(): Record<string, unknown> {
    return JSON.parse(`{${JSON.stringify(this.firstKey)}:${this.text}}`) as Record<string, unknown>;
  }
}

/** Nobody can know it, so nobody can have it in an answer. */
const MARK = `verbatim ${randomBytes(16).toString('hex')}`;
const MARK_TEXT = JSON.stringify(MARK);
/** Those that were met while a text was made, in their order in it. */
const open: Verbatim[] = [];

/**
 * Takes an answer that may have {@link Verbatim}s in it; answers its JSON, as text where it has none.
 *
 * @param end what is to follow, ASCII
 */
export function toJson(answer: object, end: string): string | Buffer {
  open.length = 0;
  const text = JSON.stringify(answer) + end;
  if (open.length === 0) return text;
  const texts = text.split(MARK_TEXT);
  const parts = open.splice(0);
  let length = 0;
  for (const one of texts) length += Buffer.byteLength(one);
  for (const one of parts) length += one.length;
  const bytes = Buffer.allocUnsafe(length);
  let at = 0;
  texts.forEach((one, index) => {
    at += bytes.write(one, at);
    at += parts[index]?.copyTo(bytes, at) ?? 0;
  });
  return bytes;
}

/** The same value with nothing verbatim in it. */
export function expanded<T>(value: T): T {
  if (value instanceof Verbatim) return value.value as T;
  if (Array.isArray(value)) return value.map(expanded) as T;
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).flatMap(([key, inner]): [string, unknown][] =>
    inner instanceof VerbatimRun ? Object.entries(inner.members) : [[key, expanded(inner)]],
  );
  return Object.fromEntries(members) as T;
}
