import { describe, expect, it } from 'vitest';
import { assertTimeZone, clockZone, InvalidTimeZone, utcOffsetMsAt } from './timeZones.ts';

describe('time zones', () => {
  it.each(['UTC', 'Europe/London', 'Asia/Kolkata', 'America/Argentina/Buenos_Aires', 'Etc/GMT+5'])(
    'takes %s',
    (zone) => {
      expect(assertTimeZone(zone)).toBe(zone);
    },
  );

  it('spells a name as usual', () => {
    expect(assertTimeZone('europe/london')).toBe('Europe/London');
    expect(assertTimeZone('utc')).toBe('UTC');
  });

  it.each(['+01:00', '-0530', '', 'Mars/Olympus', 'local'])('refuses "%s"', (zone) => {
    expect(() => assertTimeZone(zone)).toThrow(InvalidTimeZone);
    expect(() => clockZone(zone)).toThrow(InvalidTimeZone);
  });

  it('quotes the value and suggests the near miss', () => {
    expect(() => assertTimeZone('Europe/Lodnon')).toThrow(
      expect.objectContaining({
        code: 'INVALID_SETTING',
        message: 'time zone "Europe/Lodnon" is not an IANA name; did you mean "Europe/London"?',
        details: { setting: 'timeZone', value: 'Europe/Lodnon', near: ['Europe/London'] },
      }),
    );
    expect(() => assertTimeZone('+01:00')).toThrow('use one such as "Europe/London"');
  });

  it('refuses names that mean something else to Intl than to people, and says what they meant so far', () => {
    expect(() => assertTimeZone('BST')).toThrow(
      'time zone "BST" is not an IANA name; did you mean "Europe/London" or "Asia/Dhaka"? Until now it meant "Asia/Dhaka"',
    );
    expect(() => assertTimeZone('SystemV/PST8PDT')).toThrow('did you mean "PST8PDT"?');
  });

  it('has one name for the clocks of all spellings, and goes on with names that are refused by now', () => {
    const spellings = ['America/New_York', 'US/Eastern', 'uS/eASTERN', 'aMerica/nEW_yORK'];
    expect(new Set(spellings.map(clockZone))).toEqual(new Set(['America/New_York']));
    expect(utcOffsetMsAt('BST', Date.UTC(2027, 6, 1)) / 3_600_000).toBe(6);
  });

  it('knows offsets that are no whole hours', () => {
    expect(utcOffsetMsAt('Asia/Kathmandu', Date.UTC(2027, 0, 1)) / 60_000).toBe(345);
    expect(utcOffsetMsAt('Australia/Lord_Howe', Date.UTC(2027, 6, 1)) / 60_000).toBe(630);
  });
});
