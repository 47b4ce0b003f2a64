import { t } from '../common/messages.ts';
import { door } from '../store/door.ts';
import { type Selection, useLab } from '../store/lab.ts';
import { useSearch } from './search.ts';

interface Chip {
  readonly label: string;
  readonly filter: string;
}

const protocols: readonly Chip[] = ['arp', 'icmp', 'dns', 'tcp', 'http', 'vxlan'].map((filter) => ({
  label: filter.toUpperCase(),
  filter,
}));

/** The container that is selected, as a filter. */
function containerChip(selection: Selection | undefined): Chip | undefined {
  if (selection?.kind !== 'container') return undefined;
  const host = useLab.getState().view?.hosts.find((one) => one.name === selection.host);
  const name = host?.containers.find((one) => one.id === selection.id)?.name;
  if (name === undefined) return undefined;
  return { label: t('filter.chip.selected'), filter: `hop.netns == "${name}" and hop.host == "${selection.host}"` };
}

function ChipButton({ chip }: { readonly chip: Chip }) {
  const pressed = useSearch((search) => search.filter === chip.filter);
  const set = useSearch((search) => search.set);
  return (
    <button
      type="button"
      className="filter-chip"
      aria-pressed={pressed}
      title={chip.filter}
      onClick={() => set({ filter: pressed ? '' : chip.filter })}
    >
      {chip.label}
    </button>
  );
}

/** The journey of the record that is selected. */
function JourneyButton({ seq }: { readonly seq: number }) {
  const set = useSearch((search) => search.set);
  const show = async () => {
    const detail = await door()?.record(seq);
    if (detail !== undefined) set({ filter: `hop.journey == ${detail.record.journey}` });
  };
  return (
    <button type="button" className="filter-chip" onClick={() => void show()}>
      {t('filter.chip.journey')}
    </button>
  );
}

/** Filters that are wanted often. */
export function Chips() {
  const selection = useLab((lab) => lab.selection);
  const container = containerChip(selection);
  return (
    <fieldset className="filter-chips" aria-label={t('filter.chips')}>
      {protocols.map((chip) => (
        <ChipButton key={chip.filter} chip={chip} />
      ))}
      {container && <ChipButton chip={container} />}
      {selection?.kind === 'record' && <JourneyButton seq={selection.seq} />}
    </fieldset>
  );
}
