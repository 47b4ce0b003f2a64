import { BookOpen, Boxes } from 'lucide-react';
import { Content, List, Root, Trigger } from 'radix-ui/tabs';
import { t } from '../common/messages.ts';
import { ErrorBoundary } from '../crash/ErrorBoundary.tsx';
import { Palette } from '../palette/Palette.tsx';
import { ScenarioPanel } from '../scenario/ScenarioPanel.tsx';
import { useLayout } from '../store/layout.ts';

function Tabs() {
  const { left, showLeft } = useLayout();
  return (
    <Root className="left" value={left} onValueChange={(value) => showLeft(value === 'guide' ? 'guide' : 'build')}>
      <List className="left-tabs" aria-label={t('left.label')}>
        <Trigger value="build">
          <Boxes aria-hidden />
          {t('left.build')}
        </Trigger>
        <Trigger value="guide">
          <BookOpen aria-hidden />
          {t('left.guide')}
        </Trigger>
      </List>
      <Content value="build" className="panel-body">
        <Palette />
      </Content>
      <Content value="guide" className="panel-body">
        <ScenarioPanel />
      </Content>
    </Root>
  );
}

/** What can be put into the lab, and the guide. */
export function LeftPanel() {
  return (
    <section className="left-aside" aria-label={t('left.label')}>
      <ErrorBoundary part={t('part.left')}>
        <Tabs />
      </ErrorBoundary>
    </section>
  );
}
