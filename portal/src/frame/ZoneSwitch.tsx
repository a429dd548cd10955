import { NativeSelect } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { ZONE_CHOICES } from '../search/frameSearch.ts';
import { viewerZone } from '../time/zones.ts';

const LABELS = { job: 'Job zone', mine: `My zone (${viewerZone})`, utc: 'UTC' };

/** In which zone the page shows instants. */
export function ZoneSwitch() {
  const { tz = 'job' } = useSearch({ from: '__root__' });
  const navigate = useNavigate();
  return (
    <NativeSelect
      size="xs"
      aria-label="Show times in"
      value={tz}
      data={ZONE_CHOICES.map((value) => ({ value, label: LABELS[value] }))}
      onChange={(event) => {
        const chosen = ZONE_CHOICES.find((choice) => choice === event.currentTarget.value);
        void navigate({
          to: '.',
          search: (search) => ({ ...search, tz: chosen === 'job' ? undefined : chosen }),
          replace: true,
          resetScroll: false,
        });
      }}
    />
  );
}
