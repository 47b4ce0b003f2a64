import { SquareTerminal } from 'lucide-react';
import type { Inspection, InspectTarget, WorldView } from '../../session/protocol.ts';
import { CopyButton } from '../common/CopyButton.tsx';
import { IconButton } from '../common/IconButton.tsx';
import { t } from '../common/messages.ts';
import { useLab } from '../store/lab.ts';
import { followPointer } from '../terminal/focus.ts';
import { Happenings } from './Happenings.tsx';
import { useAnswer } from './use-answer.ts';

/** The host whose terminal a command about the thing belongs to. */
function hostOf(target: InspectTarget, view: WorldView | undefined): string | undefined {
  if ('host' in target) return target.host;
  if (target.kind !== 'device') return undefined;
  return view?.hosts.find((host) =>
    host.namespaces.some((netns) => netns.devices.some((device) => device.uid === target.uid)),
  )?.name;
}

function Section({ section, host }: { readonly section: Inspection['sections'][number]; readonly host?: string }) {
  const run = useLab((lab) => lab.run);
  return (
    <section className="inspect-section" aria-label={section.title}>
      <div className="inspect-section-head">
        <h4>{section.title}</h4>
        {host !== undefined && section.command !== '' && (
          <IconButton
            label={t('inspector.run', { command: section.command })}
            onClick={(event) => {
              run(host, section.command);
              followPointer(event);
            }}
          >
            <SquareTerminal aria-hidden />
          </IconButton>
        )}
        <CopyButton text={section.text} label={t('inspector.copy', { title: section.title })} />
      </div>
      {section.command !== '' && <code className="inspect-command">{section.command}</code>}
      {section.happenings ? (
        <Happenings title={section.title} list={section.happenings} />
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: text that scrolls must be reachable by keyboard
        <pre className="output" tabIndex={0}>
          {section.text.trimEnd() === '' ? t('inspector.nothingPrinted') : section.text.trimEnd()}
        </pre>
      )}
    </section>
  );
}

/** A host, a device, a container or a network: facts, and what the real tools print of it now. */
export function ThingView({ target }: { readonly target: InspectTarget }) {
  const view = useLab((lab) => lab.view);
  const found = useAnswer(JSON.stringify(target), (door) => door.inspect(target));
  if (found === undefined) return <p className="panel-note">{t('inspector.asking')}</p>;
  const host = found.host ?? hostOf(target, view);
  return (
    <article className="thing">
      <h3>{found.title}</h3>
      <p className="muted">{found.subtitle}</p>
      <dl className="facts">
        {found.facts.map((fact) => (
          <div key={fact.label}>
            <dt>{fact.label}</dt>
            <dd>{fact.value}</dd>
          </div>
        ))}
      </dl>
      {found.sections.map((section) => {
        const at = section.host ?? host;
        return <Section key={section.title} section={section} {...(at === undefined ? {} : { host: at })} />;
      })}
    </article>
  );
}
