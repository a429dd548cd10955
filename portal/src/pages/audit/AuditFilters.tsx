import { Autocomplete, Button, Group, MultiSelect } from '@mantine/core';
import { useState, type KeyboardEvent } from 'react';
import type { AuditEvents } from '../../../../src/contract/audit.ts';
import { useJobs } from '../../live/jobs.ts';
import { FoldedFilters } from '../../shared/ui/filters/FoldedFilters.tsx';
import { TimeRange } from '../../shared/ui/filters/TimeRange.tsx';
import { queryClient } from '../../live/queryClient.ts';
import { ACTIONS } from '../../shared/changes/actionText.ts';
import { queryKeys } from '../../api/queryKeys.ts';
import type { AuditParams } from './auditParams.ts';

type Filters = Pick<AuditParams, 'who' | 'action' | 'job' | 'from' | 'to'>;

const NONE: Filters = { who: undefined, action: undefined, job: undefined, from: undefined, to: undefined };

export function AuditFilters({
  filters,
  onChange,
}: {
  filters: Filters;
  onChange: (changed: Filters) => void;
}) {
  const { who, action = [], job, from, to } = filters;
  const inForce = [who, job, from ?? to].filter(Boolean).length + action.length;
  const jobNames = useJobs(({ jobs }) => jobs);
  return (
    <Group gap="xs" align="end" role="search" aria-label="Filter the audit trail">
      <FoldedFilters inForce={inForce}>
        <Typed
          label="Who"
          value={who}
          suggestions={knownActors(who)}
          onCommit={(typed) => onChange({ ...filters, who: typed })}
        />
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
        {inForce > 0 ? (
          <Button variant="subtle" size="xs" onClick={() => onChange(NONE)}>
            Clear all
          </Button>
        ) : null}
      </FoldedFilters>
    </Group>
  );
}

/** Applied on Enter, on choosing a suggestion, or on blur. */
function Typed({
  label,
  value = '',
  suggestions,
  onCommit,
}: {
  label: string;
  value: string | undefined;
  suggestions: string[];
  onCommit: (typed: string | undefined) => void;
}) {
  const [draft, setDraft] = useState({ of: value, text: value });
  // The URL changed elsewhere: Back, or "Clear all".
  if (draft.of !== value) setDraft({ of: value, text: value });
  const commit = (text: string) => {
    const whole = theOnlyFitting(text.trim(), suggestions);
    if (whole !== value) onCommit(whole === '' ? undefined : whole);
  };
  const field = {
    label,
    size: 'xs',
    w: { base: 'calc(50% - 5px)', xs: 180 },
    value: draft.text,
    placeholder: label === 'Who' ? 'part of a name' : 'any job',
    onBlur: () => commit(draft.text),
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key === 'Enter') commit(draft.text);
    },
  };
  const type = (text: string) => setDraft({ of: value, text });
  return <Autocomplete {...field} data={suggestions} limit={20} onChange={type} onOptionSubmit={commit} />;
}

/** A part of a name that fits only one suggestion selects it. */
function theOnlyFitting(text: string, names: readonly string[]): string {
  if (names.includes(text)) return text;
  const part = text.toLowerCase();
  const [only, another] = part === '' ? [] : names.filter((name) => name.toLowerCase().includes(part));
  return only === undefined || another !== undefined ? text : only;
}

/** Actors of all events loaded so far, as suggestions. */
function knownActors(chosen: string | undefined): string[] {
  const pages = queryClient.getQueriesData<AuditEvents>({ queryKey: queryKeys.audit() });
  const seen = pages.flatMap(([, page]) => page?.events.map(({ actor }) => actor) ?? []);
  return [...new Set(chosen === undefined ? seen : [...seen, chosen])].toSorted();
}
