// Taking several things away at once: one command for each host and sort of thing.
import { useLab } from '../../store/lab.ts';
import { shellQuote } from '../../terminal/run.ts';
import { offerWayBack } from '../../timeline/way-back.ts';
import { chosenBoxes } from '../chosen.ts';
import type { Box } from '../layout/model.ts';
import { isSandbox } from '../layout/sandboxes.ts';

interface Removal {
  readonly host: string;
  readonly words: string;
  readonly name: string;
}

function removalOf({ data }: Box): Removal | undefined {
  if (data.kind === 'container' && !isSandbox(data.container))
    return { host: data.host, words: 'docker rm -f', name: data.container.name };
  if (data.kind === 'bridge' && data.network)
    return { host: data.host, words: 'docker network rm', name: data.network.name };
  return undefined;
}

/** The commands that take boxes away, containers before the networks that they are on. */
export function removalCommands(boxes: readonly Box[]): readonly { readonly host: string; readonly command: string }[] {
  const names = new Map<string, { host: string; words: string; names: string[] }>();
  for (const { host, words, name } of boxes.flatMap((box) => removalOf(box) ?? [])) {
    const known = names.get(`${words} ${host}`) ?? { host, words, names: [] };
    known.names.push(shellQuote(name));
    names.set(`${words} ${host}`, known);
  }
  const all = [...names.values()].sort((a, b) => Number(a.words > b.words) - Number(a.words < b.words));
  const containersFirst = [...all].sort(
    (a, b) => Number(b.words.includes(' rm -f')) - Number(a.words.includes(' rm -f')),
  );
  return containersFirst.map(({ host, words, names: of }) => ({ host, command: [words, ...of].join(' ') }));
}

/** Types the commands that take the chosen boxes away. */
export function removeChosen(): void {
  const commands = removalCommands(chosenBoxes());
  if (commands.length > 0) offerWayBack(commands.map(({ command }) => command).join('\n'));
  for (const { host, command } of commands) useLab.getState().run(host, command);
}
