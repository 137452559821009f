import type { FastifyInstance } from 'fastify';
import type { SigningKeys } from './keys';

/** Verifiers ask again for an unknown `kid`, so an old answer costs a new key no time; it only delays a key's removal. */
const CACHE_SECONDS = 300;

/** Publishes the public keys (RFC 7517), so that any router or partner can verify our tokens. */
export function serveJwks(app: FastifyInstance, keys: SigningKeys): void {
  app.get('/.well-known/jwks.json', async (_request, reply) =>
    reply
      .header('cache-control', `public, max-age=${CACHE_SECONDS}`)
      .header('access-control-allow-origin', '*')
      .type('application/json')
      .send(keys.jwks()),
  );
}
