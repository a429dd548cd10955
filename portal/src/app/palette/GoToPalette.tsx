import { Modal, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useId, useState, type KeyboardEvent } from 'react';
import { openAction } from '../../actions/openAction.ts';
import { filterJobs } from '../../pages/jobs/model/filterJobs.ts';
import { orderJobs } from '../../pages/jobs/model/orderJobs.ts';
import { jobsFeed } from '../../live/jobs.ts';
import { clock } from '../../shared/format/clock.ts';
import classes from './GoToPalette.module.css';
import { useTopLayer } from '../../shared/hooks/useTopLayer.ts';

const MAX_JOBS = 8;

interface Target {
  id: string;
  label: string;
  detail?: string;
  go(): void;
}

/** One field for views, jobs, and actions on the best match. */
export function GoToPalette({ onClose }: { onClose: () => void }) {
  const isTop = useTopLayer();
  const [text, setText] = useState('');
  const [moved, setMoved] = useState(0);
  const targets = useTargets(text);
  const listId = useId();
  // There may be fewer targets than before.
  const marked = Math.min(moved, targets.length - 1);
  const optionId = (index: number) => `${listId}-${index}`;

  const choose = (target: Target | undefined) => {
    if (target === undefined) return;
    onClose();
    target.go();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && targets.length > 0) {
      event.preventDefault();
      const next = (marked + step + targets.length) % targets.length;
      setMoved(next);
      document.getElementById(optionId(next))?.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Enter') {
      event.preventDefault();
      choose(targets[marked]);
    }
  };
  return (
    <Modal opened onClose={onClose} title="Go to" padding="sm" yOffset="10vh" closeOnEscape={isTop}>
      <input
        // Focus at once, or the first letters would be lost.
        autoFocus
        data-autofocus
        role="combobox"
        aria-expanded
        aria-autocomplete="list"
        aria-controls={listId}
        aria-activedescendant={marked < 0 ? undefined : optionId(marked)}
        aria-label="Job, view or action"
        autoComplete="off"
        placeholder="Job, view or action"
        className={classes['field']}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setMoved(0);
        }}
        onKeyDown={onKeyDown}
      />
      <ul id={listId} role="listbox" aria-label="Results" className={classes['results']}>
        {targets.map((target, index) => (
          <li
            key={target.id}
            id={optionId(index)}
            role="option"
            aria-selected={index === marked}
            className={classes['result']}
            onPointerMove={() => setMoved(index)}
            onClick={() => choose(target)}
          >
            {target.label}{' '}
            {target.detail !== undefined && (
              <Text span size="xs" c="dimmed">
                {target.detail}
              </Text>
            )}
          </li>
        ))}
      </ul>
      {targets.length === 0 && <Text role="status">Nothing matches “{text}”</Text>}
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
