const SECOND = 1_000_000;

const two = (n: number) => String(n).padStart(2, '0');

/** Virtual microseconds as a clock shows them: `1:02:03.456`, `02:03.456`. */
export function clock(microseconds: number): string {
  const seconds = Math.floor(microseconds / SECOND);
  const hours = Math.floor(seconds / 3600);
  const milliseconds = String(Math.floor((microseconds % SECOND) / 1000)).padStart(3, '0');
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}.${milliseconds}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}

/** Virtual microseconds as packet lists show them, to the microsecond: `12.345678`. */
export function seconds(microseconds: number): string {
  return `${Math.floor(microseconds / SECOND)}.${String(Math.floor(microseconds % SECOND)).padStart(6, '0')}`;
}
