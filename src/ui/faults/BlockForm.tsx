import { type FormEvent, useId, useState } from 'react';
import type { Change, WorldView } from '../../session/protocol.ts';
import { change } from '../canvas/gestures/act.ts';
import { t } from '../common/messages.ts';

type Block = Pick<Extract<Change, { kind: 'block' }>, 'protocol' | 'port'>;

/** What one wants to block while learning. */
const presets = {
  vxlan: { protocol: 'udp', port: 4789 },
  gossip: { port: 7946 },
  control: { protocol: 'tcp', port: 2377 },
  web: { protocol: 'tcp', port: 80 },
  dns: { port: 53 },
  everything: {},
} as const satisfies Readonly<Record<string, Block>>;

type Choice = keyof typeof presets | 'other';
const choices: readonly Choice[] = ['vxlan', 'gossip', 'control', 'web', 'dns', 'everything', 'other'];
const isChoice = (text: string): text is Choice => choices.some((one) => one === text);

const HIGHEST_PORT = 65_535;

interface BlockFormProps {
  readonly view: WorldView;
  readonly machine: string | undefined;
}

/** Keeps two machines from reaching a port of each other. */
export function BlockForm({ view, machine }: BlockFormProps) {
  const machines = [...view.hosts, ...view.routers].map(({ name }) => name);
  const [one, setOne] = useState(machine ?? machines[0] ?? '');
  const [other, setOther] = useState(machines.find((name) => name !== one) ?? '');
  const [choice, choose] = useState<Choice>('vxlan');
  const [protocol, setProtocol] = useState('');
  const [port, setPort] = useState('8080');
  const [problem, setProblem] = useState('');
  const describe = useId();
  const block = (event: FormEvent) => {
    event.preventDefault();
    const number = Number(port);
    const isPort = Number.isInteger(number) && number >= 1 && number <= HIGHEST_PORT;
    if (one === other) return setProblem(t('faults.sameMachine'));
    if (choice === 'other' && !isPort) return setProblem(t('faults.badPort'));
    setProblem('');
    const own: Block = { port: number, ...(protocol === 'tcp' || protocol === 'udp' ? { protocol } : {}) };
    change({ kind: 'block', between: [one, other], ...(choice === 'other' ? own : presets[choice]) });
  };
  return (
    <form className="fault-section block-form" aria-label={t('faults.blockTitle')} onSubmit={block}>
      <h3>{t('faults.blockTitle')}</h3>
      <div className="fault-row">
        <MachineChoice label={t('faults.between')} machines={machines} value={one} choose={setOne} />
        <MachineChoice label={t('faults.and')} machines={machines} value={other} choose={setOther} />
      </div>
      <label>
        {t('faults.what')}
        <select value={choice} onChange={({ target }) => isChoice(target.value) && choose(target.value)}>
          {choices.map((name) => (
            <option key={name} value={name}>
              {t(`faults.preset.${name}`)}
            </option>
          ))}
        </select>
      </label>
      {choice === 'other' && (
        <div className="fault-row">
          <label>
            {t('faults.protocol')}
            <select value={protocol} onChange={({ target }) => setProtocol(target.value)}>
              <option value="">{t('faults.both')}</option>
              <option value="tcp">TCP</option>
              <option value="udp">UDP</option>
            </select>
          </label>
          <label>
            {t('faults.port')}
            <input
              inputMode="numeric"
              value={port}
              aria-describedby={describe}
              onChange={({ target }) => setPort(target.value)}
            />
          </label>
        </div>
      )}
      <div className="fault-act">
        <p id={describe} role="alert" className="fault-problem">
          {problem}
        </p>
        <button type="submit" className="button primary">
          {t('faults.do')}
        </button>
      </div>
    </form>
  );
}

interface MachineChoiceProps {
  readonly label: string;
  readonly machines: readonly string[];
  readonly value: string;
  readonly choose: (machine: string) => void;
}

function MachineChoice({ label, machines, value, choose }: MachineChoiceProps) {
  return (
    <label>
      {label}
      <select value={value} onChange={({ target }) => choose(target.value)}>
        {machines.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
