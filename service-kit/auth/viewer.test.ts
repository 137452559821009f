import { generateKeyPairSync } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { createTestTokens, viewerWith } from '../../testkit/tokens';
import { bearerToken, createTokenVerifier, TOKEN_ISSUER } from './viewer';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const viewer = viewerWith('manager');
const claims = { org: viewer.orgId, sid: viewer.sessionId, role: 'manager', perms: ['crm:read'], pv: 1 };

function verifierCounting() {
  let lookups = 0;
  const verifier = createTokenVerifier({
    keys: {
      find: async (kid) => {
        lookups += 1;
        return kid === 'k1' ? publicKey : null;
      },
    },
    isRevoked: () => false,
  });
  return { verifier, lookups: () => lookups };
}

const sign = (payload: object, options: jwt.SignOptions = {}) =>
  jwt.sign(payload, privateKey, {
    algorithm: 'ES256',
    keyid: 'k1',
    issuer: TOKEN_ISSUER,
    subject: viewer.userId,
    expiresIn: 600,
    ...options,
  });

describe('the token verifier', () => {
  it('answers the caller of a good token, and checks its signature once', async () => {
    const { verifier, lookups } = verifierCounting();
    const token = sign(claims);
    const found = await verifier.verify(token);
    expect(found).toMatchObject({ userId: viewer.userId, orgId: viewer.orgId, role: 'manager' });
    expect([...found.permissions]).toEqual(['crm:read']);
    await verifier.verify(token);
    expect(lookups()).toBe(1);
  });

  it.each([
    ['no token at all', 'garbage'],
    ['an unsigned token', `${Buffer.from('{"alg":"none","kid":"k1"}').toString('base64url')}.e30.`],
    [
      'a token signed with the public key as an HMAC secret',
      jwt.sign(claims, publicKey.export({ type: 'spki', format: 'pem' }), {
        algorithm: 'HS256',
        keyid: 'k1',
        allowInvalidAsymmetricKeyTypes: true,
      }),
    ],
    ['an unknown key', sign(claims, { keyid: 'k2' })],
    ['another issuer', sign(claims, { issuer: 'someone' })],
    ['claims that are no ids', sign({ ...claims, org: "x' OR true" })],
    ['a changed payload', tampered(sign(claims))],
  ])('refuses %s', async (_case, token) => {
    await expect(verifierCounting().verifier.verify(token)).rejects.toMatchObject({
      message: expect.stringContaining('not valid'),
      extensions: { code: 'UNAUTHENTICATED' },
    });
  });

  it('says that an expired token has expired, from the cache too', async () => {
    const { verifier } = verifierCounting();
    await expect(verifier.verify(sign(claims, { expiresIn: -120 }))).rejects.toThrow('expired');
    const token = sign(claims, { expiresIn: 600 });
    await verifier.verify(token);
    jest.useFakeTimers({ now: Date.now() + 700_000, doNotFake: ['nextTick', 'setImmediate'] });
    try {
      await expect(verifier.verify(token)).rejects.toThrow('expired');
    } finally {
      jest.useRealTimers();
    }
  });

  it('refuses an ended session although its token was verified before', async () => {
    const tokens = createTestTokens();
    const token = tokens.sign(viewer);
    await tokens.verifier.verify(token);
    tokens.revoke(viewer.sessionId);
    await expect(tokens.verifier.verify(token)).rejects.toThrow('ended');
  });
});

function tampered(token: string): string {
  const [header, , signature] = token.split('.');
  const payload = Buffer.from(JSON.stringify({ ...claims, iss: TOKEN_ISSUER, perms: ['*'] })).toString(
    'base64url',
  );
  return [header, payload, signature].join('.');
}

describe('the Authorization header', () => {
  it.each([
    [undefined, null],
    ['', null],
    ['Bearer abc.def.ghi', 'abc.def.ghi'],
    ['bearer   abc', 'abc'],
  ])('%s gives %s', (header, token) => {
    expect(bearerToken(header)).toBe(token);
  });

  it.each(['Basic dXNlcjpwYXNz', 'Bearer', 'Bearer a b', 'abc'])(
    '%s is refused with what to send',
    (header) => {
      expect(() => bearerToken(header)).toThrow('Bearer <token>');
    },
  );
});
