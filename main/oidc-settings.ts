import { isIP } from 'node:net';
import { z } from 'zod';

const listOf = (isGood: (text: string) => boolean, mistake: string) =>
  z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(',')
        .map((one) => one.trim())
        .filter(Boolean),
    )
    .refine((all) => all.every(isGood), { error: mistake });

const isOrigin = (text: string): boolean => URL.canParse(text) && new URL(text).origin === text;
const isServer = (text: string): boolean =>
  isIP(text.replace(/^\[(.*)\](:\d{1,5})?$/, '$1').replace(/^(\d[\d.]*):\d{1,5}$/, '$1')) !== 0;

/** The variables of log-in by organisations' own providers (docs/oidc.md). */
export const oidcSettings = {
  OIDC_TRUSTED_ISSUERS: listOf(
    isOrigin,
    'must be origins such as http://id.internal:8080, separated by commas',
  ),
  DNS_SERVERS: listOf(isServer, 'must be addresses, maybe with a port (127.0.0.1:5353), separated by commas'),
};
