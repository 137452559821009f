import { CLIENT_TEXTS } from './client-page-texts';
import { fill } from './html';

export type Language = 'EN' | 'RU';

/** Says a text of the page. */
export const speaker =
  (language: Language) =>
  (key: string, values: Readonly<Record<string, string>> = {}): string =>
    fill(CLIENT_TEXTS[language][key] ?? key, values);
