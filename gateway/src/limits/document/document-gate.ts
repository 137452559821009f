import { LRUCache } from 'lru-cache';
import { refusalOfText, type DocumentLimits, type Refusal } from './document-limits';

/** Characters of documents remembered, in all; twice that in bytes at most. */
const REMEMBERED = 4_000_000;
/** What an entry costs beside its text. */
const ENTRY = 200;

/**
 * Makes a function that says why a document is refused, or null. It remembers texts, so that one that was seen before costs
 * a look-up, whether it passes or not.
 */
export function createDocumentGate(limits: DocumentLimits): (text: string) => Refusal | null {
  const known = new LRUCache<string, { refusal: Refusal | null }>({
    maxSize: REMEMBERED,
    sizeCalculation: (_checked, text) => text.length + ENTRY,
  });
  return (text) => {
    if (text.length > limits.characters) return refusalOfText(text, limits); // cheap, and not worth the room
    let checked = known.get(text);
    if (!checked) {
      checked = { refusal: refusalOfText(text, limits) };
      known.set(text, checked);
    }
    return checked.refusal;
  };
}
