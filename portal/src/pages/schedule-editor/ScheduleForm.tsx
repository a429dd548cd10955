import { Button, Chip, Collapse, Group, NumberInput, Select, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { Job } from '../../../../src/contract/jobs.ts';
import { changeSettings, type SettingsChange } from '../../api/changes.ts';
import { ActButton } from '../../shared/ui/ActButton.tsx';
import { ErrorAlert } from '../../actions/dialogs/ActionDialog.tsx';
import { useDisabledReason } from '../../actions/permissions.ts';
import { openAction } from '../../actions/openAction.ts';
import { OthersChange } from '../../actions/dialogs/OthersChange.tsx';
import { ReasonField } from '../../actions/dialogs/fields/ReasonField.tsx';
import { toastDone } from '../../actions/toasts.tsx';
import { useJobMutation } from '../../actions/useJobMutation.ts';
import { jobsFeed } from '../../live/jobs.ts';
import { CronField } from './fields/CronField.tsx';
import { DeclaredSchedule } from './DeclaredSchedule.tsx';
import { effectText, missingOf } from './effectText.ts';
import { NoSchedule } from './NoSchedule.tsx';
import { PRESETS } from './fields/presets.ts';
import classes from './ScheduleForm.module.css';
import { changesOf, draftOf, keepDraft, keptDraft, rebased, type ScheduleDraft } from './scheduleDraft.ts';
import { SchedulePreview } from './SchedulePreview.tsx';
import { useSchedulePreview } from './useSchedulePreview.ts';
import { ZoneField } from './fields/ZoneField.tsx';

/** @param job current state; the draft knows the state it was begun from */
export function ScheduleForm({
  job,
  onSaved,
  onLeave,
}: {
  job: Job;
  onSaved: () => void;
  onLeave: () => void;
}) {
  const [draft, setDraft] = useState(() => keptDraft(job.name) ?? draftOf(job));
  const [more, setMore] = useState(false);
  const { mutate, reset, isPending, error, conflict } = useJobMutation({
    names: [job.name],
    base: draft.base,
    send: (settings: SettingsChange, version) =>
      changeSettings(job.name, settings, { version, reason: draft.reason.trim() || undefined }),
    onDone: ({ message }) => {
      toastDone(message);
      onSaved();
    },
  });
  const disabledReason = useDisabledReason('change-settings');
  const keep = (next: ScheduleDraft) => {
    setDraft(next);
    keepDraft(job.name, next);
  };
  const change = (part: Partial<ScheduleDraft>) => keep({ ...draft, ...part });

  const preview = useSchedulePreview(draft, job);
  // The refused save knows the newer job before the list does.
  const now = conflict !== null && conflict.job.version > job.version ? conflict.job : job;
  const isOvertaken = now.version > draft.base.version;
  const takeOver = (next: ScheduleDraft) => () => {
    keep(next);
    reset();
  };
  const disableInstead = () => {
    keepDraft(job.name, null);
    onLeave();
    const summary = jobsFeed.store.state.jobs?.get(job.name);
    if (summary !== undefined) openAction({ action: 'disable', jobs: [summary] });
  };
  const changes = changesOf(draft, now);
  const missing = missingOf({ draft, job: now, isOvertaken, changes, preview });

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (missing === null && !isPending) mutate(changes);
      }}
    >
      <Stack gap="md">
        <Group gap="xs">
          {PRESETS.map(({ label, cronExpression }) => (
            <Chip
              key={label}
              size="xs"
              checked={draft.cronExpression === cronExpression}
              onChange={() => change({ cronExpression })}
            >
              {label}
            </Chip>
          ))}
          <Chip
            size="xs"
            checked={draft.cronExpression.trim() === ''}
            onChange={() => change({ cronExpression: '' })}
          >
            Only when triggered
          </Chip>
        </Group>
        {draft.cronExpression.trim() === '' && <NoSchedule job={now} onDisable={disableInstead} />}
        <CronField
          value={draft.cronExpression}
          error={preview.problem}
          onChange={(cronExpression) => change({ cronExpression })}
        />
        <ZoneField
          jobZone={job.timeZone}
          value={draft.timeZone}
          onChange={(timeZone) => change({ timeZone })}
        />
        <Button
          variant="subtle"
          size="compact-sm"
          w="fit-content"
          h="auto"
          mih={26}
          styles={{ label: { whiteSpace: 'normal' } }}
          aria-expanded={more}
          onClick={() => setMore(!more)}
        >
          {more ? 'Less' : 'More: overlap, catch-up, jitter'}
        </Button>
        <Collapse expanded={more}>
          <Group grow align="start">
            <Select
              label="Overlap"
              description="When a run is due while another is in progress"
              allowDeselect={false}
              data={['skip', 'queue', 'allow', 'cancel_running']}
              value={draft.overlap}
              onChange={(overlap) => overlap !== null && change({ overlap })}
            />
            <Select
              label="Catch-up"
              description="After an outage"
              allowDeselect={false}
              data={['latest', 'all', 'none']}
              value={draft.catchup}
              onChange={(catchup) => catchup !== null && change({ catchup })}
            />
            <NumberInput
              label="Jitter"
              description="Spreads starts, in seconds"
              min={0}
              max={3_600}
              allowDecimal={false}
              value={draft.jitterSeconds}
              onChange={(jitterSeconds) => change({ jitterSeconds: Number(jitterSeconds) })}
            />
          </Group>
        </Collapse>
        <SchedulePreview
          preview={preview.lastValid}
          stale={preview.current === undefined}
          invalid={preview.problem !== null}
          timeZone={draft.timeZone}
        />
        <DeclaredSchedule job={now} draft={draft} onReturn={(declared) => change(declared)} />
        <ReasonField value={draft.reason} onChange={(reason) => change({ reason })} />
      </Stack>
      <div className={classes['foot']}>
        <div className={classes['said']}>
          {isOvertaken ? (
            <OthersChange base={draft.base} version={now.version}>
              <Button size="xs" variant="default" onClick={takeOver(rebased(draft, now))}>
                Apply my changes on top
              </Button>
              <Button size="xs" variant="default" onClick={takeOver(draftOf(now))}>
                Drop my changes
              </Button>
            </OthersChange>
          ) : (
            <ErrorAlert error={error} />
          )}
        </div>
        <Text size="sm" c="dimmed" role="status" id="schedule-effect" className={classes['effect'] ?? ''}>
          {missing ?? effectText(now, preview.current?.upcoming, draft)}
        </Text>
        <Button variant="default" onClick={onLeave}>
          Cancel
        </Button>
        <ActButton
          size="sm"
          variant="filled"
          type="submit"
          disabledReason={disabledReason}
          loading={isPending}
          disabled={missing !== null}
          aria-describedby="schedule-effect"
        >
          Save
        </ActButton>
      </div>
    </form>
  );
}
