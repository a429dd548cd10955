import { distance } from 'fastest-levenshtein';

const SHOWN = 5;

/** Names that somebody who typed `name` may have meant, the closest first. */
export function closeNames(name: string, names: readonly string[]): string[] {
  const wanted = name.toLowerCase();
  const most = Math.max(2, Math.floor(wanted.length / 3));
  return names
    .map((other) => ({
      other,
      far: other.toLowerCase().includes(wanted) ? 0 : distance(wanted, other.toLowerCase()),
    }))
    .filter(({ far }) => far <= most)
    .toSorted((one, two) => one.far - two.far)
    .slice(0, SHOWN)
    .map(({ other }) => other);
}
