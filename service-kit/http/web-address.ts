/** As written and as stored. */
const MAX_LENGTH = 500;

/**
 * Reads an address that people are led to: `https://`, nobody's name and password in it, nothing that no address has.
 *
 * @returns it in the form that every browser makes of it; undefined for what is none
 */
export function readWebAddress(text: string): string | undefined {
  // The parser takes control characters out, and puts a sign in the place of half a character; whoever wrote them meant something else.
  if (text.length > MAX_LENGTH || /[\p{Cc}\p{Cs}]/u.test(text) || !URL.canParse(text)) return undefined;
  const { protocol, username, password, href } = new URL(text);
  const isFit = protocol === 'https:' && username === '' && password === '' && href.length <= MAX_LENGTH;
  return isFit ? href : undefined;
}
