import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';

type Directives = Record<string, string[]>;

/** For answers that are no pages: nothing may load, and no page may frame them. */
const NOTHING: Directives = { defaultSrc: ["'none'"], frameAncestors: ["'none'"] };

/**
 * Security headers on every answer (Helmet), with a content security policy that lets nothing run; a page brings its own
 * by {@link pagePolicy}.
 */
export async function registerSecurityHeaders(app: FastifyInstance, isProduction: boolean): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: NOTHING },
    // A browser that once saw this on localhost over TLS would refuse plain HTTP there for a year.
    strictTransportSecurity: isProduction,
  });
}

/** Route options for a page of ours: what it may load, on top of its inline styles. */
export const pagePolicy = (directives: Directives) => ({
  helmet: {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { ...NOTHING, baseUri: ["'none'"], styleSrc: ["'unsafe-inline'"], ...directives },
    },
  },
});
