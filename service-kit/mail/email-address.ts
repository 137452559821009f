import { domainToASCII } from 'node:url';
import { normalForm } from '../data/normal-form';

const MAX_EMAIL_LENGTH = 254; // RFC 5321, 4.5.3.1.3
const MAX_DOMAIN_LENGTH = 253;

/** Shown as nothing: joiners, variation selectors, fillers that count as letters (U+3164), tags. */
const IGNORABLE = /\p{Default_Ignorable_Code_Point}/u;

/** What an Asian keyboard types for a dot, `。`; UTS 46 reads it as one. Of its other forms NFKC makes this one (U+FF61) or a dot (U+FF0E). */
const IDEOGRAPHIC_STOP = '\u3002';

/** An address in two forms: to show and write to, and to find a person by. */
export interface Email {
  email: string;
  emailKey: string;
}

// Practical rather than RFC 5322: quoted local parts and bare hosts are typing mistakes far more often than addresses.
const LOCAL = /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~.-]{1,64}$/u;
const LABEL = /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?$/u;

/**
 * Takes an address as typed; answers both forms, or null when it is not one.
 *
 * The key is the same for all spellings of one address: case (`İ` and final sigma included), full-width letters, and a domain in
 * letters or in Punycode, with dots of any script (UTS 46). Nobody's mailbox is two accounts, and none is missed by its other spelling. Mail goes to
 * the address that the account holds, never to what was typed to find it, and to the domain that the key names ({@link deliverable}).
 *
 * Domains are mapped as browsers map them (UTS 46, non-transitional): `ß` and a final `ς` are letters of their own there, for
 * `βόλος.example` and `βόλοσ.example` may belong to two people. In capitals both are `ΒΌΛΟΣ.example`, which is the one with `σ`.
 * A local part is read by one server alone, where `ς` and `σ` are one letter.
 */
export function parseEmail(typed: string): Email | null {
  if (typed.length > 4 * MAX_EMAIL_LENGTH) return null; // before any work on ten kilobytes
  const text = normalForm(typed.trim(), 'NFKC');
  if (text.length > MAX_EMAIL_LENGTH || IGNORABLE.test(text)) return null;
  const at = text.lastIndexOf('@');
  const local = text.slice(0, at);
  const domain = text.slice(at + 1).replaceAll(IDEOGRAPHIC_STOP, '.');
  const labels = domain.split('.');
  const sound =
    at > 0 &&
    LOCAL.test(local) &&
    // `=?` begins an encoded word (RFC 2047): a server that decodes it would send to another address than the one that is confirmed.
    !/^\.|\.\.|\.$|=\?/.test(local) &&
    labels.length > 1 &&
    labels.every((label) => LABEL.test(label));
  const ascii = sound ? domainToASCII(domain) : '';
  // An address of a machine is read in other notations, too: `1.2` would be `1.0.0.2`.
  if (ascii === '' || ascii.length > MAX_DOMAIN_LENGTH || /(^|\.)(\d+|0x[0-9a-f]*)$/.test(ascii)) return null;
  return { email: `${local}@${domain}`, emailKey: `${foldCase(local)}@${ascii}` };
}

/**
 * The address as a mail server gets it: the domain in ASCII. A mail library's own Punycode would do without UTS 46's mapping, and send
 * what is for `ΒΌΛΟΣ.example` or `STRAẞE.example` to another domain than the one in the key.
 *
 * @param address as an account, a client or a sender has it; what is no domain stays as it is
 */
export function deliverable(address: string): string {
  const at = address.lastIndexOf('@') + 1;
  const ascii = domainToASCII(normalForm(address.slice(at), 'NFKC'));
  return ascii === '' ? address : address.slice(0, at) + ascii;
}

/** Lower case; dotted and dotless capital I of Turkish, and the sigma at a word's end, as their plain letters. */
const foldCase = (text: string): string =>
  normalForm(text.toLowerCase().replaceAll('i\u0307', 'i').replaceAll('ς', 'σ'));
