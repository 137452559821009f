import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { MAIL_LANGUAGES, mailLanguage, type MailLanguage } from '../service-kit/mail/languages';
import { askerOf } from '../gateway/src/http/own-pages';
import { readForms, textOf, type Form } from './forms';
import { eta, fill, sendPage } from './html';
import { PAGE_LAYOUT } from './page-layout';
import { PAGE_TEXTS } from './page-texts';
import { PAGES, type Page, type PageError, type PageField, type PageView } from './pages';

/*
 * The small pages that mails lead to, for products without a frontend of their own. Each is a form over one mutation, which is
 * sent through the gateway's own endpoint: limits, rules and records are those of any client. Opening a page changes nothing.
 */

/** A form of ours has a token and a few short fields. */
const MAX_BODY_BYTES = 16 * 1024;

/** Adds the pages. */
export function registerAccountPages(app: FastifyInstance): void {
  void app.register(async (scope) => {
    readForms(scope, MAX_BODY_BYTES);
    for (const page of PAGES) {
      scope.get<{ Querystring: Form }>(page.path, async (request, reply) => {
        const token = textOf(request.query.token);
        return show(request, reply, page, await page.open(askerOf(app, request), token), { token });
      });
      scope.post<{ Body: Form }>(page.path, async (request, reply) => {
        const form = request.body ?? {};
        const view = await page.submit(askerOf(app, request), form);
        return show(request, reply, page, view, form);
      });
    }
  });
}

const layout = eta.compile(PAGE_LAYOUT);

function show(
  request: FastifyRequest,
  reply: FastifyReply,
  page: Page,
  view: PageView,
  form: Form,
): FastifyReply {
  const language = languageOf(request);
  const texts = PAGE_TEXTS[language];
  const say = (key: string): string => fill(texts[key] ?? key, view.values);
  const other = MAIL_LANGUAGES.find((one) => one !== language) ?? language;
  const token = textOf(form.token);
  const address = (to: MailLanguage) =>
    `${page.path}?${new URLSearchParams({ ...(token ? { token } : {}), lang: to }).toString()}`;
  return sendPage(reply, layout, {
    status: view.status ?? 200,
    language,
    texts,
    token,
    title: say(view.title),
    text: view.text ? say(view.text) : '',
    button: view.button ? say(view.button) : '',
    action: `${page.path}?lang=${language}`,
    otherLanguage: address(other),
    fields: view.fields.map((field) => fieldOf(field, say, form)),
    errors: view.errors.map((error) => messageOf(error, texts)),
    again: view.again ? { url: `${view.again}?lang=${language}`, label: say('again') } : null,
  });
}

/** What the visitor chose on the page, else what their browser asks for. */
function languageOf({ query, headers }: FastifyRequest): MailLanguage {
  const chosen = textOf((query as Form).lang);
  return (
    MAIL_LANGUAGES.find((language) => language === chosen) ??
    mailLanguage(null, textOf(headers['accept-language']) || null)
  );
}

/** What was typed stands there again, but passwords. */
const fieldOf = (field: PageField, say: (key: string) => string, form: Form) => ({
  ...field,
  label: say(field.label ?? field.name),
  hint: field.hint ? say(field.hint) : '',
  value: field.type === 'password' ? '' : textOf(form[field.name]),
});

const messageOf = ({ code, field, message }: PageError, texts: Readonly<Record<string, string>>) => ({
  field,
  message: texts[code] ?? message,
});
