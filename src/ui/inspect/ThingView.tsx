import { SquareTerminal } from 'lucide-react';
import type { Inspection, InspectTarget, TableLink, WorldView } from '../../session/protocol.ts';
import { CopyButton } from '../common/CopyButton.tsx';
import { IconButton } from '../common/IconButton.tsx';
import { t } from '../common/messages.ts';
import { useLab } from '../store/lab.ts';
import { followPointer } from '../terminal/focus.ts';
import { Happenings } from './Happenings.tsx';
import { LiveText } from './LiveText.tsx';
import { lineOf, useMarkedRow } from './marked-row.ts';
import { useAnswer } from './use-answer.ts';

/** The host whose terminal a command about the thing belongs to. */
function hostOf(target: InspectTarget, view: WorldView | undefined): string | undefined {
  if ('host' in target) return target.host;
  if (target.kind !== 'device') return undefined;
  return view?.hosts.find((host) =>
    host.namespaces.some((netns) => netns.devices.some((device) => device.uid === target.uid)),
  )?.name;
}

interface SectionProps {
  readonly section: Inspection['sections'][number];
  readonly host?: string;
  /** Leads to a line of this section. */
  readonly link: TableLink | undefined;
}

function Section({ section, host, link }: SectionProps) {
  const run = useLab((lab) => lab.run);
  const text = section.text.trimEnd();
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
        <LiveText text={text === '' ? t('inspector.nothingPrinted') : text} marked={link && lineOf(text, link)} />
      )}
    </section>
  );
}

/** A host, a device, a container or a network: facts, and what the real tools print of it now. */
export function ThingView({ target }: { readonly target: InspectTarget }) {
  const view = useLab((lab) => lab.view);
  const link = useMarkedRow((marked) => marked.link);
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
        const leadsHere = link?.section === section.title && JSON.stringify(link.target) === JSON.stringify(target);
        const marked = leadsHere ? link : undefined;
        return (
          <Section key={section.title} section={section} link={marked} {...(at === undefined ? {} : { host: at })} />
        );
      })}
    </article>
  );
}
