import { Text, Title } from '@mantine/core';
import { useId } from 'react';
import type { ExecutionRow as Execution } from '../../../src/contract/executions.ts';
import type { JobSummary } from '../../../src/contract/jobSummaries.ts';
import { isFinished } from '../shared/ui/status/isFinished.ts';
import { formatTimeOfDay } from '../shared/format/formatInstant.ts';
import { formatDuration } from '../shared/format/formatDuration.ts';
import { useShownZone } from '../shared/ui/time/useShownZone.ts';
import { useTicking } from '../shared/hooks/useTicking.ts';
import { ErrorText } from './ErrorText.tsx';
import { RunProgress } from './RunProgress.tsx';
import { reasonInWords } from './explain/reasonInWords.ts';
import type { Sentence } from './explain/sentence.ts';
import { SentenceText } from './explain/SentenceText.tsx';
import { stepName, stepResult, stepStatus, waitingRule } from './explain/stepInWords.ts';
import { timeline, type TimelineStep } from './explain/timeline.ts';
import classes from './RunTimeline.module.css';

/** The steps of a run, each with a bar on a common time axis. */
export function RunTimeline({
  execution,
  zone: jobZone,
  summary,
}: {
  execution: Execution;
  /** Of the job. */
  zone: string | undefined;
  summary: JobSummary | undefined;
}) {
  const zone = useShownZone(jobZone);
  const id = useId();
  const live = !isFinished(execution.status);
  const nowMs = useTicking((now) => (live ? now : 0));
  const { fromMs, toMs, steps } = timeline(execution, nowMs);
  const spanMs = Math.max(1, toMs - fromMs);
  const percent = (ms: number) => ((ms - fromMs) / spanMs) * 100;
  return (
    <section aria-labelledby={id}>
      <Title order={3} size="h5" id={id} mb={4}>
        Timeline
      </Title>
      <Text size="xs" c="dimmed" mb={4}>
        {formatTimeOfDay(fromMs, zone, { seconds: true })} to {formatTimeOfDay(toMs, zone, { seconds: true })}{' '}
        ({zone}), {formatDuration(toMs - fromMs)}
      </Text>
      <ol className={classes['list']}>
        {steps.map((step, index) => {
          const left = percent(step.fromMs);
          const width = percent(step.toMs ?? toMs) - left;
          return (
            // Steps are only ever appended.
            <li key={index} className={classes['step']}>
              <Text size="sm" fw={500}>
                {stepName(step)}
              </Text>
              <div className={classes['track']} aria-hidden>
                <span
                  className={classes['bar']}
                  data-shape={shape(step)}
                  data-live={step.toMs === null || undefined}
                  style={{
                    color: `var(--status-${stepStatus(step)})`,
                    left: `min(${left}%, calc(100% - 4px))`,
                    width: `${width}%`,
                  }}
                />
              </div>
              <Text size="sm" ta="right">
                {stepResult(step, nowMs) || formatTimeOfDay(step.fromMs, zone, { seconds: true })}
              </Text>
              <StepDetails step={step} zone={jobZone} />
              {step.kind === 'attempt' && step.toMs === null && (
                <div className={classes['details']}>
                  <RunProgress execution={execution} summary={summary} />
                </div>
              )}
            </li>
          );
        })}
      </ol>
    </section>
  );
}

function shape(step: TimelineStep): 'point' | 'outline' | 'solid' {
  if (step.kind === 'queued' || step.kind === 'waiting') return 'outline';
  return step.kind === 'attempt' ? 'solid' : 'point';
}

function StepDetails({ step, zone }: { step: TimelineStep; zone: string | undefined }) {
  if (step.kind === 'attempt' && step.error !== null) {
    return <ErrorText className={classes['details']} text={step.error} />;
  }
  const sentence = detailsOf(step);
  return (
    sentence.length > 0 && (
      <Text className={classes['details']} size="sm" c="dimmed">
        <SentenceText sentence={sentence} zone={zone} />
      </Text>
    )
  );
}

function detailsOf(step: TimelineStep): Sentence {
  if (step.kind === 'waiting') return [waitingRule(step)];
  if (step.kind === 'cancelRequested') return step.reason;
  return step.kind === 'queued' && step.reason !== null ? reasonInWords(step.reason) : [];
}
