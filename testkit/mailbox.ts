import { buffer } from 'node:stream/consumers';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { mailConsumer } from '../service-kit/mail/mails';
import { parseSender, smtpTransport } from '../service-kit/mail/transport';
import type { FileSetting } from '../service-kit/files/files';
import { consumeEvents } from '../service-kit/outbox/consume';
import type { EventPart } from '../service-kit/outbox/events';
import { relayEvents } from '../service-kit/outbox/relay';
import { silentLogger } from '../service-kit/process/logger';
import { mailsOf } from '../service-kit/subgraph/feature';
import { features as estimates } from '../subgraphs/estimates/src/features';
import { features as identity } from '../subgraphs/identity/src/features';
import { MAIL_KEYS } from './mail-keys';
import type { TestSubgraph } from './subgraph';

export interface Mailbox {
  /** Takes no larger mails from now on, and says why. */
  takeAtMost(bytes: number, why?: string): void;
  /** Everything that was delivered, oldest first. */
  readonly mails: readonly ParsedMail[];
  /** Sends what waits in an organisation, by SMTP; answers what arrived at an address, oldest first. */
  deliver(orgId: string, to: string): Promise<ParsedMail[]>;
  /** The token of the newest mail's link. @throws Error when there is no mail, or none with a link */
  token(orgId: string, to: string): Promise<string>;
}

const FEATURES = { identity, estimates };

/** A mail server on this machine that a subgraph's mails go to, sent as the worker sends them. */
export function useMailbox(
  graph: Pick<TestSubgraph, 'parts'> & { kept?: () => { files: FileSetting } },
  name: keyof typeof FEATURES = 'identity',
): Mailbox {
  const mails: ParsedMail[] = [];
  let most = Infinity;
  let refusal = '';
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, _session, done) {
      void buffer(stream).then(async (bytes) => {
        if (bytes.length > most) {
          return done(Object.assign(new Error(refusal), { responseCode: 552 }));
        }
        mails.push(await simpleParser(bytes));
        done();
      }, done);
    },
  });
  let url = '';
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `smtp://127.0.0.1:${(server.server.address() as { port: number }).port}`;
  });
  afterAll(() => new Promise<void>((resolve) => server.close(resolve)));

  async function deliver(orgId: string, to: string): Promise<ParsedMail[]> {
    const from = parseSender('CashCraft <no-reply@cashcraft.test>');
    if (!from) throw new Error('The sender is wrong.');
    const transport = smtpTransport({ url, from });
    const { source } = graph.parts;
    const consumer = mailConsumer({
      kinds: mailsOf(FEATURES[name]),
      keyRing: MAIL_KEYS,
      transport,
      source,
      files: graph.kept?.().files,
      product: 'CashCraft',
      log: silentLogger(),
    });
    const part: EventPart = { name, source, consumers: [consumer] };
    await relayEvents(part, [part], orgId);
    await consumeEvents(part, consumer, orgId, silentLogger());
    return mails.filter((mail) => addressesOf(mail).includes(to.toLowerCase()));
  }
  return {
    mails,
    takeAtMost(bytes, why = '5.3.4 Message too big') {
      most = bytes;
      refusal = why;
    },
    deliver,
    async token(orgId, to) {
      const newest = (await deliver(orgId, to)).at(-1);
      const token = /(?:[?&]token=|\/e\/)([\w-]+)/.exec(newest?.text ?? '')?.[1];
      if (!token) throw new Error(`No mail with a link came to ${to}.`);
      return token;
    },
  };
}

const addressesOf = ({ to }: ParsedMail): string[] =>
  [to ?? []].flat().flatMap(({ value }) => value.map(({ address }) => address?.toLowerCase() ?? ''));
