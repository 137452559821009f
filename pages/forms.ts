import type { FastifyInstance } from 'fastify';

/** A form of ours as it was sent. */
export type Form = Readonly<Record<string, string>>;

/** Lets a part of the server read forms, whose fields are texts, and nothing else. @param bodyLimit in bytes */
export function readForms(scope: FastifyInstance, bodyLimit: number): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit },
    (_request, body, done) => done(null, formOf(new URLSearchParams(String(body)))),
  );
}

/** What is ticked several times under one name is one text, with commas; forms end lines by CR LF (HTML 4.10.22.4), texts of ours by LF. */
function formOf(fields: URLSearchParams): Form {
  const form = new Map<string, string>();
  for (const [name, given] of fields) {
    const value = given.replaceAll('\r\n', '\n');
    form.set(name, form.has(name) ? `${form.get(name)},${value}` : value);
  }
  return Object.fromEntries(form);
}

/** Parameters may come twice, and are lists then. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
