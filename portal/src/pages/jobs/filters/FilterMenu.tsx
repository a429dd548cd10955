import { Button, Checkbox, Popover, ScrollArea, Stack, Text, TextInput } from '@mantine/core';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { ChevronDown } from 'lucide-react';
import { memo, use, useMemo, useState } from 'react';
import { formatCount } from '../../../shared/format/formatNumber.ts';
import { countChoices, type MenuFilter } from '../model/filterJobs.ts';
import { FILTER_LABELS, filterLabel } from './filterLabels.ts';
import classes from './FilterMenu.module.css';
import { jobsParams, OUTCOMES, STATUS_FILTERS } from '../jobsParams.ts';
import { JobsViewContext } from '../JobsViewContext.ts';

/** A menu with more choices than this has a search field. */
const MANY = 10;
const route = getRouteApi('/jobs');

/** The choices of one filter, each with its number of matches given the other filters. */
export const FilterMenu = memo(function FilterMenu({ filter }: { filter: MenuFilter }) {
  const [opened, setOpened] = useState(false);
  const chosen = route.useSearch({ select: (search) => search[filter] }) ?? [];
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" trapFocus returnFocus>
      <Popover.Target>
        <Button
          size="compact-sm"
          variant={chosen.length > 0 ? 'light' : 'default'}
          rightSection={<ChevronDown size={14} aria-hidden />}
          onClick={() => setOpened(!opened)}
          aria-expanded={opened}
        >
          {FILTER_LABELS[filter]}
          {chosen.length > 0 && ` (${chosen.length})`}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p="xs">{opened && <Choices filter={filter} chosen={chosen} />}</Popover.Dropdown>
    </Popover>
  );
});

function Choices({ filter, chosen }: { filter: MenuFilter; chosen: readonly string[] }) {
  const { all, filters, nowMs } = use(JobsViewContext);
  const navigate = useNavigate({ from: '/jobs' });
  const [sought, setSought] = useState('');
  const counts = useMemo(() => countChoices(all, filters, filter, nowMs), [all, filters, filter, nowMs]);
  const choices = useMemo(() => choicesOf(filter, counts, chosen), [filter, counts, chosen]);
  const shown = choices.filter((value) => filterLabel(value).toLowerCase().includes(sought.toLowerCase()));

  const toggle = (value: string) => {
    const next = chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value];
    void navigate({ search: (search) => jobsParams({ ...search, [filter]: next }), resetScroll: false });
  };
  return (
    <Stack gap={6}>
      {choices.length > MANY && (
        <TextInput
          size="xs"
          aria-label={`Find in ${FILTER_LABELS[filter]}`}
          placeholder="Find"
          value={sought}
          onChange={(event) => setSought(event.currentTarget.value)}
          data-autofocus
        />
      )}
      <ScrollArea.Autosize mah={320}>
        {shown.map((value) => (
          <Checkbox
            key={value}
            size="xs"
            className={classes.choice ?? ''}
            checked={chosen.includes(value)}
            onChange={() => toggle(value)}
            label={
              <span className={classes.label}>
                {filterLabel(value)}
                <Text span size="xs" c="dimmed">
                  {formatCount(counts.get(value) ?? 0)}
                </Text>
              </span>
            }
          />
        ))}
        {shown.length === 0 && <Text size="sm">Nothing matches “{sought}”</Text>}
      </ScrollArea.Autosize>
    </Stack>
  );
}

function choicesOf(
  filter: MenuFilter,
  counts: ReadonlyMap<string, number>,
  chosen: readonly string[],
): string[] {
  if (filter === 'status') return [...STATUS_FILTERS];
  if (filter === 'outcome') return [...OUTCOMES];
  return [...new Set([...counts.keys(), ...chosen])].toSorted();
}
