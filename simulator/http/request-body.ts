import type { IncomingMessage } from 'node:http';

/** The most a request body may weigh, in bytes. */
const MAX_BODY = 8 * 1024 * 1024;

/** Reads a whole body; undefined if it is heavier than {@link MAX_BODY}. */
export async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= MAX_BODY) chunks.push(chunk);
  }
  return size > MAX_BODY ? undefined : Buffer.concat(chunks).toString('utf8');
}

/** A form-encoded body as a flat record. */
export function parseForm(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}

/** A JSON body; undefined for an empty or broken one. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
