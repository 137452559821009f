import { Eta } from 'eta';
import i18next, { type i18n } from 'i18next';
import { HTML_LAYOUT, TEXT_LAYOUT } from './layouts';
import { MAIL_LANGUAGES, type MailLanguage } from './languages';
import type { AnyMailKind, MailBlock, Say } from './mail-kind';

/** A mail as it is sent. */
export interface RenderedMail {
  subject: string;
  html: string;
  text: string;
}

/** A subject's length in characters; longer ones are cut by every program. */
const LONGEST_SUBJECT = 200;

const COMMON = {
  en: {
    sentTo: 'This mail was sent to {{to}}.',
    copyLink: 'If the button does not work, open this address:',
  },
  ru: {
    sentTo: 'Это письмо отправлено на адрес {{to}}.',
    copyLink: 'Если кнопка не работает, откройте эту ссылку:',
  },
};
const COMMON_NAMESPACE = '.common';

/** Renders mails of the given kinds. @throws Error when two kinds have one name */
export function createMailRenderer(kinds: readonly AnyMailKind[], product: string) {
  const byName = new Map(kinds.map((kind) => [kind.name, kind]));
  if (byName.size !== kinds.length) throw new Error('Two kinds of mail have one name.');
  const speaker = speakerOf(kinds);
  const eta = new Eta({ autoEscape: true, cache: true });
  const html = eta.compile(HTML_LAYOUT);
  const plain = new Eta({ autoEscape: false, autoTrim: false, cache: true });
  const text = plain.compile(TEXT_LAYOUT);
  return {
    /**
     * @param mail.data as the kind's schema demands
     * @throws ZodError for other data, Error for an unknown kind, a missing text or a link that is not http(s)
     */
    render(mail: { kind: string; language: MailLanguage; to: string; data: unknown }): RenderedMail {
      const kind = byName.get(mail.kind);
      if (!kind) throw new Error(`There is no kind of mail named "${mail.kind}".`);
      const say = speaker(kind.name, mail.language);
      const { subjectValues, blocks } = kind.content(kind.data.parse(mail.data), say);
      for (const block of blocks) checkLink(block);
      const common = speaker(COMMON_NAMESPACE, mail.language);
      const subject = oneLine(say('subject', subjectValues)).slice(0, LONGEST_SUBJECT);
      const page = {
        language: mail.language,
        product,
        subject,
        blocks,
        copyLink: common('copyLink'),
        footer: common('sentTo', { to: mail.to }),
      };
      return {
        subject,
        html: eta.render(html, page),
        text: `${plain.render(text, page).trim()}\n`,
      };
    },
  };
}

/** A text without line ends, control and direction marks: what stands in a header can't begin another one. */
const oneLine = (text: string): string =>
  text
    .replace(/[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();

function checkLink(block: MailBlock): void {
  if (!('button' in block)) return;
  const { url } = block.button;
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new Error('A mail links to something that is not an http(s) address.');
  }
}

function speakerOf(kinds: readonly AnyMailKind[]): (namespace: string, language: MailLanguage) => Say {
  const instance: i18n = i18next.createInstance();
  const resources = Object.fromEntries(
    MAIL_LANGUAGES.map((language) => [
      language,
      {
        [COMMON_NAMESPACE]: COMMON[language],
        ...Object.fromEntries(kinds.map(({ name, texts }) => [name, texts[language]])),
      },
    ]),
  );
  void instance.init({
    resources,
    fallbackLng: false,
    initAsync: false,
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false }, // the HTML layout escapes
  });
  return (namespace, language) => {
    const translate = instance.getFixedT(language, namespace);
    const say = (key: string, values: Record<string, string | number> = {}): string => {
      if (!instance.exists(key, { ...values, lng: language, ns: namespace }))
        throw new Error(`The mail "${namespace}" has no text "${key}" in "${language}".`);
      return translate(key, values);
    };
    return Object.assign(say, {
      language,
      dateTime: (instant: Date, timeZone = 'UTC') =>
        new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short', timeZone }).format(
          instant,
        ),
    });
  };
}
