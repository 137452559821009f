import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { mailLanguage } from '../service-kit/mail/languages';
import { askerOf, type Answer, type Ask } from '../gateway/src/http/own-pages';
import { readForms, textOf, type Form } from './forms';
import { eta, sendPage } from './html';
import { isTickedOtherwise, placesIn, takenPlaces, writePlaces } from './client-page-choices';
import { CLIENT_DOCUMENT, CLIENT_LAYOUT } from './client-page-layout';
import { CLIENT_TEXTS } from './client-page-texts';
import {
  CLIENT_ACTS,
  CLIENT_CHOICES,
  CLIENT_FILES,
  CLIENT_PAGE,
  CLIENT_PAPER,
  PAGE_ROWS,
  type ClientAct,
  type ClientEstimate,
} from './client-page.types';
import {
  bannerOf,
  documentView,
  isGone,
  type Banner,
  type ClientError,
  type ClientVisit,
} from './client-page-view';
import { speaker, type Language } from './client-page-words';
import { isPersonsLook } from './previewers';

/*
 * The page of a client's link, `/e/{token}`: what was sent, and the client's decision, without an account and without a script.
 * It is a client of the gateway's own endpoint like any other. The first look shows a cover with a button, so that programs that open
 * links in mails see nothing of the estimate and don't make it VIEWED; who presses it is a person.
 */

/** A comment of 2000 characters, each of which is nine in a form, and thousands of ticks. */
const MAX_BODY_BYTES = 64 * 1024;
const PATH = '/e/:token';
const MAX_SKIP = 20_000;

interface Params {
  Params: { token: string; file?: string };
  Querystring: Form;
  Body: Form;
}
type Request = FastifyRequest<Params>;

/** Adds the page. */
export function registerClientPage(app: FastifyInstance): void {
  void app.register(async (scope) => {
    readForms(scope, MAX_BODY_BYTES);
    scope.setErrorHandler((error: { statusCode?: number }, request, reply) => {
      if (error.statusCode !== 413) throw error;
      return showBanner(reply, languageOf(request), 413, 'large', 'largeText');
    });
    scope.get<Params>(PATH, async (request, reply) => look(askerOf(app, request), request, reply));
    scope.post<Params>(PATH, async (request, reply) => act(askerOf(app, request), request, reply));
    scope.get<Params>(`${PATH}/pdf`, async (request, reply) => paper(askerOf(app, request), request, reply));
    scope.get<Params>(`${PATH}/files/:file`, async (request, reply) =>
      file(askerOf(app, request), request, reply),
    );
  });
}

const chosenLanguage = ({ query }: FastifyRequest): Language | null =>
  ({ en: 'EN' as const, ru: 'RU' as const })[textOf((query as Form).lang)] ?? null;

/** What the visitor chose, else what their browser asks for: where no estimate says it. */
const languageOf = (request: FastifyRequest): Language =>
  chosenLanguage(request) ??
  (mailLanguage(null, textOf(request.headers['accept-language']) || null) === 'ru' ? 'RU' : 'EN');

const skipOf = ({ query }: Request): number => {
  const skip = Number(textOf(query.skip) || 0);
  return Number.isInteger(skip) && skip >= 0 && skip <= MAX_SKIP ? skip - (skip % PAGE_ROWS) : 0;
};

interface Found {
  readonly estimate: ClientEstimate | null;
  /** Of an answer that is none, or has a part that failed. */
  readonly failure: string | null;
  /** Whether what was ticked is taken. */
  readonly isChosen?: boolean;
  /** What was ticked can't be chosen together. */
  readonly choiceIsWrong?: boolean;
}

/** The ids of what a form takes; null: as it was sent. */
async function takenIn(ask: Ask, { params: { token } }: Request, form: Form): Promise<string[] | null> {
  const places = placesIn(form);
  if (places === null) return null;
  const { data } = await ask(CLIENT_CHOICES, { token });
  const found = data?.['clientEstimate'] as Pick<ClientEstimate, 'document'> | null | undefined;
  const choices = found?.document?.choices;
  if (!choices || writePlaces(takenPlaces(choices)) === writePlaces(places)) return null;
  return places.flatMap((place) => choices[place]?.id ?? []);
}

async function find(ask: Ask, request: Request, taken: readonly string[] | null = null): Promise<Found> {
  const { token } = request.params;
  const variables = { token, language: chosenLanguage(request), skip: skipOf(request), taken };
  const answer = await ask(CLIENT_PAGE, variables);
  const failure = failureIn(answer);
  if (failure === 'BAD_USER_INPUT' && taken !== null)
    return { ...(await find(ask, request)), choiceIsWrong: true };
  const estimate = (answer.data?.['clientEstimate'] ?? null) as ClientEstimate | null;
  return { estimate, failure, isChosen: taken !== null };
}

const failureIn = ({ errors }: Answer): string | null =>
  errors?.[0] ? (errors[0].extensions?.code ?? 'INTERNAL_SERVER_ERROR') : null;

async function look(ask: Ask, request: Request, reply: FastifyReply): Promise<FastifyReply> {
  const found = await find(ask, request, await takenIn(ask, request, { shown: request.query.shown } as Form));
  const isAgain = found.estimate?.isOpened === true && !isGone(found.estimate);
  if (isAgain && isPersonsLook(request)) {
    await ask(CLIENT_ACTS.open.query, { input: { token: request.params.token } });
  }
  return show(request, reply, found, {});
}

async function act(ask: Ask, request: Request, reply: FastifyReply): Promise<FastifyReply> {
  const form = request.body ?? {};
  const name = textOf(form.act);
  const taken = await takenIn(ask, request, form);
  // Nothing is decided by what is ticked; and what was typed so far stays.
  const again = async (more: Made) =>
    show(request, reply, await find(ask, request, taken), {
      form: { ...form, act: textOf(form.for) },
      ...more,
    });
  if (!Object.hasOwn(CLIENT_ACTS, name)) return again({});
  const wanted = name as ClientAct;
  if (wanted === 'approve' && isTickedOtherwise(form))
    return again({ form, errors: [{ act: wanted, code: 'CHOICE_CHANGED', field: '', message: '' }] });
  const { field, query } = CLIENT_ACTS[wanted];
  const answer = await ask(query, {
    input: { token: request.params.token, ...inputOf(wanted, form, taken) },
  });
  const failure = failureIn(answer);
  if (failure !== null) return show(request, reply, { estimate: null, failure }, {});
  const payload = answer.data?.[field] as { userErrors: { code: string; path: string[]; message: string }[] };
  const errors = payload.userErrors.map(({ code, path, message }): ClientError => {
    return { act: wanted, code, field: path.join('.'), message };
  });
  if (wanted === 'code') return again({ errors, codeIsSent: errors.length === 0 });
  // Seen after it was done, so that a reload doesn't do it again.
  return errors.length === 0 ? reply.redirect(addressOf(request), 303) : again({ form, errors });
}

function inputOf(act: ClientAct, form: Form, taken: readonly string[] | null): object {
  if (act === 'open' || act === 'code') return {};
  const { contentHash, name, comment, code } = form;
  return {
    ...(act === 'approve' ? { taken } : {}),
    contentHash: contentHash ?? '',
    name: name ?? '',
    comment: comment ?? '',
    code: code || null,
  };
}

/** The page's own path; the token is made of letters that need no escape, whatever was sent. */
const pathOf = ({ params }: Request): string => `/e/${encodeURIComponent(params.token)}`;

const addressOf = (request: Request): string => {
  const chosen = chosenLanguage(request);
  return `${pathOf(request)}${chosen ? `?lang=${chosen.toLowerCase()}` : ''}`;
};

type Papers = Partial<Record<'paper' | 'agreedPaper', { url: string } | null>>;

async function paper(ask: Ask, request: Request, reply: FastifyReply): Promise<FastifyReply> {
  const { token } = request.params;
  const answer = await ask(CLIENT_PAPER, { token });
  const found = answer.data?.['clientEstimate'] as Papers | null | undefined;
  const written = found?.agreedPaper ?? found?.paper; // what was approved, where that is another one
  return written ? download(reply, written) : show(request, reply, await find(ask, request), {});
}

/** Its path alone: a visitor stays with the name by which they came. */
const download = (reply: FastifyReply, { url }: { url: string }): FastifyReply =>
  withPrivacy(reply).redirect(new URL(url).pathname, 302);

/** The page may have been open for longer than an address of a file lives: a new one is asked for. */
async function file(ask: Ask, request: Request, reply: FastifyReply): Promise<FastifyReply> {
  const { token, file: id } = request.params;
  const answer = await ask(CLIENT_FILES, { token });
  const found = answer.data?.['clientEstimate'] as Listed | null | undefined;
  const listed = found?.document?.files.find((each) => each.id === id);
  return listed ? download(reply, listed) : show(request, reply, await find(ask, request), {});
}

interface Listed {
  document: { files: { id: string; url: string }[] } | null;
}

const layout = eta.compile(CLIENT_LAYOUT);
const document = eta.compile(CLIENT_DOCUMENT);

type Made = Partial<Pick<ClientVisit, 'form' | 'errors' | 'codeIsSent'>>;

function show(
  request: Request,
  reply: FastifyReply,
  { estimate, failure, isChosen = false, choiceIsWrong = false }: Found,
  made: Made,
): FastifyReply {
  const language = estimate?.language ?? languageOf(request);
  if (failure === 'RATE_LIMITED') return showBanner(reply, language, 429, 'busy', 'manyText');
  if (failure !== null) return showBanner(reply, language, 503, 'busy', 'busyText'); // no part is shown as if it were all
  if (!estimate) return showBanner(reply, language, 404, 'unknown', 'unknownText');
  const { errors = [], form = {}, codeIsSent = false } = made;
  const texts = CLIENT_TEXTS[language];
  const known = errors.map((error) => ({ ...error, message: texts[error.code] ?? error.message }));
  const visit: ClientVisit = {
    path: pathOf(request),
    skip: skipOf(request),
    form,
    codeIsSent,
    isChosen,
    choiceIsWrong,
    errors: known,
  };
  const isShown = estimate.document !== null && estimate.isOpened;
  const other = language === 'RU' ? 'en' : 'ru';
  return send(reply, isGone(estimate) ? 410 : errors.length > 0 ? 422 : 200, {
    language,
    company: estimate.company ?? '',
    banner: bannerOf(estimate, language) ?? lateBanner(known, language),
    action: `${visit.path}?lang=${language.toLowerCase()}`,
    otherLanguage: `${visit.path}?lang=${other}`,
    pageTitle: isShown ? `${estimate.document?.heading} · ${estimate.document?.title}` : '',
    document:
      isShown && estimate.document
        ? eta.render(document, documentView(estimate, estimate.document, visit))
        : '',
  });
}

/** What was refused though the page shows no form for it (any more). */
function lateBanner(errors: readonly ClientError[], language: Language): Banner | null {
  const late = errors.filter(({ act: name }) => name === 'open');
  return late.length === 0
    ? null
    : { title: speaker(language)('busy'), lines: late.map(({ message }) => message), tone: 'no' };
}

function showBanner(
  reply: FastifyReply,
  language: Language,
  status: number,
  title: string,
  text: string,
): FastifyReply {
  const say = speaker(language);
  const banner: Banner = { title: say(title), lines: [say(text)], tone: 'no' };
  if (status === 429) void reply.header('retry-after', '60');
  return send(reply, status, { ...EMPTY, language, banner });
}

const EMPTY = { company: '', action: '', otherLanguage: null, pageTitle: '', document: '' };

interface Shown {
  readonly language: Language;
  readonly company: string;
  readonly banner: Banner | null;
  readonly action: string;
  readonly otherLanguage: string | null;
  readonly pageTitle: string;
  /** HTML of ours. */
  readonly document: string;
}

function send(reply: FastifyReply, status: number, page: Shown): FastifyReply {
  return sendPage(withPrivacy(reply), layout, {
    ...page,
    status,
    language: page.language.toLowerCase(),
    say: CLIENT_TEXTS[page.language],
    pageTitle: page.pageTitle || page.banner?.title,
  });
}

/** The address is a secret: no cache, search engine or page that is gone to next learns it. */
const withPrivacy = (reply: FastifyReply): FastifyReply =>
  reply.headers({
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-robots-tag': 'noindex, nofollow',
  });
