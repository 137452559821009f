import { CLIENT_TEXTS } from './client-page-texts';

export type Language = 'EN' | 'RU';

const fill = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(/\{(\w+)\}/g, (_all, name: string) => values[name] ?? '');

/** Says a text of the page. */
export const speaker =
  (language: Language) =>
  (key: string, values: Readonly<Record<string, string>> = {}): string =>
    fill(CLIENT_TEXTS[language][key] ?? key, values);
