import { Combobox, Modal, ScrollArea, Text, useCombobox } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { openAction } from '../actions/openAction.ts';
import { filterJobs } from '../jobs/filterJobs.ts';
import { orderJobs } from '../jobs/orderJobs.ts';
import { jobsFeed } from '../live/jobs.ts';
import { clock } from '../time/clock.ts';

const MAX_JOBS = 8;

interface Target {
  id: string;
  label: string;
  detail?: string;
  go(): void;
}

/** One field to go anywhere: a view, a job, or what can be done to the job that fits best. */
export function GoToPalette({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState('');
  const combobox = useCombobox({ opened: true });
  const targets = useTargets(text);

  const choose = (id: string) => {
    onClose();
    targets.find((target) => target.id === id)?.go();
  };
  return (
    <Modal opened onClose={onClose} title="Go to" returnFocus padding="sm" yOffset="10vh">
      <Combobox store={combobox} onOptionSubmit={choose}>
        <Combobox.EventsTarget>
          <input
            // The palette is opened to type into it.
            data-autofocus
            aria-label="Job, view or action"
            placeholder="Job, view or action"
            style={{ width: '100%', padding: 8, font: 'inherit' }}
            value={text}
            onChange={(event) => {
              setText(event.currentTarget.value);
              combobox.selectFirstOption();
            }}
          />
        </Combobox.EventsTarget>
        <ScrollArea.Autosize mah={380} mt="xs">
          <Combobox.Options aria-label="Results">
            {targets.map(({ id, label, detail }) => (
              <Combobox.Option key={id} value={id}>
                {label}{' '}
                {detail !== undefined && (
                  <Text span size="xs" c="dimmed">
                    {detail}
                  </Text>
                )}
              </Combobox.Option>
            ))}
            {targets.length === 0 && <Combobox.Empty>Nothing is called “{text}”</Combobox.Empty>}
          </Combobox.Options>
        </ScrollArea.Autosize>
      </Combobox>
    </Modal>
  );
}

function useTargets(text: string): Target[] {
  const navigate = useNavigate();
  const views: Target[] = (['jobs', 'runs', 'services', 'audit'] as const).map((view) => ({
    id: `view:${view}`,
    label: view.charAt(0).toUpperCase() + view.slice(1),
    detail: 'view',
    go: () => void navigate({ to: `/${view}` }),
  }));
  const words = text.trim().toLowerCase();
  const fittingViews = views.filter(({ label }) => label.toLowerCase().includes(words));
  if (words === '') return fittingViews;

  const nowMs = clock.now();
  const all = [...(jobsFeed.store.state.jobs?.values() ?? [])];
  const found = orderJobs(filterJobs(all, { q: words }, nowMs), 'name', false, nowMs).slice(0, MAX_JOBS);
  const jobs = found.map((job): Target => ({
    id: `job:${job.name}`,
    label: job.displayName,
    detail: `${job.name}, ${job.service}`,
    go: () => void navigate({ to: '/jobs/$name/{-$tab}', params: { name: job.name } }),
  }));
  const [best] = found;
  const acts: Target[] = best
    ? [
        { action: 'trigger', words: 'Run now' } as const,
        best.enabled
          ? ({ action: 'disable', words: 'Disable' } as const)
          : ({ action: 'enable', words: 'Enable' } as const),
      ].map(({ action, words: verb }) => ({
        id: `act:${action}`,
        label: `${verb}: ${best.displayName}`,
        go: () => openAction({ action, jobs: [best] }),
      }))
    : [];
  return [...jobs, ...acts, ...fittingViews];
}
