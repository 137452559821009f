import { randomBytes } from 'node:crypto';
import { Eta, type TemplateFunction } from 'eta';
import type { FastifyReply } from 'fastify';

/** Templates of pages. What is put in is escaped unless the template says otherwise. */
export const eta = new Eta({ autoEscape: true });

/** Sends a page that loads nothing, runs nothing and is kept nowhere; its one style sheet has the nonce that the view is given. */
export function sendPage(
  reply: FastifyReply,
  layout: TemplateFunction,
  view: { readonly status: number } & Readonly<Record<string, unknown>>,
): FastifyReply {
  const nonce = randomBytes(16).toString('base64');
  return reply
    .code(view.status)
    .header(
      'content-security-policy',
      `default-src 'none';style-src 'nonce-${nonce}';form-action 'self';base-uri 'none';frame-ancestors 'none'`,
    )
    .header('cache-control', 'no-store')
    .type('text/html; charset=utf-8')
    .send(eta.render(layout, { ...view, nonce }));
}

/** A text with its values: `Welcome, {name}`. */
export const fill = (text: string, values: Readonly<Record<string, string>> = {}): string =>
  text.replace(/\{(\w+)\}/g, (_all, name: string) => values[name] ?? '');
