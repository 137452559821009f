/** How PostgreSQL found the rows of one statement, as auto_explain writes it. */
export interface Plan {
  readonly query: string;
  readonly root: PlanNode;
  /** Rows that were looked at in tables and indexes, those that a condition took out included. */
  readonly touched: number;
}

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  Schema?: string;
  'Actual Rows'?: number;
  'Actual Loops'?: number;
  'Rows Removed by Filter'?: number;
  'Rows Removed by Index Recheck'?: number;
  Plans?: PlanNode[];
}

const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

const rowsOf = (node: PlanNode): number =>
  /Scan/.test(node['Node Type']) &&
  node['Node Type'] !== 'Subquery Scan' &&
  node['Node Type'] !== 'Function Scan'
    ? Math.round(
        ((node['Actual Rows'] ?? 0) +
          (node['Rows Removed by Filter'] ?? 0) +
          (node['Rows Removed by Index Recheck'] ?? 0)) *
          (node['Actual Loops'] ?? 0),
      )
    : 0;

/** Every plan in a piece of PostgreSQL's log; one that was cut off is left out. */
export function plansOf(log: string): Plan[] {
  return [...log.matchAll(/plan:\n(\t?\{\n[\s\S]*?\n\t?\})(?=\n|$)/g)].flatMap(([, json = '']) => {
    try {
      const { 'Query Text': query, Plan: root } = JSON.parse(json.replaceAll('\n\t', '\n')) as {
        'Query Text': string;
        Plan: PlanNode;
      };
      return [{ query, root, touched: Math.max(...nodesOf(root).map(rowsOf)) }];
    } catch {
      return [];
    }
  });
}

/** Tables of one name are in several schemas, and a plan tells the name only: a small one is read from end to end with reason. */
const FEW_ROWS = 1_000;

/** The big tables that a plan reads from end to end. */
export const scansIn = ({ root }: Plan, big: ReadonlySet<string>): string[] =>
  nodesOf(root)
    .filter((node) => node['Node Type'] === 'Seq Scan' && rowsOf(node) > FEW_ROWS)
    .flatMap((node) => (big.has(node['Relation Name'] ?? '') ? [node['Relation Name'] as string] : []));
