import type { FastifyRequest } from 'fastify';

/*
 * Who looks at a page without a person: mail scanners, messengers that draw previews, search engines, browsers that load what
 * somebody might press next. They tell by their names or headers; those that don't are why only a pressed button counts first.
 */

const NAMES =
  /bot\b|bot[/;)]|crawl|spider|preview|scan|fetch|headless|facebookexternalhit|whatsapp|telegram|slack|discord|skype|viber|vkshare|embedly|linkedin|pinterest|safelinks|barracuda|proofpoint|mimecast|curl|wget|python|java\/|go-http|okhttp|axios|node|undici/i;

const PREFETCH = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'] as const;

/** Whether a request may be a person's who looks at a page. */
export function isPersonsLook({ method, headers }: Pick<FastifyRequest, 'method' | 'headers'>): boolean {
  const destination = headers['sec-fetch-dest'];
  return (
    method === 'GET' &&
    PREFETCH.every((name) => headers[name] === undefined) &&
    (destination === undefined || destination === 'document') &&
    headers['user-agent'] !== undefined &&
    !NAMES.test(headers['user-agent'])
  );
}
