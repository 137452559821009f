import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';

/*
 * A passkey without a device: what a browser and an authenticator answer to `navigator.credentials.create` and `.get`
 * (WebAuthn Level 3, ES256, no attestation), with switches for what an attacker would change.
 */

/** What differs from an honest answer. */
interface Tampering {
  /** The page that asks. */
  origin?: string;
  /** What the authenticator believes to be asked by. */
  rpId?: string;
  challenge?: string;
  /** Of the signature's count; the next one unless given. */
  counter?: number;
  /** Whether the signature is of other bytes. */
  badSignature?: boolean;
}

interface CreationOptions {
  challenge: string;
  rp: { id?: string };
}
interface RequestOptions {
  challenge: string;
  rpId?: string;
}

/** A software authenticator with one key. */
export interface SoftwareAuthenticator {
  /** Answers the options of a registration; both are JSON. */
  create(options: string, tampering?: Tampering): string;
  /** Answers the options of an authentication; both are JSON. */
  get(options: string, tampering?: Tampering): string;
}

const FLAGS = { userPresent: 0x01, userVerified: 0x04, attested: 0x40 };
const sha256 = (data: string | Buffer): Buffer => createHash('sha256').update(data).digest();

/** @param origin of the page that asks, `http://localhost:4000` */
export function createSoftwareAuthenticator(origin: string): SoftwareAuthenticator {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const id = randomBytes(32);
  let counter = 0;

  function clientData(type: string, challenge: string, tampering: Tampering): Buffer {
    return Buffer.from(
      JSON.stringify({
        type,
        challenge: tampering.challenge ?? challenge,
        origin: tampering.origin ?? origin,
        crossOrigin: false,
      }),
    );
  }
  function authenticatorData(rpId: string, tampering: Tampering, attested?: Buffer): Buffer {
    counter = tampering.counter ?? counter + 1;
    const count = Buffer.alloc(4);
    count.writeUInt32BE(counter);
    const flags = FLAGS.userPresent | FLAGS.userVerified | (attested ? FLAGS.attested : 0);
    return Buffer.concat([
      sha256(tampering.rpId ?? rpId),
      Buffer.from([flags]),
      count,
      attested ?? Buffer.alloc(0),
    ]);
  }
  const envelope = (response: object) =>
    JSON.stringify({
      id: id.toString('base64url'),
      rawId: id.toString('base64url'),
      type: 'public-key',
      clientExtensionResults: {},
      response,
    });

  return {
    create(options, tampering = {}) {
      const { challenge, rp } = JSON.parse(options) as CreationOptions;
      const length = Buffer.alloc(2);
      length.writeUInt16BE(id.length);
      const attested = Buffer.concat([Buffer.alloc(16), length, id, coseKey(publicKey)]);
      const data = authenticatorData(rp.id ?? '', tampering, attested);
      const attestation = Buffer.concat([
        head(5, 3),
        text('fmt'),
        text('none'),
        text('attStmt'),
        head(5, 0),
        text('authData'),
        bytes(data),
      ]);
      return envelope({
        clientDataJSON: clientData('webauthn.create', challenge, tampering).toString('base64url'),
        attestationObject: attestation.toString('base64url'),
        transports: ['internal'],
      });
    },
    get(options, tampering = {}) {
      const { challenge, rpId } = JSON.parse(options) as RequestOptions;
      const client = clientData('webauthn.get', challenge, tampering);
      const data = authenticatorData(rpId ?? '', tampering);
      const signed = Buffer.concat([data, sha256(client)]);
      const signature = sign('sha256', tampering.badSignature ? Buffer.from('else') : signed, privateKey);
      return envelope({
        clientDataJSON: client.toString('base64url'),
        authenticatorData: data.toString('base64url'),
        signature: signature.toString('base64url'),
      });
    },
  };
}

/** CBOR (RFC 8949): the head of an item; lengths below 65,536 are all that is needed. */
function head(major: number, value: number): Buffer {
  if (value < 24) return Buffer.from([(major << 5) | value]);
  if (value < 256) return Buffer.from([(major << 5) | 24, value]);
  return Buffer.from([(major << 5) | 25, value >> 8, value & 0xff]);
}
const text = (value: string): Buffer => Buffer.concat([head(3, value.length), Buffer.from(value)]);
const bytes = (value: Buffer): Buffer => Buffer.concat([head(2, value.length), value]);
const integer = (value: number): Buffer => (value < 0 ? head(1, -1 - value) : head(0, value));

/** A public key on P-256 as COSE has it (RFC 9053, 7.1). */
function coseKey(key: KeyObject): Buffer {
  const { x = '', y = '' } = key.export({ format: 'jwk' });
  const entries: [number, Buffer][] = [
    [1, integer(2)],
    [3, integer(-7)],
    [-1, integer(1)],
    [-2, bytes(Buffer.from(x, 'base64url'))],
    [-3, bytes(Buffer.from(y, 'base64url'))],
  ];
  return Buffer.concat([
    head(5, entries.length),
    ...entries.flatMap(([name, value]) => [integer(name), value]),
  ]);
}
