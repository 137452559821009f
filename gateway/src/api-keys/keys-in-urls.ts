import type { FastifyInstance } from 'fastify';
import { API_KEY_ANYWHERE } from '../../../service-kit/auth/api-key';
import { errorBody } from '../../../service-kit/errors/errors';

const MESSAGE =
  'An API key stands in the URL, where logs and histories keep it: rotate it, and send it as "Authorization: Bearer" or "X-API-Key".';

/** Refuses requests with an API key in their URL, whatever else they have: nobody gets used to it. */
export function refuseKeysInUrls(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    if (!API_KEY_ANYWHERE.test(request.url)) return done();
    void reply.code(400).send(errorBody(MESSAGE, 'BAD_REQUEST'));
  });
}
