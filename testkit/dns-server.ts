import { createSocket, type Socket } from 'node:dgram';

/** A name server on this machine that knows TXT records (RFC 1035, 4). */
export interface TestDns {
  /** `127.0.0.1:5353`. */
  readonly address: string;
  /** By name; each a list of texts. */
  readonly records: Map<string, string[]>;
  /** While true, nobody answers. */
  isSilent: boolean;
}

const NO_ERROR = 0x8180;
const NO_NAME = 0x8183;
const TXT = 16;
/** A text of a record has 255 bytes at most. */
const chunks = (text: string): Buffer => {
  const bytes = Buffer.from(text);
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += 255) {
    const part = bytes.subarray(at, at + 255);
    parts.push(Buffer.from([part.length]), part);
  }
  return Buffer.concat(parts);
};

function answer(asked: Buffer, records: ReadonlyMap<string, string[]>): Buffer {
  const labels: string[] = [];
  let at = 12;
  for (let length = asked[at] ?? 0; length > 0; length = asked[at] ?? 0) {
    labels.push(asked.toString('ascii', at + 1, at + 1 + length));
    at += length + 1;
  }
  const question = asked.subarray(12, at + 5);
  const texts = records.get(labels.join('.').toLowerCase()) ?? [];
  const head = Buffer.alloc(12);
  asked.copy(head, 0, 0, 2);
  head.writeUInt16BE(texts.length > 0 ? NO_ERROR : NO_NAME, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(texts.length, 6);
  const answers = texts.map((text) => {
    const data = chunks(text);
    const fixed = Buffer.alloc(12);
    fixed.writeUInt16BE(0xc00c, 0); // the name of the question
    fixed.writeUInt16BE(TXT, 2);
    fixed.writeUInt16BE(1, 4);
    fixed.writeUInt16BE(data.length, 10);
    return Buffer.concat([fixed, data]);
  });
  return Buffer.concat([head, question, ...answers]);
}

/** Starts one for a test file. */
export function useDns(): TestDns {
  let socket: Socket;
  const dns = { address: '', records: new Map<string, string[]>(), isSilent: false };
  beforeAll(async () => {
    socket = createSocket('udp4');
    socket.on('message', (asked, { port, address }) => {
      if (!dns.isSilent) socket.send(answer(asked, dns.records), port, address);
    });
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    dns.address = `127.0.0.1:${socket.address().port}`;
  });
  afterAll(() => new Promise<void>((resolve) => socket.close(() => resolve())));
  return dns;
}
