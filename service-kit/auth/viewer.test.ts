import { generateKeyPairSync } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { createTestTokens, viewerWith } from '../../testkit/tokens';
import {
  bearerToken,
  createTokenVerifier,
  MAX_TOKEN_SECONDS,
  TOKEN_AUDIENCE,
  TOKEN_ISSUER,
  TOKEN_TYPE,
  type SessionState,
} from './viewer';

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
    issuer: TOKEN_ISSUER,
    audience: TOKEN_AUDIENCE,
    subject: viewer.userId,
    expiresIn: 600,
    ...options,
    header: { alg: 'ES256', typ: TOKEN_TYPE, kid: 'k1', ...options.header },
  });
const withHeader = (header: object): string => sign(claims, { header: header as jwt.JwtHeader });
const nowSeconds = () => Math.floor(Date.now() / 1000);

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
    ['an unknown key', withHeader({ kid: 'k2' })],
    ['another issuer', sign(claims, { issuer: 'someone' })],
    ['another audience', sign(claims, { audience: 'someone else' })],
    [
      'no audience',
      jwt.sign({ ...claims, iss: TOKEN_ISSUER, sub: viewer.userId, exp: nowSeconds() + 60 }, privateKey, {
        algorithm: 'ES256',
        header: { alg: 'ES256', typ: TOKEN_TYPE, kid: 'k1' },
      }),
    ],
    ['a JWT of another type', withHeader({ typ: 'JWT' })],
    ['a JWT without a type', withHeader({ typ: undefined })],
    ['an extension that must be understood', withHeader({ crit: ['exp'], exp: 1 })],
    ['even an empty list of them', withHeader({ crit: [] })],
    ['a life too long', sign(claims, { expiresIn: MAX_TOKEN_SECONDS + 1 })],
    ['a time of issue to come', sign({ ...claims, iat: nowSeconds() + 86_400 })],
    ['permissions that are no words', sign({ ...claims, perms: [{}] })],
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

it.each([
  ['50 s ahead', 50],
  ['50 s behind', -50],
])('takes a token of a machine whose clock is %s', async (_case, seconds) => {
  const { verifier } = verifierCounting();
  const iat = nowSeconds() + seconds;
  await verifier.verify(sign({ ...claims, iat, nbf: iat }, { expiresIn: 10 }));
});

it.each([
  ['90 s ahead', 90],
  ['90 s behind', -90],
])('refuses a token of a machine whose clock is %s', async (_case, seconds) => {
  const { verifier } = verifierCounting();
  const iat = nowSeconds() + seconds;
  const token = sign({ ...claims, iat, nbf: iat }, { expiresIn: 10 });
  await expect(verifier.verify(token)).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
});

it('reads the media type in its long form and in any case', async () => {
  const { verifier } = verifierCounting();
  await verifier.verify(withHeader({ typ: 'application/AT+JWT' }));
});

describe('a verifier that can look sessions up', () => {
  const verifierFinding = (state: SessionState) => {
    const asked: unknown[] = [];
    const verifier = createTokenVerifier({
      keys: { find: async () => publicKey },
      isRevoked: () => false,
      findSession: async ({ orgId, sessionId }) => {
        asked.push([orgId, sessionId]);
        return state;
      },
    });
    return { verifier, asked };
  };

  it('asks for the session of a token once', async () => {
    const { verifier, asked } = verifierFinding('LIVE');
    const token = sign(claims);
    await verifier.verify(token);
    await verifier.verify(token);
    expect(asked).toEqual([[viewer.orgId, viewer.sessionId]]);
  });

  it('refuses a session that never was, and one that ended, and never remembers such a token', async () => {
    const unknown = verifierFinding('UNKNOWN').verifier;
    const ended = verifierFinding('ENDED').verifier;
    const token = sign(claims);
    await expect(unknown.verify(token)).rejects.toThrow('not valid');
    await expect(ended.verify(token)).rejects.toThrow('ended');
    expect(unknown.recall?.(token)).toBeUndefined();
  });
});

it('refuses a token whose key was retired, although it was verified before', async () => {
  let trusted = true;
  const verifier = createTokenVerifier({
    keys: { find: async () => (trusted ? publicKey : null), isTrusted: () => trusted },
    isRevoked: () => false,
  });
  const token = sign(claims);
  await verifier.verify(token);
  trusted = false;
  expect(() => verifier.recall?.(token)).toThrow('not valid');
  await expect(verifier.verify(token)).rejects.toThrow('not valid');
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
