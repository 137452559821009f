import { z } from 'zod';
import { currencySign, writeDate, writeDecimal } from '../../../../service-kit/data/written-values';
import type { MailKind } from '../../../../service-kit/mail/mail-kind';
import { moneyOf } from '../calculation/money';
import type { WritingContext } from '../context';
import type { Estimate } from '../estimates/estimate.entity';
import { prepareLinkMail } from './mailed-pdf';

interface ClientMail {
  company: string;
  number: string;
  title: string;
  /** As people write them. */
  total: string;
  validUntil: string;
  /** In the company's own words; may be empty, as the others. */
  text: string;
  url: string;
  /** Of the link; mails of the version before name none, and are sent whatever became of it. */
  linkId?: string | undefined;
  /** The language of the PDF that it is to bring; left out: none. */
  pdf?: 'EN' | 'RU' | undefined;
}

const text = z.string();

/** Brings a client the link to what was sent. */
export const CLIENT_MAIL: MailKind<ClientMail> = {
  name: 'client-estimate',
  data: z.object({
    company: text,
    number: text,
    title: text,
    total: text,
    validUntil: text,
    text,
    url: text,
    linkId: z.uuid().optional(),
    pdf: z.enum(['EN', 'RU']).optional(),
  }),
  prepare: prepareLinkMail,
  texts: {
    en: {
      subject: '{{company}}: estimate {{number}}',
      heading: 'An estimate for you',
      total: 'Total',
      validUntil: 'Valid until',
      open: 'Open the estimate',
      attached: 'The estimate is attached as PDF, too.',
      what: 'There you can read it, save it as PDF, approve it, decline it or ask for changes. You need no account.',
      secret: 'Whoever has this link sees the estimate: pass it on to nobody else.',
    },
    ru: {
      subject: '{{company}}: смета {{number}}',
      heading: 'Смета для вас',
      total: 'Сумма',
      validUntil: 'Действует до',
      open: 'Открыть смету',
      attached: 'Смета также приложена к письму в PDF.',
      what: 'Там её можно прочитать, сохранить в PDF, согласовать, отклонить или попросить изменения. Регистрация не нужна.',
      secret: 'Смету увидит каждый, у кого есть эта ссылка: не передавайте её посторонним.',
    },
  },
  content: ({ company, number, title, total, validUntil, text: words, url, pdf }, say) => ({
    subjectValues: { company: company === '' ? say('heading') : company, number },
    blocks: [
      { heading: say('heading') },
      ...(words === '' ? [] : [{ text: words }]),
      {
        facts: [
          [number, title],
          [say('total'), total],
          ...(validUntil === '' ? [] : ([[say('validUntil'), validUntil]] as const)),
        ],
      },
      { button: { label: say('open'), url } },
      ...(pdf === undefined ? [] : [{ text: say('attached') }]),
      { small: say('what') },
      { small: say('secret') },
    ],
  }),
};

/** Asks for the mail, in the transaction that makes the link. */
export async function mailLink(
  ctx: WritingContext,
  to: string,
  what: {
    estimate: Estimate;
    linkId: string;
    token: string;
    language: 'EN' | 'RU';
    text: string | null;
    attachPdf: boolean;
    company: string | null;
  },
): Promise<void> {
  const { estimate, linkId, token, language, attachPdf, company } = what;
  const { orgId } = ctx.viewer;
  const payable = moneyOf(estimate, estimate.payable).amount;
  await ctx.mailer.request(ctx.transaction, orgId, CLIENT_MAIL, {
    to,
    language: language === 'RU' ? 'ru' : 'en',
    data: {
      company: company ?? '',
      number: estimate.number ?? '',
      title: estimate.title,
      total: `${writeDecimal(payable, language)}\u00a0${currencySign(estimate.currency)}`,
      validUntil: estimate.validUntil === null ? '' : writeDate(estimate.validUntil, language),
      text: what.text ?? '',
      url: ctx.clientUrl(token),
      linkId,
      ...(attachPdf ? { pdf: language } : {}),
    },
  });
  void ctx.afterCommit(() => ctx.bell?.ring(orgId));
}
