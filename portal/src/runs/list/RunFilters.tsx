import { Button, Group, MultiSelect } from '@mantine/core';
import { FoldedFilters } from '../../shared/ui/filters/FoldedFilters.tsx';
import { TimeRange } from '../../shared/ui/filters/TimeRange.tsx';
import { ORIGINS, RUN_STATUSES, type RunsParams } from './runsParams.ts';

const STATUSES = RUN_STATUSES.map((value) => ({ value, label: value }));
const TRIGGERS = [
  { value: 'schedule', label: 'schedule' },
  { value: 'trigger', label: 'by hand' },
  { value: 'backfill', label: 'backfill' },
  { value: 'dependency', label: 'another job' },
] satisfies { value: (typeof ORIGINS)[number]; label: string }[];

type Filters = Omit<RunsParams, 'before'>;

/** @param services and jobs to choose from; none in the view of one job */
export function RunFilters({
  filters,
  onChange,
  services,
  jobs,
}: {
  filters: Filters;
  onChange: (filters: Filters) => void;
  services?: string[] | undefined;
  jobs?: string[] | undefined;
}) {
  const { service = [], job = [], status = [], origin = [], from, to } = filters;
  const inForce = [service, job, status, origin].flat().length + (from || to ? 1 : 0);
  const choose = (key: 'service' | 'job') => (chosen: string[]) =>
    onChange({ ...filters, [key]: orDefault(chosen) });
  return (
    <Group gap="xs" align="end" role="search" aria-label="Filter runs">
      <FoldedFilters inForce={inForce}>
        {services && (
          <Choice
            label="Service"
            data={withChosen(services, service)}
            value={service}
            onChange={choose('service')}
          />
        )}
        {jobs && <Choice label="Job" data={withChosen(jobs, job)} value={job} onChange={choose('job')} />}
        <Choice
          label="Outcome"
          data={STATUSES}
          value={status}
          onChange={(chosen) =>
            onChange({ ...filters, status: orDefault(RUN_STATUSES.filter((one) => chosen.includes(one))) })
          }
        />
        <Choice
          label="Trigger"
          data={TRIGGERS}
          value={origin}
          onChange={(chosen) =>
            onChange({ ...filters, origin: orDefault(ORIGINS.filter((one) => chosen.includes(one))) })
          }
        />
        <TimeRange from={from} to={to} onChange={(range) => onChange({ ...filters, ...range })} />
        {inForce > 0 && (
          <Button variant="subtle" size="xs" onClick={() => onChange({})}>
            Clear all
          </Button>
        )}
      </FoldedFilters>
    </Group>
  );
}

function Choice({
  label,
  data,
  value,
  onChange,
}: {
  label: string;
  data: string[] | { value: string; label: string }[];
  value: string[];
  onChange: (chosen: string[]) => void;
}) {
  return (
    <MultiSelect
      label={label}
      data={data}
      value={value}
      onChange={onChange}
      placeholder={value.length === 0 ? 'all' : ''}
      size="xs"
      w={{ base: 'calc(50% - 5px)', xs: value.length > 1 ? 240 : 160 }}
      searchable={data.length > 8}
      clearable
      limit={100}
      hidePickedOptions
    />
  );
}

/** An absent key has its default and is left out of the URL. */
function orDefault<T>(chosen: T[]): T[] | undefined {
  return chosen.length === 0 ? undefined : chosen;
}

/** Keeps the URL's choice visible even if it no longer exists. */
function withChosen(known: string[], chosen: readonly string[]): string[] {
  return [...new Set([...known, ...chosen])].toSorted();
}
