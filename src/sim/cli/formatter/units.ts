// Durations, sizes and texts the short way people read them.
// Source: docker/go-units duration.go HumanDuration, size.go HumanSizeWithPrecision, BytesSize; docker/cli formatter/displayutils.go.
// Not modelled: East Asian wide characters in Ellipsis.

const HOUR = 3600;

/** `About a minute`, `3 hours`: a duration in seconds as docker says it. */
export function humanDuration(seconds: number): string {
  const whole = Math.trunc(seconds);
  if (whole < 1) return 'Less than a second';
  if (whole === 1) return '1 second';
  if (whole < 60) return `${whole} seconds`;
  const minutes = Math.trunc(seconds / 60);
  if (minutes === 1) return 'About a minute';
  if (minutes < 60) return `${minutes} minutes`;
  const hours = Math.trunc(seconds / HOUR + 0.5);
  if (hours === 1) return 'About an hour';
  if (hours < 48) return `${hours} hours`;
  if (hours < 24 * 7 * 2) return `${Math.trunc(hours / 24)} days`;
  if (hours < 24 * 30 * 2) return `${Math.trunc(hours / 24 / 7)} weeks`;
  if (hours < 24 * 365 * 2) return `${Math.trunc(hours / 24 / 30)} months`;
  return `${Math.trunc(Math.trunc(seconds / HOUR) / 24 / 365)} years`;
}

/** `4.26MB`: bytes in powers of 1000. */
export function humanSize(bytes: number, precision = 4): string {
  return scaled(bytes, 1000, ['B', 'kB', 'MB', 'GB', 'TB', 'PB'], precision);
}

/** `5.784GiB`: bytes in powers of 1024. */
export function bytesSize(bytes: number): string {
  return scaled(bytes, 1024, ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'], 4);
}

function scaled(bytes: number, base: number, units: readonly string[], precision: number): string {
  let size = bytes;
  let i = 0;
  while (size >= base && i < units.length - 1) {
    size /= base;
    i++;
  }
  // Go's %.*g: significant digits without trailing zeros; exponents where the digits do not suffice.
  const text = size === 0 ? '0' : String(Number(size.toPrecision(precision)));
  const exponent = Math.floor(Math.log10(Math.abs(Number(text)) || 1));
  return (
    (exponent >= precision
      ? Number(text)
          .toExponential()
          .replace(/e\+(\d)$/, 'e+0$1')
      : text) + units[i]
  );
}

/** An identifier's first 12 digits. */
export function truncateId(id: string): string {
  return id.slice(id.indexOf(':') + 1).slice(0, 12);
}

/** At most `width` characters, the last one `…` if some were cut. */
export function ellipsis(text: string, width: number): string {
  const letters = [...text];
  return letters.length <= width ? text : `${letters.slice(0, width - 1).join('')}…`;
}
