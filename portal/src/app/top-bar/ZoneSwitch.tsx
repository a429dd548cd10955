import { NativeSelect } from '@mantine/core';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { ZONE_CHOICES } from '../../shared/url/frameParams.ts';
import { viewerZone } from '../../shared/format/zones.ts';

const LABELS = { job: 'Job zone', mine: `My zone (${viewerZone})`, utc: 'UTC' };
/** Lists of many jobs use one zone. */
const LIST_CHOICES = ['mine', 'utc'] as const;

/** Chooses the time zone of all instants on the page. */
export function ZoneSwitch() {
  const { tz = 'job' } = useSearch({ from: '__root__' });
  const isOfOneJob = useParams({ strict: false, select: ({ name }) => name !== undefined });
  const navigate = useNavigate();
  const choices = isOfOneJob ? ZONE_CHOICES : LIST_CHOICES;
  return (
    <NativeSelect
      size="xs"
      aria-label="Show times in"
      value={!isOfOneJob && tz === 'job' ? 'mine' : tz}
      data={choices.map((value) => ({ value, label: LABELS[value] }))}
      onChange={(event) => {
        const chosen = choices.find((choice) => choice === event.currentTarget.value);
        // In a list the viewer's zone is the default, and a job's own page keeps its job's.
        const isDefault = chosen === (isOfOneJob ? 'job' : 'mine');
        void navigate({
          to: '.',
          search: (search) => ({ ...search, tz: isDefault || chosen === 'job' ? undefined : chosen }),
          replace: true,
          resetScroll: false,
        });
      }}
    />
  );
}
