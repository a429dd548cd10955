// Five numbers for the state of all jobs; each is a filter.
import { Popover } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import {
  Activity,
  CalendarClock,
  Check,
  LoaderCircle,
  Pause,
  TriangleAlert,
  type LucideIcon,
} from 'lucide-react';
import { memo, useMemo } from 'react';
import type { JobSummary } from '../../../../../src/contract/jobSummaries.ts';
import { healthQuery } from '../../../api/health.ts';
import { formatCount } from '../../../shared/format/formatNumber.ts';
import { distance } from '../../../shared/format/formatRelative.ts';
import { countTiles } from './countTiles.ts';
import { HealthCard } from './HealthCard.tsx';
import type { StatusFilter } from '../jobsParams.ts';
import classes from './Tiles.module.css';

/** The filters that a tile sets. */
const STATUSES = {
  failing: ['failing'],
  running: ['running', 'queued'],
  stopped: ['paused', 'disabled'],
  due: ['due'],
} as const satisfies Record<string, readonly StatusFilter[]>;
const route = getRouteApi('/jobs');

/** Memoised: the tiles count all jobs, so typing a filter does not change them. */
export const Tiles = memo(function Tiles({ all, nowMs }: { all: readonly JobSummary[]; nowMs: number }) {
  const facts = useMemo(() => countTiles(all, nowMs), [all, nowMs]);
  const { failing, running, queued, stopped, due } = facts;
  return (
    <div className={classes.tiles} role="group" aria-label="Filters by state">
      <FilterTile
        statuses={STATUSES.failing}
        Icon={failing === 0 ? Check : TriangleAlert}
        colour={failing === 0 ? 'var(--status-completed)' : 'var(--status-failed)'}
        number={failing}
        word="failing"
        detail={
          facts.newlyFailing === 0 ? 'none new in 24 h' : `${formatCount(facts.newlyFailing)} new in 24 h`
        }
      />
      <FilterTile
        statuses={STATUSES.running}
        Icon={LoaderCircle}
        colour="var(--status-running)"
        number={running}
        word="running"
        detail={queued === 0 ? 'none queued' : `${formatCount(queued)} queued`}
      />
      <FilterTile
        statuses={STATUSES.stopped}
        Icon={Pause}
        colour="var(--status-paused)"
        number={stopped}
        word="paused or disabled"
        detail={
          facts.newlyStopped === 0 ? 'none new in 24 h' : `${formatCount(facts.newlyStopped)} new in 24 h`
        }
      />
      <FilterTile
        statuses={STATUSES.due}
        Icon={CalendarClock}
        colour="var(--mantine-color-dimmed)"
        number={due}
        word="due in the next hour"
        detail={
          facts.nextAt === null ? 'nothing is due' : `next in ${distance(Math.max(0, facts.nextAt - nowMs))}`
        }
      />
      <HealthTile />
    </div>
  );
});

interface FilterTileProps {
  statuses: readonly StatusFilter[];
  Icon: LucideIcon;
  colour: string;
  number: number;
  word: string;
  detail: string;
}

const FilterTile = memo(function FilterTile({
  statuses,
  Icon,
  colour,
  number,
  word,
  detail,
}: FilterTileProps) {
  const status = route.useSearch({ select: (search) => search.status }) ?? [];
  const navigate = useNavigate({ from: '/jobs' });
  const isPressed = status.length === statuses.length && statuses.every((one) => status.includes(one));
  return (
    <button
      type="button"
      className={classes.tile}
      aria-pressed={isPressed}
      onClick={() =>
        void navigate({
          search: (search) => ({ ...search, status: isPressed ? undefined : [...statuses] }),
          resetScroll: false,
        })
      }
    >
      <Icon size={20} aria-hidden style={{ color: colour }} />
      <span>
        <strong>{formatCount(number)}</strong> {word}
        <small>{detail}</small>
      </span>
    </button>
  );
});

const HealthTile = memo(function HealthTile() {
  const { data: health, isError } = useQuery(healthQuery);
  const isHealthy = health?.status === 'healthy' && !isError;
  const word = health === undefined && !isError ? '…' : isHealthy ? 'healthy' : 'needs attention';
  return (
    <Popover position="bottom-end" withArrow trapFocus returnFocus>
      <Popover.Target>
        <button type="button" className={classes.tile}>
          <Activity
            size={20}
            aria-hidden
            style={{ color: isHealthy ? 'var(--status-completed)' : 'var(--status-failed)' }}
          />
          <span>
            Scheduler <strong>{word}</strong>
            <small>{health ? `${formatCount(health.pendingJobs)} not yet synced` : 'no answer'}</small>
          </span>
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <HealthCard />
      </Popover.Dropdown>
    </Popover>
  );
});
