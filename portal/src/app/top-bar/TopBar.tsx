import { ActionIcon, UnstyledButton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { SlidersHorizontal } from 'lucide-react';
import { useId, useState } from 'react';
import { useJobs } from '../../live/jobs.ts';
import { AppearanceMenu } from './AppearanceMenu.tsx';
import { LiveChip } from './LiveChip.tsx';
import { JobSearchBox } from '../palette/JobSearchBox.tsx';
import classes from './TopBar.module.css';
import { UserMenu } from './UserMenu.tsx';
import { ZoneSwitch } from './ZoneSwitch.tsx';

const VIEWS = [
  { to: '/jobs', label: 'Jobs' },
  { to: '/runs', label: 'Runs' },
  { to: '/services', label: 'Services' },
  { to: '/audit', label: 'Audit' },
] as const;

export function TopBar() {
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  return (
    <header className={classes.bar}>
      <UnstyledButton component={Link} to="/jobs" className={classes.name ?? ''}>
        Scheduler
      </UnstyledButton>
      <nav aria-label="Views" className={classes.views}>
        {VIEWS.map(({ to, label }) => (
          <Link key={to} to={to} className={classes.view} activeOptions={{ includeSearch: false }}>
            {label}
          </Link>
        ))}
      </nav>
      <JobSearchBox />
      <FoldButton isOpen={isOpen} controls={id} onClick={() => setOpen(!isOpen)} />
      <div id={id} className={classes.tools} data-open={isOpen || undefined}>
        <LiveChip />
        <ZoneSwitch />
        <AppearanceMenu />
        <UserMenu />
      </div>
    </header>
  );
}

/** On a phone these controls are behind one button, which also says whether the page is live. */
function FoldButton({
  isOpen,
  controls,
  onClick,
}: {
  isOpen: boolean;
  controls: string;
  onClick: () => void;
}) {
  const isHeld = useJobs(({ paused, problem }) => paused || problem !== null);
  return (
    <ActionIcon
      className={classes.fold ?? ''}
      variant="default"
      size={30}
      c={isHeld ? 'var(--status-failed)' : 'inherit'}
      aria-label={
        isHeld
          ? 'Live updates (paused), time zone, appearance, account'
          : 'Live updates, time zone, appearance, account'
      }
      aria-expanded={isOpen}
      aria-controls={controls}
      onClick={onClick}
    >
      <SlidersHorizontal size={16} aria-hidden />
    </ActionIcon>
  );
}
