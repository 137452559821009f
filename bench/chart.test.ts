import { drawChart } from './chart';
import type { Line } from './report';

const line = (operation: string, contender: string, title: string, micros: number, ratio: number): Line => {
  const spread = (median: number) => ({ median, min: median, max: median });
  return {
    operation,
    contender,
    title,
    cpuMicrosPerRequest: spread(micros),
    cpuRatio: spread(ratio),
    requestsPerSecond: spread(1),
    requestsRatio: spread(1),
    coresBusy: spread(1),
    p50Milliseconds: spread(1),
    p99Milliseconds: spread(1),
    requests: 1,
  };
};

describe('the chart', () => {
  const world = {
    baseline: 'stock',
    comparison: { to: 'stock', tells: 'times less' as const },
    operations: [
      { name: 'S', title: 'small' },
      { name: 'L', title: 'a < b & "c"' },
    ],
    lines: [
      line('S', 'stock', 'stock', 800, 1),
      line('S', 'ours', 'ours', 200, 0.25),
      line('L', 'stock', 'stock', 8_000, 1),
    ],
  };
  const chart = drawChart(world);
  const widths = [...chart.matchAll(/<rect x="\d+" y="\d+" width="([\d.]+)"/g)].map(([, width]) =>
    Number(width),
  );

  it('draws a bar for each line, as long as its CPU on the scale of its operation', () => {
    expect(widths).toHaveLength(3);
    expect(widths[0]).toBe(widths[2]);
    expect(widths[1]).toBe((widths[0] ?? 0) / 4);
  });

  it('says the numbers, and how many times less than the baseline', () => {
    expect(chart).toContain('>800 µs</text>');
    expect(chart).toContain('>200 µs (4.0×)</text>');
  });

  it('says how many times as much where that is what is compared', () => {
    const other = drawChart({ ...world, comparison: { to: 'a handler', tells: 'times as much' } });
    expect(other).toContain('(× as much as a handler)');
    expect(other).toContain('>200 µs (0.3×)</text>');
  });

  it('escapes what would be markup', () => {
    expect(chart).toContain('a &lt; b &amp; &quot;c&quot;');
  });
});
