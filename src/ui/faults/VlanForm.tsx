import { type FormEvent, useId, useState } from 'react';
import type { CableView, Change } from '../../session/protocol.ts';
import { change } from '../canvas/gestures/act.ts';
import { t } from '../common/messages.ts';
import { accessOf, trunkOf } from './vlans.ts';

const kinds = ['all', 'access', 'trunk'] as const;
type Kind = (typeof kinds)[number];

interface VlanFormProps {
  readonly cable: CableView;
  readonly close: () => void;
}

/** The VLANs of a switch's port: none, one without tags, or several with tags. */
export function VlanForm({ cable, close }: VlanFormProps) {
  const { machine, nic, port } = cable;
  const { vlans: now } = port;
  const isAccess = now !== undefined && 'access' in now;
  const isTrunk = now !== undefined && 'trunk' in now;
  const [kind, choose] = useState<Kind>(isAccess ? 'access' : isTrunk ? 'trunk' : 'all');
  const [access, setAccess] = useState(isAccess ? String(now.access) : '10');
  const [trunk, setTrunk] = useState(isTrunk ? now.trunk.join(', ') : '10, 20');
  const [native, setNative] = useState(isTrunk ? String(now.native ?? 1) : '1');
  const [problem, setProblem] = useState('');
  const describe = useId();
  const set = (event: FormEvent) => {
    event.preventDefault();
    const name: Extract<Change, { kind: 'port.vlans' }> = { kind: 'port.vlans', machine, nic };
    const vlans = kind === 'access' ? accessOf(access) : kind === 'trunk' ? trunkOf(trunk, native) : undefined;
    if (kind !== 'all' && vlans === undefined) return setProblem(t('vlans.bad'));
    change(vlans === undefined ? name : { ...name, vlans });
    close();
  };
  return (
    <form className="fault-section" onSubmit={set}>
      <fieldset className="worlds">
        <legend>{t('vlans.kind')}</legend>
        {kinds.map((one) => (
          <label key={one} className="world-choice">
            <input type="radio" name="vlans" checked={kind === one} onChange={() => choose(one)} />
            <span>
              <strong>{t(`vlans.${one}`)}</strong>
              <small>{t(`vlans.${one}.what`)}</small>
            </span>
          </label>
        ))}
      </fieldset>
      {kind === 'access' && (
        <div className="fault-row">
          <Field label={t('vlans.number')} value={access} set={setAccess} describe={describe} />
        </div>
      )}
      {kind === 'trunk' && (
        <div className="fault-row">
          <Field label={t('vlans.numbers')} value={trunk} set={setTrunk} describe={describe} />
          <Field label={t('vlans.native')} value={native} set={setNative} describe={describe} />
        </div>
      )}
      <div className="fault-act">
        <p id={describe} role="alert" className="fault-problem">
          {problem}
        </p>
        <button type="submit" className="button primary">
          {t('vlans.do')}
        </button>
      </div>
    </form>
  );
}

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly set: (text: string) => void;
  readonly describe: string;
}

function Field({ label, value, set, describe }: FieldProps) {
  return (
    <label>
      {label}
      <input
        inputMode="numeric"
        value={value}
        aria-describedby={describe}
        onChange={({ target }) => set(target.value)}
      />
    </label>
  );
}
