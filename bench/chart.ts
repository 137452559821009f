import { timesOf, wordsOf, type Comparison, type Line, type Report } from './report';

const WIDTH = 860;
const LABELS = 330;
const VALUES = 110;
const BAR = 16;
const STEP = 22;
const TITLE = 34;
const GAP = 16;
const TEXT = 'font-family="system-ui, sans-serif" font-size="12" fill="#24292f"';
const COLOURS = { baseline: '#8c959f', ours: '#1a7f37', other: '#54aeff' };

/** Draws the CPU per request of all contenders: a group of bars per operation, each group on a scale of its own. SVG. */
export function drawChart({
  operations,
  lines,
  baseline,
  comparison,
}: Pick<Report, 'operations' | 'lines' | 'baseline' | 'comparison'>): string {
  let top = GAP;
  const groups = operations.map(({ name, title }) => {
    const own = lines.filter(({ operation }) => operation === name);
    const group = drawGroup(`${name}: ${title}`, own, { baseline, comparison, top });
    top += TITLE + own.length * STEP + GAP;
    return group;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${top}" viewBox="0 0 ${WIDTH} ${top}">
<title>CPU per request of the contender's process, in µs; shorter is better</title>
<rect width="100%" height="100%" fill="#ffffff"/>
${groups.join('\n')}
</svg>
`;
}

function drawGroup(
  title: string,
  lines: readonly Line[],
  { baseline, comparison, top }: { baseline: string; comparison: Comparison; top: number },
): string {
  const most = Math.max(...lines.map(({ cpuMicrosPerRequest }) => cpuMicrosPerRequest.median));
  const bars = lines.map((line, index) => {
    const y = top + TITLE + index * STEP;
    const micros = line.cpuMicrosPerRequest.median;
    const length = Math.max(1, (micros / most) * (WIDTH - LABELS - VALUES)).toFixed(1);
    const times = line.contender === baseline ? '' : ` (${timesOf(line, comparison)})`;
    return `<text x="${LABELS - 8}" y="${y + 12}" text-anchor="end" ${TEXT}>${escaped(line.title)}</text>
<rect x="${LABELS}" y="${y}" width="${length}" height="${BAR}" fill="${colourOf(line.contender, baseline)}"/>
<text x="${LABELS + Number(length) + 6}" y="${y + 12}" ${TEXT}>${micros.toFixed(0)} µs${times}</text>`;
  });
  const heading = `${escaped(title)} – CPU µs per request, shorter is better (× ${escaped(wordsOf(comparison))})`;
  return [`<text x="8" y="${top + 20}" font-weight="bold" ${TEXT}>${heading}</text>`, ...bars].join('\n');
}

const colourOf = (contender: string, baseline: string): string =>
  contender === baseline ? COLOURS.baseline : contender.startsWith('ours') ? COLOURS.ours : COLOURS.other;

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign);
