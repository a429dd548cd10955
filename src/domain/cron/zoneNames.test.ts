import { describe, expect, it } from 'vitest';
import { ianaName, nearZoneNames, zoneNames } from './zoneNames.ts';

describe('names of time zones', () => {
  it('are those of IANA, its links included, in the usual spelling', () => {
    expect(
      ['uS/eASTERN', 'est5edt', 'Europe/Kiev', 'asia/kolkata', 'ETC/gmt+5', 'utc'].map(ianaName),
    ).toEqual(['US/Eastern', 'EST5EDT', 'Europe/Kiev', 'Asia/Kolkata', 'Etc/GMT+5', 'UTC']);
  });

  it.each([
    'BST',
    'AST',
    'IST',
    'CST',
    'ACT',
    'ECT',
    'CNT',
    'PST',
    'SystemV/PST8PDT',
    'US/Pacific-New',
    'Factory',
  ])('are no old names of Intl, and no name without clocks: %s', (zone) => {
    expect(ianaName(zone)).toBeNull();
  });

  it('lists each place once, by its newest spelling, with all other names', () => {
    const zones = zoneNames();
    const named = (name: string) => zones.find((zone) => zone.name === name);
    expect(named('Asia/Kolkata')).toEqual({
      name: 'Asia/Kolkata',
      aliases: ['Asia/Calcutta'],
      abbreviations: ['IST'],
    });
    expect(named('Europe/Kyiv')?.aliases).toContain('Europe/Kiev');
    expect(named('America/New_York')?.aliases).toContain('US/Eastern');
    expect(named('UTC')?.aliases).toContain('GMT');
    // A place of its own, although IANA has its clocks from Berlin.
    expect(named('Europe/Oslo')).toEqual({ name: 'Europe/Oslo', aliases: [], abbreviations: [] });
    const all = zones.flatMap(({ name, aliases }) => [name, ...aliases]);
    expect(new Set(all).size).toBe(all.length);
    expect(all.filter((name) => ianaName(name) !== name)).toEqual([]);
    expect(all.length).toBeGreaterThan(590);
  });

  it('proposes what people mean', () => {
    expect(nearZoneNames('bst')[0]).toBe('Europe/London');
    expect(nearZoneNames('PDT')).toEqual(['America/Los_Angeles']);
    expect(nearZoneNames('Europe/Lodnon')).toEqual(['Europe/London']);
    expect(nearZoneNames('Berlin')).toEqual(['Europe/Berlin']);
    expect(nearZoneNames('+01:00')).toEqual([]);
    const proposed = ['BST', 'CST', 'EST', 'IST', 'MSK', 'SST'].flatMap(nearZoneNames);
    expect(proposed.filter((name) => ianaName(name) !== name)).toEqual([]);
  });
});
