import { Autocomplete, Button, Group, MultiSelect, TextInput } from '@mantine/core';
import { useState, type KeyboardEvent } from 'react';
import { useJobs } from '../live/jobs.ts';
import { TimeRange } from '../search/TimeRange.tsx';
import { ACTIONS } from './actionInWords.ts';
import type { AuditSearch } from './auditSearch.ts';

type Filters = Pick<AuditSearch, 'actor' | 'action' | 'job' | 'from' | 'to'>;

const NONE: Filters = { actor: undefined, action: undefined, job: undefined, from: undefined, to: undefined };

export function AuditFilters({
  filters,
  onChange,
}: {
  filters: Filters;
  onChange: (changed: Filters) => void;
}) {
  const { actor, action = [], job, from, to } = filters;
  const jobNames = useJobs(({ jobs }) => jobs);
  return (
    <Group gap="xs" align="end" role="search" aria-label="Filter the audit trail">
      <Typed label="Who" value={actor} onCommit={(typed) => onChange({ ...filters, actor: typed })} />
      <MultiSelect
        label="Did what"
        size="xs"
        w={{ base: 'calc(50% - 5px)', xs: 220 }}
        data={ACTIONS}
        value={action}
        placeholder={action.length === 0 ? 'anything' : ''}
        onChange={(chosen) => onChange({ ...filters, action: chosen.length === 0 ? undefined : chosen })}
        clearable
      />
      <Typed
        label="Job"
        value={job}
        suggestions={[...(jobNames?.keys() ?? [])]}
        onCommit={(typed) => onChange({ ...filters, job: typed })}
      />
      <TimeRange from={from} to={to} onChange={(range) => onChange({ ...filters, ...range })} />
      {[actor, job, from, to].some(Boolean) || action.length > 0 ? (
        <Button variant="subtle" size="xs" onClick={() => onChange(NONE)}>
          Clear all
        </Button>
      ) : null}
    </Group>
  );
}

/** Names are matched whole, so they are asked for when they are complete: at Enter, at a choice, or when the field is left. */
function Typed({
  label,
  value = '',
  suggestions,
  onCommit,
}: {
  label: string;
  value: string | undefined;
  suggestions?: string[];
  onCommit: (typed: string | undefined) => void;
}) {
  const [draft, setDraft] = useState({ of: value, text: value });
  // The URL changed by other means: Back, or "Clear all".
  if (draft.of !== value) setDraft({ of: value, text: value });
  const commit = (text: string) => {
    if (text.trim() !== value) onCommit(text.trim() === '' ? undefined : text.trim());
  };
  const field = {
    label,
    size: 'xs',
    w: { base: 'calc(50% - 5px)', xs: 180 },
    value: draft.text,
    placeholder: label === 'Who' ? 'exact name' : 'any job',
    onBlur: () => commit(draft.text),
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key === 'Enter') commit(draft.text);
    },
  };
  const type = (text: string) => setDraft({ of: value, text });
  return suggestions ? (
    <Autocomplete {...field} data={suggestions} limit={20} onChange={type} onOptionSubmit={commit} />
  ) : (
    <TextInput {...field} onChange={({ currentTarget }) => type(currentTarget.value)} />
  );
}
