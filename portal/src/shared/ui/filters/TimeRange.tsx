import { Select, TextInput } from '@mantine/core';
import { clock } from '../../format/clock.ts';
import { fromLocalInput, toLocalInput } from './localInput.ts';

const HOUR_MS = 3_600_000;
const RECENT = [
  { value: String(HOUR_MS), label: 'last hour' },
  { value: String(24 * HOUR_MS), label: 'last 24 hours' },
  { value: String(7 * 24 * HOUR_MS), label: 'last 7 days' },
];
const ANY = { value: 'any', label: 'any time' };
const BETWEEN = { value: 'between', label: 'between…' };

interface Range {
  from: string | undefined;
  to: string | undefined;
}

/** A period in the URL; its two ends are typed in the viewer's zone. */
export function TimeRange({ from, to, onChange }: Range & { onChange: (range: Range) => void }) {
  const isOpen = from !== undefined || to !== undefined;
  return (
    <>
      <Select
        label="Time"
        size="xs"
        w={{ base: 'calc(50% - 5px)', xs: 140 }}
        data={[ANY, ...RECENT, BETWEEN]}
        value={isOpen ? 'between' : 'any'}
        allowDeselect={false}
        onChange={(chosen) => {
          const nowMs = clock.now();
          if (chosen === 'any') onChange({ from: undefined, to: undefined });
          else onChange({ from: iso(nowMs - (Number(chosen) || 24 * HOUR_MS)), to: undefined });
        }}
      />
      {isOpen && (
        <>
          <End label="From" at={from} onChange={(at) => onChange({ from: at, to })} />
          <End label="To" at={to} onChange={(at) => onChange({ from, to: at })} />
        </>
      )}
    </>
  );
}

function End({
  label,
  at,
  onChange,
}: {
  label: string;
  at: string | undefined;
  onChange: (at: string | undefined) => void;
}) {
  return (
    <TextInput
      type="datetime-local"
      label={`${label} (your time)`}
      size="xs"
      w={{ base: 'calc(50% - 5px)', xs: 180 }}
      value={at === undefined ? '' : toLocalInput(at)}
      onChange={({ currentTarget }) => onChange(fromLocalInput(currentTarget.value))}
    />
  );
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
