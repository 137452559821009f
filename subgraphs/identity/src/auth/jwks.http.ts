import type { FastifyInstance } from 'fastify';
import { JWKS_MAX_AGE_SECONDS } from './key-folder';
import type { SigningKeys } from './keys';

/** Publishes the public keys (RFC 7517), so that any router or partner can verify our tokens. */
export function serveJwks(app: FastifyInstance, keys: SigningKeys): void {
  app.get('/.well-known/jwks.json', async (_request, reply) =>
    reply
      .header('cache-control', `public, max-age=${JWKS_MAX_AGE_SECONDS}`)
      .header('access-control-allow-origin', '*')
      .type('application/json')
      .send(keys.jwks()),
  );
}
