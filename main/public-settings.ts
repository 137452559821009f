import { z } from 'zod';
import type { GatewayOptions } from '../gateway/src/gateway-options';
import { optionalPortSetting } from '../service-kit/process/config';
import { trustsOf, type TrustProxy } from '../service-kit/http/trust-proxy';

const PROXIES =
  'must be off, how many proxies stand in front (1), or their addresses and networks (10.0.0.0/8,::1)';

const trustProxySetting = z
  .string()
  .transform((text, context): TrustProxy => {
    const trusted = readTrusted(text.trim());
    if (trusted !== null) return trusted;
    context.addIssue({ code: 'custom', message: PROXIES });
    return z.NEVER;
  })
  .default(false);

function readTrusted(text: string): TrustProxy | null {
  if (text === 'off' || text === '0') return false;
  if (/^[1-9]\d?$/.test(text)) return Number(text);
  const networks = text.split(',').map((one) => one.trim());
  if (!networks.every((one) => /[.:]|^(loopback|linklocal|uniquelocal)$/.test(one))) return null;
  try {
    trustsOf(networks);
    return networks;
  } catch {
    return null; // neither an address nor a network
  }
}

/** Fewer could be guessed. */
const MIN_TOKEN = 16;

/** The variables of what the public port shows, and whom it believes (docs/http.md). */
export const publicSettings = {
  TRUST_PROXY: trustProxySetting,
  TRUST_PROXY_HEADER: z
    .enum(['x-forwarded-for', 'forwarded'], { error: 'must be x-forwarded-for or forwarded' })
    .default('x-forwarded-for'),
  METRICS_PORT: optionalPortSetting,
  METRICS_HOST: z.string().default('127.0.0.1'),
  METRICS_TOKEN: z.string().min(MIN_TOKEN, `must have ${MIN_TOKEN} characters or more`).optional(),
  SUBGRAPH_ERRORS: z.enum(['shown', 'masked'], { error: 'must be shown or masked' }).default('shown'),
};
type PublicSettings = z.infer<z.ZodObject<typeof publicSettings>> & { NODE_ENV: string };

/** What the environment says of them. */
export function publicOptions(settings: PublicSettings) {
  return {
    trustProxy: settings.TRUST_PROXY,
    proxyHeader: settings.TRUST_PROXY_HEADER,
    telemetry: telemetryFrom(settings),
    maskForeignCodes: settings.SUBGRAPH_ERRORS === 'masked',
  };
}

function telemetryFrom(settings: PublicSettings): NonNullable<GatewayOptions['telemetry']> {
  if (settings.METRICS_TOKEN !== undefined) return { token: settings.METRICS_TOKEN };
  const isHidden = settings.NODE_ENV === 'production' || settings.METRICS_PORT !== undefined;
  return isHidden ? 'hidden' : 'open';
}

/** What an operator should know of them, for the log of a start. */
export function publicFacts(settings: PublicSettings): Record<string, unknown> {
  const { TRUST_PROXY: trusted, METRICS_PORT: port } = settings;
  const proxies = typeof trusted === 'number' ? `the last ${trusted}` : trusted;
  const header = settings.TRUST_PROXY_HEADER;
  return {
    clientAddress:
      trusted === false ? 'of the connection (TRUST_PROXY=off)' : `by ${header}, trusting ${String(proxies)}`,
    metrics:
      port !== undefined
        ? `at port ${port} of ${settings.METRICS_HOST}`
        : ({ open: 'public', hidden: 'nowhere: set METRICS_PORT or METRICS_TOKEN' }[
            String(telemetryFrom(settings))
          ] ?? 'by METRICS_TOKEN'),
  };
}
