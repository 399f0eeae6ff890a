import { renderToString } from 'preact-render-to-string';
import type { Graph, GraphNode } from './impact-graph.js';
import { kilograms } from './impact-words.js';

const [WIDTH, HEIGHT, GAP_X, GAP_Y, MARGIN] = [190, 58, 70, 14, 20];
const FONT = 'Noto Sans SC, PingFang SC, Microsoft YaHei, sans-serif';
/** Letters that fit a box. */
const LINE = 20;

/** The drawing as SVG without script: boxes in columns, what was made of a thing to its right. */
export function impactSvg(graph: Graph): string {
  const first = Math.min(0, ...graph.nodes.map(({ column }) => column));
  const last = Math.max(0, ...graph.nodes.map(({ column }) => column));
  const rows = Math.max(1, ...graph.nodes.map(({ row }) => row + 1));
  const x = ({ column }: GraphNode): number => MARGIN + (column - first) * (WIDTH + GAP_X);
  const y = ({ row }: GraphNode): number => MARGIN + 20 + row * (HEIGHT + GAP_Y);
  const width = 2 * MARGIN + (last - first + 1) * (WIDTH + GAP_X) - GAP_X;
  const height = 2 * MARGIN + 20 + rows * (HEIGHT + GAP_Y);
  const byKey = new Map(graph.nodes.map((node) => [node.key, node]));
  const caption = `影响范围：${graph.lots} 个批次，图中 ${graph.nodes.length} 个节点`;
  return renderToString(
    <svg
      xmlns="http://www.w3.org/2000/svg"
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      role="img"
      font-family={FONT}
      font-size="12"
    >
      <title>{caption}</title>
      <rect width={width} height={height} fill="#ffffff" />
      <text x={MARGIN} y={MARGIN} fill="#333333">
        {caption}
      </text>
      {graph.edges.map(({ from, to, grams }) => {
        const [a, b] = [byKey.get(from)!, byKey.get(to)!];
        const [x1, y1, x2, y2] = [x(a) + WIDTH, y(a) + HEIGHT / 2, x(b), y(b) + HEIGHT / 2];
        const bend = Math.max(30, (x2 - x1) / 2);
        return (
          <path d={`M${x1} ${y1} C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`} fill="none" stroke="#8a8f98">
            <title>{`${kilograms(grams)} kg`}</title>
          </path>
        );
      })}
      {graph.nodes.map((node) => (
        <g>
          <title>{`${node.title} · ${node.holder ?? ''}`}</title>
          <rect
            x={x(node)}
            y={y(node)}
            width={WIDTH}
            height={HEIGHT}
            rx="6"
            fill={node.root ? '#fdecea' : '#f4f6f8'}
            stroke={node.root ? '#b3261e' : '#8a8f98'}
          />
          <text x={x(node) + 8} y={y(node) + 18} font-weight="bold">
            {short(node.title)}
          </text>
          <text x={x(node) + 8} y={y(node) + 34}>
            {short(node.holder ?? '')}
          </text>
          <text x={x(node) + 8} y={y(node) + 50}>{`现存 ${kilograms(node.presentGrams)} kg`}</text>
        </g>
      ))}
    </svg>,
  );
}

function short(text: string): string {
  const letters = [...text];
  return letters.length <= LINE ? text : `${letters.slice(0, LINE - 1).join('')}…`;
}
