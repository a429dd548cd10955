import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { timeZonesQuery } from '../../../api/timeZones.ts';
import { clock } from '../../../shared/format/clock.ts';
import { findZones, zoneChoices } from './zoneChoices.ts';

const SHOWN = 100;
/** Until the scheduler has answered. */
const OF_BROWSER = Intl.supportedValuesOf('timeZone').map((name) => ({
  name,
  aliases: [],
  abbreviations: [],
}));

export function ZoneField({
  jobZone,
  value,
  onChange,
}: {
  jobZone: string;
  value: string;
  onChange: (zone: string) => void;
}) {
  const { data: zones = OF_BROWSER } = useQuery(timeZonesQuery);
  const [search, setSearch] = useState('');
  // Offsets of 400 zones take 50 ms.
  const choices = useMemo(
    () => zoneChoices(zones, [jobZone, value], new Date(clock.now())),
    [zones, jobZone, value],
  );
  return (
    <Select
      label="Time zone"
      description="By city, region, abbreviation or offset"
      searchable
      allowDeselect={false}
      data={choices}
      // Own filter: Mantine's searches only the label.
      filter={({ search: typed, limit }) => findZones(choices, typed).slice(0, limit)}
      limit={SHOWN}
      nothingFoundMessage={`No time zone matches “${search}”. Try the nearest large city, or an offset such as +01:00.`}
      onSearchChange={setSearch}
      value={value}
      onChange={(zone) => zone !== null && onChange(zone)}
    />
  );
}
