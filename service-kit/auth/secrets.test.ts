import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { anyText } from '../../testkit/any-text';
import {
  createKeyRing,
  equalsInConstantTime,
  hashToken,
  openWithToken,
  parseKeyRing,
  randomToken,
  sealWithToken,
} from './secrets';

const key = () => randomBytes(32);

describe('the key ring', () => {
  it('opens what it sealed, whatever the text', () => {
    const ring = createKeyRing([['k1', key()]]);
    fc.assert(
      fc.property(anyText(), fc.string(), (plain, purpose) => {
        expect(ring.open(ring.seal(plain, purpose), purpose)).toBe(plain.toWellFormed());
      }),
    );
  });

  it('gives another sealed text each time', () => {
    const ring = createKeyRing([['k1', key()]]);
    expect(ring.seal('same', 'p')).not.toBe(ring.seal('same', 'p'));
  });

  it('does not open a value that was moved to another purpose', () => {
    const ring = createKeyRing([['k1', key()]]);
    const sealed = ring.seal('secret', 'org-a/clientSecret');
    expect(() => ring.open(sealed, 'org-b/clientSecret')).toThrow();
  });

  it('notices any changed byte', () => {
    const ring = createKeyRing([['k1', key()]]);
    const [version, id, body = ''] = ring.seal('secret', 'p').split('.');
    const bytes = Buffer.from(body, 'base64url');
    for (let index = 0; index < bytes.length; index += 1) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(index) ^ 1, index);
      expect(() => ring.open(`${version}.${id}.${changed.toString('base64url')}`, 'p')).toThrow();
    }
  });

  it('opens with an older key, seals with the current one, and tells which values to seal anew', () => {
    const [old, current] = [key(), key()];
    const before = createKeyRing([['k1', old]]).seal('secret', 'p');
    const ring = createKeyRing([
      ['k2', current],
      ['k1', old],
    ]);
    expect(ring.open(before, 'p')).toBe('secret');
    expect(ring.isStale(before)).toBe(true);
    expect(ring.isStale(ring.seal('secret', 'p'))).toBe(false);
    expect(() => createKeyRing([['k2', current]]).open(before, 'p')).toThrow('not in the key ring');
  });

  it.each(['', 'k1', 'k1:c2hvcnQ=', `bad id:${key().toString('base64')}`])(
    'refuses the configuration "%s"',
    (text) => {
      expect(() => parseKeyRing(text)).toThrow();
    },
  );
});

describe('tokens', () => {
  it('seal a text that only the same token opens', () => {
    const token = randomToken();
    const sealed = sealWithToken(token, 'pair', 'refresh');
    expect(openWithToken(token, sealed, 'refresh')).toBe('pair');
    expect(() => openWithToken(randomToken(), sealed, 'refresh')).toThrow();
    expect(() => openWithToken(token, sealed, 'other')).toThrow();
  });

  it('are 256 bits, hashed to 32 bytes, compared whatever their lengths', () => {
    expect(Buffer.from(randomToken(), 'base64url')).toHaveLength(32);
    expect(hashToken('x')).toHaveLength(32);
    expect(equalsInConstantTime('same', 'same')).toBe(true);
    expect(equalsInConstantTime('same', 'longer')).toBe(false);
  });
});
