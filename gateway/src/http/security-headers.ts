import helmet from '@fastify/helmet';
import fastify, { type FastifyInstance, type onRequestHookHandler } from 'fastify';

type Directives = Record<string, string[]>;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The content security policy of a page. */
    contentSecurityPolicy?: string;
  }
}

/** For answers that are no pages: nothing may load, and no page may frame them. */
const NOTHING: Directives = { defaultSrc: ["'none'"], frameAncestors: ["'none'"] };

/**
 * Security headers on every answer (Helmet), with a content security policy that lets nothing run; a page brings its own
 * by {@link pagePolicy}. Helmet is asked once: working out the same dozen headers costs a tenth of a small request.
 *
 * @returns the headers that go with what is no page
 */
export async function registerSecurityHeaders(
  app: FastifyInstance,
  isProduction: boolean,
): Promise<Readonly<Record<string, string>>> {
  const headers = await helmetsHeaders(isProduction);
  app.addHook('onRequest', (_request, reply, done) => {
    void reply.headers(headers);
    done();
  });
  app.addHook('onRoute', (route) => {
    const policy = route.config?.contentSecurityPolicy;
    if (!policy) return;
    const setPolicy: onRequestHookHandler = (_request, reply, done) => {
      void reply.header('content-security-policy', policy);
      done();
    };
    route.onRequest = [setPolicy, ...[route.onRequest ?? []].flat()];
  });
  return headers;
}

async function helmetsHeaders(isProduction: boolean): Promise<Record<string, string>> {
  const probe = fastify();
  await probe.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: NOTHING },
    // A browser that once saw this on localhost over TLS would refuse plain HTTP there for a year.
    strictTransportSecurity: isProduction,
  });
  probe.get('/', (_request, reply) => void reply.code(204).send());
  const { headers } = await probe.inject('/');
  await probe.close();
  const { date: _date, connection: _connection, ...helmets } = headers;
  return Object.fromEntries(Object.entries(helmets).map(([name, value]) => [name, String(value)]));
}

/** Route options for a page of ours: what it may load, on top of its inline styles. */
export const pagePolicy = (directives: Directives) => ({
  config: {
    contentSecurityPolicy: serialize({
      ...NOTHING,
      baseUri: ["'none'"],
      styleSrc: ["'unsafe-inline'"],
      ...directives,
    }),
  },
});

const serialize = (directives: Directives): string =>
  Object.entries(directives)
    .map(([name, sources]) =>
      [name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`), ...sources].join(' '),
    )
    .join(';');
