import { describe, expect, it } from 'vitest';
import { assertTimeZone, InvalidTimeZone, isTimeZone, utcOffsetMsAt } from './timeZones.ts';

describe('time zones', () => {
  it.each(['UTC', 'Europe/London', 'Asia/Kolkata', 'America/Argentina/Buenos_Aires', 'Etc/GMT+5'])(
    'takes %s',
    (zone) => {
      expect(isTimeZone(zone)).toBe(true);
      expect(assertTimeZone(zone)).toBe(zone);
    },
  );

  it('spells a name as usual', () => {
    expect(assertTimeZone('europe/london')).toBe('Europe/London');
    expect(assertTimeZone('utc')).toBe('UTC');
  });

  it.each(['+01:00', '-0530', '', 'Mars/Olympus', 'local'])('refuses "%s"', (zone) => {
    expect(isTimeZone(zone)).toBe(false);
    expect(() => assertTimeZone(zone)).toThrow(InvalidTimeZone);
  });

  it('quotes the value and suggests the near miss', () => {
    expect(() => assertTimeZone('Europe/Lodnon')).toThrow(
      expect.objectContaining({
        code: 'INVALID_SETTING',
        message: 'time zone "Europe/Lodnon" is not known; did you mean "Europe/London"?',
      }),
    );
    expect(() => assertTimeZone('+01:00')).toThrow('use an IANA name such as "Europe/London"');
  });

  it('knows offsets that are no whole hours', () => {
    expect(utcOffsetMsAt('Asia/Kathmandu', Date.UTC(2027, 0, 1)) / 60_000).toBe(345);
    expect(utcOffsetMsAt('Australia/Lord_Howe', Date.UTC(2027, 6, 1)) / 60_000).toBe(630);
  });
});
