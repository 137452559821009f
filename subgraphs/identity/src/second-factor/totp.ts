import { Secret, TOTP } from 'otpauth';
import { toString as drawQrCode } from 'qrcode';
import type { TotpEnrollment } from './second-factor';

/*
 * Codes of authenticator apps (RFC 6238): SHA-1, six digits, 30 seconds, which is what every app can do. A code of the period
 * before and after counts too, for clocks that differ; that none works twice is up to whoever keeps the last period.
 */

const ISSUER = 'CashCraft';
const PERIOD_SECONDS = 30;
const WINDOW = 1;
/** RFC 4226, 4: 160 bits are recommended. */
const SECRET_BYTES = 20;

const totpOf = (secret: string, label = ISSUER): TOTP =>
  new TOTP({
    issuer: ISSUER,
    label,
    secret: Secret.fromBase32(secret),
    algorithm: 'SHA1',
    digits: 6,
    period: PERIOD_SECONDS,
  });

/** A new secret, Base32. */
export const newTotpSecret = (): string => new Secret({ size: SECRET_BYTES }).base32;

/**
 * Shows a secret in all the ways that apps take it.
 *
 * @param label what the app calls the account: the address
 */
export async function showTotp(secret: string, label: string): Promise<TotpEnrollment> {
  const uri = totpOf(secret, label).toString();
  const svg = await drawQrCode(uri, { type: 'svg', margin: 2, errorCorrectionLevel: 'M' });
  return { secret, uri, qrCode: `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}` };
}

/**
 * Which period a code is of.
 *
 * @param now ms since the epoch
 * @returns null for a code that is of none that counts now
 */
export function stepOfCode(secret: string, code: string, now = Date.now()): number | null {
  const digits = code.replace(/\s/g, '');
  if (!/^\d{6}$/.test(digits)) return null;
  const delta = totpOf(secret).validate({ token: digits, timestamp: now, window: WINDOW });
  return delta === null ? null : Math.floor(now / 1000 / PERIOD_SECONDS) + delta;
}
