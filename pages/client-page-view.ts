import { currencySign, writeDate, writeDecimal } from '../service-kit/data/written-values';
import type { Form } from './forms';
import { choicesOf, takenPlaces, writePlaces } from './client-page-choices';
import { CLIENT_TEXTS } from './client-page-texts';
import { speaker, type Language } from './client-page-words';
import {
  PAGE_ROWS,
  type ClientAct,
  type ClientDocument,
  type ClientEstimate,
  type ClientRow,
} from './client-page.types';

/* What stands on a client's page: texts and amounts as people read them. Everything here is data; the layout escapes it. */

/** Something that was refused, at the form and field it belongs to. */
export interface ClientError {
  readonly act: ClientAct;
  readonly field: string;
  readonly code: string;
  readonly message: string;
}

/** What a request brought besides the token. */
export interface ClientVisit {
  readonly path: string;
  readonly skip: number;
  readonly form: Form;
  readonly errors: readonly ClientError[];
  /** Whether it is shown with what the client has ticked. */
  readonly isChosen: boolean;
  /** What was ticked can't be chosen together. */
  readonly choiceIsWrong: boolean;
  /** A code was sent just now. */
  readonly codeIsSent: boolean;
}

/** A page without an estimate, or what stands above one. */
export interface Banner {
  readonly title: string;
  readonly lines: readonly string[];
  readonly tone: '' | 'yes' | 'no';
  readonly button?: string;
}

const TEXTS_OF: Partial<Record<ClientEstimate['state'], string>> = {
  SUPERSEDED: 'supersededText',
  CANCELLED: 'cancelledText',
  LINK_EXPIRED: 'linkExpiredText',
  LINK_REVOKED: 'linkRevokedText',
};

/** Whether the estimate's link leads to nothing any more. */
export const isGone = ({ state }: ClientEstimate): boolean => state in TEXTS_OF;

/** What stands above the estimate, or in its place; null where nothing needs to be said. */
export function bannerOf(estimate: ClientEstimate, language: Language): Banner | null {
  const say = speaker(language);
  const { state, decision, company, document } = estimate;
  const gone = TEXTS_OF[state];
  if (gone) return { title: say(state), lines: [say(gone)], tone: 'no' };
  if (!estimate.isOpened) {
    const title = company ? say('coverOf', { company }) : say('cover');
    return { title, lines: [say('coverText')], tone: '', button: say('open') };
  }
  if (state === 'EXPIRED') {
    const date = writeDate(document?.validUntil ?? '', language);
    return { title: say(state), lines: [say('expiredText', { date })], tone: 'no' };
  }
  if (!decision) return null;
  const at = instant(decision.at, language);
  const by = decision.name ? say('decidedBy', { name: decision.name, at }) : say('decidedAt', { at });
  const lines = [by, ...(decision.comment ? [decision.comment] : [])];
  return { title: say(state), lines, tone: state === 'APPROVED' ? 'yes' : 'no' };
}

const instant = (at: string, language: Language): string =>
  `${new Intl.DateTimeFormat(language.toLowerCase(), { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }).format(new Date(at))} UTC`;

function rowOf(row: ClientRow, language: Language) {
  const say = speaker(language);
  const write = (value: string | null | undefined): string =>
    value == null ? '' : writeDecimal(value, language);
  const { kind, depth, unit } = row;
  const isTotal = kind === 'SECTION_TOTAL';
  const notes = [
    row.note,
    row.markup && `${say('markup')}: ${write(row.markup.amount)}`,
    row.discount && `${say('discount')}: ${write(row.discount.amount)}`,
  ];
  return {
    ...{ kind, depth },
    number: isTotal ? null : row.number,
    name: isTotal ? `${say('sectionTotal')} ${row.number}. ${row.name}` : row.name,
    notes: notes.filter((note) => note !== null),
    quantity: row.quantity === null ? '' : `${write(row.quantity)}\u00a0${unit ?? ''}`.trimEnd(),
    price: write(row.price),
    amount: write(row.amount?.amount),
  };
}

function totalsOf({ totals, currency }: ClientDocument, language: Language) {
  return totals.map(({ kind, label, amount }) => ({
    ...{ kind, label },
    amount: `${writeDecimal(amount.amount, language)}\u00a0${currencySign(currency)}`,
  }));
}

/** What is to be paid: where it is rounded, that, else the total. */
const dueIn = (totals: readonly { kind: string; amount: string }[]): string =>
  (totals.find(({ kind }) => kind === 'PAYABLE') ?? totals.find(({ kind }) => kind === 'TOTAL'))?.amount ??
  '';

function pagesOf({ rowCount, rows }: ClientDocument, visit: ClientVisit, language: Language, shown: string) {
  if (rowCount <= PAGE_ROWS) return null;
  const { path, skip, isChosen } = visit;
  const chosen = isChosen && shown.length <= LONGEST_IN_ADDRESS ? `&shown=${shown}` : '';
  const to = (from: number) => `${path}?lang=${language.toLowerCase()}&skip=${from}${chosen}`;
  const range = { from: String(skip + 1), to: String(skip + rows.length), count: String(rowCount) };
  return {
    words: speaker(language)('rowsOf', range),
    before: skip > 0 ? to(Math.max(0, skip - PAGE_ROWS)) : null,
    after: skip + PAGE_ROWS < rowCount ? to(skip + PAGE_ROWS) : null,
  };
}

/** Of what is taken, in the addresses of other pages: longer ones are not everywhere let through. */
const LONGEST_IN_ADDRESS = 1_500;

function filesOf({ files }: ClientDocument, { path }: ClientVisit, language: Language) {
  const say = speaker(language);
  return files.map(({ id, about, name, size }) => ({
    ...{ about: about ?? say('wholeEstimate'), name, address: `${path}/files/${id}` },
    size: `${writeDecimal(Math.max(size / 1_048_576, 0.1).toFixed(1), language)}\u00a0${say('megabytes')}`,
  }));
}

/** What the layout of the estimate is given. */
export function documentView(estimate: ClientEstimate, document: ClientDocument, visit: ClientVisit) {
  const { language, state, codeAddress, contentHash } = estimate;
  const say = speaker(language);
  const { heading, title, notes, currency, validUntil, supplyDate } = document;
  const totals = totalsOf(document, language);
  const address = codeAddress ?? '';
  const shown = writePlaces(takenPlaces(document.choices));
  const labelled = [
    [say('seller'), document.seller],
    [say('client'), document.client],
  ] as const;
  return {
    ...{ heading, title, notes, totals, errors: visit.errors },
    say: CLIENT_TEXTS[language],
    date: writeDate(document.date, language),
    validUntil: validUntil && writeDate(validUntil, language),
    supplyDate: supplyDate && writeDate(supplyDate, language),
    parties: labelled.flatMap(([label, party]) => (party ? [{ label, ...party }] : [])),
    sign: currencySign(currency),
    rows: document.rows.map((row) => rowOf(row, language)),
    pages: pagesOf(document, visit, language, shown),
    pdf: estimate.paper ? `${visit.path}/pdf` : null,
    files: filesOf(document, visit, language),
    isOpen: state === 'OPEN',
    choices: state === 'OPEN' ? choicesOf(document, language) : [],
    choiceIsWrong: visit.choiceIsWrong,
    shown,
    action: `${visit.path}?lang=${language.toLowerCase()}`,
    hash: contentHash ?? '',
    sentHash: estimate.sentContentHash ?? '',
    fingerprint: say('hash', { hash: (contentHash ?? '').slice(0, 16) }),
    form: { act: '', name: '', comment: '', ...visit.form },
    code: estimate.requiresCode
      ? { isSent: visit.codeIsSent, words: say(visit.codeIsSent ? 'codeSent' : 'codeText', { address }) }
      : null,
    text: {
      approve: say('approveText', { heading, total: dueIn(totals) }),
      change: say('changeText'),
      decline: say('declineText'),
    },
  };
}
