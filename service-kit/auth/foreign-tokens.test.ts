import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { foreignTokens, isForeignKey } from './foreign-tokens';
import { createTokenVerifier } from './viewer';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-384' });
const KEYS: Record<string, KeyObject> = { rsa: rsa.publicKey, ec: ec.publicKey };

const verifier = (expected: Parameters<typeof foreignTokens>[0] = {}) =>
  createTokenVerifier({
    keys: { find: async (kid) => KEYS[kid] ?? null },
    isRevoked: () => false,
    rules: foreignTokens(expected),
  });
const sign = (claims: object, options: jwt.SignOptions = {}) =>
  jwt.sign(claims, rsa.privateKey, { algorithm: 'RS256', keyid: 'rsa', expiresIn: 600, ...options });

describe('a token of another issuer', () => {
  it.each([
    ['scope: words in a string', { scope: 'read:a  write:b' }, ['read:a', 'write:b']],
    ['scopes', { scopes: ['read:a'] }, ['read:a']],
    ['permissions', { permissions: ['read:a', 7, ''] }, ['read:a']],
    ['perms', { perms: ['read:a'] }, ['read:a']],
    ['all of them together', { scope: 'a', permissions: ['b'], perms: ['a', 'c'] }, ['a', 'b', 'c']],
    ['none of them, or nonsense', { scope: { a: true }, perms: 3 }, []],
  ])('has permissions by %s', async (_name, claims, expected) => {
    const { permissions } = await verifier().verify(sign({ sub: 'someone', ...claims }));
    expect([...permissions]).toEqual(expected);
  });

  it('tells who calls; without an organisation each caller is one', async () => {
    const viewer = await verifier().verify(sign({ sub: 'auth0|7' }));
    expect(viewer).toMatchObject({ userId: 'auth0|7', orgId: 'auth0|7' });
    expect(await verifier().verify(sign({ sub: 'x', org: 'acme' }))).toMatchObject({ orgId: 'acme' });
  });

  it('can be signed by an elliptic curve', async () => {
    const token = jwt.sign({ sub: 'x' }, ec.privateKey, { algorithm: 'ES384', keyid: 'ec', expiresIn: 60 });
    expect((await verifier().verify(token)).userId).toBe('x');
  });

  it('is taken when issuer and audience are the expected ones', async () => {
    const token = sign({ sub: 'x' }, { issuer: 'https://issuer.example', audience: ['api', 'other'] });
    const both = verifier({ issuer: 'https://issuer.example', audience: 'api' });
    expect((await both.verify(token)).userId).toBe('x');
  });

  const unsigned = `${Buffer.from('{"alg":"none","kid":"rsa"}').toString('base64url')}.${Buffer.from('{"sub":"x","exp":9999999999}').toString('base64url')}.`;
  it.each([
    ['of another issuer', () => sign({ sub: 'x' }, { issuer: 'https://evil.example', audience: 'api' })],
    [
      'for another audience',
      () => sign({ sub: 'x' }, { issuer: 'https://issuer.example', audience: 'other' }),
    ],
    ['for none', () => sign({ sub: 'x' }, { issuer: 'https://issuer.example' })],
  ])('is refused when it is %s', async (_what, token) => {
    const strict = verifier({ issuer: 'https://issuer.example', audience: 'api' });
    await expect(strict.verify(token())).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
  });

  it.each([
    ['without a subject', () => sign({})],
    [
      'that never expires',
      () => jwt.sign({ sub: 'x' }, rsa.privateKey, { algorithm: 'RS256', keyid: 'rsa' }),
    ],
    ['that has expired', () => sign({ sub: 'x' }, { expiresIn: -120 })],
    ['not yet valid', () => sign({ sub: 'x' }, { notBefore: 600 })],
    ['without a signature', () => unsigned],
    ['signed with the public key as a shared secret', () => forged()],
    ['of an unknown key', () => sign({ sub: 'x' }, { keyid: 'other' })],
    ['that names a key of another kind', () => sign({ sub: 'x' }, { keyid: 'ec' })],
  ])('is refused %s', async (_what, token) => {
    await expect(verifier().verify(token())).rejects.toMatchObject({
      extensions: { code: 'UNAUTHENTICATED' },
    });
  });
});

/** The classic confusion: HS256 with the published key's text as the secret. */
function forged(): string {
  const secret = rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  return jwt.sign({ sub: 'x' }, Buffer.from(secret), { algorithm: 'HS256', keyid: 'rsa', expiresIn: 60 });
}

it('takes published keys for signatures only', () => {
  expect(
    [{ kty: 'RSA' }, { kty: 'EC', use: 'sig' }, { kty: 'RSA', use: 'enc' }, { kty: 'oct' }].map(isForeignKey),
  ).toEqual([true, true, false, false]);
});
