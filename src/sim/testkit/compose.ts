// Projects for tests: a Compose file in a directory of one host, and what is typed there.
// Source: none; the world is the one of the recordings.
// Not modelled: nothing.
import { playRecording } from './recording.ts';

export interface Told {
  readonly stdout: string;
  readonly stderr: string;
  readonly exit: number;
}

/** Plays commands in /tmp/shop of one host, after writing files there: one Compose file, or several by their names. */
export function playCompose(files: string | Readonly<Record<string, string>>, commands: readonly string[]): Told[] {
  const all = typeof files === 'string' ? { 'compose.yaml': files } : files;
  const writes = Object.entries(all).map(([name, text]) => {
    const directory = name.includes('/') ? name.slice(0, name.lastIndexOf('/')) : '.';
    return `mkdir -p ${directory} && cat > ${name} <<'END'\n${text.replace(/\n$/, '')}\nEND`;
  });
  const typed = [`mkdir -p /tmp/shop && cd /tmp/shop && ${writes.join('\n')}`];
  const steps = [...typed, ...commands.map((cmd) => `cd /tmp/shop && ${cmd}`)].map((cmd) => ({ host: 'node1', cmd }));
  const none = () => ({ title: '', world: 'three-hosts', steps: [] });
  return playRecording({ title: 'shop', world: 'three-hosts', steps }, none).slice(1);
}

/** What was told on standard error, line by line. */
export function told(step: Told | undefined): string[] {
  return (step?.stderr ?? '').split('\n').filter((line) => line !== '');
}
