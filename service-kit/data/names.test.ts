import { InputRejected } from '../errors/user-errors';
import { parseName } from './names';
import { normalForm } from './normal-form';

describe('parseName', () => {
  const codeOf = (typed: string): unknown => {
    const name = parseName(typed, 'firstName');
    return name instanceof InputRejected ? name.userErrors[0]?.code : name;
  };

  it.each([
    ['  Ann   Marie ', 'Ann Marie'],
    ["D'Arcy-Ünal", "D'Arcy-Ünal"],
    ['Jose\u0301', 'Jos\u00e9'],
    ['🦊', '🦊'],
    ['李', '李'],
    ['X Æ A-12', 'X Æ A-12'],
    ['x'.repeat(100), 'x'.repeat(100)],
    ['🦊'.repeat(100), '🦊'.repeat(100)],
    ['x'.repeat(101), 'TOO_LONG'],
    ['x'.repeat(100_000), 'TOO_LONG'],
    ['', 'REQUIRED'],
    ['   ', 'REQUIRED'],
    ['\u200b\u200d', 'REQUIRED'],
    ['\u3164', 'REQUIRED'],
    ['\u2800 \u2800', 'REQUIRED'],
    ['\u200e\u200f', 'REQUIRED'],
    ['\u115f\u1160\uffa0', 'REQUIRED'],
    ['Ann\u3164', 'INVALID_CHARACTERS'],
    ['Ann\u200eLee', 'INVALID_CHARACTERS'],
    ['An\u200bn', 'INVALID_CHARACTERS'],
    ['Ann \u2800', 'INVALID_CHARACTERS'],
    ['علی\u200cرضا', 'علی\u200cرضا'],
    ['👩\u200d🚀', '👩\u200d🚀'],
    ['❤\ufe0f', '❤\ufe0f'],
    ['An\0n', 'INVALID_CHARACTERS'],
    ['Ann\nLee', 'INVALID_CHARACTERS'],
    ['Ann\u202eeeL', 'INVALID_CHARACTERS'],
    ['half \ud83e', 'INVALID_CHARACTERS'],
  ])('takes %j for %j', (typed, expected) => {
    expect(codeOf(typed)).toBe(expected);
  });
});

describe('normalForm', () => {
  const marks = (count: number): string => `a${'\u0301\u0323'.repeat(count / 2)}`;

  it.each([
    ['Jose\u0301', 'NFC', 'Jos\u00e9'],
    ['\uff21\ufb01', 'NFKC', 'Afi'],
    [marks(30), 'NFC', marks(30).normalize('NFC')],
    ['e\u0301 '.repeat(5_000), 'NFC', '\u00e9 '.repeat(5_000)],
  ] as const)('%# is the text in its form', (text, form, normal) => {
    expect(normalForm(text, form)).toBe(normal);
  });

  it.each([marks(60_000), `${'word '.repeat(5_000)}${marks(40)}`, `a${'\u0301\uff9e'.repeat(30_000)}`])(
    'leaves endless marks as they are: putting them in order would take minutes (%#)',
    (text) => {
      expect(normalForm(text)).toBe(text);
      expect(normalForm(text, 'NFKC')).toBe(text);
    },
  );
});
