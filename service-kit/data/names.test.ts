import { InputRejected } from '../errors/user-errors';
import { parseName } from './names';

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
