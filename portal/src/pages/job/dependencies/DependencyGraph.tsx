import { useNavigate } from '@tanstack/react-router';
import type { Dependencies } from '../../../../../src/contract/dependencies.ts';
import { STATUS_PATHS, statusColour } from '../../../shared/ui/status/vocabulary.ts';
import { layerGraph } from './layerGraph.ts';
import { nodeState } from './nodeState.ts';

const NODE_PX = { width: 200, height: 48 };
const GAP_PX = { x: 72, y: 20 };
const ARROWS: Record<Dependencies['edges'][number]['on'], string> = {
  success: 'after it succeeds',
  failure: 'after it fails',
  any: 'after it ends',
};

/** The jobs around one, as links. A list below says the same. */
export function DependencyGraph({ jobName, nodes, edges }: Dependencies & { jobName: string }) {
  const navigate = useNavigate();
  const layers = layerGraph(
    nodes.map(({ name }) => name),
    edges,
  );
  const places = new Map(
    layers.flatMap((names, column) =>
      names.map((name, row): [string, { x: number; y: number }] => [
        name,
        { x: column * (NODE_PX.width + GAP_PX.x) + 4, y: row * (NODE_PX.height + GAP_PX.y) + 4 },
      ]),
    ),
  );
  const width = layers.length * (NODE_PX.width + GAP_PX.x) - GAP_PX.x + 8;
  const height =
    Math.max(...layers.map((names) => names.length)) * (NODE_PX.height + GAP_PX.y) - GAP_PX.y + 8;
  return (
    <div
      style={{ overflowX: 'auto' }}
      tabIndex={0}
      role="group"
      aria-label="Dependency graph; the list below says the same"
    >
      <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} fontSize={13}>
        <defs>
          <marker
            id="arrow"
            viewBox="0 0 8 8"
            refX={8}
            refY={4}
            markerWidth={8}
            markerHeight={8}
            orient="auto"
          >
            <path d="M0 0L8 4L0 8z" fill="var(--line-strong)" />
          </marker>
        </defs>
        {edges.map(({ from, to, on }) => {
          const [start, end] = [places.get(from), places.get(to)];
          if (start === undefined || end === undefined) return null;
          const [x1, y1] = [start.x + NODE_PX.width, start.y + NODE_PX.height / 2];
          const [x2, y2] = [end.x, end.y + NODE_PX.height / 2];
          const bend = GAP_PX.x / 2;
          return (
            <path
              key={`${from} ${to}`}
              d={`M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2 - 1} ${y2}`}
              fill="none"
              stroke="var(--line-strong)"
              strokeWidth={1.5}
              strokeDasharray={on === 'success' ? undefined : on === 'failure' ? '2 3' : '6 3'}
              markerEnd="url(#arrow)"
            >
              <title>
                {to} runs {ARROWS[on].replace('it', from)}
              </title>
            </path>
          );
        })}
        {nodes.map((node) => {
          const place = places.get(node.name);
          const { status, words } = nodeState(node);
          const colour = status === null ? 'var(--mantine-color-dimmed)' : statusColour(status);
          const open = () =>
            void navigate({ to: '/jobs/$name/{-$tab}', params: { name: node.name, tab: 'dependencies' } });
          return (
            <g
              key={node.name}
              transform={`translate(${place?.x ?? 0} ${place?.y ?? 0})`}
              onClick={open}
              style={{ cursor: 'pointer' }}
              aria-hidden
            >
              <title>{node.displayName}</title>
              <rect
                {...NODE_PX}
                rx={4}
                fill="var(--ground-raised)"
                stroke={node.name === jobName ? 'var(--focus)' : 'var(--line-strong)'}
                strokeWidth={node.name === jobName ? 2 : 1}
                strokeDasharray={node.registered ? undefined : '4 3'}
              />
              <text x={10} y={20} fontWeight={600} fill="var(--mantine-color-text)">
                {shortened(node.displayName)}
              </text>
              {status !== null && (
                <path
                  d={STATUS_PATHS[status]}
                  transform="translate(10 28) scale(0.6)"
                  fill="none"
                  stroke={colour}
                  strokeWidth={2.5}
                  strokeLinecap="round"
                  strokeLinejoin="round"
                />
              )}
              <text x={status === null ? 10 : 30} y={39} fontSize={12} fill={colour}>
                {words}
              </text>
            </g>
          );
        })}
      </svg>
    </div>
  );
}

/** Characters that fit into a node at 13 px. */
function shortened(name: string): string {
  return name.length <= 26 ? name : `${name.slice(0, 25)}…`;
}
