// Assigns nodes to layers from left to right: each one layer after its last parent, so all arrows point right.

export interface GraphEdge {
  from: string;
  to: string;
}

/** Names by layer, ordered near their parents to reduce crossings. */
export function layerGraph(names: readonly string[], edges: readonly GraphEdge[]): string[][] {
  const known = new Set(names);
  const incoming = new Map(names.map((name) => [name, [] as string[]]));
  for (const { from, to } of edges) if (known.has(from) && from !== to) incoming.get(to)?.push(from);

  const layerOf = new Map<string, number>();
  for (const name of names) layer(name, new Set());
  const layers: string[][] = [];
  for (const name of names) (layers[layerOf.get(name) ?? 0] ??= []).push(name);

  const position = new Map<string, number>();
  for (const column of layers) {
    column.sort((one, other) => middle(one) - middle(other));
    for (const [index, name] of column.entries()) position.set(name, index);
  }
  return layers;

  /** The server refuses cycles; one that slipped through is cut where it closes. */
  function layer(name: string, path: Set<string>): number {
    const done = layerOf.get(name);
    if (done !== undefined) return done;
    path.add(name);
    const before = (incoming.get(name) ?? []).filter((from) => !path.has(from));
    const found = Math.max(0, ...before.map((from) => layer(from, path) + 1));
    path.delete(name);
    layerOf.set(name, found);
    return found;
  }

  function middle(name: string): number {
    const places = (incoming.get(name) ?? []).map((from) => position.get(from) ?? 0);
    return places.length === 0 ? 0 : places.reduce((sum, place) => sum + place, 0) / places.length;
  }
}
