import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHttpServer } from '../../../../service-kit/http/http';
import { remoteKeys } from '../../../../service-kit/auth/jwks';
import { silentLogger } from '../../../../service-kit/process/logger';
import { projectRoot } from '../../../../service-kit/process/paths';
import { createTokenVerifier } from '../../../../service-kit/auth/viewer';
import { viewerWith } from '../../../../testkit/tokens';
import { signAccessToken } from './access-tokens';
import { serveJwks } from './jwks.http';
import { createKeyFolder } from './key-folder';
import { createSigningKeys, SigningKeyError, type SigningKeys } from './keys';

const pemOf = (curve = 'P-256', type: 'pkcs8' | 'sec1' = 'pkcs8'): string =>
  generateKeyPairSync('ec', { namedCurve: curve }).privateKey.export({ type, format: 'pem' }).toString();
const kids = (keys: SigningKeys): string[] => keys.jwks().keys.map(({ kid }) => kid);
const sign = (keys: SigningKeys): string => signAccessToken(keys, viewerWith('viewer')).accessToken;
const verify = (keys: Pick<SigningKeys, 'find'>, token: string) =>
  createTokenVerifier({ keys, isRevoked: () => false }).verify(token);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keys-'));
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

const later = (ms: number): void => {
  const [at, running] = [Date.now() + ms, performance.now() + ms];
  jest.spyOn(Date, 'now').mockImplementation(() => at);
  jest.spyOn(performance, 'now').mockImplementation(() => running);
};
const rotateSigningKey = (path: string): void => createKeyFolder(path).add();
const MINUTE = 60_000;

describe('keys from JWT_PRIVATE_KEY', () => {
  it('sign with the first and publish all, without private parts', async () => {
    const [old, fresh] = [pemOf(), pemOf('P-256', 'sec1')];
    const before = createSigningKeys({ pem: old });
    const token = sign(before);
    const after = createSigningKeys({ pem: `${fresh}\n${old}` });
    expect(kids(after)).toEqual([after.current().kid, ...kids(before)]);
    await verify(after, token);
    await verify(after, sign(after));
    await expect(verify(before, sign(after))).rejects.toMatchObject({
      extensions: { code: 'UNAUTHENTICATED' },
    });
    for (const key of after.jwks().keys) {
      expect(Object.keys(key).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
    }
  });

  it('may hold line breaks as two characters, and public keys to publish', () => {
    const retired = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey;
    const pem = pemOf() + retired.export({ type: 'spki', format: 'pem' }).toString();
    expect(kids(createSigningKeys({ pem: pem.replaceAll('\n', '\\n') }))).toEqual(
      kids(createSigningKeys({ pem })),
    );
    expect(kids(createSigningKeys({ pem }))).toHaveLength(2);
  });

  it('have a name that is their thumbprint (RFC 7638)', () => {
    const pem = pemOf();
    expect(kids(createSigningKeys({ pem }))).toEqual(kids(createSigningKeys({ pem })));
    expect(kids(createSigningKeys({ pem }))[0]).toMatch(/^[\w-]{43}$/);
  });

  it.each([
    ['no key at all', 'hello', /must begin with a P-256 private key/],
    [
      'a broken key',
      '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----',
      /block 1: this is not a key/,
    ],
    ['another curve', pemOf('P-384'), /block 1: only P-256/],
    [
      'an RSA key',
      generateKeyPairSync('rsa', { modulusLength: 2048 })
        .privateKey.export({ type: 'pkcs8', format: 'pem' })
        .toString(),
      /block 1: only P-256/,
    ],
    [
      'a public key first',
      generateKeyPairSync('ec', { namedCurve: 'P-256' })
        .publicKey.export({ type: 'spki', format: 'pem' })
        .toString(),
      /must begin with a P-256 private key/,
    ],
  ])('refuse %s, saying what to mend', (_what, pem, message) => {
    expect(() => createSigningKeys({ pem })).toThrow(SigningKeyError);
    expect(() => createSigningKeys({ pem })).toThrow(message);
    expect(() => createSigningKeys({ pem })).not.toThrow(/AAAA/);
  });

  it('are not needed where there is a folder, and one of the two is', () => {
    expect(kids(createSigningKeys({ pem: '', folder }))).toHaveLength(1);
    expect(() => createSigningKeys({})).toThrow(/Set JWT_PRIVATE_KEY/);
  });
});

describe('keys in the data folder', () => {
  it('are made once, readable by their owner only, and found again', () => {
    const inside = join(folder, 'deep', 'keys');
    const first = kids(createSigningKeys({ folder: inside }));
    expect(kids(createSigningKeys({ folder: inside }))).toEqual(first);
    const [file] = readdirSync(inside);
    expect(readdirSync(inside)).toEqual(['signing-000001.pem']);
    expect(statSync(join(inside, file ?? '')).mode & 0o777).toBe(0o600);
    expect(statSync(inside).mode & 0o777).toBe(0o700);
  });

  it('are the same for processes that start at once', async () => {
    const script = `const { createSigningKeys } = require('./subgraphs/identity/src/auth/keys');
      const { setTimeout: sleep } = require('node:timers/promises');
      sleep(Number(process.argv[1]) - Date.now()).then(() => {
        const { kid } = createSigningKeys({ folder: process.argv[2] }).current();
        process.stdout.write(kid);
      });`;
    const startAt = String(Date.now() + 2_500);
    const run = async (): Promise<string> => {
      const child = spawn(process.execPath, ['-r', '@swc-node/register', '-e', script, startAt, folder], {
        cwd: projectRoot,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const chunks: Buffer[] = [];
      child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
      await once(child, 'close');
      return Buffer.concat(chunks).toString();
    };
    const made = await Promise.all([run(), run(), run(), run()]);
    expect(new Set(made)).toEqual(new Set([createSigningKeys({ folder }).current().kid]));
    expect(readdirSync(folder)).toEqual(['signing-000001.pem']);
  });

  it('rotate: the new key is published ten minutes before it signs, the old one until its tokens have expired', async () => {
    const keys = createSigningKeys({ folder });
    const before = keys.current().kid;
    rotateSigningKey(folder);
    const [, next] = kids(keys);
    expect(kids(keys)).toEqual([before, next]);
    expect(keys.current().kid).toBe(before);
    later(9 * MINUTE);
    expect(keys.current().kid).toBe(before);
    const token = sign(keys);
    later(1.6 * MINUTE);
    expect(keys.current().kid).toBe(next);
    expect(kids(keys)).toEqual([next, before]);
    await verify(keys, token);
    later(28 * MINUTE);
    expect(kids(keys)).toHaveLength(2);
    later(3 * MINUTE);
    expect(kids(keys)).toEqual([next]);
  });

  it('know a key made elsewhere at once', async () => {
    const here = createSigningKeys({ folder });
    const token = sign(createSigningKeys({ folder }));
    rotateSigningKey(folder);
    createKeyFolder(folder).remove('signing-000001.pem');
    const fresh = sign(createSigningKeys({ folder }));
    await verify(here, fresh);
    await expect(verify(here, token)).rejects.toThrow('not valid');
  });

  it('retire: nothing that the key signed is trusted by who verified it before', async () => {
    const keys = createSigningKeys({ folder });
    const verifier = createTokenVerifier({ keys, isRevoked: () => false });
    const token = sign(keys);
    await verifier.verify(token);
    createKeyFolder(folder).remove('signing-000001.pem');
    later(300); // between two looks at the folder
    await expect(verifier.verify(token)).rejects.toThrow('not valid');
    await verifier.verify(sign(keys)); // a new key was made, and signs: there is no other
  });

  it('rotate by themselves after 90 days', () => {
    const before = createSigningKeys({ folder }).current().kid;
    const old = new Date(Date.now() - 91 * 24 * 60 * MINUTE);
    utimesSync(join(folder, 'signing-000001.pem'), old, old);
    const keys = createSigningKeys({ folder });
    expect(kids(keys)).toHaveLength(2);
    expect(keys.current().kid).toBe(before);
    later(11 * MINUTE);
    expect(keys.current().kid).not.toBe(before);
  });

  it('refuse a file that is no key, by its name', () => {
    writeFileSync(join(folder, 'signing-000007.pem'), 'nonsense');
    expect(() => createSigningKeys({ folder })).toThrow(/signing-000007\.pem: this is not a key/);
  });
});

it('lets another process verify by the published key set, across a rotation', async () => {
  const keys = createSigningKeys({ folder });
  const app = createHttpServer({ log: silentLogger() });
  serveJwks(app, keys);
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  try {
    const remote = remoteKeys(`${address}/.well-known/jwks.json`);
    await verify(remote, sign(keys));
    rotateSigningKey(folder);
    later(11 * MINUTE);
    await verify(remote, sign(keys));
    const response = await app.inject({ url: '/.well-known/jwks.json' });
    expect(response.headers).toMatchObject({
      'cache-control': 'public, max-age=300',
      'content-type': expect.stringContaining('application/json'),
    });
    expect(response.json()).toEqual(keys.jwks());
  } finally {
    await app.close();
  }
});
