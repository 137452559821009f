/** What a position is, by the word in a column for it. */
export function kindOfWord(
  text: string,
): 'WORK' | 'MATERIAL' | 'EQUIPMENT' | 'SUBCONTRACT' | 'OVERHEAD' | null {
  const word = text.trim().toLowerCase();
  if (/^(раб|услуг|монтаж|work|labou?r|service)/.test(word)) return 'WORK';
  if (/^(матер|товар|material|goods|product)/.test(word)) return 'MATERIAL';
  if (/^(оборуд|механ|маш|техник|equip|plant|machine|tool)/.test(word)) return 'EQUIPMENT';
  if (/^(субподр|подряд|subcon|sub-con)/.test(word)) return 'SUBCONTRACT';
  return /^(наклад|прочие|overhead)/.test(word) ? 'OVERHEAD' : null;
}
