import { mailConsumer } from '../../../service-kit/mail/mails';
import type { AnyMailKind } from '../../../service-kit/mail/mail-kind';
import type { MailTransport } from '../../../service-kit/mail/transport';
import type { EventConsumer } from '../../../service-kit/outbox/events';
import type { KeyRing } from '../../../service-kit/auth/secrets';

/** Every kind of mail that identity sends; a feature adds its own. */
export const identityMails: readonly AnyMailKind[] = [];

/** What identity does with events: it sends its mails. */
export const identityConsumers = (deps: { keyRing: KeyRing; transport: MailTransport }): EventConsumer[] => [
  mailConsumer({ ...deps, kinds: identityMails, product: 'CashCraft' }),
];
