import './phone.css';
import { BookOpen, ListTree, Map as MapIcon, SquareTerminal, TextSearch } from 'lucide-react';
import type { Scenario } from '../../sim/scenario/format.ts';
import { t } from '../common/messages.ts';
import { ErrorBoundary } from '../crash/ErrorBoundary.tsx';
import { Inspector } from '../inspect/Inspector.tsx';
import { Commands, useStep } from '../scenario/ScenarioPanel.tsx';
import { CanvasArea } from '../shell/CanvasArea.tsx';
import { LeftPanel } from '../shell/LeftPanel.tsx';
import { useLab } from '../store/lab.ts';
import { type PhoneTab, useLayout } from '../store/layout.ts';
import { BottomPanel } from '../terminal/BottomPanel.tsx';
import { TimelineBar } from '../timeline/TimelineBar.tsx';

/** A press on a tab: which part, and what is in front there. */
const tabs = [
  { id: 'map', label: 'phone.map', icon: MapIcon, shows: { phone: 'map' } },
  { id: 'guide', label: 'phone.guide', icon: BookOpen, shows: { phone: 'left', left: 'guide' } },
  { id: 'terminal', label: 'phone.terminal', icon: SquareTerminal, shows: { phone: 'terminal', bottom: 'terminal' } },
  { id: 'packets', label: 'phone.packets', icon: ListTree, shows: { phone: 'terminal', bottom: 'records' } },
  { id: 'details', label: 'phone.details', icon: TextSearch, shows: { phone: 'inspector' } },
] as const;

type Tab = (typeof tabs)[number];

function useIsFront(): (tab: Tab) => boolean {
  const { phone, bottom } = useLayout();
  return ({ shows }) => {
    if (shows.phone !== phone) return false;
    return !('bottom' in shows) || (shows.bottom === 'records') === (bottom === 'records');
  };
}

function Tabs() {
  const isFront = useIsFront();
  return (
    <nav className="phone-tabs" aria-label={t('phone.parts')}>
      {tabs.map((tab) => (
        <button
          key={tab.id}
          type="button"
          aria-current={isFront(tab) ? 'page' : undefined}
          onClick={() => useLayout.setState(tab.shows)}
        >
          <tab.icon aria-hidden />
          {t(tab.label)}
        </button>
      ))}
    </nav>
  );
}

/** Over the map: what the guide offers to run, for the map shows what comes of it. */
function Offered({ scenario }: { readonly scenario: Scenario }) {
  const step = scenario.steps[useStep(scenario)];
  if (step === undefined) return null;
  return (
    <div className="phone-offered">
      <Commands step={step} hosts={scenario.world.hosts.length} />
    </div>
  );
}

function Part({ part }: { readonly part: Exclude<PhoneTab, 'map'> }) {
  switch (part) {
    case 'left':
      return <LeftPanel />;
    case 'terminal':
      return (
        <ErrorBoundary part={t('part.terminal')}>
          <BottomPanel />
        </ErrorBoundary>
      );
    case 'inspector':
      return (
        <ErrorBoundary part={t('part.inspector')}>
          <Inspector />
        </ErrorBoundary>
      );
  }
}

/** One part at a time, the line of time always. The map stays as it is behind the others. */
export default function PhonePage() {
  const phone = useLayout((layout) => layout.phone);
  const scenario = useLab((lab) => lab.scenario);
  return (
    <div className="phone-page">
      <div className="phone-part">
        <CanvasArea />
        {phone === 'map' && scenario !== undefined && <Offered scenario={scenario} />}
        {/* The terminals' screens hold their text: they stay, too. */}
        <div className="phone-over" hidden={phone !== 'terminal'}>
          <Part part="terminal" />
        </div>
        {(phone === 'left' || phone === 'inspector') && (
          <div className="phone-over">
            <Part part={phone} />
          </div>
        )}
      </div>
      <ErrorBoundary part={t('part.time')}>
        <TimelineBar />
      </ErrorBoundary>
      <Tabs />
    </div>
  );
}
