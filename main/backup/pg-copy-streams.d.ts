declare module 'pg-copy-streams' {
  import type { Submittable } from 'pg';
  import type { Readable, Writable } from 'node:stream';

  /** Rows of `COPY … TO STDOUT`. */
  export function to(sql: string): Readable & Submittable;
  /** Takes rows for `COPY … FROM STDIN`. */
  export function from(sql: string): Writable & Submittable;
}
