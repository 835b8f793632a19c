import { InvalidArgumentError } from 'commander';

/** Reads the name of a time zone. */
export function parseTimezone(zone: string): string {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return zone;
  } catch {
    throw new InvalidArgumentError('Expected an IANA time zone such as Europe/Berlin.');
  }
}
